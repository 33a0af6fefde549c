"""Rows of any file become records: all text, each under a name of its own, none dropped in silence."""

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.linking.records import FIELDS, Records, read_records

MARKET = "行号,主体名称,统一社会信用代码,注册号,法定代表人,住所,联系电话,行业门类,成立年份,登记状态,曾用名\n"
HOSPITAL = """source: hospital
title: 卫健委_医疗机构
table: employers
row_id: 编号
columns: {name: 机构名称, phone: 电话}
"""


def market(folder: Path, *rows: str, encoding: str = "utf-8-sig", name: str = "market.csv") -> Path:
    """A file of the market register with rows of name, code, … as they are given."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes((MARKET + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return folder


def line(number: object, name: str, code: str = "", *, phone: str = "") -> str:
    """A row of the market register."""
    return f"{number},{name},{code},,,,{phone},,,,"


def cells(records: Records, *names: str) -> list[tuple[str | None, ...]]:
    """Some columns of the records, row by row."""
    return list(zip(*(records.table[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_and_every_field(tmp_path, encoding):
    """Rows keep the sender's row ids and every canonical field, all text."""
    folder = market(
        tmp_path / "in",
        "0012,鑫源商贸,91210700MA00TE5T28,2107,王一,古塔区,0416,F,2009,在业,鑫源",
        encoding=encoding,
    )
    [row] = read_records(folder, "employers").table.to_pylist()
    assert row["file"] == "market"
    assert row["row_id"] == "0012"
    assert [row[name] for name in ("name", "code", "reg_no", "legal_rep", "address", "phone")] == [
        "鑫源商贸", "91210700MA00TE5T28", "2107", "王一", "古塔区", "0416",
    ]  # fmt: skip
    assert list(row) == ["file", "row_id", *FIELDS["employers"]]
    assert row["employees"] is None


def test_workbooks_with_titles_and_numbers(tmp_path):
    """XLSX with a title row above the header; the row's own number where there is no row id."""
    path = tmp_path / "employers-江南.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["某局名单"], ["name", "code", "employees"], ["鑫源", 123456788, 12]]):
            sheet.write_row(number, 0, row)
    records = read_records(tmp_path, "employers")
    assert cells(records, "file", "row_id", "name", "code", "employees") == [
        ("employers-江南", "3", "鑫源", "123456788", "12")
    ]


def test_damaged_cells_are_kept_or_left_out(tmp_path):
    """Scientific notation stays, a phone of damaged bytes is left out, 12.0 is 12: warned of, and every row is used."""
    folder = market(
        tmp_path / "in",
        line(1, "鑫源", "2.10702E+17"),
        line(2, "鸿运", "1", phone="锟斤拷"),
        line(3, "海天", "12.0"),
    )
    records = read_records(folder, "employers")
    assert cells(records, "code", "phone") == [("2.10702E+17", None), ("1", None), ("12", None)]
    assert records.findings == ()
    assert {(one.row, one.column) for one in records.warnings} == {
        ("1", "code"),
        ("2", "联系电话"),
        ("3", "code"),
    }


def test_a_failed_check_digit_is_a_warning(tmp_path):
    """The row is used; whoever sent it is told."""
    records = read_records(market(tmp_path / "in", line(1, "鑫源", "91210700MA00TE5T29")), "employers")
    assert records.table.num_rows == 1
    assert [one.value for one in records.warnings] == ["91210700MA00TE5T29"]


def test_rows_without_name_and_code_wait(tmp_path):
    """Neither a name nor a code: quarantine, with the cure; blank rows are no rows."""
    folder = market(
        tmp_path / "in", line(1, "鑫源"), ",,,,,,,,,,", line(3, "", phone="0416"), line(4, "锟斤拷")
    )
    with pytest.raises(InputError, match="2 of 3 rows"):
        read_records(folder, "employers")
    records = read_records(folder, "employers", max_bad_percent=Decimal(70))
    [file] = records.files
    assert (file.rows, file.used, file.quarantined) == (3, 1, 2)
    assert {one.row for one in records.findings} == {"3", "4"}
    assert all(one.fix_en and one.fix_zh for one in records.findings)


