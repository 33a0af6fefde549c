"""Files as offices write them, read the same whatever their encoding, delimiter and form."""

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from wengang.engines.extracts.csv_files import read_csv
from wengang.engines.extracts.encodings import decode_cells
from wengang.engines.extracts.reading import first_rows, read_file
from wengang.engines.extracts.xlsx_files import cell_text, read_xlsx
from wengang.kernel.errors import InputError

HEADER = ["编号", "名称", "金额"]
ROWS = [["0012", "㛃䶮商贸", "1,234.50"], ["210700000000000018", "𬭎𫘧机械", ""], ["3", '引号"与,逗号', "7"]]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]


def csv_text(rows, delimiter=",", eol="\r\n"):
    """Rows as CSV text, quoted where needed."""

    def cell(text):
        quoted = any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return eol.join(delimiter.join(cell(text) for text in row) for row in rows) + eol


def cells_of(sheet):
    """The sheet as lists of text, blank cells as ""."""
    columns = [column.cast(pa.string()).fill_null("").to_pylist() for column in sheet.columns]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("eol", ["\r\n", "\n"])
def test_encodings_and_delimiters(encoding, delimiter, eol):
    """The same rows come out of every encoding and delimiter, rare characters and long numbers intact."""
    data = csv_text([HEADER, *ROWS], delimiter, eol).encode(encoding)
    sheet = read_csv(data, file="x.csv", wanted=HEADER)
    assert sheet.header == tuple(HEADER)
    assert cells_of(sheet) == ROWS
    assert sheet.numbers.tolist() == [2, 3, 4]
    assert sheet.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_quick_and_careful_ways_agree(encoding):
    """An irregular last row sends the file the careful way: the regular rows stay what they were."""
    regular = [HEADER, *[[str(n), f"名称{n}", f"{n}.00"] for n in range(300)]]
    quick = read_csv(csv_text(regular).encode(encoding), file="x.csv", wanted=HEADER)
    careful = read_csv((csv_text(regular) + "多,了,一,列\r\n").encode(encoding), file="x.csv", wanted=HEADER)
    assert cells_of(quick) == cells_of(careful)
    assert quick.numbers.tolist() == careful.numbers.tolist()
    assert [(row.row, row.text) for row in careful.lost] == [("302", "多,了,一,列")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@settings(deadline=None, max_examples=40)
@given(
    odd=st.dictionaries(
        st.integers(0, 59), st.text(alphabet="甲约20人㛃\n", min_size=1, max_size=5), max_size=9
    ),
    ends=st.sampled_from(["", "\x1a", "\r\n", "\n \n", "\t"]),
)
def test_mostly_ascii_columns(encoding, eol, odd, ends):
    """A column with a few words among numbers comes out as one of words does, whatever ends the file."""
    rows = [[str(n), odd.get(n, f"{n}.50"), "甲" * (n % 3)] for n in range(60)]
    data = (csv_text([HEADER, *rows], eol=eol) + ends).encode(encoding)
    sheet = read_csv(data, file="x.csv", wanted=HEADER)
    assert cells_of(sheet) == [[cell if cell.strip() else "" for cell in row] for row in rows]


def test_titles_blank_lines_and_trailing_commas():
    """Titles above the header, blank lines and blank cells beyond it do no harm; row numbers stay those of the file."""
    text = (
        "某局名单,,\r\n制表日期：2020-03-01,,\r\n编号,名称,金额\r\n1,甲,2\r\n,,\r\n2,乙,3,,\r\n\r\n3,丙,4\r\n"
    )
    sheet = read_csv(text.encode("gb18030"), file="x.csv", wanted=HEADER)
    assert cells_of(sheet) == [["1", "甲", "2"], ["2", "乙", "3"], ["3", "丙", "4"]]
    assert sheet.numbers.tolist() == [4, 6, 8]
    assert sheet.rows == 3


def test_unpaired_quotation_mark_loses_one_row():
    """A quotation mark without its pair costs its own row, not the rest of the file."""
    text = '编号,名称,金额\n1,甲,2\n2,"乙,3\n3,丙,4\n'
    sheet = read_csv(text.encode(), file="x.csv", wanted=HEADER)
    assert cells_of(sheet) == [["1", "甲", "2"], ["3", "丙", "4"]]
    assert [row.row for row in sheet.lost] == ["3"]


def test_damaged_bytes_mark_their_cell_only():
    """A byte that is no text leaves U+FFFD in its cell; everything else is read."""
    for encoding in ("utf-8", "gb18030"):
        data = csv_text([HEADER, *ROWS]).encode(encoding).replace("商贸".encode(encoding), b"\xff\xff", 1)
        sheet = read_csv(data, file="x.csv", wanted=HEADER)
        assert "\ufffd" in cells_of(sheet)[0][1]
        assert cells_of(sheet)[1:] == ROWS[1:]


@pytest.mark.parametrize("data", [b"", b"\r\n \r\n", b"\xef\xbb\xbf"])
def test_empty_csv(data, tmp_path):
    """A file without content is refused by name."""
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(InputError, match="empty"):
        read_file(tmp_path / "x.csv", wanted=HEADER)


def test_binary_is_refused():
    """A file that is no text says so."""
    with pytest.raises(InputError, match="not text"):
        read_csv(b"\x00\x01\x02,\x00", file="x.csv", wanted=HEADER)


def workbook(*pages, merges=(), formats=None):
    """A workbook of (name, rows); merged ranges on the first page; formats by cell."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in pages:
        page = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(r, c, cell, day)
                elif isinstance(cell, str):
                    page.write_string(r, c, cell)
                elif cell is not None:
                    page.write(r, c, cell)
    for merge in merges:
        book.get_worksheet_by_name(pages[0][0]).merge_range(*merge)
    book.close()
    return sink.getvalue()


def test_xlsx_with_titles_and_kinds():
    """Titles, text cells, numbers, days and trailing blanks: each cell is the text that a person sees."""
    rows = [
        ["某局名单"],
        [],
        HEADER,
        ["0012", "㛃", 12.5],
        ["x", dt.date(2020, 1, 5), 3],
        [],
        [210700.0, "乙", 43835],
    ]
    (sheet,) = read_xlsx(workbook(("Sheet1", [*rows, [], [None, " "]])), file="x.xlsx", wanted=HEADER)
    assert cells_of(sheet) == [["0012", "㛃", "12.5"], ["x", "2020-01-05", "3"], ["210700", "乙", "43835"]]
    assert sheet.numbers.tolist() == [4, 5, 7]
    assert sheet.serials


def test_xlsx_chooses_its_sheets():
    """Every sheet with the header is read, notes are passed over, and labels then name the sheet."""
    data = workbook(
        ("说明", [["请勿改动"]]), ("古塔", [HEADER, ["1", "a", "2"]]), ("凌河", [HEADER, ["2", "b", "3"]])
    )
    sheets = read_xlsx(data, file="x.xlsx", wanted=HEADER)
    assert [sheet.sheet for sheet in sheets] == ["古塔", "凌河"]


def test_xlsx_merged_headers():
    """Two header rows, the upper one merged, are read as one."""
    rows = [["缴费台账"], ["编号", "应缴", "", "备注"], ["", "单位", "个人", ""], ["1", "2", "3", "4"]]
    data = workbook(("S", rows), merges=[(1, 1, 1, 2, "应缴"), (1, 0, 2, 0, "编号"), (1, 3, 2, 3, "备注")])
    (sheet,) = read_xlsx(data, file="x.xlsx", wanted=["编号", "应缴单位", "应缴个人"])
    assert sheet.header == ("编号", "应缴单位", "应缴个人", "备注")
    assert cells_of(sheet) == [["1", "2", "3", "4"]]


def test_numbers_beyond_fifteen_digits_show_their_damage():
    """A long identifier stored as a number comes out in scientific notation, which the cells' readers catch."""
    assert "E+" in cell_text(210105198801010011.0)
    assert cell_text(123456789012345.0) == "123456789012345"
    assert cell_text(0.1 + 0.2) == "0.3"


def test_old_and_broken_workbooks(tmp_path):
    """An old XLS, a protected or a cut-off workbook is refused with what to do."""
    whole = workbook(("S", [HEADER, ["1", "2", "3"]]))
    for data in (b"\xd0\xcf\x11\xe0" + b"\0" * 600, whole[:300], b"PK\x03\x04junk", b"not a zip"):
        (tmp_path / "x.xlsx").write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_file(tmp_path / "x.xlsx", wanted=HEADER)
        assert "XLSX" in caught.value.findings[0].fix_en


def test_parquet(tmp_path):
    """A Parquet file's columns come as they are; a broken one is refused."""
    pq.write_table(pa.table({"编号": ["01", None], "金额": [5, 6]}), tmp_path / "x.parquet")
    (sheet,) = read_file(tmp_path / "x.parquet", wanted=HEADER).sheets
    assert sheet.header == ("编号", "金额")
    assert cells_of(sheet) == [["01", "5"], ["", "6"]]
    (tmp_path / "x.parquet").write_bytes(b"PAR1junk")
    with pytest.raises(InputError, match="Parquet"):
        read_file(tmp_path / "x.parquet", wanted=HEADER)


@pytest.mark.parametrize("inner", ["", "2,乙,2\n", "2,乙,2\n3,丙,3\n"])
def test_stray_quotation_marks_swallow_no_rows(inner):
    """Two rows with a quotation mark too many are lost by name; those between them, and after, are read."""
    text = f'编号,名称,金额\n1,"甲,1\n{inner}8,"辛,8\n9,壬,9\n'
    sheet = read_csv(text.encode(), file="x.csv", wanted=HEADER)
    between = [line.split(",") for line in inner.splitlines()]
    assert cells_of(sheet) == [*between, ["9", "壬", "9"]]
    assert [row.text for row in sheet.lost] == ['1,"甲,1', '8,"辛,8']


def test_a_pair_of_stray_marks_in_two_rows():
    """Marks that happen to pair across two rows do not make one row of them."""
    sheet = read_csv('编号,名称,金额\n1,"甲,1\n2,乙",2\n3,丙,3\n'.encode(), file="x.csv", wanted=HEADER)
    assert [row.row for row in sheet.lost] == ["2"]
    assert [row[0] for row in cells_of(sheet)] == ["2", "3"]


def test_cells_of_several_lines_and_of_any_length():
    """A cell in quotation marks may span lines, and a cell of a careful file may be long."""
    rows = [["1", "甲\n分公司", "1"], ["2", "乙" * 200_000, "2"]]
    sheet = read_csv(csv_text([HEADER, *rows], eol="\n").encode(), file="x.csv", wanted=HEADER)
    assert cells_of(sheet) == rows


def test_nul_bytes_anywhere_are_no_text():
    """Also far behind the part that is looked at for the encoding."""
    data = csv_text([HEADER, *[[str(n), "甲", "1"] for n in range(50_000)], ["1\0", "乙", "2"]]).encode()
    with pytest.raises(InputError, match="NUL"):
        read_csv(data, file="x.csv", wanted=HEADER)


def test_hidden_sheets_are_named_and_not_read():
    """What nobody sees is not counted twice; a workbook with hidden sheets only is read."""

    def sheets(*shown):
        sink = io.BytesIO()
        with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
            for number, visible in enumerate(shown):
                sheet = book.add_worksheet(f"s{number}")
                for place, row in enumerate([HEADER, [str(number), "甲", "1"]]):
                    sheet.write_row(place, 0, row)
                if not visible:
                    sheet.hide()
        return read_xlsx(sink.getvalue(), file="x.xlsx", wanted=HEADER)

    (sheet,) = sheets(True, False)
    assert (sheet.sheet, sheet.passed_over) == ("s0", ("s1",))
    (alone,) = sheets(False)
    assert (alone.sheet, alone.passed_over) == ("s0", ())


def test_a_workbook_that_is_none_has_no_draft(tmp_path):
    """Text under the name of a workbook is told as such, not drafted from."""
    (tmp_path / "x.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(InputError, match="not an XLSX file"):
        first_rows(tmp_path / "x.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(
    texts=st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=12
    ),
    damaged=st.booleans(),
)
def test_cells_decoded_at_once(encoding, texts, damaged):
    """Many cells together give what each gives alone, damaged ones too."""
    cells = [text.encode(encoding) for text in texts] + [b"\xff\x30\x81"] * damaged
    decoded = decode_cells(pa.array(cells, pa.binary()), encoding)
    assert decoded.to_pylist() == [cell.decode(encoding, errors="replace") for cell in cells]
