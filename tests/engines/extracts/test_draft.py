"""A draft mapping for an unknown file: guessed from headers and shapes of values, never a crash."""

import random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wengang.engines.extracts.draft import draft_mapping
from wengang.engines.extracts.mapping import load_mapping
from wengang.kernel.errors import InputError
from wengang.mechanisms.register.tables import TABLES


def drafted(folder, text, name="new.csv"):
    """The draft for a CSV of this text, as data."""
    path = folder / name
    path.write_bytes(text.encode("gb18030"))
    return yaml.safe_load(draft_mapping(path, TABLES))


@pytest.mark.parametrize(
    ("header", "table", "fields"),
    [
        ("行号,单位编号,费款所属期,险种,缴费人数,单位应缴(元),个人应缴(元),单位实缴(元),个人实缴(元),到账日期", "ledger",
         {"employer_no", "month", "insurance", "headcount", "due_unit_fen", "due_person_fen", "paid_unit_fen", "paid_person_fen", "paid_on"}),
        ("个人编号,单位编号,参保年月,停保年月,减员原因", "spells", {"person_id", "employer_no", "from_month", "to_month", "leave_reason"}),
        ("被执行人名称,组织机构代码,立案时间,执行法院", "lists", {"name", "code", "listed_on", "source"}),
        ("单位编号,年度,返还金额", "refunds", {"employer_no", "year", "amount_fen"}),
        ("户名,账号,开户行,证件号码", "employers", {"name", "account_no", "bank", "code"}),
    ],
)  # fmt: skip
def test_tables_are_recognised(tmp_path, header, table, fields):
    """Headers in the words of departments lead to the right table and fields."""
    draft = drafted(tmp_path, f"某局导出\n{header}\n" + ",".join("1" for _ in header.split(",")) + "\n")
    assert draft["table"] == table
    assert fields <= set(draft["columns"])


def test_shapes_of_values_help(tmp_path):
    """A column that nobody could name by its header is known by what stands in it."""
    draft = drafted(
        tmp_path, "企业名称,标识,通讯\n甲,91350100M000100Y43,13800000000\n乙,91350100M000100Y43,13900000001\n"
    )
    assert draft["columns"]["code"] == "标识"
    assert draft["columns"]["phone"] == "通讯"


def test_units_follow_the_header(tmp_path):
    """万元 in a header is ten thousand yuan, 元 yuan."""
    draft = drafted(tmp_path, "企业名称,营业收入(万元),资产总额(元)\n甲,1,2\n")
    assert draft["units"] == {"revenue_fen": "10k_yuan", "assets_fen": "yuan"}


def test_a_confirmed_draft_is_a_mapping(tmp_path):
    """A draft that lacks nothing loads as it stands."""
    path = tmp_path / "x.csv"
    path.write_text("单位名称,统一社会信用代码\n甲,1\n", encoding="utf-8")
    (tmp_path / "x.yaml").write_text(draft_mapping(path, TABLES), encoding="utf-8")
    assert load_mapping(tmp_path / "x.yaml", TABLES).columns == {
        "name": "单位名称",
        "code": "统一社会信用代码",
    }


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), seed=st.integers(0, 1000))
def test_any_bytes_give_a_draft_or_an_error(tmp_path_factory, data, seed):
    """Noise, alone or put into a sound file, gives a draft or an InputError."""
    path = tmp_path_factory.mktemp("draft") / "x.csv"
    sound = "序号,企业名称\n1,甲\n".encode("gb18030")
    at = random.Random(seed).randrange(len(sound))
    for content in (data, sound[:at] + data + sound[at:]):
        path.write_bytes(content)
        try:
            text = draft_mapping(path, TABLES)
        except InputError:
            continue
        assert "table:" in text
