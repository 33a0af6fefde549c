"""The employers to decide (决定对象): who they are, which rows only add to them, and who is withheld.

The population is every employer number (单位编号) that a row of the table ``employers`` holds. Its row is the one of the
file ``employers``; where that does not have the number, of the files ``employers-1``, ``employers-2`` … (parts of one
file, or files that complete each other); else of the first mapped file by name. Rows without a number, and rows of other
files about a number that has its row, only add to employers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wengang.kernel.errors import Finding

from .supplied import column, finding, origin_rank, rows_at

CANONICAL_STEM = "employers"
_PROVENANCE = {"source_file", "source_row"}


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
    rank = origin_rank(employers).tolist()

    decided: list[int] = []
    withheld: list[int] = []
    findings: list[Finding] = []
    warnings: list[Finding] = []
    for number in sorted(by_number):  # by code point, which is the order of UTF-8 bytes
        places: Sequence[int] = by_number[number]
        if len(places) > 1:
            places, added = _own_rows(employers, sorted(places, key=rank.__getitem__), files)
            further += added
        if len(places) == 1 or _all_equal(employers, places):
            decided.append(places[0])
            warnings += [_repeated(files[p], rows[p], number) for p in places[1:]]
        else:
            withheld += places
            findings += [_doubled(files[p], rows[p], number) for p in places]
    return Population(
        decided=tuple(decided),
        withheld=tuple(withheld),
        further=tuple(sorted(further, key=rank.__getitem__)),
        withheld_numbers=frozenset(numbers[place] for place in withheld),
        findings=tuple(findings),
        warnings=tuple(warnings),
    )


def _own_rows(
    employers: pa.Table, places: Sequence[int], files: Sequence[str]
) -> tuple[Sequence[int], Sequence[int]]:
    """The rows that make an employer, and those that only add to it; ``places`` by file and row."""
    stems = [files[place].casefold() for place in places]
    own = [place for place, stem in zip(places, stems, strict=True) if stem == CANONICAL_STEM]
    if not own:
        own = [p for p, stem in zip(places, stems, strict=True) if stem.startswith(CANONICAL_STEM + "-")]
        if len({files[place] for place in own}) == len(own) > 1 and _complete_each_other(employers, own):
            own = own[:1]
    if not own:
        own = [place for place in places if files[place] == files[places[0]]]
    chosen = set(own)
    return own, [place for place in places if place not in chosen]


def _complete_each_other(employers: pa.Table, places: Sequence[int]) -> bool:
    """Whether rows of several files name no field twice with different values."""
    rows = rows_at(employers.select(_content(employers)), places)
    return all(len(set(rows.column(name).drop_null().to_pylist())) < 2 for name in rows.column_names)


def _content(table: pa.Table) -> list[str]:
    return [name for name in table.column_names if name not in _PROVENANCE]


def _all_equal(table: pa.Table, places: Sequence[int]) -> bool:
    first, *others = rows_at(table.select(_content(table)), places).to_pylist()
    return all(other == first for other in others)


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
