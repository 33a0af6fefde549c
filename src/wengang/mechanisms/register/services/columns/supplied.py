"""How the canonical tables of the extracts are read here: columns as lists, rows in an order of their own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding

from .ordering import Key

_DIGITS = re.compile(r"\d+")
TEXT = pa.string()
_POWERS = np.array([10**power for power in range(19)], dtype=np.int64)

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
    values = _one_piece(table.column(name))
    return values if values.type == kind else values.cast(kind)


def coded_column(table: pa.Table, name: str) -> pa.DictionaryArray:
    """A column of few different texts as one array of numbers (int32), and these texts in the order of their bytes."""
    values = _one_piece(
        pa.nulls(table.num_rows, TEXT) if name not in table.column_names else table.column(name)
    )
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    words = coded.dictionary.cast(TEXT)
    order = pc.sort_indices(words).to_numpy()
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order))
    if bool(np.any(order != np.arange(len(order)))) or coded.indices.type != pa.int32():
        indices = pa.array(rank).take(coded.indices)
        return pa.DictionaryArray.from_arrays(indices, words.take(pa.array(order)))
    return coded


def _one_piece(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as one array, copied only where it lies in several."""
    if isinstance(values, pa.Array):
        return values
    if values.num_chunks == 1:
        return values.chunk(0)
    if not values.num_chunks:
        return pa.nulls(0, values.type)
    whole = values.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def rows_at(table: pa.Table, places: Sequence[int]) -> pa.Table:
    """The rows at some places, in their order."""
    return table.take(pa.array(places, pa.int64()))


def taken(values: pa.Array, places: np.ndarray) -> pa.Array:
    """The values at some places, which must exist, in their order; the array itself where that is all as they are."""
    if len(places) == len(values) and bool(np.all(places == np.arange(len(places)))):
        return values
    return pc.take(values, pa.array(places.astype(np.uint32)), boundscheck=False)


def row_order(source_row: str) -> tuple[int, int, str]:
    """Sorts rows as a person counts them: 2, 3, 10; rows with a name of their own follow as text."""
    plain = _DIGITS.fullmatch(source_row) is not None
    return (0, int(source_row), source_row) if plain else (1, 0, source_row)


def origin_order(file: str, row: str) -> tuple[bytes, tuple[int, int, str]]:
    """Sorts rows by file and place, whatever the order in which files were read."""
    return file.encode(), row_order(row)


def origin_keys(files: pa.DictionaryArray, numbers: pa.Array) -> tuple[np.ndarray, Key]:
    """Keys that sort rows by file and then by place in it as a person counts (2, 3, 10), however they were read.

    ``files``, ``numbers``: the columns ``source_file``, as :func:`coded_column` gives it, and ``source_row``.
    """
    return files.indices.to_numpy(), lambda places: _row_ranks(taken(numbers, places))


def origins(rows: pa.Table) -> tuple[pa.DictionaryArray, pa.Array]:
    """The file and the row that each row came from."""
    return coded_column(rows, "source_file"), arrow_column(rows, "source_row", TEXT)


def _row_ranks(numbers: pa.Array) -> np.ndarray:
    """Numbers that sort rows of one file as :func:`row_order` does."""
    try:
        plain = numbers.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:  # rows that have a name of their own rather than a number
        plain = np.full(len(numbers), -1, dtype=np.int64)
    # A number is one only if it is written as one: neither 007 nor -7 is.
    digits = np.searchsorted(_POWERS, plain, side="right").clip(1)
    if bool(np.all(plain >= 0)) and bool(np.all(digits == pc.binary_length(numbers).to_numpy())):
        return plain
    said = numbers.dictionary_encode()
    texts = said.dictionary.to_pylist()
    ranks = np.empty(len(texts), dtype=np.int64)
    ranks[sorted(range(len(texts)), key=lambda place: row_order(texts[place]))] = np.arange(len(texts))
    ranked: np.ndarray = ranks[said.indices.to_numpy()]
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
