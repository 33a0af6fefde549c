"""What the contribution ledger says of each employer in the base year (缴费台账), free of any threshold.

Dues always count; a payment counts when it was made by the day up to which facts are known.
Months are packed into masks of 59 bits, the last one December of the base year.
"""

import datetime as dt

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from wengang.engines.policy import Terms, all_bits, count_where, power_of_two, total

WINDOW = 59
LAST_BIT = WINDOW - 1
JANUARY_BIT = LAST_BIT - 11
BEFORE_BIT = JANUARY_BIT - 1
BASE_MASK = (1 << WINDOW) - (1 << JANUARY_BIT)
ASKED_MASK = (1 << WINDOW) - (1 << BEFORE_BIT)
"""The months asked for by name: the December before the base year and the twelve of the base year."""
INSURANCE = "unemployment"
JANUARY = "january_to_december_less_natural"


def months_known(ledger: Table, terms: Terms, *, on: dt.date) -> Table:
    """One row for each employer and month of unemployment insurance (失业保险), as known on a day.

    The engine's ledger holds a month's states: ``paid_fen`` is what had been paid by ``paid_on``, in force until
    ``superseded_on``; the ``opening`` state also covers the days before its payment, when nothing was paid.
    Columns: employer_id, month, headcount (persons, 0 where unknown), blank (headcount unknown), due_fen,
    paid_fen, paid_on, deferred_until. Nothing after the January that follows the base year is read.
    """
    day = ibis.literal(on)
    rows = ledger.filter(
        (ledger.insurance == INSURANCE)
        & (ledger.month <= terms.base_last + 1)
        & (ledger.opening | (ledger.paid_on <= day))
        & (ledger.superseded_on.isnull() | (ledger.superseded_on > day))
    )
    return rows.select(
        "employer_id",
        "month",
        "due_fen",
        "paid_on",
        "deferred_until",
        headcount=rows.headcount.fill_null(0),
        blank=rows.headcount.isnull(),
        paid_fen=ibis.ifelse(rows.paid_on <= day, rows.paid_fen, 0),
    )


def judged_months(months: Table, terms: Terms) -> Table:
    """The months with what each counts as: in arrears (欠费), paid in full (足额), with people."""
    months = flagged_months(months, terms)
    counts, may_count = _paid_in_full(months, terms)
    return months.mutate(counts=counts, may_count=may_count)


def flagged_months(months: Table, terms: Terms) -> Table:
    """The months with the flags that all else rests on."""
    running = (months.deferred_until >= ibis.literal(terms.as_of)).fill_null(False)
    return months.mutate(
        in_base=months.month.between(terms.base_first, terms.base_last),
        in_arrears=(months.paid_fen < months.due_fen) & ~running,
        has_people=(months.headcount > 0) & ~months.blank,
        bit=_bit(months.month, terms),
    )


def _paid_in_full(months: Table, terms: Terms) -> tuple[BooleanValue, BooleanValue]:
    """Whether a month counts as paid in full, and whether it would if its unknown headcount is above 0."""
    settled = ~months.in_arrears & (months.month <= terms.base_last)
    return months.has_people & settled, months.blank & settled


def ledger_facts(months: Table, terms: Terms) -> Table:
    """One row for each employer that has any ledger row; input is :func:`flagged_months`."""
    m = months
    counts, may_count = _paid_in_full(m, terms)
    base, people, owing = m.in_base, m.has_people, m.in_base & m.in_arrears
    asked = m.month.between(terms.base_first - 1, terms.base_last)
    insured = base & (people | (m.due_fen != 0) | m.blank)
    from_january = {
        "headcount_january": total(m.headcount, where=m.month == terms.base_first),
        "first_base_people_key": _headed(m, base & people),
    }
    return m.group_by("employer_id").aggregate(
        rows_mask=all_bits(m.bit),
        blank_mask=all_bits(m.bit, where=m.blank),
        arrears_mask=all_bits(m.bit, where=owing),
        arrears_fen=total(m.due_fen - m.paid_fen, where=owing),
        older_rows=count_where(m.month < terms.base_last - LAST_BIT),
        first_row_month=m.month.min(),
        months_contributed=count_where(counts),
        months_blank=count_where(may_count),
        insured_months=count_where(insured),
        base_fen=total(m.paid_fen, where=base),
        headcount_before=total(m.headcount, where=m.month == terms.base_first - 1),
        headcount_december=total(m.headcount, where=m.month == terms.base_last),
        headcount_next=ibis.ifelse(m.month == terms.base_last + 1, m.headcount, ibis.null("int64")).max(),
        headcount_sum=total(m.headcount, where=base & people),
        months_people=count_where(base & people),
        first_people_key=_headed(m, asked & people),
        bulk_months=count_where(base & in_bulk(m, terms)),
        **(from_january if starts_in_january(terms) else {}),
    )


def starts_in_january(terms: Terms) -> bool:
    """Whether the place counts the people at the start of the base year in January, not in the December before."""
    return terms.text("layoff.formula") == JANUARY


def in_bulk(months: Table, terms: Terms) -> BooleanValue:
    """Whether a month's last payment, or its correction, was booked within the few days that count as a bulk.

    The day alone tells: a month taken back and paid anew on the last day has moved too, whatever its sum.
    """
    as_of = ibis.literal(terms.as_of)
    since = ibis.literal(terms.as_of - dt.timedelta(days=terms.number("holds.late_bulk_payment.days")))
    return (months.paid_on > since) & (months.paid_on <= as_of)


def answered_facts(answered: Table, terms: Terms) -> Table:
    """By employer, the months that officers answered for, none of them delivered; and those without insurance."""
    months = answered.filter((answered.insurance == INSURANCE) & (answered.month <= terms.base_last + 1))
    bit = _bit(months.month, terms)
    return months.group_by("employer_id").aggregate(
        answered_mask=all_bits(bit), none_mask=all_bits(bit, where=~months.insured)
    )


def bulk_facts(ledger: Table, terms: Terms) -> Table:
    """``bulk_months`` as they stood on the decision day, for a re-decision that knows of later payments."""
    months = months_known(ledger, terms, on=terms.as_of)
    late = months.filter(months.month.between(terms.base_first, terms.base_last) & in_bulk(months, terms))
    return late.group_by("employer_id").aggregate(bulk_months=late.count())


_HEADS_BITS = 32
_HEADS = 1 << _HEADS_BITS


def _headed(months: Table, counts: BooleanValue) -> IntegerValue:
    """Month and headcount in one number, so that the least of it carries the first month's headcount."""
    key = months.month.cast("int64") * _HEADS + months.headcount
    return ibis.ifelse(counts, key, ibis.null("int64")).min()


def month_and_headcount(month: int, headcount: int) -> int:
    """A month-and-headcount number, of plain numbers."""
    return month * _HEADS + headcount


def plain_headcount_of(key: int) -> int:
    """The headcount in a plain month-and-headcount number."""
    return key % _HEADS


def headcount_of(key: IntegerValue) -> IntegerValue:
    """The headcount in a month-and-headcount number."""
    return key % _HEADS


def month_of(key: IntegerValue) -> IntegerValue:
    """The month in a month-and-headcount number."""
    return key >> _HEADS_BITS


def _bit(month: IntegerValue, terms: Terms) -> IntegerValue:
    position = month.cast("int64") - (terms.base_last - LAST_BIT)
    inside = position.between(0, LAST_BIT)
    return ibis.ifelse(inside, power_of_two(ibis.ifelse(inside, position, 0)), 0)
