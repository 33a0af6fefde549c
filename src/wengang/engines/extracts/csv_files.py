"""CSV as offices write it, in UTF-8, GB18030 or UTF-16: by pyarrow where the file is regular, else row by row.

pyarrow splits the *bytes* into cells, in GB18030 too: no byte of a character of GB18030 but the first can be a
comma, a semicolon, a tab, a quotation mark or a line end. Only the different texts of a column are then decoded,
which is several times faster than decoding the file first.
"""

import csv
import io
from collections.abc import Collection, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv

from wengang.engines.extracts import encodings, problems
from wengang.engines.extracts.arrays import Bytes, cell_bytes, chunks_of, odd_cells, with_values
from wengang.engines.extracts.headers import LOOKED_AT, Header, find_header, plain
from wengang.engines.extracts.sheet import LostRow, TextSheet, without_blank_rows
from wengang.kernel.errors import bad_input

DELIMITERS = (",", "\t", ";")
_HEAD_BYTES = 1 << 16
_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")
_ENDS = b"\r\n \t\x1a"
_CHUNK = 1 << 15
_ASCII = Bytes(first=0, last=0x7F)
_FEW = 8
"""A column of which at most one cell in so many is not ASCII is decoded cell by cell."""

# A cell may be long (a scope of business, an unpaired quotation mark): that is for the cells' readers to judge.
csv.field_size_limit(2**31 - 1)


def read_csv(
    data: bytes, *, file: str, wanted: Collection[str], header_row: int | None = None
) -> TextSheet | None:
    """Read a CSV; None if no row holds any of the headers wanted.

    Parameters
    ----------
    data
        The file's bytes.
    file
        Its name, for messages.
    wanted
        Headers sought, to tell the header from the titles above it and to choose the delimiter.
    header_row
        Number of the header's row, where it is known.

    Raises
    ------
    InputError
        For an empty file and for bytes that are no text.
    """
    encoding = encodings.detect(data, file=file)
    if encoding == "utf-16":
        data = encodings.decode(data, "utf-16").encode()
    body = _body(data)
    if not body:
        raise empty_file(file)
    codec = "gb18030" if encoding == "gb18030" else "utf-8"
    delimiter, header = _delimiter_and_header(body, codec, wanted=wanted, fixed=header_row)
    if header is None:
        return None
    columns = _quick(body, header, delimiter=delimiter, codec=codec)
    lost: tuple[LostRow, ...] = ()
    if columns is None:
        text = encodings.decode(body, codec)
        columns, numbers, lost = _careful(text, header, delimiter=delimiter)
    else:
        rows = len(columns[0]) if columns else 0
        numbers = np.arange(header.row + 2, header.row + 2 + rows, dtype=np.int64)
    columns, numbers = without_blank_rows(columns, numbers)
    return TextSheet(
        file=file, header=header.names, columns=tuple(columns), numbers=numbers, lost=lost, encoding=encoding
    )


