"""When two rows are one employer (用人单位同一认定): vetoes first, then rules that link, then what a clerk is asked.

A veto holds whatever the weight: two sound codes that differ, a branch and its head office, places or legal forms that
exclude each other. The rules that link each need what a careful clerk would need; the weight only ranks.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .employer_settings import (
    ALIKE,
    FORMER,
    IN_COUNTY,
    NEAR_CORE,
    NEARLY,
    OTHER,
    OTHER_ORG,
    SAME,
    SAME_CORE,
    SAME_NAME,
    SAME_NUMBER,
    SAME_ORG,
    SHORTENED,
    UNKNOWN,
)
from .rules import Mask, Pairs, Relation, Rule, codes_of, several, unsupported

CONTACTS, STEADY = ("rep", "phone", "address"), ("rep", "address")
"""Comparisons that support a name; and those of them that seldom change."""
WORTH_ASKING, LEAST_NAMED = 4.0, -2.0
"""Bits from which an undecided pair is put to a clerk, if only its contacts agree, or only its names."""


def facts(columns: pa.Table, left: np.ndarray, right: np.ndarray) -> dict[str, Mask]:
    """What the rules need beside the levels.

    ``sisters``: told apart by a number, a direction or the line. ``bare_names``: one is a trade word only. ``once_named``: a unit of another name had that one; ``traders``: a trader's, unique in a county only. ``branched``: there are branches of that name. ``reg_nos``: sound registration numbers that differ. ``branch``: one is a branch, or they are different ones. ``rivals``/``name_rivals``: the data hold several sound
    codes under that trade word and line (by sound), or under that very name. ``cities``, ``forms``: they exclude each other.
    """
    branch = codes_of(columns["branch"])
    orgs = codes_of(columns["org"])
    by_sound = several(orgs, codes_of(columns["core_sound"]))
    by_name = several(*_with_former(columns))
    by_trade = several(orgs, codes_of(columns["trade_sound"]))
    city = codes_of(columns["city"])
    family = codes_of(columns["sure_family"])
    branched = _with_branches(columns)
    bare = ~np.asarray(columns["form"].is_valid()) & ~np.asarray(columns["line"].is_valid())
    once = _once_named(columns)
    mark = codes_of(columns["marks"])
    trader = np.asarray(columns["sure_family"].to_pylist(), dtype=object) == "trader"
    reg_no = codes_of(columns["reg_no"])
    return {
        "once_named": once[left] | once[right],
        "traders": trader[left] | trader[right],
        "sisters": (mark[left] != mark[right]) | _other_line(columns, left, right),
        "bare_names": bare[left] | bare[right],
        "branched": branched[left] | branched[right],
        "reg_nos": (reg_no[left] >= 0) & (reg_no[right] >= 0) & (reg_no[left] != reg_no[right]),
        "branch": branch[left] != branch[right],
        "rivals": by_sound[left] | by_sound[right],
        "name_rivals": by_name[left] | by_name[right],
        "trade_rivals": by_trade[left] | by_trade[right],
        "cities": (city[left] >= 0) & (city[right] >= 0) & (city[left] != city[right]),
        "forms": (family[left] >= 0) & (family[right] >= 0) & (family[left] != family[right]),
    }


def _with_branches(columns: pa.Table) -> Mask:
    """Records under whose trade word and line the data hold branches: a branch whose suffix was lost looks like them."""
    core = codes_of(columns["core_sound"])
    with_branch = np.asarray(columns["branch"].is_valid()) & (core >= 0)
    return np.asarray(np.isin(core, np.unique(core[with_branch])))


def _other_line(columns: pa.Table, left: np.ndarray, right: np.ndarray) -> Mask:
    """One trade word, two lines of business that are words of their own (商贸, 商务), not one with its characters swapped."""
    lines = ["".join(sorted(line)) if line else None for line in columns["line"].to_pylist()]
    trade, line = codes_of(columns["trade_sound"]), codes_of(pa.array(lines, pa.string()))
    known = (line[left] >= 0) & (line[right] >= 0)
    return np.asarray((trade[left] == trade[right]) & known & (line[left] != line[right]))


def _once_named(columns: pa.Table) -> Mask:
    """Records under a name that some unit of another name once had: an old list may mean that one."""
    former, name = columns["former_name"], columns["name"]
    left = former.filter(pc.fill_null(pc.not_equal(former, name), False))
    return np.asarray(pc.fill_null(pc.is_in(name, value_set=pc.unique(left)), False))


def _with_former(columns: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Sound codes and names, a row a record and once more a row a record with its former name.

    A name that another unit once had may still stand for it in an old file.
    """
    both = pa.chunked_array([columns["name"].combine_chunks(), columns["former_name"].combine_chunks()])
    orgs = codes_of(columns["org"])
    return np.concatenate((orgs, orgs)), codes_of(both)


