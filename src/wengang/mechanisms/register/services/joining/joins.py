"""Which employers a row of any file is about (数据比对): by number, by the result of linkage, by code, by name.

In this order: the employer number; the cluster that linkage put the row in, where its result is given; an equal valid
organisation code, whatever the name, with all units of that code; where the row's code is blank or invalid, the cleaned
name that exactly one employer has. Doubtful, and for a person to settle: a name that several have; a valid code that
nobody has with a name whose employer has no valid code; a row that linkage put a question about, although its name be
that of one employer. Both codes valid and different: another unit.
A number that nobody has says nothing, and the row is looked up by the rest.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.identifiers import org_code
from wengang.mechanisms.register.services.columns.standing import Standing
from wengang.mechanisms.register.services.columns.supplied import TEXT, arrow_column, taken

from .checked_codes import org_codes
from .links import NO_LINKS, Links

BRANCH = "分公司"
_PLAIN = r"^[\x{4E00}-\x{9FEF}]+$"


@dataclass(frozen=True)
class Keys:
    """What rows can be joined by, one entry a row; ``codes``: the valid organisation code within each row's code."""

    numbers: pa.Array
    codes: pa.Array
    names: pa.Array
    files: pa.Array
    rows: pa.Array

    @classmethod
    def of(cls, table: pa.Table) -> "Keys":
        """The keys of a canonical table; columns that it lacks are empty."""
        names = ("employer_no", "code", "name", "source_file", "source_row")
        numbers, codes, *others = (arrow_column(table, name, TEXT) for name in names)
        return cls(numbers, valid_codes(codes), *others)

    def at(self, places: np.ndarray) -> "Keys":
        """The keys of the rows at some places."""
        return Keys(
            *(taken(part, places) for part in (self.numbers, self.codes, self.names, self.files, self.rows))
        )

    def __len__(self) -> int:
        return len(self.files)


@dataclass(frozen=True)
class Matches:
    """The employers that each row is about, by their place among the units; not ``certain``: one of them, perhaps.

    ``unit``: the first of them, -1 where there is none; ``several``: all of them, where there is more than one.
    """

    unit: np.ndarray
    certain: np.ndarray
    several: dict[int, tuple[int, ...]]

    def units(self, row: int) -> tuple[int, ...]:
        """All units that a row is about."""
        unit = int(self.unit[row])
        return self.several.get(row, (unit,) if unit >= 0 else ())

    def __len__(self) -> int:
        return len(self.unit)


@dataclass
class Index:
    """The employers that rows are joined to, by what they can be found by: places among the units."""

    links: Links
    numbers: Standing
    linked: Standing
    codes: Standing
    names: Standing
    with_code: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    branches: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @classmethod
    def of(cls, units: Keys, *, links: Links = NO_LINKS) -> "Index":
        """Index units; one employer read from two rows stands in two places.

        ``links``: the result of linkage. Where given, rows that linkage put into one cluster join before codes and
        names are compared; a row whose cluster holds no unit is compared as ever, and is at last perhaps about the
        units of those clusters that a clerk may yet find to be the same.
        """
        return cls(
            links,
            numbers=Standing.of(units.numbers),
            linked=Standing.of(links.of(units)),
            codes=Standing.of(units.codes),
            names=Standing.of(keyed_names(units.names)),
            with_code=pc.is_valid(units.codes).to_numpy(zero_copy_only=False).copy(),
            branches=pc.fill_null(pc.match_substring(units.names, BRANCH), False).to_numpy(
                zero_copy_only=False
            ),
        )

    def learn(self, learned: Sequence[tuple[int, str | None, str | None]]) -> None:
        """Units that had none of their own have been given a code or a name by another file: (place, code, name)."""
        codes = [(place, code) for place, said, _ in learned if (code := org_code(said))]
        names = [(place, name) for place, _, said in learned if (name := name_key(said))]
        self.codes, self.names = self.codes.added(codes), self.names.added(names)
        self.with_code[[place for place, _ in codes]] = True


def join(rows: Keys, index: Index) -> Matches:
    """The units that each row is about: the single place where rows of files become employers."""
    matches = Matches(np.full(len(rows), -1, dtype=np.int64), np.ones(len(rows), dtype=bool), {})
    open_ = np.arange(len(rows))
    open_ = _found(matches, index.numbers, open_, keys=rows.numbers)
    if index.links:
        open_ = _found(matches, index.linked, open_, keys=index.links.of(rows.at(open_)))
    open_ = _found(matches, index.codes, open_, keys=taken(rows.codes, open_))
    _by_name(matches, index, open_, rows=rows)
    if index.links:
        _perhaps(matches, index, open_, rows=rows)
        _whole_persons(matches, index)
    return matches


def _found(matches: Matches, standing: Standing, places: np.ndarray, *, keys: pa.Array) -> np.ndarray:
    """Note the units of the rows at some places that are found by their keys; gives the places of the others."""
    group = standing.find(keys)
    hit = group >= 0
    _note(matches, standing, places[hit], group=group[hit])
    return places[~hit]