def _body(data: bytes) -> bytes:
    """The file without its mark and blanks at the end; not copied where nothing but one line end would go."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    kept = body[-4:].rstrip(_ENDS)
    return body if kept and body[-4:][len(kept) :] in (b"", b"\n", b"\r\n") else body.rstrip(_ENDS)


def empty_file(file: str) -> Exception:
    """The error for a file without any content."""
    return bad_input(
        "文件是空的", "the file is empty", "请重新导出该文件", "export the file again", file=file
    )


def _delimiter_and_header(
    body: bytes, codec: str, *, wanted: Collection[str], fixed: int | None
) -> tuple[str, Header | None]:
    """The delimiter under which the first rows hold most of the headers wanted."""
    head = encodings.decode(body[:_HEAD_BYTES], codec)
    best: tuple[str, Header | None] = (",", None)
    sought = len({plain(name) for name in wanted})
    for delimiter in DELIMITERS:
        rows = [row for row, _ in islice(_records(head, delimiter), max(LOOKED_AT, fixed or 0))]
        header = find_header([row or [] for row in rows], wanted, fixed=fixed)
        if header and (best[1] is None or header.found > best[1].found):
            best = (delimiter, header)
        if header and header.found == sought:
            break
    return best


def first_rows(data: bytes, *, file: str, most: int = 200) -> list[list[str]]:
    """The first rows of a CSV under the likeliest delimiter, for the draft of a mapping."""
    encoding = encodings.detect(data, file=file)
    codec = "utf-16" if encoding == "utf-16" else "gb18030" if encoding == "gb18030" else "utf-8-sig"
    head = encodings.decode(data[: _HEAD_BYTES * 2], codec)
    tables = [[row or [] for row, _ in islice(_records(head, d), most)] for d in DELIMITERS]
    return max(tables, key=lambda rows: max((len(row) for row in rows), default=0))


def _quick(body: bytes, header: Header, *, delimiter: str, codec: str) -> list[pa.ChunkedArray] | None:
    """The columns as pyarrow reads them; None if the file is irregular (its row numbers would be wrong)."""
    width = len(header.names)
    # With several columns a blank line is an irregular one, which pyarrow refuses by itself.
    if _first_lines_are_quoted(body, header) or (width == 1 and any(mark in body for mark in _BLANK_LINES)):
        return None
    names = [f"c{position}" for position in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(body),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, skip_rows=header.row + 1, block_size=1 << 22, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in body, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid as error:
        # Nothing below the header is no fault of the file's form.
        return [pa.nulls(0, pa.string())] * width if "Empty CSV" in str(error) else None
    if b'"' in body and any(_has_line_ends(column) for column in table.columns):
        return None
    return [_text(column, codec) for column in table.columns]


def _has_line_ends(column: pa.ChunkedArray) -> bool:
    """Whether a cell spans lines: pyarrow does not mind that a quotation mark stands within a cell."""
    raws = (cell_bytes(part)[1] for part in chunks_of(column))
    return any(bool(np.any(raw == ord(end))) for raw in raws for end in "\n\r")


def _first_lines_are_quoted(body: bytes, header: Header) -> bool:
    """Whether a quotation mark stands at or above the header, where lines and rows may differ."""
    lines = (
        body.splitlines()[: header.row + 1] if len(body) < _HEAD_BYTES else body[:_HEAD_BYTES].splitlines()
    )
    return any(b'"' in line for line in lines[: header.row + 1])


def _text(column: pa.ChunkedArray, codec: str) -> pa.ChunkedArray:
    """Bytes to text: as they are where all are ASCII; else the few cells that are not, or the different ones."""
    parts = chunks_of(column)
    if codec == "utf-8":
        try:
            return pa.chunked_array([part.cast(pa.string()) for part in parts], pa.string())
        except pa.ArrowInvalid:
            pass
    texts = []
    for part in parts:
        foreign = odd_cells(part, _ASCII, few=_FEW)
        if foreign is None:
            break
        texts.append(_some_decoded(part, foreign, codec))
    else:
        return pa.chunked_array(texts, pa.string())
    coded = column.dictionary_encode().unify_dictionaries()
    different = encodings.decode_cells(coded.chunk(0).dictionary, codec)
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(part.indices, different) for part in coded.chunks]
    )


def _some_decoded(cells: pa.Array, foreign: np.ndarray, codec: str) -> pa.Array:
    """A part of a column as text: the cells at the places given are decoded, all others are ASCII."""
    if not len(foreign):
        return cells.view(pa.string())
    decoded = encodings.decode_cells(cells.take(pa.array(foreign)), codec)
    return with_values(cells, foreign, decoded.cast(pa.binary())).cast(pa.string())


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str] | None, str]]:
    """Records of a CSV; where quotation marks do not pair, line by line, a bad line as None with its text."""
    if '"' in text and not _quotes_pair(text, delimiter):
        yield from _lines(text, delimiter)
        return
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield row, ""


def _quotes_pair(text: str, delimiter: str) -> bool:
    """Whether every cell in quotation marks is closed, and none holds whole rows between two stray marks."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return not any(_holds_rows(cells, delimiter) for cells in rows)
    except csv.Error:
        return False


def _holds_rows(cells: list[str], delimiter: str) -> bool:
    """Whether each line of a row that spans lines has by itself as many cells as the whole."""
    if len(cells) < 2 or not any("\n" in cell or "\r" in cell for cell in cells):
        return False
    lines = delimiter.join(cells).splitlines()
    return len(lines) > 1 and all(line.count(delimiter) == len(cells) - 1 for line in lines)


def _lines(text: str, delimiter: str) -> Iterator[tuple[list[str] | None, str]]:
    for line in io.StringIO(text, newline=None):
        try:
            yield next(csv.reader([line], delimiter=delimiter, strict=True), []), line
        except csv.Error:
            yield None, line.rstrip("\n")


def _careful(
    text: str, header: Header, *, delimiter: str
) -> tuple[list[pa.Array], np.ndarray, tuple[LostRow, ...]]:
    """Record by record: cells beyond the header are dropped only if blank; any other misfit is a lost row."""
    width = len(header.names)
    chunks: list[list[pa.Array]] = [[pa.array([], pa.string())] for _ in range(width)]
    kept: list[list[str]] = []
    numbers: list[int] = []
    lost: list[LostRow] = []
    for number, (cells, line) in enumerate(_records(text, delimiter), start=1):
        if number <= header.row + 1:
            continue
        if cells is None:
            lost.append(LostRow(row=str(number), text=line, problem=problems.QUOTES))
            continue
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                continue
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) != width:
                lost.append(LostRow(row=str(number), text=delimiter.join(cells), problem=problems.RAGGED))
                continue
        kept.append(cells)
        numbers.append(number)
        if len(kept) == _CHUNK:
            _put_away(kept, chunks)
    _put_away(kept, chunks)
    return [pa.concat_arrays(parts) for parts in chunks], np.array(numbers, dtype=np.int64), tuple(lost)


def _put_away(kept: list[list[str]], chunks: list[list[pa.Array]]) -> None:
    """Turn rows into Arrow columns: many small lists held for long would cost more than reading them."""
    for parts, cells in zip(chunks, zip(*kept, strict=True), strict=False):
        parts.append(pa.array([cell if cell.strip() else None for cell in cells], pa.string()))
    kept.clear()
