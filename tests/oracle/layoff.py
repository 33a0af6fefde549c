"""The layoff rate (裁员率) in three values: every admissible value of what is missing is tried."""

import dataclasses
import itertools
from collections.abc import Iterator
from fractions import Fraction

from oracle.insured import Calendar
from oracle.parameters import Parameters

HUGE = 10**9
HEADCOUNT_FORMULAS = ("dec_to_dec", "january_to_december_less_natural", "lower_of_headcount_and_claims")
CLAIMS_FORMULAS = ("claims_over_average", "lower_of_headcount_and_claims")


@dataclasses.dataclass(frozen=True)
class Unknown:
    """A quantity: its known value, or the values worth trying and the questions that would settle it."""

    value: Fraction | None
    tried: tuple[Fraction, ...] = ()
    keys: frozenset[str] = frozenset()

    @property
    def options(self) -> tuple[Fraction | None, ...]:
        """The values to try; one for what is known (``None``: there is no such quantity)."""
        return self.tried if self.keys else (self.value,)


@dataclasses.dataclass(frozen=True)
class Layoff:
    """What can be said of RR05: ``met`` is ``None`` while open; ``reason`` is RR05a, b or c where met."""

    met: bool | None
    reason: str
    rate: Fraction | None
    start: int | None
    end: int | None
    keys: frozenset[str]


def _numbers(values: Iterator[int] | list[int] | range) -> tuple[Fraction, ...]:
    return tuple(Fraction(v) for v in sorted(set(values)))


def start_headcount(calendar: Calendar, p: Parameters) -> Unknown:
    """The denominator by headcount: the December before, or January; else the first month with people."""
    months = calendar.base_year()
    if p.formula != "january_to_december_less_natural":
        months = [calendar.december_before, *months]
    keys: set[str] = set()
    for index in months:
        month = calendar.at(index)
        if month.key:
            keys.add(month.key)
        elif month.headcount:
            return Unknown(Fraction(month.headcount), (), _with_beginning(calendar, keys))
    return Unknown(None, (), _with_beginning(calendar, keys))


def _with_beginning(calendar: Calendar, keys: set[str]) -> frozenset[str]:
    """Where the start is open and nobody said when insurance began, that is asked too."""
    return frozenset(keys | {"insured_from"} if keys and calendar.beginning_unknown() else keys)


def end_headcount(calendar: Calendar) -> Unknown:
    """People insured in December of the base year; none where insurance stopped before."""
    month = calendar.at(calendar.december)
    if month.key:
        return Unknown(None, (), frozenset([month.key]))
    return Unknown(Fraction(month.headcount or 0))


def average_headcount(calendar: Calendar, p: Parameters) -> Unknown:
    """People by months with people, exact; with months unknown, from one person a month to any number."""
    months = [calendar.at(m) for m in calendar.base_year()]
    heads = [m.headcount for m in months if m.headcount]
    unknown = [m for m in months if m.key]
    keys = frozenset(m.key for m in unknown)
    known = Fraction(sum(heads), len(heads)) if heads else None
    if not keys:
        return Unknown(known)
    least = min(Fraction(sum(heads) + n, len(heads) + n) for n in range(len(unknown) + 1) if heads or n)
    limit = p.small_headcount or 30
    values = (limit, limit + Fraction(1, 1000), p.other_large_from - 1, p.other_large_from, HUGE)
    tried = {least, *(Fraction(v) for v in values if v >= least)}
    return Unknown(known, tuple(sorted(tried)), keys)


def excluded_leavers(calendar: Calendar, p: Parameters) -> Unknown:
    """Leavers of the base year who are left out of the reduction."""
    if p.formula not in HEADCOUNT_FORMULAS or not p.excluded:
        return Unknown(Fraction(0))
    leavers = calendar.facts.leavers
    if leavers is None:
        return Unknown(None, _numbers([0, 1, HUGE]), frozenset(["spells"]))
    known = sum(leavers[reason] for reason in p.excluded)
    unstated = leavers[""]
    if unstated:
        return Unknown(None, _numbers(range(known, known + unstated + 1)), frozenset(["leavers"]))
    return Unknown(Fraction(known))


def claimants(calendar: Calendar, p: Parameters) -> Unknown:
    """People who newly drew unemployment benefit in the base year."""
    if p.formula not in CLAIMS_FORMULAS:
        return Unknown(Fraction(0))
    stated = calendar.facts.claimants
    if stated is None:
        return Unknown(None, _numbers([0, 1, HUGE]), frozenset(["claims"]))
    return Unknown(Fraction(stated))


def _share(numerator: Fraction, denominator: Fraction | None) -> Fraction:
    """A rate; none below 0, and with nobody to compare with either nothing or everything."""
    if numerator <= 0:
        return Fraction(0)
    return numerator / denominator if denominator else Fraction(HUGE)


Try = tuple[Fraction | None, ...]  # start, end, excluded, average, claimants


def _rate(values: Try, p: Parameters) -> Fraction:
    start, end, excluded, average, claimed = values
    by_headcount = _share((start or Fraction(0)) - (end or 0) - (excluded or 0), start)
    by_claims = _share(claimed or Fraction(0), start if p.claims_denominator == "start" else average)
    if p.formula == "claims_over_average":
        rate = by_claims
    elif p.formula == "lower_of_headcount_and_claims":
        rate = min(by_headcount, by_claims)
    else:
        rate = by_headcount
    if p.decimals is not None:
        scale = 100 * 10**p.decimals
        rate = Fraction((rate * scale + Fraction(1, 2)).__floor__(), scale)
    return rate