def doubted(pairs: Pairs, columns: pa.Table) -> Mask:
    """Records whose sound code others have too, none of which agrees in name, person, phone or address.

    A code filled down from the row above, or the head office's on a branch. Not a record without a branch's name
    among those of a branch: there the name was cut, the code is its own.
    """
    same = pairs.is_at("code", SAME_ORG)
    agree = pairs.reaches("name", SHORTENED) | (pairs.agreeing(CONTACTS) >= 1)
    found = unsupported(
        pairs, same=same, backed=same & agree & ~pairs.facts["branch"], count=columns.num_rows
    )
    cut = same & agree & pairs.facts["branch"]
    heads = ~np.asarray(columns["branch"].is_valid())
    for side in (pairs.left, pairs.right):
        found[side[cut & heads[side]]] = False
    return found


def without_doubted(pairs: Pairs, records: Mask) -> Pairs:
    """The pairs, with the codes of doubted records taken as unknown where they differ from another's."""
    void = pairs.is_at("code", OTHER_ORG) & (records[pairs.left] | records[pairs.right])
    return replace(pairs, levels={**pairs.levels, "code": np.where(void, UNKNOWN, pairs.levels["code"])})


def _in_contact(pairs: Pairs) -> Mask:
    return np.asarray(pairs.agreeing(CONTACTS) >= 1)


def _names_agree(pairs: Pairs) -> Mask:
    return pairs.reaches("name", SHORTENED)


def _not_a_branch(pairs: Pairs) -> Mask:
    """No sign of a branch that lost its suffix. Where the data hold branches of that name, its phone or address must
    agree: the person in charge is often the same.
    """
    reached = pairs.reaches("phone", ALIKE) | pairs.reaches("address", ALIKE)
    elsewhere = (pairs.agreeing(CONTACTS) == 0) & (pairs.disagreeing(CONTACTS) >= 2)
    return np.asarray(~elsewhere & (reached | ~pairs.facts["branched"]), dtype=np.bool_)


def _name_alone(pairs: Pairs) -> Mask:
    """A name in full that only one unit has or had, no branch, and nothing that differs.

    A name with another place before it, or mistyped, may be another firm's: where there is a like-named one in the
    data, the county must agree too, or a clerk is asked.
    """
    alone = pairs.is_at("name", SAME_NAME) & ~pairs.facts["name_rivals"] & ~pairs.facts["branched"]
    # A name without a place (老张便利店) is anybody's, if not in the same county.
    alone &= pairs.is_at("region", SAME) | pairs.is_at("county", IN_COUNTY)
    alone &= ~pairs.facts["bare_names"] & ~pairs.facts["once_named"]
    alone &= ~(pairs.facts["rivals"] | pairs.facts["traders"]) | pairs.is_at("county", IN_COUNTY)
    return alone & np.asarray(pairs.disagreeing(CONTACTS) == 0, dtype=np.bool_)


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


def _known(pairs: Pairs) -> Mask:
    """Place or form is known of both: a company keeps the trader's name, phone and room that it grew from."""
    return ~(pairs.is_at("region", UNKNOWN) & pairs.is_at("form", UNKNOWN))


def _mostly_agrees(pairs: Pairs) -> Mask:
    """More of person, phone and address agree than of what seldom changes differs: one owner's two firms share him only."""
    differ = pairs.disagreeing((*STEADY, "county"))
    return np.asarray(pairs.agreeing(CONTACTS) > differ, dtype=np.bool_)


def _core_and_contact(pairs: Pairs) -> Mask:
    known = _known(pairs) & ~pairs.is_at("form", OTHER)
    alone = ~pairs.facts["rivals"] & (
        (_form_kept(pairs) & _place_kept(pairs)) | pairs.reaches("address", ALIKE)
    )
    return ~pairs.facts["sisters"] & (
        pairs.is_at("name", SAME_CORE)
        & _mostly_agrees(pairs)
        & known
        & (alone | _same_door_and_person(pairs))
    )


def _near_and_contact(pairs: Pairs) -> Mask:
    kept = _form_kept(pairs) & _place_kept(pairs) & ~pairs.facts["rivals"] & _known(pairs)
    return ~pairs.facts["sisters"] & pairs.is_at("name", NEAR_CORE) & _mostly_agrees(pairs) & kept


