"""What the contribution ledger says of each employer in the base year (缴费台账), free of any threshold.

Rows of one month add up: a late payment is a row without people or dues, a correction has negative amounts.
Dues always count; a payment counts when it was made by the day up to which facts are known.
Months are packed into masks of 59 bits, the last one December of the base year.
"""

import ibis
from ibis.expr.types import IntegerValue, Table
from wengang.engines.policy import Terms, count_where, power_of_two, total

WINDOW = 59
LAST_BIT = WINDOW - 1
JANUARY_BIT = LAST_BIT - 11
BEFORE_BIT = JANUARY_BIT - 1
BASE_MASK = (1 << WINDOW) - (1 << JANUARY_BIT)
ASKED_MASK = (1 << WINDOW) - (1 << BEFORE_BIT)
"""The months asked for by name: the December before the base year and the twelve of the base year."""
INSURANCE = "unemployment"


def month_sums(ledger: Table, terms: Terms) -> Table:
    """One row for each employer and month of unemployment insurance (失业保险): the sheet that is judged.

    Columns: employer_id, month, headcount (persons), blank (1 where a headcount is unknown), due_fen,
    paid_fen (by ``known_by``), paid_late (1 where something was paid within the days that count as a bulk),
    deferred_until (the latest). Nothing after the January that follows the base year is read.
    """
    rows = ledger.filter((ledger.insurance == INSURANCE) & (ledger.month <= terms.base_last + 1))
    as_of, known_by = ibis.literal(terms.as_of), ibis.literal(terms.known_by)
    bulk_from = as_of - ibis.interval(days=terms.number("holds.late_bulk_payment.days"))
    counted = rows.paid_on <= known_by
    in_bulk = (rows.paid_on > bulk_from) & (rows.paid_on <= as_of) & (rows.paid_fen > 0)
    return rows.group_by(["employer_id", "month"]).aggregate(
        headcount=total(rows.headcount),
        blank=ibis.ifelse(rows.headcount.isnull(), 1, 0).max(),
        due_fen=total(rows.due_fen),
        paid_fen=total(ibis.ifelse(counted, rows.paid_fen, 0)),
        paid_late=ibis.ifelse(in_bulk, 1, 0).max(),
        deferred_until=rows.deferred_until.max(),
    )


def judged_months(months: Table, terms: Terms) -> Table:
    """The month sums with what each month counts as: in arrears (欠费), paid in full (足额), with people."""
    running = (months.deferred_until >= ibis.literal(terms.as_of)).fill_null(False)
    in_arrears = (months.paid_fen < months.due_fen) & ~running
    months = months.mutate(
        in_base=months.month.between(terms.base_first, terms.base_last),
        in_arrears=in_arrears,
        has_people=(months.headcount > 0) & (months.blank == 0),
        bit=_bit(months.month, terms),
    )
    return months.mutate(
        counts=months.has_people & ~months.in_arrears & (months.month <= terms.base_last),
        may_count=(months.blank == 1) & ~months.in_arrears & (months.month <= terms.base_last),
    )


def ledger_facts(months: Table, terms: Terms) -> Table:
    """One row for each employer that has any ledger row; input is :func:`judged_months`."""
    m = months
    base, people = m.in_base, m.has_people
    first_asked = m.month.between(terms.base_first - 1, terms.base_last)
    insured = base & (people | (m.due_fen != 0) | (m.blank == 1))
    return m.group_by("employer_id").aggregate(
        rows_mask=total(m.bit),
        blank_mask=total(ibis.ifelse(m.blank == 1, m.bit, 0)),
        arrears_mask=total(ibis.ifelse(base & m.in_arrears, m.bit, 0)),
        arrears_fen=total(ibis.ifelse(base & m.in_arrears, m.due_fen - m.paid_fen, 0)),
        older_rows=count_where(m.month < terms.base_last - LAST_BIT),
        first_row_month=m.month.min(),
        months_contributed=count_where(m.counts),
        months_blank=count_where(m.may_count),
        insured_months=count_where(insured),
        base_fen=total(ibis.ifelse(base, m.paid_fen, 0)),
        headcount_before=total(ibis.ifelse(m.month == terms.base_first - 1, m.headcount, 0)),
        headcount_january=total(ibis.ifelse(m.month == terms.base_first, m.headcount, 0)),
        headcount_december=total(ibis.ifelse(m.month == terms.base_last, m.headcount, 0)),
        headcount_next=ibis.ifelse(m.month == terms.base_last + 1, m.headcount, ibis.null("int64")).max(),
        headcount_sum=total(ibis.ifelse(base & people, m.headcount, 0)),
        months_people=count_where(base & people),
        first_people=ibis.ifelse(first_asked & people, m.month, ibis.null("int32")).min(),
        first_base_people=ibis.ifelse(base & people, m.month, ibis.null("int32")).min(),
        first_people_key=_headed(m, first_asked & people),
        first_base_people_key=_headed(m, base & people),
        bulk_months=count_where(base & (m.paid_late == 1)),
    )


_HEADS = 1 << 32


def _headed(months: Table, counts: ibis.expr.types.BooleanValue) -> IntegerValue:
    """Month and headcount in one number, so that the least of it carries the first month's headcount."""
    key = months.month.cast("int64") * _HEADS + months.headcount
    return ibis.ifelse(counts, key, ibis.null("int64")).min()


def headcount_of(key: IntegerValue) -> IntegerValue:
    """The headcount in a month-and-headcount number."""
    return key % _HEADS


def _bit(month: IntegerValue, terms: Terms) -> IntegerValue:
    position = month.cast("int64") - (terms.base_last - LAST_BIT)
    inside = position.between(0, LAST_BIT)
    return ibis.ifelse(inside, power_of_two(ibis.ifelse(inside, position, 0)), 0)

