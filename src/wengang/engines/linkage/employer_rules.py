"""When two rows are one employer (用人单位同一认定): vetoes first, then rules that link, then what a clerk is asked.

A veto holds whatever the weight: two sound codes that differ, a branch and its head office, places or legal forms that
exclude each other. The rules that link each need what a careful clerk would need; the weight only ranks.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from .employer_settings import (
    ALIKE,
    FORMER,
    NEAR_CORE,
    NEARLY,
    OTHER_ORG,
    SAME,
    SAME_CORE,
    SAME_NAME,
    SAME_NUMBER,
    SAME_ORG,
    SHORTENED,
    UNKNOWN,
)
from .rules import Mask, Pairs, Rule, codes_of, several, unsupported

CONTACTS, STEADY = ("rep", "phone", "address"), ("rep", "address")
"""Comparisons that support a name; and those of them that seldom change."""
WORTH_ASKING = 4.0
"""Bits from which an undecided pair is put to a clerk."""


def facts(columns: pa.Table, left: np.ndarray, right: np.ndarray) -> dict[str, Mask]:
    """What the rules need beside the levels.

    ``branch``: one is a branch, or they are different ones. ``rivals``/``name_rivals``: the data hold several sound
    codes under that trade word and line (by sound), or under that very name. ``cities``, ``forms``: they exclude each other.
    """
    branch = codes_of(columns["branch"])
    orgs = codes_of(columns["org"])
    by_sound = several(orgs, codes_of(columns["core_sound"]))
    by_name = several(orgs, codes_of(columns["name"]))
    by_trade = several(orgs, codes_of(columns["trade_sound"]))
    city = codes_of(columns["city"])
    family = codes_of(columns["sure_family"])
    return {
        "branch": branch[left] != branch[right],
        "rivals": by_sound[left] | by_sound[right],
        "name_rivals": by_name[left] | by_name[right],
        "trade_rivals": by_trade[left] | by_trade[right],
        "cities": (city[left] >= 0) & (city[right] >= 0) & (city[left] != city[right]),
        "forms": (family[left] >= 0) & (family[right] >= 0) & (family[left] != family[right]),
    }


def doubted(pairs: Pairs, columns: pa.Table) -> Mask:
    """Records whose sound code others have too, none of which agrees in name, person, phone or address.

    A code filled down from the row above, or the head office's on a branch.
    """
    same = pairs.is_at("code", SAME_ORG)
    agree = pairs.reaches("name", SHORTENED) | (pairs.agreeing(CONTACTS) >= 1)
    return unsupported(pairs, same=same, backed=same & agree & ~pairs.facts["branch"], count=columns.num_rows)


def without_doubted(pairs: Pairs, records: Mask) -> Pairs:
    """The pairs, with the codes of doubted records taken as unknown where they differ from another's."""
    void = pairs.is_at("code", OTHER_ORG) & (records[pairs.left] | records[pairs.right])
    return replace(pairs, levels={**pairs.levels, "code": np.where(void, UNKNOWN, pairs.levels["code"])})


def _in_contact(pairs: Pairs) -> Mask:
    return np.asarray(pairs.agreeing(CONTACTS) >= 1)


def _names_agree(pairs: Pairs) -> Mask:
    return pairs.reaches("name", SHORTENED)


def _form_kept(pairs: Pairs) -> Mask:
    """The same legal form, or one that was cut off."""
    return pairs.is_at("form", SAME, UNKNOWN)


def _place_kept(pairs: Pairs) -> Mask:
    """The same place in the name, or none in one of them."""
    return pairs.is_at("region", SAME, UNKNOWN)


def _code_hints(pairs: Pairs) -> Mask:
    return pairs.is_at("code", SAME_NUMBER, NEARLY)


def _same_door_and_person(pairs: Pairs) -> Mask:
    """What tells a firm from its twin: twins share an owner and his phone, but not the room."""
    return pairs.is_at("address", SAME) & pairs.reaches("rep", ALIKE) & _form_kept(pairs)


