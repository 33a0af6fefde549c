"""The layoff rate (裁员率): four formulas that are in force at the same time, compared exactly.

Where something is not known the rate is judged at the values that it may still take: the condition stays open
only if some of them would meet the limit and some would not.
"""

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table
from wengang.engines.policy import NO, OPEN, YES, Terms, any_of, bit_count, known, not_above, power_of_two, rate_bp
from wengang.kernel.money import BASIS_POINTS

from .insured import open_start
from .ledger_facts import BASE_MASK, BEFORE_BIT, JANUARY_BIT, LAST_BIT, WINDOW, headcount_of

DECEMBER, JANUARY = "dec_to_dec", "january_to_december_less_natural"
CLAIMS, LOWER = "claims_over_average", "lower_of_headcount_and_claims"
WITH_HEADCOUNT = (DECEMBER, JANUARY, LOWER)
WITH_CLAIMS = (CLAIMS, LOWER)
_ONE_BIT = 1 << LAST_BIT


def headcounts(row: Table, terms: Terms) -> Table:
    """Adds headcount_start (期初人数) and headcount_end (期末人数), null where unknown, and which months tell.

    Start: the December before the base year (January in the Changchun formula); where it shows nobody, the
    first month with people. End: December; 0 where the insurance stopped before it.
    """
    first = terms.base_last - LAST_BIT
    january = terms.text("layoff.formula") == JANUARY
    low_bit = JANUARY_BIT if january else BEFORE_BIT
    people = row.first_base_people if january else row.first_people
    key = row.first_base_people_key if january else row.first_people_key
    at_start = row.headcount_january if january else row.headcount_before
    unknown_before = row.from_unknown & ((row.rows_mask & (1 << low_bit)) == 0) & (
        people.isnull() | (people > first + low_bit)
    )
    start_open = open_start(row, low_bit, people, first) | unknown_before
    blank_end = (row.blank_mask & _ONE_BIT) != 0
    has_end = (row.rows_mask & _ONE_BIT) != 0
    no_end = ((row.missing_mask & _ONE_BIT) != 0) | blank_end
    before_end = (row.until_month < terms.base_last) | (row.since_month > terms.base_last)
    lost_ledger = ibis.literal("ledger" in terms.missing)
    blank_start = (row.blank_mask & (1 << low_bit)) != 0
    sure_start = (at_start > 0) & ~blank_start
    return row.mutate(
        headcount_start=ibis.cases(
            (sure_start, at_start),
            (start_open | lost_ledger, ibis.null("int64")),
            else_=headcount_of(key),
        ),
        start_open=~sure_start & (start_open | lost_ledger),
        headcount_end=ibis.cases(
            (no_end | lost_ledger, ibis.null("int64")),
            (has_end, row.headcount_december),
            (before_end | row.insured_from.notnull(), ibis.literal(0, type="int64")),
            (row.first_row_month.isnull(), ibis.null("int64")),
            else_=ibis.literal(0, type="int64"),
        ),
        average_unknown=((row.missing_mask | row.blank_mask) & BASE_MASK != 0) | row.start_unknown | lost_ledger,
        average_months=(((row.missing_mask | row.blank_mask) & BASE_MASK)),
        start_mask=ibis.ifelse(~sure_start & (start_open | lost_ledger), _start_mask(row, low_bit, people, first), 0),
        end_mask=ibis.ifelse(no_end, _ONE_BIT, 0),
    )


def _start_mask(row: Table, low_bit: int, people: IntegerValue, first: int) -> IntegerValue:
    from_bit = ibis.literal((1 << WINDOW) - (1 << low_bit), type="int64")
    top = ibis.ifelse(people.isnull(), LAST_BIT, people.cast("int64") - first - 1)
    below = power_of_two(ibis.greatest(top + 1, 0)) - 1
    return (row.missing_mask | row.blank_mask) & from_bit & below


