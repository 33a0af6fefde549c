"""The employers to decide (决定对象): who they are, which rows only add to them, and who is withheld.

The population is every employer number (单位编号) that a row of the table ``employers`` holds. Its row is the one of the
file ``employers``; where that does not have the number, of the files ``employers-1``, ``employers-2`` … (parts of one
file, or files that complete each other); else of the mapped file that has most numbers. Rows without a number, and rows of other
files about a number that has its row, only add to employers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wengang.engines.extracts.schema import SOURCE_FILE, SOURCE_ROW
from wengang.kernel.errors import Finding

from .ordering import order_of
from .supplied import Row, column, finding, origin_keys, origins, rows_at

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

    decided: tuple[int, ...]
    withheld: tuple[int, ...]
    further: tuple[int, ...]
    withheld_numbers: frozenset[str]
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def population(employers: pa.Table) -> Population:
    """Split the rows of the canonical table ``employers``; the order of its rows does not matter."""
    numbers, files = column(employers, "employer_no"), column(employers, "source_file")
    rows = column(employers, "source_row")
    by_number: dict[str, tuple[int, ...]] = {}
    further: list[int] = []
    for place, number in enumerate(numbers):
        if number:
            by_number[number] = (*by_number.get(number, ()), place)
        else:
            further.append(place)
    order = order_of(*origin_keys(*origins(employers)))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    rank = ranks.tolist()
    precedence = _precedence([stem for number, stem in zip(numbers, files, strict=True) if number])
    several: dict[str, list[int]] = {}
    for number, places in by_number.items():
        if len(places) > 1:
            own, added = _own_rows(sorted(places, key=rank.__getitem__), files, precedence)
            by_number[number] = (own[0],)
            further += added
            if len(own) > 1:
                several[number] = own

    withheld: list[int] = []
    findings: list[Finding] = []
    warnings: list[Finding] = []
    content = _contents(employers, [place for own in several.values() for place in own])
    for number, own in several.items():
        said = [content[place] for place in own]
        if _all_equal(said):
            warnings += [_repeated(files[p], rows[p], number) for p in own[1:]]
        elif precedence[files[own[0]]][0] == _PART and _complete_each_other(said):
            further += own[1:]
        else:
            del by_number[number]
            withheld += own
            findings += [_doubled(files[p], rows[p], number) for p in own]
    # By code point, which is the order of UTF-8 bytes.
    decided = [by_number[number][0] for number in sorted(by_number)]
    return Population(
        decided=tuple(decided),
        withheld=tuple(sorted(withheld, key=rank.__getitem__)),
        further=tuple(sorted(further, key=rank.__getitem__)),
        withheld_numbers=frozenset(numbers[place] for place in withheld),
        findings=tuple(findings),
        warnings=tuple(warnings),
    )


def _precedence(stems: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Which file an employer's own row is taken from: the least of these; parts of the canonical file share one."""
    rank: dict[str, tuple[int, str]] = {}
    for stem, numbers in Counter(stems).items():
        plain = stem.casefold()
        if plain == CANONICAL_STEM:
            rank[stem] = (_WHOLE, "")
        elif plain.startswith(CANONICAL_STEM + "-"):
            rank[stem] = (_PART, "")
        else:
            rank[stem] = (-numbers, stem)
    return rank


def _own_rows(
    places: Sequence[int], files: Sequence[str], precedence: Mapping[str, tuple[int, str]]
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
