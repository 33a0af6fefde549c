"""Rows of lists: sure, doubtful, or about nobody here."""

import datetime as dt

import pytest

from mechanisms.register.supply import CODES, prepared, rows

UNITS = (
    {"employer_no": "1", "name": "甲公司", "code": CODES[0]},
    {"employer_no": "2", "name": "乙公司", "code": None},
    {"employer_no": "3", "name": "丙公司", "code": None},
    {"employer_no": "4", "name": "丙公司", "code": CODES[1]},
)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"employer_no": "2", "code": CODES[0]}, [(1, True)]),
        ({"employer_no": "999", "code": CODES[0]}, [(0, True)]),
        ({"employer_no": "999", "name": "乙公司"}, [(1, True)]),
        ({"code": CODES[0], "name": "别的"}, [(0, True)]),
        ({"code": CODES[0][8:17]}, [(0, True)]),
        ({"name": "乙 公司"}, [(1, True)]),
        ({"name": "甲公司"}, [(0, True)]),
        ({"name": "甲公司", "code": "坏"}, [(0, True)]),
        ({"name": "丙公司"}, [(2, False), (3, False)]),
        ({"name": "乙公司", "code": CODES[2]}, [(1, False)]),
        ({"name": "丙公司", "code": CODES[2]}, [(2, False)]),
        ({"name": "甲公司", "code": CODES[2]}, []),
        ({"name": "无此公司"}, []),
        ({"code": CODES[3]}, []),
        ({"employer_no": "999"}, []),
    ],
)
def test_whom_a_list_row_is_about(row, expected):
    """Number, code, then name; several namesakes or a code nobody has are for a person to settle."""
    result = prepared(
        employers=rows("employers", *UNITS), lists=rows("court", {"list": "dishonest", **row}, first=7)
    )
    found = result.tables["listings"].to_pylist()
    assert [(one["employer_id"], one["certain"]) for one in found] == expected
    assert {one["key"] for one in found} <= {"match:court:7"}
    assert result.unmatched == ({} if expected else {"lists": 1})


def test_a_listing_keeps_its_days():
    """Listed and removed days pass through; a blank one stays blank."""
    row = {"list": "zombie", "employer_no": "1", "removed_on": dt.date(2020, 1, 2)}
    (found,) = (
        prepared(employers=rows("employers", *UNITS), lists=rows("z", row)).tables["listings"].to_pylist()
    )
    assert (found["list"], found["listed_on"], found["removed_on"]) == ("zombie", None, dt.date(2020, 1, 2))
    assert (found["source_file"], found["source_row"]) == ("z", "2")


def test_lists_join_by_codes_that_other_files_filled_in():
    """A code that a further file gave an employer serves the lists too."""
    result = prepared(
        employers=rows("employers", *UNITS) + rows("tax", {"employer_no": "2", "code": CODES[2]}),
        lists=rows("court", {"list": "dishonest", "code": CODES[2], "name": "别的"}),
    )
    (found,) = result.tables["listings"].to_pylist()
    assert (found["employer_id"], found["certain"]) == (1, True)
