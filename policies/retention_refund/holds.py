"""Named patterns (疑点情形) that keep a granted amount back until a person has looked. Thresholds are parameters."""

import ibis
from ibis.expr.types import BooleanValue, Table

from wengang.engines.policy import Hold, Terms, Text, known
from wengang.kernel.money import BASIS_POINTS


def december_surge(row: Table, terms: Terms) -> BooleanValue:
    """December far above the mean of January to November (months with people), and back down in January where known."""
    december = row.headcount_december
    earlier_sum = row.headcount_sum - ibis.ifelse(december > 0, december, 0)
    earlier_months = row.months_people - ibis.ifelse(december > 0, 1, 0)
    bound = terms["holds.december_surge.ratio"] * earlier_sum
    surged = (earlier_months > 0) & (december * earlier_months * BASIS_POINTS > bound)
    back_down = (row.headcount_next * earlier_months * BASIS_POINTS <= bound).fill_null(True)
    return surged & back_down


def late_bulk_payment(row: Table, terms: Terms) -> BooleanValue:
    """Many base-year months paid within a few days of the decision day (突击补缴)."""
    return row.bulk_months >= terms["holds.late_bulk_payment.months"]


def double_insured(row: Table, terms: Terms) -> BooleanValue:
    """A large share of the people insured elsewhere in the same months (重复参保)."""
    return row.people_doubly * BASIS_POINTS > terms["holds.double_insured.share"] * row.people_insured


def split_units(row: Table, terms: Terms) -> BooleanValue:
    """Units of one legal person, each within the small-firm bound, together above it (拆分参保)."""
    bound = terms["holds.split_units.headcount"]
    several = row.units_number > 1
    return known(several & (row.units_largest <= bound) & (row.units_total > bound))


def short_spells(row: Table, terms: Terms) -> BooleanValue:
    """Most of the base year's people insured for a month or two (短期参保)."""
    return row.people_briefly * BASIS_POINTS > terms["holds.short_spells.share"] * row.people_insured


HOLDS = (
    Hold(
        id="december_surge",
        rule=december_surge,
        wording=Text("12月参保人数突增, 次年1月回落", "December headcount surged and fell back in January"),
        parameters=("holds.december_surge.ratio",),
    ),
    Hold(
        id="late_bulk_payment",
        rule=late_bulk_payment,
        wording=Text("决定日前几天集中补缴多个月份", "many months paid within days of the decision"),
        parameters=("holds.late_bulk_payment.months", "holds.late_bulk_payment.days"),
    ),
    Hold(
        id="double_insured",
        rule=double_insured,
        wording=Text("较多人员同期在其他单位参保", "many of its people insured elsewhere in the same months"),
        parameters=("holds.double_insured.share",),
    ),
    Hold(
        id="split_units",
        rule=split_units,
        wording=Text("同一法人拆分为多个小单位参保", "one legal person insured as several small units"),
        parameters=("holds.split_units.headcount",),
    ),
    Hold(
        id="short_spells",
        rule=short_spells,
        wording=Text("多数人员参保仅一两个月", "most people insured for a month or two"),
        parameters=("holds.short_spells.share", "holds.short_spells.months"),
    ),
)
