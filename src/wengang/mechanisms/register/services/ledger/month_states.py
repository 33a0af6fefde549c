"""The contribution ledger as the states of each month: what was known of it, and until when.

Rows of one month and insurance add up. Dues and people always count, a payment from its day on. So a month is
a short history: after each payment the sum paid so far, in force until the next one. A decision "as known on a
day" then reads one state a month from sorted data, without summing rows again.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.ordering import order_of
from wengang.mechanisms.register.services.columns.supplied import arrow_column, coded_column
from wengang.mechanisms.register.services.prepared_tables import WORD

SCHEMA = pa.schema(
    [
        ("employer_id", pa.int32()),
        ("month", pa.int32()),
        ("insurance", WORD),
        ("headcount", pa.int64()),
        ("due_fen", pa.int64()),
        ("paid_fen", pa.int64()),
        ("paid_on", pa.date32()),
        ("superseded_on", pa.date32()),
        ("opening", pa.bool_()),
        ("deferred_until", pa.date32()),
    ]
)
ANSWERED = pa.schema(
    [
        ("employer_id", pa.int32()),
        ("month", pa.int32()),
        ("insurance", pa.string()),
        ("insured", pa.bool_()),
    ]
)
_SAID = ("headcount", "due_fen", "paid_fen")
_SORTED_BY = ("employer_id", "month", "insurance", "paid_on")
_NEVER = np.iinfo(np.int32).min
"""Stands for a day that there is none of."""

Columns = dict[str, np.ndarray]


def month_states(ledger: pa.Table) -> pa.Table:
    """States of each employer's months, sorted by employer, month, insurance and day of payment.

    Parameters
    ----------
    ledger
        employer_id, month (index), insurance, headcount (null = unknown), due_fen, paid_fen, paid_on,
        deferred_until; any number of rows a month.

    Returns
    -------
    Table of :data:`SCHEMA`: headcount and due_fen of the whole month (headcount null if a row's is unknown),
    paid_fen paid up to and including paid_on, superseded_on (null: the last state), opening (the first state,
    which also covers the days before its payment), deferred_until (the latest of the month).
    """
    if not ledger.num_rows:
        return SCHEMA.empty_table()
    insurance = coded_column(ledger, "insurance")
    rows = _columns(ledger, insurance)
    order = order_of(*(rows[name] for name in _SORTED_BY))
    new_month, new_day = _starts([rows[name][order] for name in _SORTED_BY])
    places = order if new_day.all() else order[new_day]
    states = {name: values[places] for name, values in rows.items()}
    states["opening"] = np.ones(len(places), dtype=bool)
    states["superseded_on"] = np.full(len(places), _NEVER, dtype=np.int32)
    # Nearly every month has a single row, which is its state as it stands.
    several = ~new_month
    several[:-1] |= several[1:]
    among = np.flatnonzero(several)
    if len(among):
        at = (np.cumsum(new_day) - 1)[among[new_day[among]]]
        parts = {name: values[order[among]] for name, values in rows.items()}
        for name, values in _summed(parts, new_month=new_month[among], new_day=new_day[among]).items():
            states[name][at] = values
    return _table(states, insurance.dictionary)


def answered_months(ledger: pa.Table, *, answers: str | None) -> pa.Table:
    """Months that hold nothing but answers to questions, and that the department therefore did not deliver.

    ``answers``: the ``source_file`` of such rows, if there are any. Returns a table of :data:`ANSWERED`; ``insured`` is
    false for a month without people, dues and payments, which the employer was not insured in (an answer ``none``).
    """
    if answers is None:
        return ANSWERED.empty_table()
    answered = pc.fill_null(pc.equal(arrow_column(ledger, "source_file", pa.string()), answers), False)
    told = ledger.filter(answered)
    of_them = pc.is_in(ledger["employer_id"], told["employer_id"].combine_chunks())
    delivered = {row[:3] for row in _rows(ledger.filter(pc.and_not(of_them, answered)))}
    found: dict[tuple[int, int, str | None], bool] = {}
    for *month, people, due, paid in _rows(told):
        key = (month[0], month[1], month[2])
        found[key] = found.get(key, False) or bool(people is None or people or due or paid)
    only = [(*key, insured) for key, insured in found.items() if key not in delivered]
    only.sort(key=lambda row: (row[0], row[1], row[2] is None, row[2]))
    return pa.Table.from_pylist([dict(zip(ANSWERED.names, row, strict=True)) for row in only], ANSWERED)


def _rows(ledger: pa.Table) -> list[tuple[Any, ...]]:
    names = (*ANSWERED.names[:3], *_SAID)
    return list(zip(*(ledger[name].to_pylist() for name in names), strict=True))


def _columns(ledger: pa.Table, insurance: pa.DictionaryArray) -> Columns:
    """What is read of the ledger as plain numbers; ``unknown``: the row does not say its people."""
    people = arrow_column(ledger, "headcount", pa.int64())
    return {
        **{name: arrow_column(ledger, name, pa.int32()).to_numpy() for name in ("employer_id", "month")},
        "insurance": pc.fill_null(insurance.indices, len(insurance.dictionary)).to_numpy(),
        **{name: arrow_column(ledger, name, pa.int64()).to_numpy() for name in ("due_fen", "paid_fen")},
        "headcount": pc.fill_null(people, 0).to_numpy(),
        "unknown": pc.is_null(people).to_numpy(zero_copy_only=False),
        "paid_on": arrow_column(ledger, "paid_on", pa.int32()).to_numpy(),
        "deferred_until": pc.fill_null(arrow_column(ledger, "deferred_until", pa.int32()), _NEVER).to_numpy(),
    }


def _starts(ordered: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Which of the sorted rows is the first of its month and insurance, and which the first of its day among these."""
    first = np.zeros(len(ordered[0]), dtype=bool)
    first[0] = True
    *of_month, day = ordered
    for values in of_month:
        first[1:] |= values[1:] != values[:-1]
    new_day = first.copy()
    new_day[1:] |= day[1:] != day[:-1]
    return first, new_day


def _summed(rows: Columns, *, new_month: np.ndarray, new_day: np.ndarray) -> Columns:
    """The states of months with several rows, given these sorted."""
    months, days = np.flatnonzero(new_month), np.flatnonzero(new_day)
    month = np.cumsum(new_month)[days] - 1
    opening = new_month[days]
    last = np.concatenate((opening[1:], [True]))
    paid = np.add.reduceat(rows["paid_fen"], days)
    running = np.cumsum(paid)
    following = np.concatenate((rows["paid_on"][days[1:]], [_NEVER]))
    return {
        **{name: np.add.reduceat(rows[name], months)[month] for name in ("headcount", "due_fen")},
        "unknown": np.logical_or.reduceat(rows["unknown"], months)[month],
        "deferred_until": np.maximum.reduceat(rows["deferred_until"], months)[month],
        "paid_fen": running - (running - paid)[opening][month],
        "opening": opening,
        "superseded_on": np.where(last, _NEVER, following),
    }


def _table(states: Columns, insurances: pa.Array) -> pa.Table:
    kind, unknown = states["insurance"], states["unknown"]
    blank = kind == len(insurances)
    indices = pa.array(kind, pa.int32(), mask=blank if blank.any() else None)
    arrays = {
        "insurance": pa.DictionaryArray.from_arrays(indices, insurances),
        "headcount": pa.array(states["headcount"], mask=unknown if unknown.any() else None),
        **{name: _days(states[name]) for name in ("paid_on", "superseded_on", "deferred_until")},
    }
    return pa.table(
        [arrays[part.name] if part.name in arrays else pa.array(states[part.name]) for part in SCHEMA],
        schema=SCHEMA,
    )


def _days(numbers: np.ndarray) -> pa.Array:
    never = numbers == _NEVER
    return pa.array(numbers, pa.int32(), mask=never if never.any() else None).cast(pa.date32())
