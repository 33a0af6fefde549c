"""A missing part of a department's file is seen before anybody is refused for it."""

import datetime as dt
from types import SimpleNamespace

import pyarrow as pa
import pytest

from wengang.engines.extracts.coverage import Thresholds
from wengang.engines.policy.catalogue import scheme_named
from wengang.engines.policy.parameters import load_book
from wengang.kernel.period import parse_month
from wengang.mechanisms.decision.services.basis.policies import policy_roots
from wengang.mechanisms.decision.services.coverage.report import (
    COVERAGE_COLUMNS,
    LIMITS,
    PREFIX,
    Limits,
    Months,
    limits_of,
    round_coverage,
)
from wengang.mechanisms.register.services.prepared_tables import TABLES, Prepared, empty, table_of
from wengang.mechanisms.register.tables import TABLES as CANONICAL

FIRST, LAST = parse_month("2018-12"), parse_month("2019-12")
MONTHS = Months.of(2020, dt.date(2020, 3, 15))
TOWN, COUNTY = "210702", "210703"
EMPLOYERS = 12
"""Half of them in the town, half in the county."""


def nobody(_employer, _month):
    """Leaves nothing out."""
    return False


def ledger(*, leave_out=nobody, insurance="unemployment", until=LAST):
    """A row for each employer and month."""
    rows = [(e, m) for e in range(EMPLOYERS) for m in range(FIRST, until + 1) if not leave_out(e, m)]
    return table_of(
        "ledger",
        {
            "employer_id": [row[0] for row in rows],
            "month": [row[1] for row in rows],
            "insurance": [insurance] * len(rows),
            "headcount": [10] * len(rows),
            "due_fen": [4000] * len(rows),
            "source_file": ["ledger-2019"] * len(rows),
        },
    )


def prepared(*, unmatched=None, **tables):
    """A town and a county of six employers each."""
    employers = table_of(
        "employers",
        {
            "employer_id": range(EMPLOYERS),
            "employer_no": [f"E{i:02d}" for i in range(EMPLOYERS)],
            "division": [TOWN] * 6 + [COUNTY] * 6,
        },
    )
    whole = {name: empty(name) for name in TABLES} | {"ledger": ledger(), **tables, "employers": employers}
    return Prepared(tables=whole, unmatched=unmatched or {})


def supplied(*, files=(), **tables):
    """The intake of canonical tables; those that are named without rows are there, and empty."""
    return SimpleNamespace(
        tables={name: table or CANONICAL[name].arrow.empty_table() for name, table in tables.items()},
        files=[SimpleNamespace(stem=stem) for stem in files],
    )


def alarms(found):
    """Table, division, month and kind of each alarm."""
    names = ("table", "division", "month", "alarm")
    return [tuple(row[name] for name in names) for row in found.table.to_pylist() if row["alarm"]]


def rows_of(found, table):
    """The report's rows of one table."""
    return [row for row in found.table.to_pylist() if row["table"] == table]


def test_a_whole_ledger_raises_no_alarm():
    """One row for each division and month, with its neighbours, sorted."""
    found = round_coverage(prepared(), supplied(), months=MONTHS)
    assert tuple(found.table.column_names) == COVERAGE_COLUMNS
    mine = rows_of(found, "ledger")
    assert len(mine) == 2 * 13
    assert [row["month"] for row in mine[:2]] == ["2018-12", "2019-01"]
    assert {row["rows"] for row in mine} == {6}
    assert found.attentions == ()
    assert [(row["division"], row["rows"]) for row in rows_of(found, "employers")] == [(TOWN, 6), (COUNTY, 6)]


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
    found = round_coverage(prepared(ledger=ledger(leave_out=leave_out)), supplied(), months=MONTHS)
    seen = [row for row in found.table.to_pylist() if row["alarm"]]
    assert [(row["division"], row["alarm"]) for row in seen] == [(TOWN, kind)]
    assert seen[0]["alarm_zh"]
    assert seen[0]["alarm_en"]
    assert [(one.key, one.count) for one in found.attentions] == [("coverage", 1)]


