"""The limits of the layoff rate (裁员率限度): the general one, the small firms' own, and that of large firms."""

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from wengang.engines.policy import NO, OPEN, YES, Terms, known, not_above, rate_bp


def decimals_of(terms: Terms) -> int | None:
    """Decimals of a per cent to which the rate is rounded before it is compared; None: not at all."""
    decimals = terms.plain("layoff.round_decimals")
    if decimals is None:
        return None
    if not isinstance(decimals, int) or not 0 <= decimals <= 2:
        raise ValueError(f"layoff.round_decimals must be 0, 1 or 2, not {decimals}")
    return decimals


class Limits:
    """The limits in force: the general one, and the exception for small firms (30人含以下)."""

    def __init__(self, row: Table, terms: Terms) -> None:
        self.row, self.terms = row, terms
        self.at = terms.text("small.headcount_at")

    def met(
        self,
        part: IntegerValue,
        whole: IntegerValue,
        *,
        end: IntegerValue | None = None,
        start: IntegerValue | None = None,
    ) -> tuple[BooleanValue, BooleanValue]:
        """Within the general limit, and within the small-firm limit; ``end``/``start`` stand in for unknown ones."""
        strict = self.terms["layoff.strict"]
        general = self._compare(part, whole, limit=self.terms["layoff.max"], strict=strict)
        small = self.is_small(end=end, start=start) & self.within_small(part, whole)
        return self._for_large(general, part, whole), small.fill_null(False)

    def within_small(self, part: IntegerValue, whole: IntegerValue) -> BooleanValue:
        """Within the limit of small firms, be the firm small or not."""
        return self._compare(part, whole, limit=self.terms["small.max"], strict=NO)

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
        own = self._compare(part, whole, limit=self.terms["layoff.max_large"], strict=YES if strict else NO)
        large = self.row.is_large
        return ibis.cases(
            (known(large), own), (~large.fill_null(True), general), (own == general, own), else_=OPEN
        )

    def _compare(
        self, part: IntegerValue, whole: IntegerValue, *, limit: IntegerValue, strict: BooleanValue
    ) -> BooleanValue:
        decimals = decimals_of(self.terms)
        if decimals is None:
            return not_above(part, whole, limit, strict=strict)
        rounded = rate_bp(part, whole, scale=100 * 10**decimals) * 10 ** (2 - decimals)
        return ibis.ifelse(strict, rounded < limit, rounded <= limit)
