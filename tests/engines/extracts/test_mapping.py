"""Source mappings: read from YAML, every fault named with its file and key."""

from pathlib import Path

import pytest

from wengang.engines.extracts.mapping import load_mapping, load_mappings
from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.intake.folder import SHIPPED
from wengang.mechanisms.register.tables import TABLES

GOOD = """
source: court
title: 法院_失信被执行单位
table: lists
row_id: 行号
columns: {name: 被执行人名称, code: 组织机构代码, listed_on: 立案时间}
constants: {list: dishonest}
header_row: auto
"""


def load(folder: Path, text: str):
    """The mapping of a YAML text."""
    path = folder / "court.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, TABLES)


def test_a_good_mapping(tmp_path):
    """All keys of the contract are taken over."""
    mapping = load(tmp_path, GOOD)
    assert mapping.columns == {"name": "被执行人名称", "code": "组织机构代码", "listed_on": "立案时间"}
    assert mapping.constants == {"list": "dishonest"}
    assert mapping.row_id == "行号"
    assert mapping.header_row is None
    assert mapping.headers == ("被执行人名称", "组织机构代码", "立案时间", "行号")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("table: lists", "table: list", "table", "must be one of"),
        ("source: court", "source: a/b", "source", "stem"),
        ("title:", "titel:", "titel", "unknown key"),
        ("{name:", "{nam:", "columns.nam", "name meant"),
        ("constants: {list: dishonest}", "", "columns", "required fields are missing: list"),
        ("constants: {list: dishonest}", "constants: {list: x, name: y}", "constants.name", "in columns too"),
        ("header_row: auto", "header_row: first", "header_row", "row number"),
        ("header_row: auto", "units: {name: yuan}", "units.name", "no amount"),
        ("header_row: auto", "values: {name: 3}", "values.name", "table of words"),
        ("columns: {", "columns: [", "", "not valid YAML"),
        ("constants: {list: dishonest}", "constants: {list: dishonest, removed_on: 2020-13-01}", "constants.removed_on", "not a date"),
    ],
)  # fmt: skip
def test_faults_name_file_and_key(tmp_path, old, new, key, message):
    """Each fault is found at load, with the YAML file and the key."""
    with pytest.raises(InputError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    finding = caught.value.findings[0]
    assert (finding.file, finding.column) == ("court.yaml", key)
    assert message in finding.problem_en


def test_every_scalar_is_text(tmp_path):
    """YAML's own ideas of numbers, days and yes do not touch what a mapping says."""
    text = "source: x\ntable: employers\ncolumns: {name: 名}\nconstants: {division: 0412, dispatch: yes, insured_from: 2020-01-05}"
    mapping = load(tmp_path, text + "\nheader_row: 3")
    assert mapping.constants == {"division": "0412", "dispatch": "yes", "insured_from": "2020-01-05"}
    assert mapping.header_row == 3


def test_unknown_words_and_units(tmp_path):
    """A translation into a word that the table does not know, and a unit that does not exist."""
    text = "source: x\ntable: employers\ncolumns: {name: 名, size: 规模, assets_fen: 资产}\nvalues: {size: {大: big}}\nunits: {assets_fen: dollar}"
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    assert [finding.column for finding in caught.value.findings] == ["values.size", "units.assets_fen"]


def test_two_mappings_of_one_source(tmp_path):
    """The same source twice in one folder is an error."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(InputError, match=r"also in a\.yaml"):
        load_mappings(tmp_path, TABLES)
    with pytest.raises(InputError, match="no such folder"):
        load_mappings(tmp_path / "none", TABLES)


def test_a_folder_without_any_mapping(tmp_path):
    """The wrong folder given to --sources is told, not passed over."""
    (tmp_path / "court.csv").write_text("name\n")
    with pytest.raises(InputError, match="holds no source mapping") as told:
        load_mappings(tmp_path, TABLES)
    assert "--sources" in told.value.findings[0].fix_zh


def test_the_mappings_that_ship_are_sound():
    """Every mapping of the package loads, under the name of its file."""
    found = load_mappings(SHIPPED, TABLES)
    assert {"market", "social", "tax", "industry", "bank"} <= set(found)
    assert all(mapping.origin == f"{source}.yaml" for source, mapping in found.items())
