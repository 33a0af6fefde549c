"""A tolerant table: a cell that cannot be read is left out, and only a row without identity is not used."""

from dataclasses import replace
from pathlib import Path

from wengang.engines.extracts.conform import Conformed, conform
from wengang.engines.extracts.mapping import canonical_mapping
from wengang.engines.extracts.reading import read_file
from wengang.engines.extracts.schema import Field, Kind, TableSchema

STRICT = TableSchema(
    name="units",
    zh="单位",
    any_of=("name", "code"),
    fields=tuple(Field(name=name, kind=Kind.TEXT) for name in ("name", "code", "phone")),
)
TOLERANT = replace(STRICT, tolerant=True)
TEXT = "name,code,phone\n鑫源商贸,1,\ufffd\n锟斤拷,2,13\n锟斤拷,,14\n,,15\n"


def conformed(folder: Path, schema: TableSchema) -> Conformed:
    """The rows of one small file."""
    path = folder / "units.csv"
    path.write_text(TEXT, encoding="utf-8")
    mapping = canonical_mapping(schema)
    [sheet] = read_file(path, wanted=mapping.headers).sheets
    return conform(sheet, mapping, schema=schema, stem="units")


def test_the_row_is_used_without_the_cell(tmp_path):
    """A phone or a name that nobody can read is left out with a warning; what is left names the row."""
    result = conformed(tmp_path, TOLERANT)
    assert result.table.select(["name", "code", "phone"]).to_pylist() == [
        {"name": "鑫源商贸", "code": "1", "phone": None},
        {"name": None, "code": "2", "phone": "13"},
    ]
    assert [(one.row, one.column) for one in result.warnings] == [("2", "phone"), ("3", "name")]
    assert [(one.row, one.column) for one in result.findings] == [
        ("4", "name"),
        ("4", "name;code"),
        ("5", "name;code"),
    ]
    assert result.rows == result.table.num_rows + result.quarantined == 4


def test_a_few_lost_characters(tmp_path):
    """A name that can still be told is kept as it is; so is its row."""
    path = tmp_path / "units.csv"
    path.write_text(
        "name,code,phone\n锦州鑫\ufffd商贸有限公司,,\n\ufffd鑫\ufffd,,1\n\ufffd鑫\ufffd,3,\n"
        + "锦州鸿运商贸有限公司,4,\n" * 9,
        encoding="utf-8",
    )
    mapping = canonical_mapping(TOLERANT)
    [sheet] = read_file(path, wanted=mapping.headers).sheets
    result = conform(sheet, mapping, schema=TOLERANT, stem="units")
    assert result.table["name"].to_pylist() == [
        "锦州鑫\ufffd商贸有限公司",
        None,
        *["锦州鸿运商贸有限公司"] * 9,
    ]
    assert ["as it is" in one.problem_en for one in result.warnings] == [True, False]
    assert {one.row for one in result.findings} == {"3"}


def test_a_table_as_it_was_keeps_such_rows_out(tmp_path):
    """Where a cell decides money, the row waits for a sound file."""
    result = conformed(tmp_path, STRICT)
    assert (result.table.num_rows, result.quarantined, result.warnings) == (0, 4, ())
