"""A missing part of the ledger is seen before anybody is refused for it."""

from types import SimpleNamespace

import pyarrow as pa
import pytest

from wengang.kernel.period import parse_month
from wengang.mechanisms.decision.services.coverage import COVERAGE_COLUMNS, ledger_coverage

FIRST, LAST = parse_month("2018-12"), parse_month("2019-12")


def _prepared(*, leave_out=lambda _employer, _month: False, insurance="unemployment"):
    employers = pa.table(
        {
            "employer_id": pa.array(range(12), pa.int32()),
            "employer_no": [f"E{i:02d}" for i in range(12)],
            "division": ["210702"] * 6 + ["210703"] * 6,
        }
    )
    rows = [(e, m) for e in range(12) for m in range(FIRST, LAST + 1) if not leave_out(e, m)]
    ledger = pa.table(
        {
            "employer_id": pa.array([row[0] for row in rows], pa.int32()),
            "month": pa.array([row[1] for row in rows], pa.int32()),
            "insurance": [insurance] * len(rows),
            "headcount": pa.array([10] * len(rows), pa.int64()),
            "due_fen": pa.array([4000] * len(rows), pa.int64()),
            "source_file": ["ledger-2019"] * len(rows),
        },
        schema=pa.schema(
            [
                ("employer_id", pa.int32()),
                ("month", pa.int32()),
                ("insurance", pa.string()),
                ("headcount", pa.int64()),
                ("due_fen", pa.int64()),
                ("source_file", pa.string()),
            ]
        ),
    )
    return SimpleNamespace(tables={"employers": employers, "ledger": ledger})


INTAKE = SimpleNamespace(tables={})


def test_a_whole_ledger_raises_no_alarm():
    """One row for each division and month, with its neighbours, sorted."""
    found = ledger_coverage(_prepared(), INTAKE)
    assert tuple(found.table.column_names) == COVERAGE_COLUMNS
    assert found.table.num_rows == 2 * 13
    assert found.table["month"].to_pylist()[:2] == ["2018-12", "2019-01"]
    assert set(found.table["rows"].to_pylist()) == {6}
    assert found.attentions == ()


@pytest.mark.parametrize(
    ("leave_out", "kind"),
    [
        (lambda e, m: e < 6 and m == parse_month("2019-05"), "missing"),
        (lambda e, m: 1 < e < 6 and m == parse_month("2019-05"), "falls"),
        (lambda e, _: e < 6, "missing"),
    ],
)
def test_a_missing_month_half_a_month_and_a_missing_division(leave_out, kind):
    """Each is an alarm in the table and a reason to look."""
    found = ledger_coverage(_prepared(leave_out=leave_out), INTAKE)
    alarms = [row for row in found.table.to_pylist() if row["alarm"]]
    assert [(row["division"], row["alarm"]) for row in alarms] == [("210702", kind)]
    assert alarms[0]["alarm_zh"]
    assert alarms[0]["alarm_en"]
    assert [(one.key, one.count) for one in found.attentions] == [("coverage", 1)]


def test_other_insurances_are_counted_apart():
    """Pension rows are no unemployment ledger."""
    found = ledger_coverage(_prepared(insurance="pension"), INTAKE)
    assert set(found.table["table"].to_pylist()) == {"ledger:pension"}


def test_no_ledger_no_coverage():
    """--without ledger: nothing to count."""
    found = ledger_coverage(_prepared(leave_out=lambda *_: True), INTAKE)
    assert found.table is None


@pytest.mark.parametrize(("stated", "alarms"), [(60, 0), (61, 1)])
def test_the_senders_control_totals(stated, alarms):
    """Beside what was used; a difference is an alarm."""
    control = pa.table(
        {
            "file": ["ledger-2019.csv"],
            "division": ["210702"],
            "month": pa.array([parse_month("2019-05")], pa.int32()),
            "rows": pa.array([6], pa.int64()),
            "headcount": pa.array([stated], pa.int64()),
            "fen": pa.array([None], pa.int64()),
        }
    )
    found = ledger_coverage(_prepared(), SimpleNamespace(tables={"control_totals": control}))
    [row] = [row for row in found.table.to_pylist() if row["control_headcount"] is not None]
    assert (row["division"], row["month"], row["headcount"], row["control_headcount"]) == (
        "210702",
        "2019-05",
        60,
        stated,
    )
    assert row["alarm"] == ("control" if alarms else None)
    assert sum(one.count for one in found.attentions) == alarms