def _short_and_contact(pairs: Pairs) -> Mask:
    kept = _form_kept(pairs) & _place_kept(pairs) & ~pairs.facts["trade_rivals"] & _known(pairs)
    kept &= np.asarray(pairs.disagreeing(STEADY) == 0)
    return ~pairs.facts["sisters"] & pairs.is_at("name", SHORTENED) & _in_contact(pairs) & kept


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
    Rule("other_number", "注册号不同", "registration numbers that differ", _not_by_code("reg_nos")),
    Rule("other_city", "名称所示城市不同", "names of different cities", _not_by_code("cities")),
    Rule("other_form", "组织形式不同", "legal forms that exclude each other", _not_by_code("forms")),
)

RULES = (
    Rule(
        "code_and_name",
        "代码相同, 名称相符",
        "same code, names that agree",
        lambda p: p.is_at("code", SAME_ORG) & _names_agree(p) & _not_a_branch(p),
    ),
    Rule(
        "code_and_contact",
        "代码相同, 负责人、电话或地址相符",
        "same code, and person, phone or address agree",
        lambda p: p.is_at("code", SAME_ORG) & _mostly_agrees(p) & _not_a_branch(p),
    ),
    Rule(
        "number_and_name",
        "注册号或经修正的代码相同, 名称相符",
        "same number or mended code, names that agree",
        lambda p: _code_hints(p) & _names_agree(p) & ~p.facts["forms"] & _not_a_branch(p),
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
        lambda p: p.is_at("name", SAME_NAME) & _in_contact(p) & _not_a_branch(p),
    ),
    Rule(
        "name_alone",
        "名称完全相同, 同名者仅此一家",
        "the very same name, which only one unit has",
        _name_alone,
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


DOUBTS = (
    Rule(
        "sisters",
        "编号、方位或行业用词不同, 可能是同一业主的另一单位",
        "a number, direction or line of business differs: it may be a sister unit",
        lambda p: p.facts["sisters"],
    ),
    Rule(
        "branches",
        "该名称下另有分支机构, 可能是其中之一",
        "there are branches of that name: it may be one of them",
        lambda p: p.facts["branched"],
    ),
    Rule(
        "namesakes",
        "另有代码不同的同名单位, 或曾用此名的单位",
        "other units have or had that name, with other codes",
        lambda p: p.facts["name_rivals"],
    ),
    Rule(
        "rivals",
        "另有代码不同、名称相近(同字号同行业)的单位",
        "other units are named alike, with other codes",
        lambda p: p.facts["rivals"],
    ),
    Rule(
        "contacts_differ",
        "负责人、电话或地址不一致",
        "person, phone or address differ",
        lambda p: np.asarray(p.disagreeing(CONTACTS) > 0, dtype=np.bool_),
    ),
)
"""Why a pair is left to a clerk, the first that applies."""


def _branch_of(pairs: Pairs, columns: pa.Table) -> tuple[Mask, Mask]:
    """The same name, of which one has a branch's suffix: the very name, or the same trade word, line and place."""
    branch = np.asarray(columns["branch"].is_valid())
    left, right = branch[pairs.left], branch[pairs.right]
    named = pairs.is_at("name", SAME_NAME, SAME_CORE) & _form_kept(pairs) & _place_kept(pairs)
    return (left != right) & named & ~pairs.facts["cities"], left


def _grew_from(pairs: Pairs, columns: pa.Table) -> tuple[Mask, Mask]:
    """A company and a shop of one trade word and line, whose person and whose phone or address agree (个转企)."""
    family = np.asarray(columns["sure_family"].to_pylist(), dtype=object)
    left, right = family[pairs.left], family[pairs.right]
    kinds = ((left == "company") & (right == "trader")) | ((left == "trader") & (right == "company"))
    reached = pairs.reaches("phone", ALIKE) | pairs.reaches("address", ALIKE)
    alike = pairs.is_at("name", SAME_CORE) & pairs.reaches("rep", ALIKE) & reached & ~pairs.facts["branch"]
    return kinds & alike, np.asarray(left == "company", dtype=np.bool_)


RELATIONS = (
    Relation("branch_of", "分支机构, 其总机构", "a branch, and its head office", _branch_of),
    Relation("grew_from", "企业, 由个体工商户转来", "a company, and the shop it grew from", _grew_from),
)


def worth_asking(pairs: Pairs) -> Mask:
    """Which pairs, neither vetoed nor linked, a clerk may be asked about."""
    contact = pairs.agreeing(CONTACTS)
    touching = (pairs.weight >= WORTH_ASKING) & (contact >= 2)
    named = _names_agree(pairs) & ((contact >= 1) | (pairs.weight >= LEAST_NAMED))
    return pairs.is_at("code", SAME_ORG) | named | touching
