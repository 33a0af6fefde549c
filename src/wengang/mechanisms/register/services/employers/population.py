"""The employers to decide (决定对象): who they are, which rows only add to them, and who is withheld.

The population is every employer number (单位编号) that a row of the table ``employers`` holds. Its row is the one of the
file ``employers``; where that does not have the number, of the files ``employers-1``, ``employers-2`` … (parts of one
file, or files that complete each other); else of the mapped file that has most numbers. Rows without a number, and rows of other
files about a number that has its row, only add to employers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.schema import PROVENANCE, SOURCE_FILE, SOURCE_ROW
from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.columns.ordering import order_of, text_ranks
from wengang.mechanisms.register.services.columns.supplied import (
    TEXT,
    Row,
    arrow_column,
    coded_column,
    finding,
    origin_keys,
    origins,
    rows_at,
    taken,
)

CANONICAL_STEM = "employers"
_WHOLE, _PART = -(10**12), -(10**11)  # before every mapped file, whose rank is less the more numbers it has


@dataclass(frozen=True)
class Population:
    """Places of rows in the table ``employers``.

    Attributes
    ----------
    decided
        One row for each employer to decide, sorted by employer number as bytes.
    withheld
        Differing rows of one employer number: in quarantine, their employers are not decided.
    further
        Rows that only add to employers, sorted by file and row.
    withheld_numbers
        The employer numbers behind ``withheld``.
    """

    decided: np.ndarray
    withheld: np.ndarray
    further: np.ndarray
    withheld_numbers: frozenset[str]
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def population(employers: pa.Table) -> Population:
    """Split the rows of the canonical table ``employers``; the order of its rows does not matter."""
    said = arrow_column(employers, "employer_no", TEXT)
    numbered = np.flatnonzero(pc.fill_null(pc.not_equal(said, ""), False).to_numpy(zero_copy_only=False))
    coded = said.take(pa.array(numbered)).dictionary_encode()
    number = coded.indices.to_numpy()
    own = np.empty(len(coded.dictionary), dtype=np.int64)
    own[number] = numbered
    repeated = np.bincount(number, minlength=len(own))[number] > 1
    settled = _settled(employers, numbered[repeated], of_all=numbered)
    own[number[repeated]] = -1
    at = pc.index_in(pa.array(list(settled.own), TEXT), value_set=coded.dictionary).to_numpy()
    own[at] = list(settled.own.values())
    ranks, _ = text_ranks(coded.dictionary)
    ordered = own[order_of(ranks)]
    unnumbered = np.ones(employers.num_rows, dtype=bool)
    unnumbered[numbered] = False
    further = np.concatenate((np.flatnonzero(unnumbered), np.array(settled.further, dtype=np.int64)))
    return Population(
        decided=ordered[ordered >= 0],
        withheld=_by_origin(employers, np.array(settled.withheld, dtype=np.int64)),
        further=_by_origin(employers, further),
        withheld_numbers=frozenset(said.take(pa.array(settled.withheld, pa.int64())).to_pylist()),
        findings=tuple(settled.findings),
        warnings=tuple(settled.warnings),
    )


@dataclass
class _Settled:
    """What becomes of the rows of numbers that several rows have; ``own``: the row that makes each employer."""

    own: dict[str, int] = field(default_factory=dict)
    further: list[int] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def _settled(employers: pa.Table, repeated: np.ndarray, *, of_all: np.ndarray) -> _Settled:
    """Settle the rows ``repeated``; ``of_all``: every row with a number."""
    settled = _Settled()
    if not len(repeated):
        return settled
    stems = coded_column(employers, "source_file")
    precedence = _precedence(
        stems.dictionary.to_pylist(), np.bincount(stems.indices.to_numpy()[of_all]).tolist()
    )
    rank = {place: turn for turn, place in enumerate(_by_origin(employers, repeated).tolist())}
    number, files, rows = (
        dict(zip(repeated.tolist(), taken(values, repeated).to_pylist(), strict=True))
        for values in (arrow_column(employers, "employer_no", TEXT), *origins(employers))
    )
    by_number: dict[str, list[int]] = defaultdict(list)
    for place, one in number.items():
        by_number[one].append(place)
    several: dict[str, list[int]] = {}
    for one, places in by_number.items():
        own, added = _own_rows(sorted(places, key=rank.__getitem__), files, precedence)
        settled.own[one] = own[0]
        settled.further += added
        if len(own) > 1:
            several[one] = own
    content = _contents(employers, [place for own in several.values() for place in own])
    for one, own in several.items():
        said = [content[place] for place in own]
        if _all_equal(said):
            settled.warnings += [_repeated(files[p], rows[p], one) for p in own[1:]]
        elif precedence[files[own[0]]][0] == _PART and _complete_each_other(said):
            settled.further += own[1:]
        else:
            del settled.own[one]
            settled.withheld += own
            settled.findings += [_doubled(files[p], rows[p], one) for p in own]
    return settled


def _by_origin(employers: pa.Table, places: np.ndarray) -> np.ndarray:
    """Places of rows, by file and row."""
    files, rows = origins(employers.select(list(PROVENANCE)))
    ordered: np.ndarray = places[order_of(*origin_keys(taken(files, places), taken(rows, places)))]
    return ordered


def _precedence(stems: Sequence[str], rows: Sequence[int]) -> dict[str, tuple[int, str]]:
    """Which file an employer's own row is taken from: the least of these; parts of the canonical file share one.

    ``rows``: how many rows with a number each stem has.
    """
    rank: dict[str, tuple[int, str]] = {}
    for stem, numbers in zip(stems, rows, strict=False):
        plain = stem.casefold()
        if plain == CANONICAL_STEM:
            rank[stem] = (_WHOLE, "")
        elif plain.startswith(CANONICAL_STEM + "-"):
            rank[stem] = (_PART, "")
        else:
            rank[stem] = (-numbers, stem)
    return rank


def _own_rows(
    places: Sequence[int], files: Mapping[int, str], precedence: Mapping[str, tuple[int, str]]
) -> tuple[list[int], list[int]]:
    """The rows that make an employer, and those that only add to it; ``places`` by file and row."""
    first = min(precedence[files[place]] for place in places)
    own = [place for place in places if precedence[files[place]] == first]
    return own, [place for place in places if precedence[files[place]] != first]


def _all_equal(rows: Sequence[Row]) -> bool:
    said = [{name: value for name, value in row.items() if name != SOURCE_FILE} for row in rows]
    return all(row == said[0] for row in said)


def _complete_each_other(rows: Sequence[Row]) -> bool:
    """Whether the rows stand in different files, and name no field twice with different values."""
    if len({row["source_file"] for row in rows}) < len(rows):
        return False
    return all(len({row[name] for row in rows} - {None}) < 2 for name in rows[0] if name != SOURCE_FILE)


def _contents(table: pa.Table, places: Sequence[int]) -> dict[int, Row]:
    """What the rows at some places say; where they stand says nothing, but for the file."""
    names = [name for name in table.column_names if name != SOURCE_ROW]
    return dict(zip(places, rows_at(table.select(names), places).to_pylist(), strict=True))


def _doubled(file: str, row: str, number: str) -> Finding:
    return finding(
        (file, row, "employer_no", number),
        (
            "同一单位编号有两行且内容不同, 该单位暂不作决定",
            "two rows of one employer number differ; the employer is not decided",
        ),
        ("请核对后只保留正确的一行", "check both and keep the right one only"),
    )


def _repeated(file: str, row: str, number: str) -> Finding:
    return finding(
        (file, row, "employer_no", number),
        ("与另一行完全相同, 只使用一次", "the same as another row; used once"),
        ("可删除重复行", "the repetition can be taken out"),
    )
