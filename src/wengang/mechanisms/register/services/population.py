"""The employers to decide (决定对象): who they are, which rows only add to them, and who is withheld.

The population is every employer number (单位编号) that a row of the table ``employers`` holds. Its row is the one of the
canonical files (``employers``, ``employers-1`` …); where those do not have the number, that of the first mapped file by
name. Rows without a number, and rows of further files about a number that has its row, only add to employers.
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
            places, added = _own_rows(sorted(places, key=rank.__getitem__), files)
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


def _own_rows(places: Sequence[int], files: Sequence[str]) -> tuple[list[int], list[int]]:
    """The rows that make an employer, and those that only add to it."""
    own = [place for place in places if _is_canonical(files[place])]
    if not own:
        own = [place for place in places if files[place] == files[places[0]]]
    chosen = set(own)
    return own, [place for place in places if place not in chosen]


def _is_canonical(stem: str) -> bool:
    return stem == CANONICAL_STEM or stem.startswith(CANONICAL_STEM + "-")


def _all_equal(table: pa.Table, places: Sequence[int]) -> bool:
    content = [name for name in table.column_names if name not in _PROVENANCE]
    first, *others = rows_at(table.select(content), places).to_pylist()
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
