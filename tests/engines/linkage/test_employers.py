"""What is compared of an employer's row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.linkage.made_up import NEAR, org_code, registration_number, table, unified_code
from wengang.engines.linkage.employers import FIELDS, employer_columns, searchable_employers

FIRM = {
    "name": "錦州鑫源商貿有限公司（停业）",
    "code": unified_code(1),
    "legal_rep": "阿卜杜拉·买买提",
    "address": "锦州市凌河区解放路五段12号3号楼501室",
    "phone": "+86 138-4160-0101",
    "former_name": "锦州旧名商贸有限公司",
}


def columns_of(*rows):
    """The columns as lists of rows."""
    return searchable_employers(employer_columns(table(list(rows)), places=NEAR)).to_pylist()


def test_a_row_read():
    """Each cell as it is compared."""
    [row] = columns_of(FIRM)
    said = {
        "id": 0,
        "name": "锦州鑫源商贸有限公司",
        "core": "鑫源商贸",
        "city": "2107",
        "org": org_code(1),
        "rep": "阿卜杜拉买买提",
        "phone": "13841600101",
        "street": "解放路五段12",
        "county": "210703",
        "former": "旧名商贸",
        "branch": None,
    }
    assert {name: row[name] for name in said} == said
    assert "停业" in row["changed"]


def test_columns_that_a_file_lacks():
    """A file with names only, and one with blanks: nothing is known, in all the same columns."""
    whole, bare, blank = (
        columns_of(FIRM)[0],
        *columns_of({"name": "锦州鑫源商贸有限公司"}, dict.fromkeys(FIELDS, " ")),
    )
    assert set(whole) == set(bare) == set(blank)
    assert {name for name, cell in blank.items() if cell is not None} == {"id", "file"}


def test_a_registration_number_of_its_own():
    """In a column of its own, or where the code should be."""
    for row in ({"reg_no": registration_number(5)}, {"code": registration_number(5)}):
        assert columns_of({"name": "锦州鑫源商贸有限公司", **row})[0]["reg_no"] == registration_number(5)


def test_the_city_at_home_is_where_the_codes_are_from():
    """Places typed by sound are those of the city in which most codes were issued."""
    rows = [{"name": f"锦州鑫源{number}商贸有限公司", "code": unified_code(number)} for number in range(3)]
    assert columns_of(*rows, {"name": "进州宏达商贸有限公司"})[-1]["city"] == "2107"
    assert columns_of({"name": "进州宏达商贸有限公司"})[-1]["city"] is None


@pytest.mark.parametrize(
    ("field", "column", "cell"),
    [
        ("phone", "phone", "13841600101"),
        ("address", "street", "解放路五段12号"),
        ("code", "org", unified_code(1)),
    ],
)
def test_values_that_many_share_are_left_out(field, column, cell):
    """A phone, street or code under a hundred names is none; under two it stays."""
    words = "鑫源宏达盛昌永福康泰"
    named = [{"name": f"锦州{words[n // 10]}{words[n % 10]}商贸有限公司", field: cell} for n in range(100)]
    assert {row[column] for row in columns_of(*named)} == {None}
    assert None not in {row[column] for row in columns_of(*named[:2])}


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=12) | st.none()), max_size=4))
def test_no_cells_crash(rows):
    """Any cells: one row a record, in their order."""
    assert [row["id"] for row in columns_of(*rows)] == list(range(len(rows)))
