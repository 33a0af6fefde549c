"""Rows that repeat an earlier row in every cell: used once."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_ODD = np.uint64(0x9E3779B97F4A7C15)


def repeated_rows(table: pa.Table) -> np.ndarray:
    """Positions (ascending int64) of rows equal in every column to an earlier row; nulls are equal to nulls.

    Rows are compared by a 64-bit mixture of their values; those that meet are then compared value by value, so the
    answer is exact.
    """
    if table.num_rows < 2:
        return np.array([], dtype=np.int64)
    mixed = np.zeros(table.num_rows, dtype=np.uint64)
    for column in table.columns:
        if column.null_count == table.num_rows:
            continue
        mixed = _mixed(mixed, _numbers(column))
    ranked = np.sort(mixed)
    met = ranked[1:][ranked[1:] == ranked[:-1]]
    if not len(met):
        return np.array([], dtype=np.int64)
    rows = np.flatnonzero(np.isin(mixed, np.unique(met)))
    seen: set[tuple[object, ...]] = set()
    repeated = []
    suspects = table.take(pa.array(rows))
    for row, values in zip(
        rows.tolist(), zip(*(c.to_pylist() for c in suspects.columns), strict=True), strict=True
    ):
        if values in seen:
            repeated.append(row)
        seen.add(values)
    return np.array(repeated, dtype=np.int64)


def _mixed(mixed: np.ndarray, values: np.ndarray) -> np.ndarray:
    mixed = (mixed ^ values) * _ODD
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """A number for each row, equal where the values are equal."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = column.combine_chunks().dictionary_encode()
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        return np.asarray(
            coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64).view(np.uint64)
        )
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int64())
    elif not pa.types.is_int64(kind):
        column = column.cast(pa.int32()).cast(pa.int64())
    filled = pc.fill_null(column, -(2**62) - 1)
    return np.asarray(filled.to_numpy().view(np.uint64))