def layoff_rate(row: Table, terms: Terms) -> Table:
    """Adds the rate's parts, ``layoff_rate_bp`` (half up, for display) and the verdicts RR05 rests on."""
    formula = terms.text("layoff.formula")
    row = headcounts(row, terms)
    unbounded = ibis.literal(formula in WITH_HEADCOUNT and _leavers_missing(terms))
    row = row.mutate(
        claimants=ibis.ifelse(
            ibis.literal("claims" in terms.missing) & (row.claimants_known == 0), ibis.null("int64"), row.claimants_known
        ),
        excluded_most=ibis.ifelse(
            unbounded & (row.leavers_excluded == 0),
            ibis.coalesce(row.headcount_start, 0),
            row.leavers_excluded + row.leavers_unexplained,
        ),
        leavers_open=unbounded & (row.leavers_excluded == 0),
    )
    row = row.mutate(lost=_lost(row, row.leavers_excluded), lost_least=_lost(row, row.excluded_most))
    verdicts = []
    if formula in WITH_HEADCOUNT:
        row = row.mutate(**_headcount_verdict(row, terms))
        verdicts.append("by_headcount")
    if formula in WITH_CLAIMS:
        row = row.mutate(**_claims_verdict(row, terms))
        verdicts.append("by_claims")
    row = row.mutate(
        rate_met=any_of([row[name] for name in verdicts]),
        rate_variant=ibis.least(*[row[f"{name}_variant"] for name in verdicts], ibis.literal("RR05z")),
        layoff_rate_bp=_least([row[f"{name}_bp"] for name in verdicts]),
    )
    return row.mutate(rate_mask=_rate_mask(row, formula, terms))


def _leavers_missing(terms: Terms) -> bool:
    return "spells" in terms.missing and bool(terms.words("layoff.excluded_leavers"))


def _lost(row: Table, excluded: IntegerValue) -> IntegerValue:
    """People fewer at the end than at the start, less excluded leavers; a growth counts as 0."""
    return ibis.greatest(row.headcount_start - row.headcount_end - excluded, 0)


def _least(values: list[IntegerValue]) -> IntegerValue:
    if len(values) == 1:
        return values[0]
    return ibis.coalesce(ibis.least(*[value.fill_null(1 << 40) for value in values]).nullif(1 << 40))


class Limits:
    """The limits in force: the general one, and the exception for small firms (30人含以下)."""

    def __init__(self, row: Table, terms: Terms) -> None:
        self.row, self.terms = row, terms
        self.at = terms.text("small.headcount_at")

    def met(
        self, part: IntegerValue, whole: IntegerValue, *, end: IntegerValue | None = None, start: IntegerValue | None = None
    ) -> tuple[BooleanValue, BooleanValue]:
        """Within the general limit, and within the small-firm limit; ``end``/``start`` stand in for unknown ones."""
        strict = self.terms["layoff.strict"]
        general = self._compare(part, whole, self.terms["layoff.max"], strict)
        small_limit = self.terms["small.max"]
        small = self.is_small(end=end, start=start) & self._compare(part, whole, small_limit, NO)
        return self._for_large(general, part, whole), small.fill_null(False)

    def is_small(self, *, end: IntegerValue | None = None, start: IntegerValue | None = None) -> BooleanValue:
        """Whether the headcount that the place looks at is within the small-firm bound."""
        row, most = self.row, self.terms["small.headcount_max"]
        if self.at == "average":
            return row.headcount_sum <= most * row.months_people
        if self.at == "end":
            return (row.headcount_end if end is None else end) <= most
        return (row.headcount_start if start is None else start) <= most

    def _for_large(self, general: BooleanValue, part: IntegerValue, whole: IntegerValue) -> BooleanValue:
        """Where large firms keep a limit of their own (2020 nationally): theirs if large, both if size is unknown."""
        if self.terms.plain("layoff.max_large") is None:
            return general
        strict = self.terms.plain("layoff.strict_large")
        own = self._compare(part, whole, self.terms["layoff.max_large"], YES if strict else NO)
        large = self.row.is_large
        return ibis.cases((known(large), own), (~large.fill_null(True), general), (own == general, own), else_=OPEN)

    def _compare(
        self, part: IntegerValue, whole: IntegerValue, limit: IntegerValue, strict: BooleanValue
    ) -> BooleanValue:
        decimals = self.terms.plain("layoff.round_decimals")
        if decimals is None:
            return not_above(part, whole, limit, strict=strict)
        if not isinstance(decimals, int) or not 0 <= decimals <= 2:
            raise ValueError(f"layoff.round_decimals must be 0, 1 or 2, not {decimals}")
        rounded = rate_bp(part, whole, scale=100 * 10**decimals) * 10 ** (2 - decimals)
        return ibis.ifelse(strict, rounded < limit, rounded <= limit)


def _variant(general: BooleanValue, lost: IntegerValue) -> StringValue:
    """RR05a no net reduction, RR05b within the general limit, RR05c only within the small-firm limit."""
    return ibis.cases((known(lost == 0), "RR05a"), (known(general), "RR05b"), else_="RR05c")


