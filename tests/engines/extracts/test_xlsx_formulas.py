"""Formulas without a value: a spreadsheet's error never becomes a blank, which would count as nothing."""

import io
import zipfile

import pyarrow as pa
import pytest
import xlsxwriter

from wengang.engines.extracts.xlsx_files import read_xlsx
from wengang.engines.extracts.xlsx_formulas import unread_cells
from wengang.kernel.errors import InputError

HEADER = ["编号", "金额"]


def workbook(*formulas, sheet="a&b <表>"):
    """A workbook of one sheet: the header, and a row for each (formula, value)."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, HEADER)
        for number, (formula, value) in enumerate(formulas, start=1):
            page.write(number, 0, str(number))
            page.write_formula(number, 1, formula, None, value)
    return sink.getvalue()


def rewritten(data, change):
    """The same workbook with the XML of its sheet changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.startswith("xl/worksheets/sheet") else part)
    return sink.getvalue()


def amounts(data):
    """The texts of the second column."""
    (sheet,) = read_xlsx(data, file="x.xlsx", wanted=HEADER)
    return sheet.columns[1].cast(pa.string()).to_pylist()


def test_errors_stay_visible():
    """#REF! and its kind are handed on as text; worked-out formulas, also an empty one, have their value."""
    data = workbook(("=1/0", "#DIV/0!"), ("=1+1", 2), ("=#REF!", "#REF!"), ('=""', ""))
    assert amounts(data) == ["#DIV/0!", "2", "#REF!", None]
    assert unread_cells(data) == {"a&b <表>": {(1, 1): "#DIV/0!", (3, 1): "#REF!"}}


def test_formulas_never_worked_out_stay_visible():
    """A formula that no program has computed is no blank cell."""
    data = rewritten(workbook(('=IF(A1<>"",1,2)', 7)), lambda xml: xml.replace(b"<v>7</v>", b""))
    assert amounts(data) == ['=IF(A1<>"",1,2)']


def test_prefixed_tags():
    """Some programs write every tag with a prefix."""
    data = rewritten(
        workbook(("=1/0", "#DIV/0!")),
        lambda xml: xml.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>").replace(b"<v>", b"<x:v>")
        .replace(b"</v>", b"</x:v>").replace(b"<f>", b"<x:f>").replace(b"</f>", b"</x:f>"),
    )  # fmt: skip
    assert unread_cells(data) == {"a&b <表>": {(1, 1): "#DIV/0!"}}


def test_an_error_without_a_place_is_refused():
    """A cell that does not say where it stands cannot be put back: the file is refused, not guessed at."""
    data = rewritten(workbook(("=1/0", "#DIV/0!")), lambda xml: xml.replace(b'r="B2"', b""))
    with pytest.raises(InputError, match="not a readable XLSX"):
        amounts(data)
