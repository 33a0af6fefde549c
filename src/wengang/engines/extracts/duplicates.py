"""Rows that repeat an earlier row in every cell: used once."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.arrays import cell_bytes, chunks_of, rows_at, valid

_ODD = np.uint64(0x9E3779B97F4A7C15)
_NULL = np.uint64(0xD1B54A32D192ED03)
_WORD = 8
_LONG = 64
"""Longer texts, in bytes, are hashed by Python."""
_WORD_ODDS = np.array(
    [pow(0xBF58476D1CE4E5B9, turn, 1 << 64) for turn in range(1, _LONG // _WORD + 1)], np.uint64
)
_FIRST_BYTES = np.array([(1 << (8 * count)) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
_FIRST = 2
"""Columns of text, and others, looked at in every row; the rest only where rows agree in these."""
_SIEVE = np.uint64((1 << 16) - 1)


def repeated_rows(table: pa.Table, *, without: np.ndarray | None = None) -> np.ndarray:
    """Positions (ascending int64) of rows equal in every column to an earlier row; nulls are equal to nulls.

    Rows at the positions ``without`` are as if they were not there.

    Rows are compared by a 64-bit mixture of their values; those that meet are then compared value by value, so the
    answer is exact.
    """
    rows = _meeting(_mixtures(table.select(_first_columns(table))))
    if len(rows):
        rows = rows[_meeting(_mixtures(rows_at(table, rows)))]
    if without is not None and len(without):
        rows = np.setdiff1d(rows, without)
    if not len(rows):
        return rows
    seen: set[tuple[object, ...]] = set()
    repeated = []
    suspects = rows_at(table, rows)
    for row, values in zip(
        rows.tolist(), zip(*(c.to_pylist() for c in suspects.columns), strict=True), strict=True
    ):
        if values in seen:
            repeated.append(row)
        seen.add(values)
    return np.array(repeated, dtype=np.int64)


def _first_columns(table: pa.Table) -> list[str]:
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    others = [name for name in table.column_names if name not in texts]
    return texts[:_FIRST] + others[:_FIRST]


def _mixtures(table: pa.Table) -> np.ndarray:
    """For each row a number that is equal where rows are equal, and hardly ever where they are not."""
    mixed = np.zeros(table.num_rows, dtype=np.uint64)
    for column in table.columns:
        if column.null_count == table.num_rows:
            continue
        start = 0
        for part in chunks_of(column):
            mine = mixed[start : start + len(part)]
            mine ^= _numbers(part)
            mine *= _ODD
            mine ^= mine >> np.uint64(29)
            start += len(part)
    return mixed


def _meeting(mixed: np.ndarray) -> np.ndarray:
    """Positions (ascending) of numbers that are there more than once."""
    ranked = np.sort(mixed)
    met = ranked[1:][ranked[1:] == ranked[:-1]]
    if not len(met):
        return np.array([], dtype=np.int64)
    sieve = np.zeros(int(_SIEVE) + 1, dtype=bool)
    sieve[met & _SIEVE] = True
    likely = np.flatnonzero(sieve[mixed & _SIEVE])
    return np.asarray(likely[np.isin(mixed[likely], met)], dtype=np.int64)


def _numbers(part: pa.Array) -> np.ndarray:
    """A number for each value of a part of a column, equal where the values are equal, whatever the part."""
    kind = part.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _text_numbers(part.cast(pa.string()))
    if pa.types.is_boolean(kind):
        part = part.cast(pa.int64())
    elif not pa.types.is_int64(kind):
        part = part.cast(pa.int32()).cast(pa.int64())
    return np.asarray(pc.fill_null(part, -(2**62) - 1).to_numpy().view(np.uint64))


def _text_numbers(texts: pa.Array) -> np.ndarray:
    """The sum of a text's words of eight bytes, each times its own odd number, and of its length."""
    places, raw = cell_bytes(texts)
    starts, lengths = places[:-1], np.diff(places)
    shortest, longest = int(lengths.min()), min(int(lengths.max()), _LONG)
    padded = np.zeros(len(raw) + longest + 2 * _WORD, dtype=np.uint8)
    padded[: len(raw)] = raw
    words = np.ndarray((len(padded) - _WORD + 1,), dtype="<u8", buffer=padded, strides=(1,))
    numbers = lengths.astype(np.uint64)
    for turn, begin in enumerate(range(0, longest, _WORD)):
        word = words[starts + begin]
        if shortest < begin + _WORD:
            left = shortest if shortest == longest else lengths
            word &= _FIRST_BYTES[np.clip(left - begin, 0, _WORD)]
        word *= _WORD_ODDS[turn]
        numbers += word
    for row in np.flatnonzero(lengths > _LONG).tolist():
        numbers[row] = np.uint64(hash(bytes(raw[starts[row] : places[row + 1]])) & (2**64 - 1))
    if texts.null_count:
        numbers[~valid(texts)] = _NULL
    return numbers
