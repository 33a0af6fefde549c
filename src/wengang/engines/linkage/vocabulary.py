"""Words that names are made of: places, legal forms, lines of business, notes (地名, 组织形式, 行业用语, 备注)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division: its code of six digits and its name in full (锦州市, 北镇市, 喀喇沁左翼蒙古族自治县)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """``forms`` maps an ending to its class; the others are plain lists, the longest word first.

    ``ambiguous``: endings that are a trader's form or the line of a company whose form was left off. ``damaged``: endings cut short, or with a character lost or two swapped, to what they most likely were. ``nameless``: what is written where there is no name.
    """

    forms: Mapping[str, str]
    damaged: Mapping[str, str]
    nameless: frozenset[str]
    endings: Sequence[str]
    ambiguous: frozenset[str]
    notes: frozenset[str]
    former: Sequence[str]
    branches: Sequence[str]
    lines: frozenset[str]
    longest_line: int


@cache
def words() -> Words:
    """The words that ship."""
    text = resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(text)
    forms = {ending: name for name, endings in read["forms"].items() for ending in endings}
    lines = frozenset([*read["lines"], *read["ambiguous"]])
    return Words(
        forms=forms,
        damaged=_damaged(forms),
        nameless=frozenset(read["nameless"]),
        endings=_longest_first(forms),
        ambiguous=frozenset(read["ambiguous"]),
        notes=frozenset(read["notes"]),
        former=_longest_first(read["former"]),
        branches=_longest_first(read["branches"]),
        lines=lines,
        longest_line=max(map(len, lines)),
    )


def _longest_first(found: Sequence[str] | Mapping[str, str]) -> Sequence[str]:
    return sorted(found, key=lambda word: (-len(word), word))


_OFTEN = {
    "有限公司": "limited",
    "有限责任公司": "limited",
    "股份有限公司": "joint_stock",
    "集团有限公司": "group",
    "专业合作社": "cooperative",
    "服务中心": "institute",
    "经营部": "trader",
    "经销处": "trader",
    "服务部": "trader",
}
_SURE = 3
"""Characters that a damaged ending must keep."""


def _damaged(forms: Mapping[str, str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for ending, form in _OFTEN.items():
        cut = (
            {ending[:n] for n in range(2, len(ending))}
            if form in ("limited", "joint_stock", "group")
            else set()
        )
        lost = {ending[:n] + ending[n + 1 :] for n in range(len(ending))}
        swapped = {ending[:n] + ending[n + 1] + ending[n] + ending[n + 2 :] for n in range(len(ending) - 1)}
        for text in sorted(cut | {text for text in lost | swapped if len(text) >= _SURE}):
            if text not in forms:
                found.setdefault(text, "company" if form in ("limited", "joint_stock", "group") else form)
    return found