def _note(matches: Matches, standing: Standing, places: np.ndarray, *, group: np.ndarray) -> None:
    matches.unit[places] = standing.first(group)
    again = standing.sizes[group] > 1
    for place, several in zip(places[again].tolist(), group[again].tolist(), strict=True):
        matches.several[place] = standing.units(several)


def _by_name(matches: Matches, index: Index, places: np.ndarray, *, rows: Keys) -> None:
    """The units of a row's name: doubtful if several have it, or if the row has a valid code that none of them has."""
    group = index.names.find(keyed_names(taken(rows.names, places)))
    places, group = places[group >= 0], group[group >= 0]
    coded = pc.is_valid(taken(rows.codes, places)).to_numpy(zero_copy_only=False)
    _note(matches, index.names, places[~coded], group=group[~coded])
    matches.certain[places[~coded]] = index.names.sizes[group[~coded]] < 2
    for place, namesakes in zip(places[coded].tolist(), group[coded].tolist(), strict=True):
        perhaps = tuple(unit for unit in index.names.units(namesakes) if not index.with_code[unit])
        if perhaps:
            matches.unit[place], matches.certain[place] = perhaps[0], False
            if len(perhaps) > 1:
                matches.several[place] = perhaps


def _perhaps(matches: Matches, index: Index, places: np.ndarray, *, rows: Keys) -> None:
    """The units that rows at some places may be about once a clerk has looked: doubtful, all of them.

    A name that one employer has settles nothing where linkage, which knows more than names, asks about another.
    """
    own = index.links.of(rows.at(places)).to_pylist()
    others = [index.links.perhaps.get(cluster, ()) if cluster else () for cluster in own]
    asked = [
        (place, cluster)
        for place, clusters in zip(places.tolist(), others, strict=True)
        for cluster in clusters
    ]
    group = index.linked.find(pa.array([cluster for _, cluster in asked], TEXT))
    found: dict[int, list[int]] = {}
    for (place, _), units in zip(asked, group.tolist(), strict=True):
        if units >= 0:
            found.setdefault(place, []).extend(index.linked.units(units))
    for place, several in found.items():
        units = tuple(sorted({*several, *matches.units(place)}))
        matches.unit[place], matches.certain[place] = units[0], False
        if len(units) > 1:
            matches.several[place] = units


def _whole_persons(matches: Matches, index: Index) -> None:
    """What is said of one unit of a legal person is said of all that have its code: but not of branches or by them."""
    person = np.full(len(index.with_code), -1, dtype=np.int64)
    person[index.codes.places] = np.repeat(np.arange(len(index.codes.sizes)), index.codes.sizes)
    person[index.branches] = -1
    several = np.bincount(person[person >= 0], minlength=1) > 1
    met = np.flatnonzero(matches.unit >= 0)
    for place in met[several[person[matches.unit[met]]] & (person[matches.unit[met]] >= 0)].tolist():
        units = {
            unit
            for one in matches.units(place)
            for unit in (one, *(index.codes.units(int(person[one])) if person[one] >= 0 else ()))
            if unit == one or not index.branches[unit]
        }
        matches.several[place] = tuple(sorted(units))


def valid_codes(codes: pa.Array) -> pa.Array:
    """The organisation code within each check-valid code, null for any other."""
    coded = codes.dictionary_encode()
    return pa.array(org_codes(coded.dictionary.to_pylist()), TEXT).take(coded.indices)


def keyed_names(names: pa.Array) -> pa.Array:
    """:func:`name_key` of each name; those of nothing but Chinese characters are their own keys."""
    other = pc.invert(pc.fill_null(pc.match_substring_regex(names, _PLAIN), False))
    keys = pa.array(name_keys(names.filter(other).to_pylist()), TEXT)
    return pc.replace_with_mask(names, other, keys)


def name_key(name: str | None) -> str:
    """The cleaned name; the same as ``identifiers.clean_name``, without looking at each letter of an ordinary name."""
    return name_keys([name])[0]


def name_keys(names: Sequence[str | None]) -> list[str]:
    """:func:`name_key` of each name, folded together: a line feed is changed by nothing and joins with nothing."""
    plain = [name or "" for name in names]
    folded = unicodedata.normalize("NFKC", "\n".join(plain)).upper().split("\n")
    if len(folded) != len(plain):  # a name that itself holds a line feed
        folded = [unicodedata.normalize("NFKC", name).upper() for name in plain]
    return [key if key.isalnum() else key.translate(_KEPT) for key in folded]


class _Kept(dict[int, int | None]):
    """Letters, numbers and marks as they are, any other character left out: as ``identifiers.clean_name`` does."""

    def __missing__(self, character: int) -> int | None:
        kept = character if unicodedata.category(chr(character))[0] in "LNM" else None
        self[character] = kept
        return kept


_KEPT = _Kept()
