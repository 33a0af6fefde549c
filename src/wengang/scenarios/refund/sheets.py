"""An office's file: columns of text, and how it is written so that the same content gives the same bytes."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import xlsxwriter

_CREATED = dt.datetime(2020, 3, 12, 8, 0, 0)  # noqa: DTZ001 - a spreadsheet's property has no zone


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One file as an office sends it.

    Attributes
    ----------
    stem, title
        File name without ending; the line above a spreadsheet's header.
    columns
        Header text to pyarrow string array, all of equal length; null is an empty cell.
    kind
        ``csv`` or ``xlsx``.
    encoding
        Of a CSV: ``utf-8-sig`` or ``gb18030``.
    about
        The employer that each row is really about, as its position among the units; -1 nobody who is insured here.
        None where the file has employer numbers of its own, or is about nobody.
    """

    stem: str
    title: str
    columns: Mapping[str, pa.Array]
    kind: str = "csv"
    encoding: str = "gb18030"
    about: np.ndarray | None = None

    @property
    def rows(self) -> int:
        """Rows below the header."""
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True, kw_only=True)
class FileSummary:
    """One file written: name, rows below the header, encoding (``xlsx`` for a spreadsheet), SHA-256."""

    name: str
    rows: int
    encoding: str
    sha256: str


def text(values: np.ndarray | list[str]) -> pa.Array:
    """A string column; "" becomes an empty cell."""
    # A list: given an object array, pyarrow would import pandas first.
    column = pa.array(values if isinstance(values, list) else values.tolist(), type=pa.string())
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def numbers(values: np.ndarray, *, blank: np.ndarray | None = None) -> pa.Array:
    """Integers as text, empty where ``blank``."""
    return pc.cast(pa.array(values, mask=blank), pa.string())


def yuan(fen: np.ndarray, *, blank: np.ndarray | None = None) -> pa.Array:
    """Fen as yuan with two decimals, empty where ``blank``."""
    size = np.abs(fen)
    whole = pc.cast(pa.array(size // 100, mask=blank), pa.string())
    cents = pc.utf8_lpad(pc.cast(pa.array(size % 100), pa.string()), width=2, padding="0")
    sign = pa.array(np.where(fen < 0, "-", ""))
    return pc.binary_join_element_wise(pc.binary_join_element_wise(sign, whole, ""), cents, ".")


def per_value(values: np.ndarray, form: Callable[[int], str]) -> pa.Array:
    """``form`` of each number, worked out once for each different number; "" becomes an empty cell."""
    different, position = np.unique(values, return_inverse=True)
    return text([form(int(value)) for value in different.tolist()]).take(pa.array(position))


def replaced(column: pa.Array, rows: np.ndarray, values: list[str]) -> pa.Array:
    """The column with other text in some rows (ascending positions)."""
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array(values, type=pa.string()))


def write_sheet(sheet: Sheet, folder: Path, *, csv_only: bool) -> FileSummary:
    """Write one file into ``folder``; with ``csv_only`` as a CSV in GB18030 whatever its kind."""
    if sheet.kind == "xlsx" and not csv_only:
        path, encoding = folder / f"{sheet.stem}.xlsx", "xlsx"
        _write_xlsx(sheet, path)
    else:
        path, encoding = folder / f"{sheet.stem}.csv", "gb18030" if csv_only else sheet.encoding
        path.write_bytes(_csv_bytes(sheet, encoding))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return FileSummary(name=path.name, rows=sheet.rows, encoding=encoding, sha256=digest)


def _csv_bytes(sheet: Sheet, encoding: str) -> bytes:
    header = (",".join(sheet.columns) + "\r\n").encode(encoding)
    codec = encoding.removesuffix("-sig")
    if any(_needs_quotes(column) for column in sheet.columns.values()):
        buffer = io.StringIO(newline="")
        lists = [column.to_pylist() for column in sheet.columns.values()]
        csv.writer(buffer).writerows(zip(*lists, strict=True))
        return header + buffer.getvalue().encode(codec)
    sink = pa.BufferOutputStream()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none", eol="\r\n")
    pyarrow.csv.write_csv(pa.table(dict(sheet.columns)), sink, write_options=options)
    body = sink.getvalue().to_pybytes()
    whole: bytes = header + (body if body.isascii() else body.decode().encode(codec))
    return whole


def _needs_quotes(column: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, r'[,"\r\n]')).as_py())


def _write_xlsx(sheet: Sheet, path: Path) -> None:
    """A workbook with a title line above the header and every cell text."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    book.set_properties({"title": sheet.title, "created": _CREATED})
    page = book.add_worksheet("Sheet1")
    page.write_string(0, 0, sheet.title)
    for column, name in enumerate(sheet.columns):
        page.write_string(1, column, name)
    lists = [column.to_pylist() for column in sheet.columns.values()]
    for row, cells in enumerate(zip(*lists, strict=True), start=2):
        for column, cell in enumerate(cells):
            if cell is not None:
                page.write_string(row, column, cell)
    book.close()
