"""The contribution ledger as the states of each month: what was known of it, and until when.

Rows of one month and insurance add up. Dues and people always count, a payment from its day on. So a month is
a short history: after each payment the sum paid so far, in force until the next one. A decision "as known on a
day" then reads one state a month from sorted data, without summing rows again.
"""

import duckdb
import pyarrow as pa

_STATES = """
WITH payments AS (
    SELECT employer_id, month, insurance, paid_on,
        sum(paid_fen)::BIGINT AS paid, sum(due_fen)::BIGINT AS due, sum(headcount)::BIGINT AS people,
        count(*) - count(headcount) AS blanks, max(deferred_until) AS deferred,
        bool_or(source_file IS DISTINCT FROM $answers) AS delivered
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
    max(deferred) OVER whole AS deferred_until,
    bool_or(delivered) OVER whole AS delivered
FROM payments
WINDOW whole AS (PARTITION BY employer_id, month, insurance),
    by_day AS (PARTITION BY employer_id, month, insurance ORDER BY paid_on)
ORDER BY employer_id, month, insurance, paid_on
"""

SCHEMA = pa.schema(
    [
        ("employer_id", pa.int32()),
        ("month", pa.int32()),
        ("insurance", pa.string()),
        ("headcount", pa.int64()),
        ("due_fen", pa.int64()),
        ("paid_fen", pa.int64()),
        ("paid_on", pa.date32()),
        ("superseded_on", pa.date32()),
        ("opening", pa.bool_()),
        ("deferred_until", pa.date32()),
        ("delivered", pa.bool_()),
    ]
)


def month_states(ledger: pa.Table, *, answers: str | None = None) -> pa.Table:
    """States of each employer's months, sorted by employer, month, insurance and day of payment.

    Parameters
    ----------
    ledger
        employer_id, month (index), insurance, headcount (null = unknown), due_fen, paid_fen, paid_on,
        deferred_until, source_file; any number of rows a month.
    answers
        The ``source_file`` of rows that are answers to questions: a month that holds nothing else was not
        delivered by the department.

    Returns
    -------
    Table of :data:`SCHEMA`: headcount and due_fen of the whole month (headcount null if a row's is unknown),
    paid_fen paid up to and including paid_on, superseded_on (null: the last state), opening (the first state,
    which also covers the days before its payment), deferred_until (the latest of the month), delivered.
    """
    with duckdb.connect() as connection:
        connection.register("ledger", ledger)
        return connection.execute(_STATES, {"answers": answers}).to_arrow_table().cast(SCHEMA)
