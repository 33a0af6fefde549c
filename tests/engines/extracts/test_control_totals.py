"""What a sender says was sent, beside what arrived."""

import pyarrow as pa
import pytest

from wengang.engines.extracts.control_totals import not_arrived, stem_of, totals
from wengang.engines.extracts.coverage import CoverageColumns
from wengang.kernel.period import month_index

JANUARY = month_index(2019, 1)
COLUMNS = CoverageColumns(month="month", division="division", headcount="headcount", fen="paid")
TABLE = pa.table(
    {
        "division": ["A", "A", "B", None],
        "month": pa.array([JANUARY, JANUARY + 1, JANUARY, JANUARY], pa.int32()),
        "headcount": pa.array([10, 11, 7, None], pa.int64()),
        "paid": pa.array([1_000, 1_100, -700, None], pa.int64()),
        "source_file": ["ledger-1", "ledger-1", "ledger-1", "ledger-2"],
    }
)
CONTROL = pa.schema(
    [("file", pa.string()), ("division", pa.string()), ("month", pa.int32())]
    + [(name, pa.int64()) for name in ("rows", "headcount", "fen")]
)


def stated(**said):
    """The one total that a control row gives, or None."""
    control = pa.Table.from_pylist([said], schema=CONTROL)
    return next(totals(TABLE, name="ledger", columns=COLUMNS, control=control), None)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"file": "ledger-1.csv", "rows": 3, "headcount": 28, "fen": 1_400}, {"rows": 3, "headcount": 28, "fen": 1_400}),
        ({"file": "out/ledger-1", "division": "B", "fen": -700}, {"fen": -700}),
        ({"file": "ledger-1", "month": JANUARY, "rows": 2}, {"rows": 2}),
        ({"file": "ledger", "rows": 4}, {"rows": 4}),
        ({"file": "ledger-2.XLSX", "headcount": 0}, {"headcount": 0}),
    ],
)  # fmt: skip
def test_equal_totals(said, found):
    """By file, by division or month of it, or for the whole table; a blank says nothing."""
    total = stated(**said)
    assert (dict(total.found), total.alarm) == (found, None)


def test_a_difference_is_an_alarm():
    """The first measure that differs is named, with both figures."""
    total = stated(file="ledger-1.csv", division="A", month=JANUARY, rows=1, headcount=12, fen=0)
    assert (total.alarm.kind, total.alarm.table, total.alarm.division) == ("control", "ledger-1", "A")
    assert total.alarm.en == "ledger-1 A 2019-01: 10 people used, the sender's control total says 12"
    assert "人数为 10，与对账数 12 不符" in total.alarm.zh


@pytest.mark.parametrize("said", [{"file": "other", "rows": 1}, {"file": "ledger-1"}])
def test_totals_of_other_files_and_blank_ones_say_nothing(said):
    """Nor does a measure that the table does not hold."""
    assert stated(**said) is None
    no_people = CoverageColumns(month="month", division="division")
    control = pa.Table.from_pylist([{"file": "ledger", "headcount": 5}], schema=CONTROL)
    assert list(totals(TABLE, name="ledger", columns=no_people, control=control)) == []


def test_a_file_that_was_announced():
    """By its stem, in both languages."""
    assert [stem_of(name) for name in ("a/b.csv", "b.2019", None)] == ["b", "b.2019", ""]
    alarm = not_arrived("court")
    assert "court" in alarm.zh
    assert "court" in alarm.en
