"""XLSX by calamine: each sheet whose header is recognised, every cell as text."""

import datetime as dt
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine

from wengang.engines.extracts.headers import LOOKED_AT, Header, find_header
from wengang.engines.extracts.sheet import TextSheet, without_blank_rows
from wengang.engines.extracts.xlsx_formulas import Cells, unread_cells
from wengang.kernel.errors import bad_input

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class _Page:
    name: str
    rows: Rows
    hidden: bool


EXACT_INTEGERS = 10**15
"""Spreadsheets keep 15 digits of a number; a longer one has lost its last digits."""


def read_xlsx(
    data: bytes, *, file: str, wanted: Collection[str], header_row: int | None = None
) -> list[TextSheet]:
    """The sheets that hold most of the headers wanted, in order; empty if none holds any.

    A hidden sheet, which nobody sees, is read only where no visible one has a header. Sheets passed over although
    they hold some of the headers are named in the first sheet's ``passed_over``.

    Raises InputError for a file that is no XLSX, or that has no cells at all.
    """
    sheets: list[tuple[Header, _Page]] = []
    pages = _pages(data, file)
    for page in pages:
        head = [[cell_text(cell) for cell in row] for row in page.rows[: max(LOOKED_AT, header_row or 0)]]
        header = find_header(head, wanted, fixed=header_row)
        if header:
            sheets.append((header, page))
    if not any(page.rows for page in pages):
        raise bad_input(
            "文件是空的", "the file is empty", "请重新导出该文件", "export the file again", file=file
        )
    seen = [(header, page) for header, page in sheets if not page.hidden] or sheets
    most = max((header.found for header, _ in seen), default=0)
    read = [(header, page) for header, page in seen if header.found == most]
    names = {page.name for _, page in read}
    passed_over = tuple(page.name for header, page in sheets if page.name not in names and header.found > 1)
    found = [_sheet(page.rows, header, file=file, sheet=page.name) for header, page in read]
    return [replace(found[0], passed_over=passed_over), *found[1:]] if found else []


def _pages(data: bytes, file: str) -> list[_Page]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        unread = unread_cells(data)
        return [
            _Page(
                name=sheet.name,
                rows=_put_back(
                    book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                    unread.get(sheet.name, {}),
                ),
                hidden=sheet.visible != python_calamine.SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except Exception as error:  # calamine raises errors of many kinds, and panics, on damaged files
        raise bad_input(
            f"不是可读取的 XLSX 文件（{error}）",
            f"not a readable XLSX file ({error})",
            "请用电子表格软件打开后另存为 XLSX，并去掉密码",
            "open it in a spreadsheet program and save it as XLSX, without a password",
            file=file,
        ) from error


def _put_back(rows: list[list[Any]], unread: Cells) -> Rows:
    for (row, column), text in unread.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return rows


def first_rows(data: bytes, *, file: str, most: int = 200) -> list[list[str]]:
    """The first rows of the first sheet that has any, for the draft of a mapping."""
    rows: Rows = next((page.rows for page in _pages(data, file) if page.rows), [])
    return [[cell_text(cell) for cell in row] for row in rows[:most]]


def cell_text(cell: object) -> str:
    """A cell as the text that a person sees: whole numbers without .0, 15 significant digits, ISO days."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < EXACT_INTEGERS:
            return str(int(cell))
        shown = format(cell, ".15g")
        return shown.replace("e", "E") if "e" in shown or not cell.is_integer() else format(cell, ".5E")
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time.min
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def _sheet(rows: Rows, header: Header, *, file: str, sheet: str) -> TextSheet:
    width = len(header.names)
    below = rows[header.row + 1 :]
    columns = (
        [_column(cells) for cells in zip(*below, strict=True)]
        if below
        else [pa.nulls(0, pa.string())] * width
    )
    numbers = np.arange(header.row + 2, header.row + 2 + len(below), dtype=np.int64)
    columns, numbers = without_blank_rows(columns, numbers)
    names = [*header.names, *[""] * (len(columns) - width)]
    return TextSheet(
        file=file,
        sheet=sheet,
        header=tuple(names),
        columns=tuple(columns),
        numbers=numbers,
        encoding="xlsx",
        serials=True,
    )


def _column(cells: tuple[object, ...]) -> pa.Array:
    if set(map(type, cells)) == {str}:
        texts = pa.array(cells, pa.string())
    else:
        texts = pa.array([cell_text(cell) for cell in cells], pa.string())
    coded = texts.dictionary_encode()
    blank = [not text.strip() for text in coded.dictionary.to_pylist()]
    if not any(blank):
        return coded
    kept = [None if empty else text for text, empty in zip(coded.dictionary.to_pylist(), blank, strict=True)]
    return pa.array(kept, pa.string()).take(coded.indices)
