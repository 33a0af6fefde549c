"""How the canonical tables of the extracts are read here: columns as lists, rows in an order of their own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from wengang.kernel.errors import Finding

_DIGITS = re.compile(r"\d+")

Row = Mapping[str, Any]


class SuppliedTables(Protocol):
    """Whatever holds canonical tables by name: the intake of a folder, or tables made in memory."""

    @property
    def tables(self) -> Mapping[str, pa.Table]:
        """Canonical tables, only those that were found."""
        ...


def column(table: pa.Table, name: str) -> list[Any]:
    """A column as a list; a column that the table lacks is empty (None) in every row."""
    if name not in table.column_names or table.column(name).null_count == table.num_rows:
        return [None] * table.num_rows
    values: list[Any] = table.column(name).to_pylist()
    return values


def arrow_column(table: pa.Table, name: str, kind: pa.DataType) -> pa.Array:
    """A column as one Arrow array of the given type; nulls where the table lacks it."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, kind)
    values = table.column(name).combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # combine_chunks of no chunk at all
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.nulls(0, kind)
    return values if values.type == kind else values.cast(kind)


def rows_at(table: pa.Table, places: Sequence[int]) -> pa.Table:
    """The rows at some places, in their order."""
    return table.take(pa.array(places, pa.int64()))


def row_order(source_row: str) -> tuple[int, int, str]:
    """Sorts rows as a person counts them: 2, 3, 10; rows with a name of their own follow as text."""
    plain = _DIGITS.fullmatch(source_row) is not None
    return (0, int(source_row), source_row) if plain else (1, 0, source_row)


def origin_order(file: str, row: str) -> tuple[bytes, tuple[int, int, str]]:
    """Sorts rows by file and place, whatever the order in which files were read."""
    return file.encode(), row_order(row)


def origin_rank(rows: pa.Table) -> np.ndarray:
    """A number that sorts rows by file and then by place in it as a person counts (2, 3, 10), however they were read."""
    files = arrow_column(rows, "source_file", pa.string()).dictionary_encode()
    names = files.dictionary.to_pylist()
    rank = np.argsort(np.argsort(np.array([name.encode() for name in names], dtype=object)))
    numbers = arrow_column(rows, "source_row", pa.string())
    try:
        place = numbers.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:  # rows that have a name of their own rather than a number
        said = numbers.dictionary_encode()
        texts = said.dictionary.to_pylist()
        ranks = np.empty(len(texts), dtype=np.int64)
        ranks[sorted(range(len(texts)), key=lambda i: row_order(texts[i]))] = np.arange(len(texts))
        place = ranks[said.indices.to_numpy()]
    ranked: np.ndarray = rank[files.indices.to_numpy()].astype(np.int64) << 40 | place
    return ranked


def finding(place: Sequence[str], problem: tuple[str, str], fix: tuple[str, str]) -> Finding:
    """A finding at ``place`` (file, row, column, value) from (zh, en) of the problem and of its cure."""
    file, row, column_, value = place
    return Finding(
        file=file,
        row=row,
        column=column_,
        value=value,
        problem_zh=problem[0],
        problem_en=problem[1],
        fix_zh=fix[0],
        fix_en=fix[1],
    )
