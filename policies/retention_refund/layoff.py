"""The layoff rate (裁员率): four formulas that are in force at the same time, compared exactly.

Where something is not known the rate is judged at the values that it may still take: the condition stays open
only if some of them would meet the limit and some would not.
"""

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy import (
    NO,
    OPEN,
    YES,
    Terms,
    any_of,
    bit_count,
    known,
    not_above,
    power_of_two,
    rate_bp,
)
from wengang.kernel.money import BASIS_POINTS

from .ledger_facts import (
    BASE_MASK,
    BEFORE_BIT,
    JANUARY,
    JANUARY_BIT,
    LAST_BIT,
    WINDOW,
    headcount_of,
    month_of,
    starts_in_january,
)
from .limits import Limits
from .open_start import whatever_the_start

DECEMBER = "dec_to_dec"
CLAIMS, LOWER = "claims_over_average", "lower_of_headcount_and_claims"
WITH_HEADCOUNT = (DECEMBER, JANUARY, LOWER)
WITH_CLAIMS = (CLAIMS, LOWER)
_ONE_BIT = 1 << LAST_BIT


def headcounts(row: Table, terms: Terms) -> Table:
    """Adds headcount_start (期初人数) and headcount_end (期末人数), null where unknown, and which months tell.

    Start: the December before the base year (January in the Changchun formula); where it shows nobody, the
    first month with people. End: December; 0 where the insurance stopped before it.
    """
    january = starts_in_january(terms)
    low_bit = JANUARY_BIT if january else BEFORE_BIT
    lost_ledger = ibis.literal("ledger" in terms.missing)
    first = terms.base_last - LAST_BIT
    first_people = row.first_base_people_key if january else row.first_people_key
    people = month_of(first_people)
    at_start = row.headcount_january if january else row.headcount_before
    lacking = row.missing_mask | row.blank_mask
    row = row.mutate(
        at_start=ibis.ifelse((row.blank_mask & (1 << low_bit)) == 0, at_start, 0),
        first_headcount=headcount_of(first_people),
        lacking_start=lacking & _until(people - first, low_bit),
        lacking_base=lacking & BASE_MASK,
        start_before_rows=row.from_unknown
        & ((row.rows_mask & (1 << low_bit)) == 0)
        & (people.isnull() | (people > first + low_bit)),
        no_end=((lacking & _ONE_BIT) != 0) | lost_ledger,
    )
    row = row.mutate(
        start_open=(row.at_start <= 0) & ((row.lacking_start != 0) | row.start_before_rows | lost_ledger)
    )
    return row.mutate(
        headcount_start=ibis.cases(
            (row.at_start > 0, row.at_start), (row.start_open, ibis.null("int64")), else_=row.first_headcount
        ),
        headcount_end=ibis.cases(
            (row.no_end, ibis.null("int64")),
            ((row.rows_mask & _ONE_BIT) != 0, row.headcount_december),
            (row.until_month < terms.base_last, ibis.literal(0, type="int64")),
            (row.insured_from.isnull() & row.first_row_month.isnull(), ibis.null("int64")),
            else_=ibis.literal(0, type="int64"),
        ),
        average_unknown=(row.lacking_base != 0) | row.start_unknown | lost_ledger,
    )


def _until(top: IntegerValue, low_bit: int) -> IntegerValue:
    """The window's bits from ``low_bit`` up to and without ``top``; all of them where there is no top."""
    below = power_of_two(ibis.greatest(top.fill_null(WINDOW), low_bit))
    return below - (1 << low_bit)


def layoff_rate(row: Table, terms: Terms) -> Table:
    """Adds the rate's parts, ``layoff_rate_bp`` (half up, for display) and the verdicts RR05 rests on."""
    formula = terms.text("layoff.formula")
    row = headcounts(row, terms)
    unbounded = ibis.literal(formula in WITH_HEADCOUNT and _leavers_missing(terms))
    row = row.mutate(
        claimants=row.claimants_known,
        claimants_known=row.claimants_known.fill_null(0),
        leavers_open=unbounded & row.leavers_excluded.isnull(),
        leavers_excluded=row.leavers_excluded.fill_null(0),
        leavers_unexplained=row.leavers_unexplained.fill_null(0),
    )
    row = row.mutate(
        excluded_most=ibis.ifelse(
            row.leavers_open,
            ibis.coalesce(row.headcount_start, 0),
            row.leavers_excluded + row.leavers_unexplained,
        ),
    )
    row = row.mutate(lost=_lost(row, row.leavers_excluded), lost_least=_lost(row, row.excluded_most))
    verdicts = []
    if formula in WITH_HEADCOUNT:
        row = _by_headcount(row, terms)
        verdicts.append("by_headcount")
    if formula in WITH_CLAIMS:
        row = _by_claims(row, terms)
        verdicts.append("by_claims")
    row = row.mutate(
        rate_met=any_of([row[name] for name in verdicts]),
        rate_variant=ibis.least(*[row[f"{name}_variant"] for name in verdicts], ibis.literal("RR05z")),
        layoff_rate_bp=_lower_rate(row) if formula == LOWER else row[f"{verdicts[0]}_bp"],
        rate_mask=_rate_mask(row, formula, terms),
    )
    return _by_both_whatever_the_start(row, terms) if claims_over_start(terms) else row


