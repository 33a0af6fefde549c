"""Immutable snapshots: sorted Parquet named by its content, written whole or not at all."""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wengang.engines.extracts.schema import SOURCE_FILE, SOURCE_ROW
from wengang.kernel.errors import InputError, bad_input

ROW_GROUP = 122_880
SOURCE_SHA256 = "source_sha256"
_SAMPLE = 1000
"""Cells that tell whether a column's words repeat."""
_PIECE = 65_536
_BITS = 63
_METADATA = b"wengang.provenance"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A snapshot on disk: its file, SHA-256 of its content, rows, and whether it was written now (or found)."""

    path: Path
    sha256: str
    rows: int
    written: bool


def content_sha256(table: pa.Table) -> str:
    """SHA-256 over names, types and values, row by row order: the same for equal tables whatever their chunks."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if kind != column.type and any(chunk.dictionary.null_count for chunk in column.chunks):
            column = column.cast(kind)  # a word that is null is no word
        digest.update(f"{name}\0{kind}\0{len(column)}\0".encode())
        # Validity, then values with nulls as zero (or ""), in one piece each.
        digest.update(np.packbits(column.is_valid().to_numpy()).tobytes())
        for part in _texts(column) if pa.types.is_string(kind) else [_numbers(column)]:
            digest.update(part)
    return digest.hexdigest()


def _numbers(column: pa.ChunkedArray) -> memoryview | bytes:
    if pa.types.is_boolean(column.type):
        return np.packbits(column.fill_null(False).to_numpy()).tobytes()
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return np.ascontiguousarray(column.fill_null(0).to_numpy()).data


def _texts(column: pa.ChunkedArray) -> Iterator[memoryview]:
    """Lengths of the texts, then the texts, a piece at a time: what stays in the cache is hashed sooner."""
    for chunk in column.chunks:
        yield np.ascontiguousarray(_lengths(chunk), dtype="<i8").data
    for chunk in column.chunks:
        for start in range(0, len(chunk), _PIECE):
            piece = chunk.slice(start, _PIECE)
            if pa.types.is_dictionary(piece.type):
                piece = piece.cast(piece.type.value_type)
            if piece.null_count:
                piece = piece.drop_null()  # a null may hide bytes in the buffer; only what counts is hashed
            _, offsets, data = piece.buffers()
            if data is not None and len(piece):
                ends = np.frombuffer(offsets, dtype=np.int32)[[piece.offset, piece.offset + len(piece)]]
                yield memoryview(data)[int(ends[0]) : int(ends[1])]


def _lengths(chunk: pa.Array) -> np.ndarray:
    cells = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
    lengths: np.ndarray = pc.binary_length(cells).fill_null(0).to_numpy()
    if cells is chunk:
        return lengths
    places: np.ndarray = chunk.indices.fill_null(len(lengths)).to_numpy()
    gathered: np.ndarray = np.append(lengths, 0)[places]
    return gathered


def with_file_hashes(table: pa.Table, hashes: Mapping[str, str]) -> pa.Table:
    """The table with a column ``source_sha256``: the hash of the file from which each row came, by ``source_file``."""
    coded = table[SOURCE_FILE].combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    sums = pa.array([hashes.get(name) for name in coded.dictionary.to_pylist()], pa.string())
    return table.append_column(SOURCE_SHA256, pa.DictionaryArray.from_arrays(coded.indices, sums))


