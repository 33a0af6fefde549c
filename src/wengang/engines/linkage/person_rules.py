"""When two rows are one person (人员同一认定): vetoes, rules that link, what a clerk is asked."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .person_settings import (
    LIKE_NAME,
    LIKE_NUMBER,
    NEAR_NUMBER,
    OTHER,
    OTHER_NAME,
    OTHER_NUMBER,
    SAME,
    SAME_NAME,
    SAME_NUMBER,
    UNKNOWN,
)
from .rules import Mask, Pairs, Rule, codes_of, several, unsupported

_LONG = 3
CONTACTS = ("phone", "account", "employer")
"""Comparisons that support a name or a number."""


def facts(columns: pa.Table, left: np.ndarray, right: np.ndarray) -> dict[str, Mask]:
    """``plain_names``: nothing of either is hidden. ``long_names``: both of three characters or more, none hidden. ``namesakes``: several sound numbers go under that name in the data; ``births``: two dates of birth that differ."""
    numbers = codes_of(columns["sound"])
    namesakes = several(numbers, codes_of(columns["name_sound"]))
    birth = codes_of(columns["birth"])
    long = np.asarray(pc.fill_null(pc.greater_equal(pc.utf8_length(columns["name_plain"]), _LONG), False))
    plain = np.asarray(columns["name_plain"].is_valid())
    return {
        "plain_names": plain[left] & plain[right],
        "long_names": long[left] & long[right],
        "namesakes": namesakes[left] | namesakes[right],
        "births": (birth[left] >= 0) & (birth[right] >= 0) & (birth[left] != birth[right]),
    }


def _in_contact(pairs: Pairs) -> Mask:
    return np.asarray(pairs.agreeing(CONTACTS) >= 1)


def _named(pairs: Pairs) -> Mask:
    return pairs.reaches("name", LIKE_NAME)


def _long_alike(pairs: Pairs) -> Mask:
    """Names of one sound, nothing of them hidden, too long for two of a family."""
    return pairs.is_at("name", LIKE_NAME) & pairs.facts["long_names"]


def _reachable(pairs: Pairs) -> Mask:
    """The same phone or account: what a namesake does not share."""
    return pairs.is_at("phone", SAME) | pairs.is_at("account", SAME)


VETOES = (
    Rule("other_number", "身份号码不同", "numbers that differ", lambda p: p.is_at("number", OTHER_NUMBER)),
    Rule(
        "other_birth",
        "出生日期不同",
        "dates of birth that differ",
        lambda p: p.facts["births"] & ~p.is_at("number", SAME_NUMBER),
    ),
)
RULES = (
    Rule(
        "number_and_name",
        "身份号码相同, 姓名相符",
        "same number, names that agree",
        lambda p: p.is_at("number", SAME_NUMBER) & _named(p),
    ),
    Rule(
        "number_and_contact",
        "身份号码相同, 电话或账号相同, 姓名不明",
        "same number, and phone or account, the name unknown",
        lambda p: p.is_at("number", SAME_NUMBER) & _reachable(p) & p.is_at("name", UNKNOWN),
    ),
    Rule(
        "masked_and_name",
        "与脱敏号码相符, 姓名相同",
        "fits the masked number, same name",
        lambda p: p.is_at("number", LIKE_NUMBER) & p.is_at("name", SAME_NAME),
    ),
    Rule(
        "masked_and_sound",
        "与脱敏号码相符, 姓名同音, 无同名者",
        "fits the masked number, a name of one sound, nobody else of that name",
        lambda p: p.is_at("number", LIKE_NUMBER) & _named(p) & p.facts["plain_names"] & ~p.facts["namesakes"],
    ),
    Rule(
        "masked_and_contact",
        "与脱敏号码相符, 姓名同音, 电话、账号或单位相符",
        "fits the masked number, a name of the same sound, and phone, account or employer agree",
        lambda p: p.is_at("number", LIKE_NUMBER) & _named(p) & _in_contact(p),
    ),
    Rule(
        "near_and_name",
        "身份号码差一两位, 姓名相同",
        "nearly the same number, same name",
        lambda p: p.is_at("number", NEAR_NUMBER) & p.is_at("name", SAME_NAME),
    ),
    Rule(
        "near_and_contact",
        "身份号码差一两位, 姓名同音, 电话、账号或单位相符",
        "nearly the same number, a name of the same sound, and phone, account or employer agree",
        lambda p: p.is_at("number", NEAR_NUMBER) & _named(p) & _in_contact(p),
    ),
    Rule(
        "name_and_phone",
        "姓名相同(或三字以上同音), 电话或账号相同",
        "same name (or three characters and more of one sound), and phone or account",
        lambda p: p.is_at("number", UNKNOWN) & (p.is_at("name", SAME_NAME) | _long_alike(p)) & _reachable(p),
    ),
    Rule(
        "name_and_employer",
        "姓名与单位相同, 无同名者",
        "same name and employer, nobody else of that name",
        lambda p: (
            p.is_at("number", UNKNOWN)
            & p.is_at("name", SAME_NAME)
            & p.is_at("employer", SAME)
            & ~p.is_at("phone", OTHER)
            & ~p.facts["namesakes"]
        ),
    ),
)
"""In the order of their certainty."""


DOUBTS = (
    Rule(
        "namesakes",
        "另有身份号码不同的同名者",
        "others of that name have other numbers",
        lambda p: p.facts["namesakes"],
    ),
    Rule(
        "contacts_differ",
        "电话、账号或单位不一致",
        "phone, account or employer differ",
        lambda p: np.asarray(p.disagreeing(CONTACTS) > 0, dtype=np.bool_),
    ),
)
"""Why a pair is left to a clerk, the first that applies."""


def worth_asking(pairs: Pairs) -> Mask:
    """Which pairs, neither vetoed nor linked, a clerk may be asked about."""
    near = pairs.reaches("number", NEAR_NUMBER) & ~pairs.is_at("name", OTHER_NAME)
    return near | pairs.is_at("number", SAME_NUMBER) | (_named(pairs) & _in_contact(pairs))


def doubted(pairs: Pairs, columns: pa.Table) -> Mask:
    """Rows whose sound number others have too, under quite another name and with nothing else in common."""
    same = pairs.is_at("number", SAME_NUMBER)
    backed = same & (_named(pairs) | _in_contact(pairs))
    return unsupported(pairs, same=same, backed=backed, count=columns.num_rows)


def without_doubted(pairs: Pairs, records: Mask) -> Pairs:
    """The pairs as they are: a number that contradicts all else still excludes."""
    del records
    return pairs
