"""A division or month that is missing, or falls sharply, raises an alarm before anybody is refused for it."""

import pyarrow as pa

from wengang.engines.extracts.coverage import COVERAGE_SCHEMA, CoverageColumns, Thresholds, coverage
from wengang.kernel.period import month_index

JANUARY = month_index(2019, 1)
COLUMNS = CoverageColumns(month="month", division="division", headcount="headcount", fen="paid")


def ledger(counts, *, headcount=10, paid=1000):
    """Rows by (division, month of 2019); the file is named after the division."""
    rows = [
        {
            "division": division,
            "month": JANUARY + month - 1,
            "headcount": headcount,
            "paid": paid,
            "source_file": f"ledger-{division}",
        }
        for (division, month), count in counts.items()
        for _ in range(count)
    ]
    schema = pa.schema([("division", pa.string()), ("month", pa.int32()), ("headcount", pa.int64()), ("paid", pa.int64()),
                        ("source_file", pa.string())])  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


def whole(rows=50):
    """Two divisions, twelve months."""
    return {(division, month): rows for division in "AB" for month in range(1, 13)}


def test_whole_files_raise_nothing():
    """Steady months: a row for each division and month, no alarm."""
    result = coverage(ledger(whole()), name="ledger", columns=COLUMNS)
    assert result.alarms == ()
    assert result.table.schema == COVERAGE_SCHEMA
    assert result.table.num_rows == 24
    assert result.table.slice(0, 1).to_pylist()[0] | {} == {
        "table": "ledger", "division": "A", "month": JANUARY, "rows": 50, "headcount": 500, "fen": 50_000,
        "usual_rows": 50, "usual_headcount": 500, "usual_fen": 50_000,
        "alarm": None,
    }  # fmt: skip


def test_missing_month_and_missing_division():
    """A month without rows, at the end too, and a division that never came."""
    counts = {place: count for place, count in whole().items() if place not in {("A", 6), ("B", 12)}}
    result = coverage(
        ledger(counts),
        name="ledger",
        columns=COLUMNS,
        months=(JANUARY, JANUARY + 11),
        divisions=["A", "B", "C"],
    )
    assert [(a.kind, a.division, a.month) for a in result.alarms] == [
        ("missing", "A", JANUARY + 5), ("missing", "B", JANUARY + 11), ("missing", "C", None),
    ]  # fmt: skip
    assert all(alarm.zh and alarm.en for alarm in result.alarms)


def test_two_months_gone_in_a_row():
    """Months that fall together are still measured against those further away."""
    counts = whole() | {("A", 6): 20, ("A", 7): 20}
    result = coverage(ledger(counts), name="ledger", columns=COLUMNS)
    assert [(a.kind, a.month) for a in result.alarms] == [("falls", JANUARY + 5), ("falls", JANUARY + 6)]


def test_thresholds_are_arguments():
    """Exactly at the threshold is no alarm; one row less is."""
    limits = Thresholds(rows_fall=2_000, headcount_fall=9_000, fen_fall=9_000)
    for rows, alarms in ((40, 0), (39, 1)):
        result = coverage(
            ledger(whole() | {("A", 6): rows}), name="ledger", columns=COLUMNS, thresholds=limits
        )
        assert len(result.alarms) == alarms


def test_small_divisions_are_left_alone():
    """Where only a few rows are usual, nothing can be said."""
    counts = {place: count for place, count in whole(4).items() if place != ("A", 6)}
    assert coverage(ledger(counts), name="ledger", columns=COLUMNS).alarms == ()


def test_people_missing_from_complete_rows():
    """Rows are there, the people in them are not."""
    table = pa.concat_tables(
        [ledger({p: c for p, c in whole().items() if p != ("A", 6)}), ledger({("A", 6): 50}, headcount=1)]
    )
    (alarm,) = coverage(table, name="ledger", columns=COLUMNS).alarms
    assert (alarm.kind, alarm.month) == ("falls", JANUARY + 5)
    assert "people" in alarm.en


def test_small_divisions_are_compared_by_rows_alone():
    """One employer less is no sign where few are usual, nor the people of one; half of them gone is."""
    counts = whole(6)
    kept = {place: count for place, count in counts.items() if place != ("A", 6)}
    one_large = pa.concat_tables([ledger(kept, headcount=100), ledger({("A", 6): 6}, headcount=1)])
    assert coverage(one_large, name="ledger", columns=COLUMNS).alarms == ()
    for rows, alarms in ((4, []), (3, []), (2, ["falls"]), (0, ["missing"])):
        found = coverage(ledger(kept | {("A", 6): rows}), name="ledger", columns=COLUMNS)
        assert [alarm.kind for alarm in found.alarms] == alarms


def test_a_month_that_is_not_over_is_not_missed():
    """From the month on that still runs, rows are counted and nothing is said."""
    counts = whole() | {("A", 11): 2, ("A", 12): 1, ("B", 10): 3}
    found = coverage(ledger(counts), name="ledger", columns=COLUMNS, open_from=JANUARY + 10)
    assert [(alarm.division, alarm.month) for alarm in found.alarms] == [("B", JANUARY + 9)]
    assert found.table.num_rows == 24


def test_empty_table():
    """Nothing at all: every expected division is missing."""
    result = coverage(ledger({}), name="ledger", columns=COLUMNS, divisions=["A"])
    assert [alarm.kind for alarm in result.alarms] == ["missing"]