def test_a_ledger_that_ends_too_early_and_one_that_runs_on():
    """The base year is expected whole, for all divisions at once too; the last month after it is seldom whole."""
    short = round_coverage(prepared(ledger=ledger(until=LAST - 1)), supplied(), months=MONTHS)
    assert alarms(short) == [("ledger", TOWN, "2019-12", "missing"), ("ledger", COUNTY, "2019-12", "missing")]
    late = ledger(until=LAST + 2, leave_out=lambda e, m: m == LAST + 2 and e > 0)
    assert alarms(round_coverage(prepared(ledger=late), supplied(), months=MONTHS)) == []
    gap = ledger(until=LAST + 2, leave_out=lambda e, m: m == LAST + 1 and e > 0)
    assert len(alarms(round_coverage(prepared(ledger=gap), supplied(), months=MONTHS))) == 2


def test_other_insurances_are_counted_apart():
    """Pension rows are no unemployment ledger."""
    found = round_coverage(prepared(ledger=ledger(insurance="pension")), supplied(), months=MONTHS)
    assert {name for name in found.table["table"].to_pylist() if "ledger" in name} == {"ledger:pension"}


def events(name, column, counts):
    """A prepared table of events by (employer, month)."""
    rows = [place for place, count in counts.items() for _ in range(count)]
    values = {
        "employer_id": [e for e, _ in rows],
        "person_id": range(len(rows)),
        column: [m for _, m in rows],
    }
    return table_of(name, values)


def each_month(count, *, without=nobody):
    """That many events of the first employer of each division, in each month of the base year."""
    return {(e, m): count for e in (0, 6) for m in range(FIRST + 1, LAST + 1) if not without(e, m)}


@pytest.mark.parametrize(
    ("count", "without", "expected"),
    [
        (30, nobody, []),
        (30, lambda e, m: e == 0 and m == LAST, [("claims", TOWN, "2019-12", "missing")]),
        (30, lambda e, _: e == 6, [("claims", COUNTY, None, "missing")]),
        (6, lambda _, m: m == LAST, []),
    ],
)
def test_claims_by_month(count, without, expected):
    """A month without any where many are usual; a division that has none at all; few of them say nothing."""
    claims = events("claims", "first_month", each_month(count, without=without))
    assert alarms(round_coverage(prepared(claims=claims), supplied(claims=None), months=MONTHS)) == expected


def test_joins_and_leavers_by_month():
    """By the month of either; a month that falls by more than the share is an alarm, by less is none."""
    counts = each_month(40)
    left = events("spells", "to_month", counts | {(0, FIRST + 3): 11, (6, FIRST + 3): 20})
    found = round_coverage(prepared(spells=left), supplied(spells=None), months=MONTHS)
    assert alarms(found) == [("spells:to_month", TOWN, "2019-03", "falls")]
    assert rows_of(found, "spells:from_month") == []
    assert all(row["headcount"] is None for row in rows_of(found, "spells:to_month"))


def test_what_was_not_supplied_is_not_counted():
    """--without claims: no row, no alarm; prepared rows of answers are no delivery."""
    claims = events("claims", "first_month", each_month(30))
    found = round_coverage(prepared(claims=claims), supplied(), months=MONTHS)
    assert rows_of(found, "claims") == []


def test_lists_refunds_applications_and_funds():
    """Counted by what they have: kind, year, day; the money of refunds; a division left out of many refunds."""
    refunds = table_of(
        "refunds", {"employer_id": [0] * 50, "year": [2019] * 50, "scheme": [""] * 50, "amount_fen": [7] * 50}
    )
    applied = table_of(
        "applications", {"employer_id": [7], "kind": ["dispatch"], "on": [dt.date(2020, 3, 1)]}
    )
    funds = table_of("funds", {"place": ["210700"], "as_of": [dt.date(2019, 12, 31)], "balance_fen": [900]})
    days = [dt.date(2009, 1, 1), None, dt.date(2019, 5, 6)]
    listed = pa.table({"list": ["zombie", "dishonest", "zombie"], "listed_on": pa.array(days, pa.date32())})
    found = round_coverage(
        prepared(refunds=refunds, applications=applied, funds=funds),
        supplied(refunds=None, applications=None, funds=None, lists=listed),
        months=MONTHS,
    )
    names = ("table", "division", "month", "rows", "fen")
    told = [
        tuple(row[name] for name in names) for row in found.table.to_pylist() if "ledger" not in row["table"]
    ]
    assert told == [
        ("applications:dispatch", COUNTY, "2020-03", 1, None),
        ("employers", TOWN, None, 6, None),
        ("employers", COUNTY, None, 6, None),
        ("funds", "210700", "2019-12", 1, 900),
        ("lists:dishonest", "", None, 1, None),
        ("lists:zombie", "", None, 1, None),
        ("lists:zombie", "", "2019-05", 1, None),
        ("refunds:2019", TOWN, None, 50, 350),
        ("refunds:2019", COUNTY, None, None, None),
    ]
    assert alarms(found) == [("refunds:2019", COUNTY, None, "missing")]


