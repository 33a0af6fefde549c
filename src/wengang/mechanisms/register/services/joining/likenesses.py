"""Rows of a list that met nobody, and employers that they may be about after all (疑似): a person looks before one is paid.

Linkage asks about pairs that are worth a clerk's time. A list's row is worth it sooner: missed, it pays somebody who
is barred. So a row that no code rules out is perhaps about an employer whose person in charge (to the ear) and an
uncommon part of whose name it has; or, where it names nobody else in charge, whose name is one character away or
holds the row's.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wengang.engines.linkage.text import sounds

_COMMON = 100
"""A part of a name (two characters) that more than one name in so many has says nothing: a place, a legal form."""
_WHOLE, _SHORT = 6, 4
"""Names shorter than this are too short to be one character away, or to be part of another."""
_MOST = 5
"""A row that is like more employers than this is like nobody."""


@dataclass(frozen=True)
class Named:
    """What a row says of whom it is about: cleaned name, person in charge, valid organisation code; "" for nothing."""

    name: str
    person: str
    code: str


def likely(rows: Sequence[Sequence[Named]], known: Sequence[tuple[int, Named]]) -> list[tuple[int, ...]]:
    """For each of ``rows`` the employers that it is perhaps about.

    ``rows``: what a row says of whom it is about, and what rows say that are linked with it; ``known``: what any file
    says of each employer.
    """
    asked = {part for row in rows for said in row for part in _parts(said.name)}
    places: dict[str, list[int]] = defaultdict(list)
    coded: dict[int, set[str]] = defaultdict(set)
    for place, (unit, one) in enumerate(known):
        coded[unit] |= {one.code} - {""}
        for part in _parts(one.name) & asked:
            places[part].append(place)
    enough = max(len(known) // _COMMON, _MOST)
    rare = {part: found for part, found in places.items() if len(found) <= enough}
    found = []
    for row in rows:
        codes = {said.code for said in row} - {""}
        near = {known[place][0] for said in row for place in _near(said, known, rare=rare)}
        units = tuple(sorted(unit for unit in near if not (codes and coded[unit] - codes)))
        found.append(units if len(units) <= _MOST else ())
    return found


def _near(row: Named, known: Sequence[tuple[int, Named]], *, rare: dict[str, list[int]]) -> Iterator[int]:
    """Places of rows of employers that are like a row."""
    heard = sounds(row.person)
    for place in {place for part in _parts(row.name) for place in rare.get(part, ())}:
        one = known[place][1]
        if (heard and heard == sounds(one.person)) or (
            _may_be(row.person, one.person) and (_within(row.name, one.name) or one_apart(row.name, one.name))
        ):
            yield place


def _within(one: str, other: str) -> bool:
    """Whether one name is part of the other: place or legal form left out."""
    short, long_ = sorted((one, other), key=len)
    return len(short) >= _SHORT and short in long_


def _may_be(one: str, other: str) -> bool:
    """Whether two people in charge may be the same: one is not named, or they share a character."""
    return not (one and other) or bool(set(one) & set(other))


def _parts(name: str) -> set[str]:
    return {a + b for a, b in pairwise(name)}


def one_apart(one: str, other: str) -> bool:
    """Whether two long names differ by one character that is wrong, lost or added, or by two exchanged."""
    short, long_ = sorted((one, other), key=len)
    if len(short) < _WHOLE or len(long_) - len(short) > 1:
        return False
    begin = next(
        (at for at, pair in enumerate(zip(short, long_, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if len(short) < len(long_):
        return short[begin:] == long_[begin + 1 :]
    swapped = short[begin : begin + 2] == long_[begin : begin + 2][::-1]
    return short[begin + 1 :] == long_[begin + 1 :] or (swapped and short[begin + 2 :] == long_[begin + 2 :])
