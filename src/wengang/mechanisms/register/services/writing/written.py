"""Files of an output folder: CSV that spreadsheets open, Parquet, JSON. The same rows give the same bytes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wengang.engines.extracts.snapshot import words_that_repeat

BOM = b"\xef\xbb\xbf"
_BATCH = 65_536
_NEEDS_QUOTES = '[",\r\n]'


def write_csv(table: pa.Table, path: Path) -> int:
    """Write UTF-8 with BOM, line feeds at line ends, quotes only where needed, a blank for null. Returns the rows.

    Booleans become 1 and 0, dates ``YYYY-MM-DD``; a column of floats is refused.
    """
    with path.open("wb") as file:
        file.write(BOM)
        file.write((",".join(_quoted_word(name) for name in table.column_names) + "\n").encode())
        for batch in table.to_batches(max_chunksize=_BATCH):
            if batch.num_rows:
                file.write(_lines(batch))
    return table.num_rows


def write_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str], path: Path) -> int:
    """The same for a few rows of plain values. Returns the rows."""
    texts = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns}
    return write_csv(pa.table(texts), path)


def write_parquet(table: pa.Table, path: Path) -> int:
    """Write with ZSTD, without metadata of the tool that made the table. Returns the rows."""
    with path.open("wb") as file:
        pq.write_table(
            table.replace_schema_metadata(None),
            file,
            compression="zstd",
            use_dictionary=words_that_repeat(table),
            write_statistics=False,
        )
    return table.num_rows


def write_json(value: object, path: Path) -> None:
    """Write for people and programs: UTF-8, two spaces, keys in the order given."""
    path.write_bytes((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def by_bytes(table: pa.Table, *columns: str) -> pa.Table:
    """The rows sorted by columns of text, as bytes."""
    order = pc.sort_indices(table.select(list(columns)), [(name, "ascending") for name in columns])
    return table if np.array_equal(order.to_numpy(), np.arange(len(order))) else table.take(order)


def _lines(batch: pa.RecordBatch) -> memoryview:
    cells = [_cells(column) for column in batch.columns]
    lines = pc.binary_join_element_wise(*cells, ",") if len(cells) > 1 else cells[0]
    ended = pc.binary_join_element_wise(lines, "", "\n").cast(pa.string())
    _, offsets, data = ended.buffers()
    first, last = ended.offset, ended.offset + len(ended)
    places = memoryview(offsets).cast("i")
    return memoryview(data)[places[first] : places[last]]


def _cells(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_floating(kind):
        raise TypeError("a float has no place in an output file")
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    text = pc.fill_null(column.cast(pa.string()), "")
    if not (pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date(kind)):
        special = pc.match_substring_regex(text, _NEEDS_QUOTES)
        if pc.any(special).as_py():
            doubled = pc.replace_substring(text, '"', '""')
            marked = pc.binary_join_element_wise('"', doubled, '"', "")
            text = pc.if_else(special, marked, text)
    return text.cast(pa.string())


def _quoted_word(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if any(mark in word for mark in '",\r\n') else word


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        raise TypeError("a float has no place in an output file")
    return str(value)