def claims_over_start(terms: Terms) -> bool:
    """Whether the lower of both rates counts, both over the people at the start."""
    by_start = terms.text("layoff.claims_denominator") == "start"
    return terms.text("layoff.formula") == LOWER and by_start


def _by_both_whatever_the_start(row: Table, terms: Terms) -> Table:
    """Where the start is not known, each rate alone may be open while one of them is low for every start."""
    open_ = row.rate_met.isnull() & row.start_open & row.headcount_end.notnull() & row.claimants.notnull()
    met, variant = whatever_the_start(row, terms)
    sure = ibis.ifelse(open_, met, NO)
    return row.mutate(
        rate_met=ibis.ifelse(sure, YES, row.rate_met),
        rate_variant=ibis.ifelse(sure, variant, row.rate_variant),
        rate_mask=ibis.ifelse(sure, 0, row.rate_mask),
    )


def _leavers_missing(terms: Terms) -> bool:
    return "spells" in terms.missing and bool(terms.words("layoff.excluded_leavers"))


def _lost(row: Table, excluded: IntegerValue) -> IntegerValue:
    """People fewer at the end than at the start, less excluded leavers; a growth counts as 0."""
    return _at_least_nobody(row.headcount_start - row.headcount_end - excluded)


def _at_least_nobody(people: IntegerValue) -> IntegerValue:
    """0 for a negative number, unknown for an unknown one: ``greatest`` passes over unknowns on both engines."""
    return ibis.ifelse(people < 0, 0, people)


def _lower_rate(row: Table) -> IntegerValue:
    """The lower of both rates: also where leavers without a reason leave the one by headcount open, above the other."""
    headcounts_known = row.headcount_start.notnull() & row.headcount_end.notnull()
    by_claims_at_most = row.lost_least * row.claims_whole >= row.claims_part * row.headcount_start
    return ibis.cases(
        (~headcounts_known | row.by_claims_bp.isnull(), ibis.null("int64")),
        (row.by_headcount_bp.notnull(), ibis.least(row.by_headcount_bp, row.by_claims_bp)),
        (known(by_claims_at_most), row.by_claims_bp),
        else_=ibis.null("int64"),
    )


def _variant(verdict: BooleanValue, general: BooleanValue, lost: IntegerValue) -> StringValue:
    """RR05a no net reduction, RR05b within the general limit, RR05c only within the small-firm limit."""
    return ibis.cases(
        (~known(verdict), "RR05y"), (known(lost == 0), "RR05a"), (known(general), "RR05b"), else_="RR05c"
    )


def _by_headcount(row: Table, terms: Terms) -> Table:
    """By headcounts: met, not met, or open if the unknown start, end or leavers could turn it."""
    limits = Limits(row, terms)
    start, end = row.headcount_start, row.headcount_end
    general, small = limits.met(row.lost, start)
    row = row.mutate(within_general=known(general), within_small=small)
    # Where no month with people is known there may have been nobody, and then nobody was laid off.
    could_be_low = (end + row.excluded_most >= 1) | row.leavers_open | row.first_headcount.isnull()
    could_be_low = could_be_low.fill_null(True)
    # What is judged where something is not known stands in the branch that needs it: the others never compute it.
    verdict = ibis.cases(
        (
            start.notnull() & end.notnull(),
            ibis.cases(
                (row.within_general | row.within_small, YES),
                (_all_met(limits.met(row.lost_least, start)), OPEN),
                else_=NO,
            ),
        ),
        (
            start.notnull() & end.isnull(),
            ibis.ifelse(_met_whatever_the_end(row, terms, limits), YES, OPEN),
        ),
        (start.isnull() & ~row.start_open, YES),  # nobody was there who could be laid off
        (row.start_open & end.notnull() & ~could_be_low, NO),
        else_=OPEN,
    )
    row = row.mutate(by_headcount=verdict)
    exact = (row.lost == row.lost_least) & ~(row.leavers_open & (row.lost > 0))
    return row.mutate(
        by_headcount_variant=_variant(
            row.by_headcount, row.within_general, ibis.ifelse(start.isnull() & ~row.start_open, 0, row.lost)
        ),
        by_headcount_bp=ibis.ifelse(exact, rate_bp(row.lost, start), ibis.null("int64")),
    )


