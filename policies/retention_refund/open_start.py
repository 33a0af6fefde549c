"""The rate where nobody knows how many people there were at the start (期初人数待核): judged for every number at once.

Of ``start`` people at first, ``kept`` are still there at the end or left for a reason that does not count. The rate
(start - kept) / start grows with the start, so that it is within a limit up to one start, and above it beyond.
"""

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy import NO, Terms, floor_div, known
from wengang.kernel.money import BASIS_POINTS

from .limits import Limits, decimals_of

_NONE = ibis.literal(0, type="int64")


def leavers_matter(row: Table, terms: Terms, *, by_claims: bool) -> BooleanValue:
    """Whether for some start the reasons of the unexplained leavers decide.

    ``by_claims``: the rate by claims over the same start counts too, where it is the lower one.
    """
    least = _Reach(row, terms, row.headcount_end + row.leavers_excluded)
    most = _Reach(row, terms, row.headcount_end + row.excluded_most)
    wider = (least.either < most.either).fill_null(True)
    return wider & ~known(least.claims_within_beyond()) if by_claims else wider


def whatever_the_start(row: Table, terms: Terms) -> tuple[BooleanValue, StringValue]:
    """Whether the lower of both rates is within a limit for every start: by headcount up to one, by claims beyond it.

    And the variant: RR05b if the general limit alone is enough for every start, else RR05c.
    """
    reach = _Reach(row, terms, row.headcount_end + row.leavers_excluded)
    general = known(reach.claims_within(reach.general + 1, small=NO))
    return known(reach.claims_within_beyond()), ibis.ifelse(general, "RR05b", "RR05c")


class _Reach:
    """The largest start with which ``kept`` people are within the general limit, and within either limit."""

    def __init__(self, row: Table, terms: Terms, kept: IntegerValue) -> None:
        self.row, self.terms, self.limits = row, terms, Limits(row, terms)
        self.bound = terms["small.headcount_max"]
        self.general = self._general(kept)
        small = _largest(terms, kept, limit=terms["small.max"], strict=NO)
        if self.limits.at == "start":
            small = ibis.least(small, self.bound)
        else:
            small = ibis.ifelse(known(self.limits.is_small()), small, _NONE)
        self.either = ibis.greatest(self.general, small.fill_null(0))

    def _general(self, kept: IntegerValue) -> IntegerValue:
        """Where large firms keep a limit of their own: theirs if large, null if size is unknown."""
        general = _largest(
            self.terms, kept, limit=self.terms["layoff.max"], strict=self.terms["layoff.strict"]
        )
        if self.terms.plain("layoff.max_large") is None:
            return general
        strict = ibis.literal(bool(self.terms.plain("layoff.strict_large")))
        own = _largest(self.terms, kept, limit=self.terms["layoff.max_large"], strict=strict)
        large = self.row.is_large
        return ibis.cases((known(large), own), (~large.fill_null(True), general), else_=ibis.null("int64"))

    def claims_within_beyond(self) -> BooleanValue:
        """Whether the rate by claims is within a limit for every start beyond: it falls as the start grows."""
        first = self.either + 1
        if self.limits.at != "start":
            return self.claims_within(first, small=self.limits.is_small())
        within = self.claims_within(first, small=first <= self.bound)
        return within & self.claims_within(ibis.greatest(first, self.bound.fill_null(0) + 1), small=NO)

    def claims_within(self, start: IntegerValue, *, small: BooleanValue) -> BooleanValue:
        """Whether the claimants over a start are within the general limit, or within the other if it is ``small``."""
        general, _ = self.limits.met(self.row.claimants, start)
        return general | (known(small) & self.limits.within_small(self.row.claimants, start))


def _largest(terms: Terms, kept: IntegerValue, *, limit: IntegerValue, strict: BooleanValue) -> IntegerValue:
    """The largest start with (start - kept) / start within a limit, in basis points; null without a limit.

    A rate that is rounded to a step first is within the limit as long as it is below the middle of the next step.
    """
    decimals = decimals_of(terms)
    if decimals is None:
        below = ibis.ifelse(strict, 1, 0)
        return floor_div(ibis.greatest(kept * BASIS_POINTS - below, 0), BASIS_POINTS - limit)
    step = 10 ** (2 - decimals)
    steps = floor_div(ibis.ifelse(strict, limit - 1, limit), step)
    twice = 2 * BASIS_POINTS
    return floor_div(ibis.greatest(kept * twice - 1, 0), twice - step * (2 * steps + 1))
