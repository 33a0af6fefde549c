"""The month-by-month sheet says what each month counts as, and by when what is short must be paid."""

import datetime as dt

from wengang.engines.policy.terms import Terms
from wengang.kernel.period import parse_month
from wengang.mechanisms.decision.services.explanations.month_sheet import month_sheet

DAY = dt.date(2020, 3, 15)
TERMS = Terms(values={}, year=2020, place="210700", as_of=DAY, known_by=DAY)


def _row(month, **changed):
    plain = {
        "month": parse_month(month),
        "headcount": 20,
        "blank": False,
        "due_fen": 12_000,
        "paid_fen": 12_000,
        "paid_on": dt.date(2019, 10, 20),
        "deferred_until": None,
        "counts": True,
        "in_arrears": False,
    }
    return plain | changed


def _sheet(*rows, questions=()):
    return {line["month"]: line for line in month_sheet(rows, TERMS, questions=questions)}


def test_every_month_that_counts_is_shown():
    """Months before the base year count too (RR03), so they are shown; of those after it only what the ledger holds."""
    lines = _sheet(_row("2018-03"), _row("2019-12"), _row("2020-01"))
    assert next(iter(lines)) == "2018-03"
    assert list(lines)[-1] == "2020-01"
    assert len(lines) == 23


def test_a_month_without_a_row_is_told():
    """As open where it is asked for, else as one that does not count."""
    lines = _sheet(_row("2019-01"), questions=("ledger:2019-05", "account"))
    assert lines["2019-05"]["why"].en == "no row in the ledger: to be asked"
    assert lines["2019-05"]["counts"] is None
    assert (lines["2019-06"]["why"].en, lines["2019-06"]["counts"]) == (
        "no row in the ledger: not counted",
        False,
    )


def test_the_last_day_to_cure():
    """Arrears: the day by which facts are known; a running deferral: its last day; nothing where nothing is short."""
    unpaid = {"paid_fen": 0, "paid_on": dt.date(2019, 10, 31)}
    end = dt.date(2020, 6, 30)
    lines = _sheet(
        _row("2019-09"),
        _row("2019-10", **unpaid, counts=False, in_arrears=True),
        _row("2019-11", **unpaid, deferred_until=end),
        _row("2020-01", **unpaid, counts=False, in_arrears=True),
    )
    assert [lines[m]["last_day_to_cure"] for m in ("2019-09", "2019-10", "2019-11", "2020-01")] == [
        None,
        DAY,
        end,
        None,
    ]
    assert lines["2019-10"]["paid_on"] is None


def test_an_employer_without_a_ledger_has_no_sheet():
    """Nothing to show, nothing asked."""
    assert month_sheet([], TERMS, questions=()) == []
