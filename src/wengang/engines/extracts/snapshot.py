"""Immutable snapshots: sorted Parquet named by its content, written whole or not at all."""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
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
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        digest.update(f"{name}\0{column.type}\0{len(column)}\0".encode())
        for part in _canonical_buffers(column):
            digest.update(part)
    return digest.hexdigest()


def _canonical_buffers(column: pa.ChunkedArray) -> list[bytes | memoryview]:
    """Validity, then values with nulls as zero (or ""), in one piece each."""
    validity = np.packbits(column.is_valid().to_numpy()).tobytes()
    if pa.types.is_string(column.type):
        lengths = pc.binary_length(column).fill_null(0).to_numpy().astype("<i8").tobytes()
        parts: list[bytes | memoryview] = [validity, lengths]
        for chunk in column.chunks:
            # A null may hide bytes in the buffer; dropping it leaves only what counts.
            solid = chunk.drop_null()
            if not len(solid):
                continue
            offsets = np.frombuffer(solid.buffers()[1], dtype=np.int32)[
                solid.offset : solid.offset + len(solid) + 1
            ]
            data = solid.buffers()[2]
            if data is not None and len(offsets):
                parts.append(memoryview(data)[int(offsets[0]) : int(offsets[-1])])
        return parts
    if pa.types.is_boolean(column.type):
        return [validity, np.packbits(column.fill_null(False).to_numpy()).tobytes()]
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return [validity, column.fill_null(0).to_numpy().tobytes()]


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
    ordered = table.sort_by([(key, "ascending") for key in keys]) if keys else table
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
    """Columns of text worth a dictionary in Parquet: numbers and row numbers are written faster, and smaller, without."""
    return [
        field.name
        for field in table.schema
        if field.name != SOURCE_ROW and (pa.types.is_string(field.type) or pa.types.is_dictionary(field.type))
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