def _met_whatever_the_end(row: Table, terms: Terms, limits: "Limits") -> BooleanValue:
    """Within the limits even if nobody was left at the end, or just too many for the small-firm limit."""
    start = row.headcount_start
    nobody = ibis.literal(0, type="int64")
    met = _all_met(limits.met(_at_least_nobody(start - row.leavers_excluded), start, end=nobody))
    if limits.at == "end":
        just_over = terms["small.headcount_max"].fill_null(0) + 1
        rest = _at_least_nobody(start - just_over - row.leavers_excluded)
        met = met & _all_met(limits.met(rest, start, end=just_over))
    return met


def _all_met(parts: tuple[BooleanValue, BooleanValue]) -> BooleanValue:
    return (parts[0] | parts[1]).fill_null(False)


def _by_claims(row: Table, terms: Terms) -> Table:
    """By new claimants over the average headcount (or the start), exact; months without people do not count."""
    limits = Limits(row, terms)
    over_start = terms.text("layoff.claims_denominator") == "start"
    claimants = row.claimants
    if over_start:
        part, whole, unknown = claimants, row.headcount_start, row.start_open
    else:
        part, whole, unknown = claimants * row.months_people, row.headcount_sum, row.average_unknown
    general, small = limits.met(part, whole)
    row = row.mutate(
        claims_part=part,
        claims_whole=whole,
        claims_within_general=known(general),
        claims_within=known((general | small) & (whole > 0)),
        claims_within_at_worst=_claims_at_worst(row, terms, over_start=over_start),
        claims_unknown=unknown | (row.average_unknown if limits.at == "average" else NO),
    )
    verdict = ibis.cases(
        (known(claimants == 0), YES),
        (claimants.isnull(), OPEN),
        (row.claims_unknown, ibis.ifelse(row.claims_within_at_worst, YES, OPEN)),
        (whole.fill_null(0) <= 0, NO),  # people who claim, and nobody known to have been there
        else_=row.claims_within,
    )
    return row.mutate(
        by_claims=verdict,
        by_claims_variant=_variant(verdict, row.claims_within_general, claimants),
        by_claims_bp=ibis.ifelse(row.claims_unknown, ibis.null("int64"), rate_bp(part, whole)),
    )


def _claims_at_worst(row: Table, terms: Terms, *, over_start: bool) -> BooleanValue:
    """Met even if each unknown month held as few people as it may (one), or just too many for the small limit."""
    if over_start:
        return NO
    unknown_months = bit_count(row.lacking_base).cast("int64")
    people, months = row.headcount_sum + unknown_months, row.months_people + unknown_months
    part = row.claimants * months
    general = not_above(part, people, terms["layoff.max"], strict=terms["layoff.strict"])
    small = (people <= terms["small.headcount_max"] * months) & not_above(
        part, people, terms["small.max"], strict=NO
    )
    above = row.claimants * BASIS_POINTS <= terms["layoff.max"] * terms["small.headcount_max"].fill_null(0)
    too_small = people > terms["small.headcount_max"].fill_null(0) * months
    return known((general | small.fill_null(False)) & (too_small | known(above)) & ~row.start_unknown)


def _start_mask(row: Table) -> IntegerValue:
    return ibis.ifelse(row.start_open, row.lacking_start, 0)


def _rate_mask(row: Table, formula: str, terms: Terms) -> IntegerValue:
    """Months to ask for while the rate is open."""
    mask = ibis.literal(0, type="int64")
    if formula in WITH_HEADCOUNT:
        headcount_open = row.by_headcount.isnull()
        mask = mask | ibis.ifelse(headcount_open, _start_mask(row) | (row.lacking_base & _ONE_BIT), 0)
    if formula in WITH_CLAIMS:
        over_start = terms.text("layoff.claims_denominator") == "start"
        mask = mask | ibis.ifelse(
            row.by_claims.isnull(), _start_mask(row) if over_start else row.lacking_base, 0
        )
    return mask
