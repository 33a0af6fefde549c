"""The bytes of columns of text: what whole columns of plain cells are told apart by, at a few bytes a nanosecond."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SAMPLE = 512
_MOST_SLICES = 2048
_MOST_PIECES = 64
"""Up to so many values are put in by joining the pieces between them, several times as fast for text."""


@dataclass(frozen=True, kw_only=True)
class Bytes:
    """Which bytes a plain cell is made of: those from ``first`` to ``last``, but for ``without``."""

    first: int
    last: int
    without: bytes = b""

    def others(self, raw: np.ndarray) -> np.ndarray:
        """Positions of all other bytes, ascending."""
        odd = np.greater(
            raw - np.uint8(self.first), self.last - self.first
        )  # below the first it wraps around
        for byte in self.without:
            odd |= raw == byte
        return np.flatnonzero(odd)


def chunks_of(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    """The parts of a column, without a copy; empty ones are left out."""
    parts = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return [part for part in parts if len(part)]


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column as one array; without a copy where it is one already."""
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def cell_bytes(cells: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where each cell of text or bytes begins (and, last, where the last one ends), and the bytes: no copy."""
    if not len(cells):
        return np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    _, offsets, data = cells.buffers()
    places = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    first, last = int(places[0]), int(places[-1])
    raw = np.frombuffer(data, dtype=np.uint8)[first:last] if last > first else np.zeros(0, dtype=np.uint8)
    return (places - np.int32(first) if first else places), raw


def odd_cells(cells: pa.Array, plain: Bytes, *, few: int) -> np.ndarray | None:
    """Positions (ascending) of cells that are empty or hold another byte; None if more than one in ``few`` are.

    Null is not empty. None may come of a sample of the first cells, too.
    """
    if len(cells) > 2 * _SAMPLE and len(_odd(cells.slice(0, _SAMPLE), plain)) * 2 > _SAMPLE:
        return None
    odd = _odd(cells, plain)
    return odd if len(odd) * few <= len(cells) else None


def _odd(cells: pa.Array, plain: Bytes) -> np.ndarray:
    places, raw = cell_bytes(cells)
    hit = plain.others(raw)
    odd = np.searchsorted(places, hit, side="right") - 1
    odd = odd[np.flatnonzero(np.diff(odd, prepend=-1))]
    lengths = np.diff(places)
    if len(lengths) and lengths.min() == 0:
        empty = lengths == 0
        if cells.null_count:
            empty &= valid(cells)
        odd = np.union1d(odd, np.flatnonzero(empty)) if empty.any() else odd
    if cells.null_count and len(odd):
        odd = odd[valid(cells)[odd]]
    return np.asarray(odd, dtype=np.int64)


def valid(cells: pa.Array) -> np.ndarray:
    """Whether each cell is there, as an array of bool."""
    return np.asarray(cells.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def flags_at(positions: np.ndarray, length: int) -> np.ndarray:
    """An array of bool that is true at the positions."""
    flags = np.zeros(length, dtype=bool)
    flags[positions] = True
    return flags


def with_values(cells: pa.Array, places: np.ndarray, values: pa.Array) -> pa.Array:
    """The array with other values at the places (ascending), one for each of them in turn."""
    if len(places) > _MOST_PIECES:
        return pc.replace_with_mask(cells, pa.array(flags_at(places, len(cells))), values)
    pieces, start = [], 0
    for turn, place in enumerate(places.tolist()):
        pieces += [cells.slice(start, place - start), values.slice(turn, 1)]
        start = place + 1
    return pa.concat_arrays([*pieces, cells.slice(start)])


def rows_at(table: pa.Table, rows: np.ndarray) -> pa.Table:
    """The rows at the positions (ascending): taken from the parts that hold one, which a table of many parts is not."""
    return pa.table([_taken(column, rows) for column in table.columns], schema=table.schema)


def _taken(column: pa.ChunkedArray, rows: np.ndarray) -> pa.ChunkedArray:
    taken, start = [], 0
    for part in chunks_of(column):
        first, last = np.searchsorted(rows, [start, start + len(part)]).tolist()
        if last > first:
            taken.append(part.take(pa.array(rows[first:last] - start)))
        start += len(part)
    return pa.chunked_array(taken, column.type)


def without_rows(table: pa.Table, rows: np.ndarray) -> pa.Table:
    """The table without the rows at the positions (ascending); not copied where they are few."""
    if not len(rows):
        return table
    if len(rows) > _MOST_SLICES:
        mask = pa.array(~flags_at(rows, table.num_rows))
        # Column by column: several times as fast as filtering a table of many parts as a whole.
        return pa.table([column.filter(mask) for column in table.columns], schema=table.schema)
    bounds = zip([0, *(rows + 1).tolist()], [*rows.tolist(), table.num_rows], strict=True)
    return pa.concat_tables(
        [table.slice(begin, end - begin) for begin, end in bounds if end > begin] or [table[:0]]
    )


def joined_without(table: pa.Table, rows: np.ndarray) -> pa.Table:
    """The table without the rows at the positions (ascending), every column in one part."""
    return without_rows(table, rows).combine_chunks()