def canonical(name, rows):
    """A canonical table as intake hands it on."""
    return pa.Table.from_pylist(rows, schema=CANONICAL[name].arrow)


CLAIMS = canonical(
    "claims",
    [
        {"employer_no": number, "person_id": "1", "first_month": LAST, "source_file": "claims-1", "source_row": "2"}
        for number in ("E00", "E06", "STRANGER")
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"file": "claims-1.csv", "rows": 3}, []),
        ({"file": "claims-1.csv", "division": TOWN, "rows": 1}, []),
        ({"file": "claims", "month": LAST, "rows": 4}, ["control"]),
        ({"file": "court.xlsx", "rows": 4}, ["control"]),
    ],
)
def test_the_senders_control_totals(said, kinds):
    """Of any table, rows of unknown employers included; also a file that never came."""
    control = canonical("control_totals", [said])
    intake = supplied(claims=CLAIMS, control_totals=control, files=["claims-1"])
    found = round_coverage(prepared(), intake, months=MONTHS)
    assert [kind for *_, kind in alarms(found)] == kinds
    told = [row for row in found.table.to_pylist() if row["control_rows"] is not None]
    assert [row["control_rows"] for row in told] == ([said["rows"]] if "claims" in said["file"] else [])


def test_the_ledgers_control_totals():
    """Dues of unit and person are one sum."""
    row = {
        "employer_no": "E00",
        "month": LAST,
        "insurance": "unemployment",
        "headcount": 3,
        "due_unit_fen": 70,
    }
    rows = canonical("ledger", [{**row, "due_person_fen": 30, "source_file": "tax", "source_row": "2"}])
    control = canonical("control_totals", [{"file": "tax", "division": TOWN, "headcount": 3, "fen": 100}])
    found = round_coverage(
        prepared(), supplied(ledger=rows, control_totals=control, files=["tax"]), months=MONTHS
    )
    [told] = rows_of(found, "tax")
    assert (told["fen"], told["control_fen"], told["alarm"]) == (100, 100, None)


@pytest.mark.parametrize(("unmatched", "kinds"), [(1, []), (20, ["strangers"])])
def test_rows_of_nobody_known(unmatched, kinds):
    """A ledger much of which is about employers that the register lacks: a part of the register may be missing."""
    row = {
        "employer_no": "X",
        "month": LAST,
        "insurance": "unemployment",
        "source_file": "tax",
        "source_row": "2",
    }
    rows = canonical("ledger", [row] * 100)
    found = round_coverage(prepared(unmatched={"ledger": unmatched}), supplied(ledger=rows), months=MONTHS)
    assert [kind for *_, kind in alarms(found)] == kinds


def test_limits_are_parameters():
    """The shipped values are the engine's defaults; a place's own are taken; a pack without them has the defaults."""
    book = load_book(scheme_named("retention-refund", policy_roots()).folder)
    resolved = book.resolve(year=2020, place="210700", as_of=dt.date(2020, 3, 15))
    assert {path for path in resolved.entries if path.startswith(PREFIX)} == {
        PREFIX + name for name in LIMITS
    }
    assert limits_of(resolved.values) == limits_of({}) == Limits()
    own = limits_of({"coverage.rows_fall": 100, "coverage.events_least": 3})
    assert own.ledger == Thresholds(rows_fall=100)
    assert own.events.least_rows == 3