def _headcount_verdict(row: Table, terms: Terms) -> dict[str, ibis.Value]:
    """By headcounts: met, not met, or open if the unknown start, end or leavers could turn it."""
    limits = Limits(row, terms)
    start, end = row.headcount_start, row.headcount_end
    general, small = limits.met(row.lost, start)
    worst = general | small
    general_best, small_best = limits.met(row.lost_least, start)
    best = general_best | small_best
    nobody = ibis.literal(0, type="int64")
    gone = ibis.greatest(start - row.leavers_excluded, 0)
    worst_end = _all_met(limits.met(gone, start, end=nobody))
    if limits.at == "end":
        just_over = terms["small.headcount_max"].fill_null(0) + 1
        rest = ibis.greatest(start - just_over - row.leavers_excluded, 0)
        worst_end = worst_end & _all_met(limits.met(rest, start, end=just_over))
    could_be_met_start = (end + row.excluded_most >= 1) | row.leavers_open
    verdict = ibis.cases(
        (start.notnull() & end.notnull() & known(worst), YES),
        (start.notnull() & end.notnull() & ~best.fill_null(True), NO),
        (start.notnull() & end.notnull(), OPEN),
        (start.notnull() & known(worst_end), YES),
        (start.notnull(), OPEN),
        (row.start_open & end.notnull() & ~could_be_met_start.fill_null(True), NO),
        else_=OPEN,
    )
    exact = (row.lost == row.lost_least) & ~(row.leavers_open & (row.lost > 0))
    return {
        "by_headcount": verdict,
        "by_headcount_variant": ibis.ifelse(known(verdict), _variant(general, row.lost), "RR05y"),
        "by_headcount_bp": ibis.ifelse(exact, rate_bp(row.lost, start), ibis.null("int64")),
    }


def _all_met(parts: tuple[BooleanValue, BooleanValue]) -> BooleanValue:
    return (parts[0] | parts[1]).fill_null(False)


def _claims_verdict(row: Table, terms: Terms) -> dict[str, ibis.Value]:
    """By new claimants over the average headcount (or the start), exact; months without people do not count."""
    limits = Limits(row, terms)
    over_start = terms.text("layoff.claims_denominator") == "start"
    claimants = row.claimants
    if over_start:
        part, whole, unknown = claimants, row.headcount_start, row.start_open
    else:
        part, whole, unknown = claimants * row.months_people, row.headcount_sum, row.average_unknown
    general, small = limits.met(part, whole)
    met = (general | small) & (whole > 0)
    small_unknown = unknown if limits.at == "average" else ibis.literal(False)
    sure = _claims_at_worst(row, terms, limits, over_start=over_start)
    verdict = ibis.cases(
        (claimants == 0, YES),
        (claimants.isnull(), OPEN),
        (unknown | small_unknown, ibis.ifelse(known(sure), YES, OPEN)),
        (whole.fill_null(0) <= 0, OPEN),
        (known(met), YES),
        (~met.fill_null(True), NO),
        else_=OPEN,
    )
    rate = ibis.ifelse(unknown & (claimants != 0), ibis.null("int64"), rate_bp(part, whole))
    return {
        "by_claims": verdict,
        "by_claims_variant": ibis.ifelse(known(verdict), _variant(general, claimants), "RR05y"),
        "by_claims_bp": ibis.ifelse(claimants == 0, 0, rate),
    }


def _claims_at_worst(row: Table, terms: Terms, limits: Limits, *, over_start: bool) -> BooleanValue:
    """Met even if each unknown month held as few people as it may (one), or just too many for the small limit."""
    if over_start:
        return NO
    unknown_months = bit_count(row.average_months).cast("int64")
    people, months = row.headcount_sum + unknown_months, row.months_people + unknown_months
    part = row.claimants * months
    general = not_above(part, people, terms["layoff.max"], strict=terms["layoff.strict"])
    small = (people <= terms["small.headcount_max"] * months) & not_above(part, people, terms["small.max"], strict=NO)
    above = row.claimants * BASIS_POINTS <= terms["layoff.max"] * terms["small.headcount_max"].fill_null(0)
    too_small = people > terms["small.headcount_max"].fill_null(0) * months
    return (general | small.fill_null(False)) & (too_small | known(above)) & ~row.start_unknown


def _rate_mask(row: Table, formula: str, terms: Terms) -> IntegerValue:
    """Months to ask for while the rate is open."""
    mask = ibis.literal(0, type="int64")
    if formula in WITH_HEADCOUNT:
        headcount_open = row.by_headcount.isnull()
        mask = mask | ibis.ifelse(headcount_open, row.start_mask | row.end_mask, 0)
    if formula in WITH_CLAIMS:
        over_start = terms.text("layoff.claims_denominator") == "start"
        mask = mask | ibis.ifelse(row.by_claims.isnull(), row.start_mask if over_start else row.average_months, 0)
    return mask