def _reason(values: Try, p: Parameters) -> str:
    """RR05a, RR05b or RR05c where the rate is within a limit, else an empty text."""
    rate = _rate(values, p)
    if rate < p.layoff_max or (rate == p.layoff_max and not p.layoff_strict):
        return "RR05b" if rate else "RR05a"
    looked_at = {"start": values[0], "end": values[1], "average": values[3]}[p.small_at]
    if p.small_headcount is None or p.small_max is None:
        return ""
    return "RR05c" if (looked_at or 0) <= p.small_headcount and rate <= p.small_max else ""


def _with_trials(known: list[Unknown], p: Parameters) -> list[Unknown]:
    """Fill in the values worth trying for unknown headcounts: the thresholds and both their sides."""
    start, end, excluded, average, claimed = known
    small = p.small_headcount or 30
    tried_end = _numbers([0, 1, 2, 3, 10, small - 1, small, small + 1, 100, 1000, HUGE])
    if not end.keys and not excluded.keys:
        leaving = [(end.value or 0) + (excluded.value or 0)]
    else:
        leaving = [(e or 0) + (x or 0) for e in (end.options or tried_end) for x in excluded.options]
    limits = [limit for limit in (p.layoff_max, p.small_max) if limit is not None and limit < 1]
    edges = [(left / (1 - limit)).__floor__() + d for left in leaving for limit in limits for d in (0, 1)]
    claimed_edges = [(c or 0) / limit for c in claimed.options for limit in limits if limit]
    edges += [edge.__floor__() + d for edge in map(Fraction, claimed_edges) for d in (0, 1)]
    tried_start = _numbers(
        [*(v for v in edges if 0 < v <= HUGE), *range(1, (p.small_headcount or 30) + 2), 100, 1000, HUGE]
    )
    if start.keys:
        # Where no month with people is known, there may have been nobody at all.
        nobody = (Fraction(0),) if start.value is None else ()
        start = dataclasses.replace(start, value=None, tried=(*nobody, *tried_start))
    if end.keys:
        hit = [
            ((s or 0) * (1 - limit) - (x or 0)).__floor__() + d
            for s in start.options[:40]
            for limit in limits
            for x in excluded.options
            for d in (0, 1)
        ]
        end = dataclasses.replace(
            end, tried=_numbers([*(v for v in hit[:60] if v >= 0), *map(int, tried_end)])
        )
    if average.keys:
        least = min(average.tried)
        more = {e for e in map(Fraction, claimed_edges) if e >= least}
        average = dataclasses.replace(average, tried=tuple(sorted({*average.tried, *more})))
    return [start, end, excluded, average, claimed]


def layoff(calendar: Calendar, p: Parameters) -> Layoff:
    """Judge RR05: open only where admissible values of what is missing would change met into not met."""
    known = [
        start_headcount(calendar, p),
        end_headcount(calendar),
        excluded_leavers(calendar, p),
        average_headcount(calendar, p),
        claimants(calendar, p),
    ]
    quantities = _with_trials(_only_needed(known, p), p)
    reasons = {values: _reason(values, p) for values in itertools.product(*(q.options for q in quantities))}
    verdicts = {bool(reason) for reason in reasons.values()}
    rates = {_rate(values, p) for values in reasons}
    whole = [int(q.value) if q.value is not None and not q.keys else None for q in known[:2]]
    divisor = known[3] if p.formula == "claims_over_average" else known[0]
    nobody = divisor.value is None and not divisor.keys
    # A rate is shown where its headcounts are known, and leavers without a reason cannot move it.
    guessed = any(q.keys for position, q in enumerate(quantities) if position != 2)
    return Layoff(
        met=verdicts.pop() if len(verdicts) == 1 else None,
        reason=max(reasons.values()),
        rate=None if len(rates) > 1 or nobody or guessed else rates.pop(),
        start=whole[0],
        end=whole[1],
        keys=frozenset().union(*(q.keys for n, q in enumerate(quantities) if _matters(n, reasons))),
    )


def _only_needed(known: list[Unknown], p: Parameters) -> list[Unknown]:
    """What the formula does not read is as good as known."""
    start, end, excluded, average, claimed = known
    by_headcount = p.formula in HEADCOUNT_FORMULAS
    by_claims = p.formula in CLAIMS_FORMULAS
    small_at = p.small_at if p.small_headcount is not None else ""
    nothing = Unknown(None)
    return [
        start
        if by_headcount or small_at == "start" or (by_claims and p.claims_denominator == "start")
        else nothing,
        end if by_headcount or small_at == "end" else nothing,
        excluded,
        average if small_at == "average" or (by_claims and p.claims_denominator == "average") else nothing,
        claimed,
    ]


def _matters(position: int, reasons: dict[Try, str]) -> bool:
    """Whether some change of this quantity alone changes met into not met."""
    seen: dict[Try, bool] = {}
    for values, reason in reasons.items():
        others = values[:position] + values[position + 1 :]
        if seen.setdefault(others, bool(reason)) != bool(reason):
            return True
    return False
