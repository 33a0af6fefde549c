"""What is compared of a person's row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.linkage.made_up import NEAR, person_number, table
from wengang.engines.linkage.persons import FIELDS, person_columns, searchable_persons


def columns_of(*rows):
    """The columns as lists of rows."""
    return searchable_persons(person_columns(table(list(rows)), places=NEAR)).to_pylist()


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张三", "张三"),
        (" 张 三 ", "张三"),
        ("張三", "张三"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉买买提"),
        ("张*", "张_"),
        ("张**", "张__"),
        ("张?三", "张_三"),
        ("张○三", "张_三"),
        ("䶮三", "䶮三"),
        ("𬭎三", "𬭎三"),
        ("张三（退休）", "张三退休"),
        ("", None),
        ("--", None),
    ],
)
def test_names(cell, name):
    """One form for each name; a sign for each hidden character."""
    assert columns_of({"name": cell})[0]["name"] == name


def test_a_row_read():
    """Each cell as it is compared; a masked number is a pattern, no number."""
    whole = person_number("19800101")
    sound, masked = columns_of(
        {"name": "高朗逸", "id_no": whole, "phone": "138 4160 0101", "employer_name": "锦州朗逸商贸有限公司"},
        {"name": "高*逸", "id_no": f"{whole[:6]}********{whole[14:]}", "employer_name": "灵活就业人员"},
    )
    assert (sound["sound"], sound["birth"], sound["pattern"]) == (whole, "19800101", None)
    assert (sound["phone"], sound["employer"]) == ("13841600101", "朗逸商贸")
    assert (masked["sound"], masked["pattern"]) == (None, f"{whole[:6]}________{whole[14:]}")
    assert (masked["name_plain"], masked["employer"]) == (None, None)


def test_a_phone_that_many_share():
    """The phone of an agent, under many names, is none."""
    rows = [{"name": f"张{word}", "phone": "13841600101"} for word in "一二三四五六七八九十"]
    assert {row["phone"] for row in columns_of(*rows)} == {None}


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20) | st.none()), max_size=4))
def test_no_cells_crash(rows):
    """Any cells: one row a record, in their order."""
    assert [row["id"] for row in columns_of(*rows)] == list(range(len(rows)))
