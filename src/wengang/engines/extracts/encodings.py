"""In which encoding a file of text is written: UTF-8, GB18030 or UTF-16."""

import codecs

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.arrays import cell_bytes
from wengang.kernel.errors import InputError, bad_input

_SAMPLE = 1 << 18


def detect(data: bytes, *, file: str) -> str:
    """The encoding of a file's bytes: ``utf-8-sig``, ``utf-8``, ``utf-16`` or ``gb18030``.

    A byte-order mark decides; else UTF-8 if it fits, or nearly fits (a few damaged bytes), else GB18030.
    Raises InputError for bytes that are no text at all.
    """
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        raise not_text(file)
    head = data[: _SAMPLE // 4]
    if not head.isascii():
        # Cut within a character, at worst one is damaged at the end.
        return "utf-8" if _nearly_utf8(head) else "gb18030"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = max(0, error.start - _SAMPLE // 2)
        return "utf-8" if _nearly_utf8(data[start : start + _SAMPLE]) else "gb18030"
    return "utf-8"


def _nearly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    return foreign - damaged > 4 * damaged


def not_text(file: str) -> InputError:
    """The error for a file that is not text, whatever its name says."""
    return bad_input(
        "文件不是文本（含空字节）",
        "the file is not text (it holds NUL bytes)",
        "请另存为 CSV（UTF-8）或 XLSX",
        "save it as CSV (UTF-8) or XLSX",
        file=file,
    )


def decode(data: bytes, encoding: str) -> str:
    """The text of bytes; bytes that are none become U+FFFD, which the cells' readers report."""
    return data.decode(encoding, errors="replace")


def decode_cells(cells: pa.Array, encoding: str) -> pa.Array:
    """Bytes of many cells (without null) as text: in one go where none is damaged and none holds a NUL byte."""
    ended = pc.binary_join_element_wise(cells, pa.scalar(b""), pa.scalar(b"\0"))
    try:
        text = cell_bytes(ended)[1].tobytes().decode(encoding).encode()
    except UnicodeDecodeError:
        text = b""
    ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == 0)
    if len(ends) != len(cells):
        return pa.array([decode(cell, encoding) for cell in cells.to_pylist()], pa.string())
    places = np.zeros(len(cells) + 1, dtype=np.int32)
    places[1:] = ends - np.arange(len(cells))
    parts = [None, pa.py_buffer(places), pa.py_buffer(text.translate(None, b"\0"))]
    return pa.Array.from_buffers(pa.string(), len(cells), parts)
