"""The states of the months against the same rule said in SQL."""

import datetime as dt

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from wengang.mechanisms.register.services.ledger.month_states import (
    ANSWERED,
    SCHEMA,
    answered_months,
    month_states,
)
from wengang.mechanisms.register.services.prepared_tables import table_of_rows

_DAYS = st.integers(1, 4).map(lambda day: dt.date(2019, 5, day))
_ROW = st.tuples(
    *(st.integers(0, 2), st.integers(24230, 24232), st.none() | st.sampled_from(["unemployment", "pension"])),
    *(st.none() | st.integers(-1, 3), st.integers(-5, 5), st.integers(-5, 5), _DAYS, st.none() | _DAYS),
    st.none() | st.sampled_from(["b", "answers", "a"]),
)
_COLUMNS = (
    *("employer_id", "month", "insurance", "headcount", "due_fen", "paid_fen"),
    *("paid_on", "deferred_until", "source_file"),
)
_PLAIN = """
WITH payments AS (
    SELECT employer_id, month, insurance, paid_on,
        sum(paid_fen)::BIGINT AS paid, sum(due_fen)::BIGINT AS due, sum(headcount)::BIGINT AS people,
        count(*) - count(headcount) AS blanks, max(deferred_until) AS deferred
    FROM ledger
    GROUP BY ALL
)
SELECT employer_id, month, insurance,
    CASE WHEN sum(blanks) OVER whole = 0 THEN (sum(people) OVER whole)::BIGINT END AS headcount,
    (sum(due) OVER whole)::BIGINT AS due_fen,
    (sum(paid) OVER by_day)::BIGINT AS paid_fen,
    paid_on,
    lead(paid_on) OVER by_day AS superseded_on,
    row_number() OVER by_day = 1 AS opening,
    max(deferred) OVER whole AS deferred_until
FROM payments
WINDOW whole AS (PARTITION BY employer_id, month, insurance),
    by_day AS (PARTITION BY employer_id, month, insurance ORDER BY paid_on)
ORDER BY employer_id, month, insurance, paid_on
"""


_UNDELIVERED = """
SELECT employer_id, month, insurance,
    bool_or(headcount IS NULL OR headcount <> 0 OR due_fen <> 0 OR paid_fen <> 0) AS insured FROM ledger
GROUP BY ALL HAVING bool_and(source_file IS NOT DISTINCT FROM $answers) ORDER BY ALL
"""


@given(st.lists(_ROW, max_size=14))
def test_the_states_are_those_of_the_plain_rule(rows):
    """Months of one row and of several, days paid on twice, unknown people, deferrals."""
    ledger = table_of_rows("ledger", rows, _COLUMNS)
    with duckdb.connect(":memory:") as database:
        database.register("ledger", ledger)
        plain = database.execute(_PLAIN).to_arrow_table().cast(SCHEMA)
    found = month_states(ledger)
    assert found.schema == SCHEMA
    assert found.to_pylist() == plain.to_pylist()
    found.validate(full=True)


@example(
    rows=[(1, 24230, kind, None, 0, 0, None, None, "answers") for kind in (None, "pension")],
    answers="answers",
)
@given(st.lists(_ROW, max_size=14), st.sampled_from(["answers", "none of them"]))
def test_months_that_hold_only_answers_were_not_delivered(rows, answers):
    """By employer, month and insurance; a month with one row of a department's was."""
    ledger = table_of_rows("ledger", rows, _COLUMNS)
    with duckdb.connect(":memory:") as database:
        database.register("ledger", ledger)
        plain = database.execute(_UNDELIVERED, {"answers": answers}).to_arrow_table().cast(ANSWERED)
    found = answered_months(ledger, answers=answers)
    assert found.schema == ANSWERED
    assert found.to_pylist() == plain.to_pylist()
    assert answered_months(ledger, answers=None).num_rows == 0


def test_no_rows_no_states():
    """An empty ledger has none."""
    assert month_states(table_of_rows("ledger", [], _COLUMNS)).equals(SCHEMA.empty_table())
