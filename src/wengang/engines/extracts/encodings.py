"""In which encoding a file of text is written: UTF-8, GB18030 or UTF-16."""

import codecs

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


def decode_each(values: list[bytes | None], encoding: str) -> list[str | None]:
    """Decode many short byte strings, in one go where none is damaged."""
    parts = [value or b"" for value in values]
    try:
        whole = b"\0".join(parts).decode(encoding)
    except UnicodeDecodeError:
        return [decode(part, encoding) for part in parts]
    texts = whole.split("\0")
    return list(texts) if len(texts) == len(parts) else [decode(part, encoding) for part in parts]