def _core_and_contact(pairs: Pairs) -> Mask:
    kept = (_form_kept(pairs) & _place_kept(pairs)) | pairs.reaches("address", ALIKE)
    alone = ~pairs.facts["rivals"] & kept
    return pairs.is_at("name", SAME_CORE) & _in_contact(pairs) & (alone | _same_door_and_person(pairs))


def _near_and_contact(pairs: Pairs) -> Mask:
    kept = _form_kept(pairs) & _place_kept(pairs) & ~pairs.facts["rivals"]
    return pairs.is_at("name", NEAR_CORE) & _in_contact(pairs) & kept


def _short_and_contact(pairs: Pairs) -> Mask:
    kept = _form_kept(pairs) & _place_kept(pairs) & ~pairs.facts["trade_rivals"]
    kept &= np.asarray(pairs.disagreeing(STEADY) == 0)
    return pairs.is_at("name", SHORTENED) & _in_contact(pairs) & kept


def _not_by_code(veto: str) -> Callable[[Pairs], Mask]:
    """A fact that excludes, unless the codes are the same."""
    return lambda pairs: pairs.facts[veto] & ~pairs.is_at("code", SAME_ORG)


VETOES = (
    Rule(
        "other_code",
        "两个校验通过的代码不同",
        "two sound codes that differ",
        lambda p: p.is_at("code", OTHER_ORG),
    ),
    Rule(
        "branch",
        "总公司与分支机构, 或不同分支机构",
        "a branch and its head office, or two branches",
        lambda p: p.facts["branch"],
    ),
    Rule("other_city", "名称所示城市不同", "names of different cities", _not_by_code("cities")),
    Rule("other_form", "组织形式不同", "legal forms that exclude each other", _not_by_code("forms")),
)

RULES = (
    Rule(
        "code_and_name",
        "代码相同, 名称相符",
        "same code, names that agree",
        lambda p: p.is_at("code", SAME_ORG) & _names_agree(p),
    ),
    Rule(
        "code_and_contact",
        "代码相同, 负责人、电话或地址相符",
        "same code, and person, phone or address agree",
        lambda p: p.is_at("code", SAME_ORG) & _in_contact(p),
    ),
    Rule(
        "number_and_name",
        "注册号或经修正的代码相同, 名称相符",
        "same number or mended code, names that agree",
        lambda p: _code_hints(p) & _names_agree(p) & ~p.facts["forms"],
    ),
    Rule(
        "number_and_contact",
        "注册号或经修正的代码相同, 负责人、电话或地址相符",
        "same number or mended code, and person, phone or address agree",
        lambda p: _code_hints(p) & _in_contact(p),
    ),
    Rule(
        "name_and_contact",
        "名称相同, 负责人、电话或地址相符",
        "same name, and person, phone or address agree",
        lambda p: p.is_at("name", SAME_NAME) & _in_contact(p),
    ),
    Rule(
        "name_alone",
        "名称完全相同, 同名者仅此一家",
        "the very same name, which only one unit has",
        lambda p: p.is_at("name", SAME_NAME) & ~p.facts["name_rivals"] & (p.disagreeing(STEADY) <= 1),
    ),
    Rule(
        "core_and_contact",
        "字号行业相同, 负责人、电话或地址相符, 无同名者",
        "same trade word and line, person, phone or address agree, no rival",
        _core_and_contact,
    ),
    Rule(
        "former_and_contact",
        "与曾用名相同, 负责人、电话或地址相符",
        "a former name, and person, phone or address agree",
        lambda p: p.is_at("name", FORMER) & _in_contact(p),
    ),
    Rule(
        "near_and_contact",
        "名称同音、错位或差一字, 负责人、电话或地址相符",
        "names alike, and person, phone or address agree",
        _near_and_contact,
    ),
    Rule(
        "short_and_contact",
        "简称相符, 负责人、电话或地址相符",
        "short for it, and person, phone or address agree",
        _short_and_contact,
    ),
)
"""In the order of their certainty."""


def worth_asking(pairs: Pairs) -> Mask:
    """Which pairs, neither vetoed nor linked, a clerk may be asked about."""
    touching = (pairs.weight >= WORTH_ASKING) & (pairs.agreeing(CONTACTS) >= 2)
    return pairs.is_at("code", SAME_ORG) | _names_agree(pairs) | touching
