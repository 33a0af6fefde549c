"""The insured period (参保期间) against the ledger: which months lack a row, and which of them matter."""

import functools
import operator

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy import NO, Terms, bit_count, highest_bit, known, power_of_two, without
from wengang.kernel.period import month_text

from .ledger_facts import ASKED_MASK, BASE_MASK, BEFORE_BIT, LAST_BIT, WINDOW


def month_number(day: ibis.expr.types.DateValue) -> IntegerValue:
    """Month index of a day."""
    return day.year().cast("int64") * 12 + day.month() - 1


def insured_period(row: Table, terms: Terms) -> Table:
    """Adds the masks of months that should have a row and have none.

    ``missing_mask``: months of the insured period without a row, and those of a division whose file is missing.
    ``from_unknown``: insured_from is blank, so months before the first row may be insured too.
    """
    row = row.mutate(
        missing_file_mask=row.missing_file_mask.fill_null(0), people_doubly=row.people_doubly.fill_null(0)
    )
    first = terms.base_last - LAST_BIT
    since = ibis.coalesce(
        month_number(row.insured_from), row.first_row_month.cast("int64"), terms.base_last + 1
    )
    until = ibis.coalesce(month_number(row.insured_to), terms.base_last)
    row = row.mutate(since_month=since, until_month=ibis.least(until, terms.base_last))
    row = row.mutate(
        period_mask=_mask(row.since_month - first, row.until_month - first),
        reach_mask=_mask(
            ibis.ifelse(row.insured_from.isnull(), 0, row.since_month - first), row.until_month - first
        ),
        from_unknown=row.insured_from.isnull(),
        older_missing=ibis.greatest(
            ibis.greatest(ibis.least(row.until_month + 1, first) - row.since_month, 0) - row.older_rows, 0
        ),
    )
    file_mask = without(row.missing_file_mask, row.rows_mask) & row.reach_mask
    row = row.mutate(
        missing_mask=without(row.period_mask, row.rows_mask) | file_mask,
        file_missing=(file_mask & BASE_MASK) != 0,
    )
    return row.mutate(
        missing_base=(row.missing_mask & BASE_MASK) != 0,
        missing_asked=row.missing_mask & ASKED_MASK,
        missing_earlier=without(row.missing_mask, ibis.literal(ASKED_MASK)),
        missing_months=bit_count(row.missing_mask).cast("int64") + row.older_missing,
        start_unknown=row.from_unknown
        & (row.first_row_month.isnull() | (row.first_row_month > terms.base_first)),
    )


def contribution_months(row: Table, terms: Terms) -> Table:
    """Adds what RR03 and RR04 compare: was it insured in the base year, could the months be made up."""
    gone = "ledger" in terms.missing
    # An answer that it was not insured in a month is known of that month, and is no row.
    some_rows = (without(row.rows_mask, row.none_mask) & BASE_MASK) != 0
    insured = ibis.cases(
        (ibis.literal(gone), ibis.null("boolean")),
        (row.insured_months > 0, ibis.literal(True)),
        (row.file_missing | (row.missing_base & some_rows), ibis.null("boolean")),
        else_=ibis.literal(False),
    )
    possible = row.months_contributed + row.missing_months + row.months_blank
    required = terms["min_months"].fill_null(0)
    return row.mutate(
        insured_in_base=insured,
        enough_months=ibis.cases(
            (row.months_contributed >= required, ibis.literal(True)),
            (row.from_unknown | ibis.literal(gone) | (possible >= required), ibis.null("boolean")),
            else_=ibis.literal(False),
        ),
        no_arrears=ibis.cases(
            (known(terms["arrears_bar"]) & (row.arrears_mask != 0), ibis.literal(False)),
            (ibis.literal(gone) | row.missing_base | row.start_unknown, ibis.null("boolean")),
            else_=ibis.literal(True),
        ),
    )


def asked_mask(row: Table, terms: Terms) -> Table:
    """Adds the months that are asked for by name, and the latest missing month where only earlier ones are missing.

    A blank headcount would come from the spells: where that table was not supplied, it is asked for instead.
    """
    months_open = (
        known(row.insured_in_base.fill_null(True)) & row.enough_months.isnull() | row.insured_in_base.isnull()
    )
    earlier_only = months_open & (row.missing_asked == 0) & (row.months_blank == 0) & ~row.from_unknown
    first = terms.base_last - LAST_BIT
    wanted = (
        ibis.ifelse(months_open, row.missing_asked | (row.blank_mask & ASKED_MASK), 0)
        | ibis.ifelse(row.no_arrears.isnull(), row.missing_mask & BASE_MASK, 0)
        | ibis.ifelse(row.rate_met.isnull(), row.rate_mask, 0)
    )
    # Hardly a row has anything open, and only such a row is looked at.
    any_open = months_open | row.no_arrears.isnull() | row.rate_met.isnull()
    wanted = ibis.ifelse(any_open, wanted, 0)
    by_spells = wanted & row.blank_mask if "spells" in terms.missing else ibis.literal(0, type="int64")
    return row.mutate(
        asked_mask=without(wanted, by_spells),
        asked_of_spells=by_spells != 0,
        asked_earlier=ibis.ifelse(
            earlier_only & (row.missing_earlier != 0),
            highest_bit(row.missing_earlier) + first,
            ibis.null("int64"),
        ),
    )


def asked_months(row: Table, terms: Terms) -> StringValue:
    """Question keys ``ledger:YYYY-MM`` of the months that keep RR03, RR04 or RR05 open, in order."""
    earlier = ibis.ifelse(row.asked_earlier.notnull(), _key(row.asked_earlier), "")
    return (earlier + _named(row.asked_mask, terms.base_last - LAST_BIT)).substr(1)


def _named(mask: IntegerValue, first: int) -> StringValue:
    keys = [
        ibis.ifelse((mask & (1 << p)) != 0, f";ledger:{month_text(first + p)}", "")
        for p in range(BEFORE_BIT, LAST_BIT + 1)
    ]
    return functools.reduce(operator.add, keys)


def _key(month: IntegerValue) -> StringValue:
    year, number = ((month - month % 12) / 12).cast("int64"), month % 12 + 1
    return ibis.literal(";ledger:") + year.cast("string") + "-" + number.cast("string").lpad(2, "0")


def _mask(low: IntegerValue, high: IntegerValue) -> IntegerValue:
    """Bits ``low`` to ``high`` of the window, both included; nothing when the span is empty."""
    bottom, top = ibis.greatest(low, 0), ibis.least(high, WINDOW - 1)
    some = bottom <= top
    upper = power_of_two(ibis.ifelse(some, top + 1, 0))
    lower = power_of_two(ibis.ifelse(some, bottom, 0))
    return ibis.ifelse(some, upper - lower, 0)


def conflict(row: Table, field: str) -> BooleanValue:
    """Whether departments' files disagree on a field, which is then unknown."""
    named = (ibis.literal(";") + row.conflicts + ";").contains(f";{field};")
    return ibis.ifelse(row.conflicts == "", NO, named)


def undated_end(row: Table) -> BooleanValue:
    """Whether the insurance may have ended on a day that nobody states: struck off (注销, 吊销) or disputed."""
    struck_off = known(row.status.contains("注销") | row.status.contains("吊销"))
    disputed = conflict(row, "insured_to") | conflict(row, "status")
    return ibis.ifelse(row.insured_to.isnull(), struck_off | disputed, NO)