def test_row_ids_that_repeat(tmp_path):
    """7, 7 become 7#1 and 7#2: no row keeps a name that another has too; the sender is told."""
    records = read_records(
        market(tmp_path / "in", line(7, "鑫源"), line(8, "海天"), line(7, "鸿运")), "employers"
    )
    assert cells(records, "row_id", "name") == [("7#1", "鑫源"), ("8", "海天"), ("7#2", "鸿运")]
    [warning] = records.warnings
    assert (warning.file, warning.row) == ("market", "7")


def test_a_name_that_is_taken_already(tmp_path):
    """A sender who writes 7#1 himself does not get his row mixed up with another."""
    records = read_records(
        market(tmp_path / "in", line(7, "甲"), line(7, "乙"), line("7#1", "丙")), "employers"
    )
    ids = [row_id for (row_id,) in cells(records, "row_id")]
    assert len(set(ids)) == 3
    assert ids[2] == "7#1"


def test_a_row_given_twice_is_compared_once(tmp_path):
    """Equal in every cell, but for its place in the file: it is where the first one is."""
    (tmp_path / "employers.csv").write_text("name,phone\n鑫源,1\n鸿运,2\n鑫源,1\n鑫源,3\n", encoding="utf-8")
    records = read_records(tmp_path, "employers")
    assert cells(records, "row_id") == [("2",), ("3",), ("5",)]
    assert records.repeated.to_pylist() == [{"file": "employers", "row_id": "4", "first": "2"}]
    [file] = records.files
    assert (file.rows, file.used, file.duplicates) == (4, 3, 1)


def test_two_departments_may_say_the_same(tmp_path):
    """Rows alike in two files are two records: whether they are one employer is for the engine to say."""
    for name in ("employers-a.csv", "employers-b.csv"):
        (tmp_path / name).write_text("name\n鑫源\n" + ("鸿运\n" if "b" in name else ""), encoding="utf-8")
    assert read_records(tmp_path, "employers").table.num_rows == 3


def test_other_tables_are_left_out_and_said(tmp_path):
    """Persons are no employers; lists of employers are."""
    (tmp_path / "p_job.csv").write_text("行号,姓名,身份证号,联系电话,就业单位\n1,王一,,,\n", encoding="utf-8")
    (tmp_path / "lists.csv").write_text(
        "list,name,code,employer_no\ndishonest,鑫源,,\ndishonest,,,77\n", encoding="utf-8"
    )
    market(tmp_path, line(1, "鑫源"))
    records = read_records(tmp_path, "employers")
    assert cells(records, "file", "employer_no") == [("lists", None), ("lists", "77"), ("market", None)]
    assert [one.file for one in records.warnings] == ["p_job.csv"]
    assert cells(read_records(tmp_path, "persons"), "file", "name") == [("p_job", "王一")]


def test_a_new_source_needs_a_mapping_only(tmp_path):
    """Without it the file is refused with a draft; with it, it is read."""
    folder, sources = tmp_path / "in", tmp_path / "sources"
    folder.mkdir()
    sources.mkdir()
    (folder / "hospital.csv").write_text("编号,机构名称,电话\n7,市医院,0416\n", encoding="gb18030")
    with pytest.raises(InputError, match="no source mapping"):
        read_records(folder, "employers")
    (sources / "hospital.yaml").write_text(HOSPITAL, encoding="utf-8")
    assert cells(read_records(folder, "employers", sources=[sources]), "file", "row_id", "name") == [
        ("hospital", "7", "市医院")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (MARKET, "no record"),
        ("甲,乙\n1,2\n", "no header"),
        ("行号,主体名称\n1,鑫源\n", "missing"),
    ],
    ids=["empty", "header only", "other columns", "columns missing"],
)
def test_what_cannot_be_read_is_refused(tmp_path, text, said):
    """With what was found and what to do; nothing is guessed."""
    (tmp_path / "market.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_records(tmp_path, "employers")
    assert all(one.fix_zh and one.fix_en for one in caught.value.findings)


def test_a_header_only_beside_other_files(tmp_path):
    """One empty list does not stop the others; it is said."""
    market(tmp_path)
    (tmp_path / "employers.csv").write_text("name\n鑫源\n", encoding="utf-8")
    records = read_records(tmp_path, "employers")
    assert records.table.num_rows == 1
    assert [one.file for one in records.warnings] == ["market.csv"]