def write_snapshot(
    table: pa.Table,
    folder: Path,
    *,
    name: str,
    keys: Sequence[str],
    provenance: Mapping[str, str] | None = None,
) -> Snapshot:
    """Write a table as ``<name>-<sha256>.parquet``, sorted by ``keys``; found again if it is there already.

    Parameters
    ----------
    table
        Any columns; rows that tie in ``keys`` keep their order.
    folder
        Made if it is missing.
    name, keys
        First part of the file name; columns to sort by, ascending, nulls last.
    provenance
        Kept in the file's metadata (files and their hashes, say); no part of the content.

    Raises
    ------
    InputError
        When the disk is full or the folder cannot be written; nothing is left behind.
    """
    ordered = _sorted(_words_once(table), keys)
    sha256 = content_sha256(ordered)
    path = folder / f"{name}-{sha256}.parquet"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        if path.exists():
            return Snapshot(path=path, sha256=sha256, rows=table.num_rows, written=False)
        metadata = {
            **(ordered.schema.metadata or {}),
            _METADATA: json.dumps(dict(provenance or {}), sort_keys=True),
        }
        _write_whole(ordered.replace_schema_metadata(metadata), path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return Snapshot(path=path, sha256=sha256, rows=table.num_rows, written=True)


def _words_once(table: pa.Table) -> pa.Table:
    """The same content with each word of a column of few words kept once: sorted, hashed and written sooner."""
    for name in words_that_repeat(table):
        if pa.types.is_string(table[name].type):
            table = _with(table, name, table[name].combine_chunks().dictionary_encode())
    return table


def _with(table: pa.Table, name: str, cells: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, cells)


def _repeats(column: pa.ChunkedArray) -> bool:
    """Whether a column of text holds few words, as far as places all over it tell."""
    step = max(1, len(column) // _SAMPLE)
    seen = column.take(pa.array(np.arange(0, len(column), step)))
    return bool(pc.count_distinct(seen, mode="all").as_py() * 4 <= len(seen))


def _sorted(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """By ``keys``, ascending, nulls last; rows that tie keep their order."""
    if not keys or table.num_rows < 2:
        return table
    packed, room = np.zeros(table.num_rows, dtype=np.int64), table.num_rows.bit_length()
    plain = [key for key in keys if pa.types.is_string(table[key].type)]
    coded = table
    for key in plain:
        coded = _with(coded, key, table[key].combine_chunks().dictionary_encode())
    for key in keys:
        ranks, width = _ranks(coded[key])
        room += width
        if room > _BITS:
            return table.sort_by([(key, "ascending") for key in keys])
        packed = (packed << width) | ranks
    if bool(np.all(packed[1:] >= packed[:-1])):
        return table
    # Each row's place in the last bits: sorted whole, the numbers say which row comes where.
    width = table.num_rows.bit_length()
    packed = (packed << width) | np.arange(table.num_rows)
    packed.sort()
    ordered = coded.take(pa.array(packed & ((1 << width) - 1)))
    for key in plain:
        ordered = _with(ordered, key, ordered[key].cast(pa.string()))
    return ordered


def _ranks(column: pa.ChunkedArray) -> tuple[np.ndarray, int]:
    """Numbers in the order of a column's values, a null's the greatest, and the bits that they need."""
    solid = column.combine_chunks()
    if not pa.types.is_integer(solid.type):
        coded = solid if pa.types.is_dictionary(solid.type) else solid.dictionary_encode()
        words = len(coded.dictionary)
        ranks = np.empty(words, dtype=np.int64)
        ranks[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(words)
        return np.append(ranks, words)[coded.indices.fill_null(words).to_numpy()], words.bit_length()
    if solid.null_count == len(solid):
        return np.zeros(len(solid), dtype=np.int64), 0
    least, most = (int(end.as_py()) for end in pc.min_max(solid).values())
    numbers = solid.cast(pa.int64()).fill_null(most + 1).to_numpy() - least
    return numbers, (most + 1 - least).bit_length()


def read_snapshot(path: Path) -> tuple[pa.Table, dict[str, str]]:
    """A snapshot's table and its provenance. Raises InputError if its content is not what its name says."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise bad_input(
            f"快照无法读取（{error}）", f"the snapshot cannot be read ({error})",
            "请从原文件重新生成快照", "make the snapshot again from the original files", file=path.name,
        ) from error  # fmt: skip
    metadata = dict(table.schema.metadata or {})
    provenance: dict[str, str] = json.loads(metadata.pop(_METADATA, b"{}"))
    if content_sha256(table) != path.stem.rpartition("-")[2]:
        raise bad_input(
            "快照内容与文件名中的哈希不符", "the snapshot's content is not what its name says",
            "文件被改动过，请从原文件重新生成快照", "it was changed; make it again from the original files",
            file=path.name,
        )  # fmt: skip
    return table.replace_schema_metadata(metadata or None), provenance


def _write_whole(table: pa.Table, path: Path) -> None:
    """Into a temporary file of the same folder, to the disk, then under its name: readers see all or nothing."""
    handle, temporary = tempfile.mkstemp(prefix=f".snapshot-{os.getpid()}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as sink:
            pq.write_table(
                table,
                sink,
                compression="zstd",
                row_group_size=ROW_GROUP,
                use_dictionary=words_that_repeat(table),
                write_statistics=False,
            )
            sink.flush()
            os.fsync(sink.fileno())
        Path(temporary).chmod(0o444)
        Path(temporary).replace(path)
        _settle(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def words_that_repeat(table: pa.Table) -> list[str]:
    """Columns of text worth a dictionary in Parquet: any other is written faster, and smaller, without."""
    return [
        field.name
        for field in table.schema
        if pa.types.is_dictionary(field.type)
        or (pa.types.is_string(field.type) and field.name != SOURCE_ROW and _repeats(table[field.name]))
    ]


def _settle(folder: Path) -> None:
    """Have the folder's entry on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Take away what writers left that were killed half-way."""
    for left in folder.glob(".snapshot-*-*.tmp"):
        process = left.name.split("-")[1]
        if process.isdigit() and not _alive(int(process)):
            left.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _cannot_write(path: Path, error: OSError) -> InputError:
    if error.errno in _FULL:
        return bad_input(
            "磁盘已满，快照未写入", "the disk is full; the snapshot was not written",
            "请腾出空间后重试，已有文件均未改动", "free some space and try again; nothing was changed", file=path.name,
        )  # fmt: skip
    return bad_input(
        f"无法写入快照（{error.strerror}）", f"the snapshot cannot be written ({error.strerror})",
        "请检查文件夹与权限", "look at the folder and its permissions", file=path.name,
    )  # fmt: skip
