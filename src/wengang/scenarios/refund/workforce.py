"""Who is insured where, month by month: how many join and leave, and from that each person's spell."""

from dataclasses import dataclass

import numpy as np

from wengang.scenarios.refund.calibration import calibration, draw, pick, stream, weights
from wengang.scenarios.refund.units import NEVER, WINDOW, Units

BASE_FIRST = 12
"""First month of the base year within the window."""
STILL_THERE = 10_000
"""End of a spell that has not ended."""


@dataclass(kw_only=True)
class Flow:
    """People of one pool of each employer: at the start, joining and leaving by month.

    ``joins[u, t]`` are insured from month t, ``leaves[u, t]`` no longer from month t; ``forced`` of those leaving
    were let go. Who came first leaves first, within a pool.
    """

    start: np.ndarray
    joins: np.ndarray
    leaves: np.ndarray
    forced: np.ndarray

    def heads(self) -> np.ndarray:
        """People insured, by employer and month."""
        people: np.ndarray = self.start[:, None] + np.cumsum(self.joins - self.leaves, axis=1)
        return people


@dataclass(kw_only=True)
class Spells:
    """Insured spells: employer's position, person's number, first month, first month no longer, reason or ""."""

    unit: np.ndarray
    person: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    reason: np.ndarray


@dataclass(kw_only=True)
class Workforce:
    """Head counts by employer and month, the spells behind them, and which employers show odd conduct."""

    heads: np.ndarray
    spells: Spells
    patterns: dict[str, np.ndarray]


def make_workforce(units: Units, *, seed: int) -> Workforce:
    """Twenty-five months of people for every employer; head counts equal the spells that cover a month."""
    rng = stream(seed, "workforce")
    patterns = _odd_conduct(units, stream(seed, "patterns"))
    flows = [
        _lasting(units, rng),
        _seasonal(units, stream(seed, "seasonal")),
        _surge(units, patterns["december_surge"], stream(seed, "surge")),
        _churn(units, patterns["short_spells"], stream(seed, "churn")),
    ]
    heads = np.sum([flow.heads() for flow in flows], axis=0)
    parts = [_spells(units, flow, stream(seed, f"spells {i}")) for i, flow in enumerate(flows)]
    spells = Spells(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("unit", "begin", "end", "reason")
        },
        person=np.zeros(0, dtype=np.int64),
    )
    spells = _ordered(spells)
    spells.person = _persons(spells, patterns["double_insured"], stream(seed, "persons"))
    return Workforce(heads=heads, spells=spells, patterns=patterns)


def _odd_conduct(units: Units, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Employers of each odd pattern, no employer in two."""
    shares = calibration()["patterns"]
    able = (
        (units.entity_type == "enterprise")
        & ~units.dormant
        & ~units.split
        & (units.founded < -1)
        & (units.closed == NEVER)
        & (units.staff >= 4)
    )
    order = rng.permutation(np.flatnonzero(able))
    chosen = {}
    for name in ("december_surge", "late_bulk_payment", "double_insured", "short_spells"):
        number = round(units.count * shares[name])
        chosen[name], order = np.sort(order[:number]), order[number:]
    return chosen


def _targets(units: Units, rng: np.random.Generator) -> np.ndarray:
    """Posts that each employer wants filled, by month: stable, growing, shrinking or collapsing."""
    path = draw(rng, calibration()["lives"]["path"], units.count)
    monthly = np.zeros(units.count)
    for kind, low, high in (("growing", 0.004, 0.035), ("shrinking", -0.030, -0.003)):
        chosen = path == kind
        monthly[chosen] = rng.uniform(low, high, size=int(chosen.sum()))
    month = np.arange(WINDOW)
    wanted = units.staff[:, None] * np.exp(monthly[:, None] * month[None, :])
    falls = rng.integers(2, WINDOW - 1, size=units.count)
    cut = np.where(path == "collapsing", rng.uniform(0.1, 0.6, size=units.count), 1.0)
    wanted = np.where(month[None, :] >= falls[:, None], wanted * cut[:, None], wanted)
    wanted = np.maximum(1, np.floor(wanted + 0.5)).astype(np.int64)
    alive = (month[None, :] >= units.founded[:, None]) & (month[None, :] < units.closed[:, None])
    return np.where(alive & ~units.dormant[:, None], wanted, 0)


def _lasting(units: Units, rng: np.random.Generator) -> Flow:
    """The lasting staff: natural turnover, vacancies refilled in time, staff above the posts let go in time."""
    lives = calibration()["lives"]
    wanted = _targets(units, rng)
    turnover = rng.uniform(lives["leave_a_month"][0], lives["leave_a_month"][1], size=units.count)
    joins, leaves, forced = (np.zeros((units.count, WINDOW), dtype=np.int64) for _ in range(3))
    start = np.where(units.founded < 0, wanted[:, 0], 0)
    joins[:, 0] = wanted[:, 0] - start
    people = wanted[:, 0]
    for month in range(1, WINDOW):
        closing = units.closed == month
        natural = rng.binomial(people, turnover)
        surplus = np.maximum(0, people - natural - wanted[:, month])
        let_go = np.where(closing, people - natural, rng.binomial(surplus, 0.5))
        vacant = np.maximum(0, wanted[:, month] - (people - natural - let_go))
        hired = rng.binomial(vacant, lives["refill_a_month"])
        # The founding month starts with somebody.
        hired = np.where(
            (units.founded == month) & ~units.dormant, np.maximum(hired, np.minimum(vacant, 1)), hired
        )
        joins[:, month], leaves[:, month], forced[:, month] = hired, natural + let_go, let_go
        people = people - natural - let_go + hired
    return Flow(start=start, joins=joins, leaves=leaves, forced=forced)


def _seasonal(units: Units, rng: np.random.Generator) -> Flow:
    """Seasonal staff of some employers: farms, building, tourism and trade take people on in spring, or before New Year."""
    chosen = np.zeros(units.count, dtype=bool)
    fitting = np.isin(units.section.astype(str), ["A", "E", "H", "C", "N", "D"])
    able = np.flatnonzero(fitting & ~units.dormant & (units.founded < 0) & (units.closed == NEVER))
    share = calibration()["lives"]["seasonal"] * units.count / max(1, len(able))
    chosen[able[pick(rng, len(able), min(1.0, share))]] = True
    extra = np.where(chosen, np.ceil(units.staff * rng.uniform(0.2, 1.2, size=units.count)), 0).astype(
        np.int64
    )
    winter = (units.section == "D") | (rng.random(units.count) < 0.1)
    joins, leaves, forced = (np.zeros((units.count, WINDOW), dtype=np.int64) for _ in range(3))
    spring, autumn = rng.integers(2, 5, size=units.count), rng.integers(9, 12, size=units.count)
    rows = np.arange(units.count)
    for year in (0, 12):
        joins[rows, np.where(winter, year + 10, year + spring)] += extra
        leaves[rows, np.where(winter, year + 3, year + autumn)] += extra
    start = np.where(winter, extra, 0)
    return Flow(start=start, joins=joins, leaves=leaves, forced=forced)


def _surge(units: Units, chosen: np.ndarray, rng: np.random.Generator) -> Flow:
    """People put on the books in the base year's last month and off again in the next."""
    joins, leaves, forced = (np.zeros((units.count, WINDOW), dtype=np.int64) for _ in range(3))
    extra = np.ceil(units.staff[chosen] * rng.uniform(0.45, 0.9, size=len(chosen))).astype(np.int64)
    joins[chosen, BASE_FIRST + 11] = extra
    leaves[chosen, BASE_FIRST + 12] = extra
    return Flow(start=np.zeros(units.count, dtype=np.int64), joins=joins, leaves=leaves, forced=forced)


def _churn(units: Units, chosen: np.ndarray, rng: np.random.Generator) -> Flow:
    """People insured for one month at a time, month after month."""
    joins, leaves, forced = (np.zeros((units.count, WINDOW), dtype=np.int64) for _ in range(3))
    each = np.ceil(units.staff[chosen] * rng.uniform(0.25, 0.6, size=len(chosen))).astype(np.int64)
    for month in range(2, WINDOW - 1):
        joins[chosen, month] = each
        leaves[chosen, month + 1] = each
    return Flow(start=np.zeros(units.count, dtype=np.int64), joins=joins, leaves=leaves, forced=forced)


def _spells(units: Units, flow: Flow, rng: np.random.Generator) -> Spells:
    """One spell a person: whoever came first to a pool leaves it first."""
    count = units.count
    joined = flow.joins.sum(axis=1)
    people = flow.start + joined
    unit = np.repeat(np.arange(count), people)
    first = np.cumsum(people) - people
    begin = np.empty(len(unit), dtype=np.int64)
    rank = np.arange(len(unit)) - np.repeat(first, people)
    from_start = rank < flow.start[unit]
    tenure = np.minimum(rng.exponential(60, size=len(unit)), 300).astype(np.int64)
    begin[from_start] = np.maximum(-1 - tenure, np.minimum(units.founded[unit], -1))[from_start]
    months = np.tile(np.arange(WINDOW), count)
    begin[~from_start] = np.repeat(months, flow.joins.ravel())
    end = np.full(len(unit), STILL_THERE)
    reason = np.full(len(unit), "", dtype=object)
    leaving = flow.leaves.sum(axis=1)
    leaver_unit = np.repeat(np.arange(count), leaving)
    leaver_rank = np.arange(len(leaver_unit)) - np.repeat(np.cumsum(leaving) - leaving, leaving)
    place = first[leaver_unit] + leaver_rank
    end[place] = np.repeat(months, flow.leaves.ravel())
    reason[place] = _reasons(flow, rng)
    return Spells(unit=unit, person=np.zeros(0, dtype=np.int64), begin=begin, end=end, reason=reason)


def _reasons(flow: Flow, rng: np.random.Generator) -> np.ndarray:
    """Why each leaver left, in the order employer, month; "" where nobody wrote it down."""
    leaving = calibration()["leaving"]
    per_month = flow.leaves.ravel()
    total = int(per_month.sum())
    rank = np.arange(total) - np.repeat(np.cumsum(per_month) - per_month, per_month)
    forced = rank < np.repeat(flow.forced.ravel(), per_month)
    reasons = draw(rng, leaving["natural"], total)
    reasons[forced] = draw(rng, leaving["forced"], int(forced.sum()))
    reasons[rng.random(total) < leaving["unstated"]] = ""
    return reasons


def _ordered(spells: Spells) -> Spells:
    """Spells by employer and first month."""
    order = np.lexsort((spells.end, spells.begin, spells.unit))
    return Spells(
        unit=spells.unit[order],
        person=spells.person,
        begin=spells.begin[order],
        end=spells.end[order],
        reason=spells.reason[order],
    )


def _persons(spells: Spells, doubled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Person numbers: some of the hired were somewhere else before; at a few employers most are insured elsewhere too."""
    person = rng.permutation(len(spells.unit)).astype(np.int64) + 1
    hired = np.flatnonzero(spells.begin > 0)
    hired = hired[rng.random(len(hired)) < calibration()["lives"]["moves_between_employers"]]
    left = np.flatnonzero(spells.end < STILL_THERE)
    hired = hired[np.lexsort((rng.random(len(hired)), spells.begin[hired]))]
    left = left[np.lexsort((rng.random(len(left)), spells.end[left]))]
    pairs = min(len(hired), len(left))
    hired, left = hired[len(hired) - pairs :], left[:pairs]
    fits = (spells.end[left] <= spells.begin[hired]) & (spells.unit[left] != spells.unit[hired])
    # A person taken over here may be the very one whose number was handed on: follow the chain to its end, in time.
    for taken, source in zip(hired[fits].tolist(), left[fits].tolist(), strict=True):
        person[taken] = person[source]
    settled = np.flatnonzero((spells.begin < 0) & (spells.end == STILL_THERE))
    settled = settled[~np.isin(spells.unit[settled], doubled)]
    mine = np.flatnonzero(np.isin(spells.unit, doubled) & (rng.random(len(spells.unit)) < 0.6))
    number = min(len(mine), len(settled))
    person[mine[:number]] = person[rng.choice(settled, size=number, replace=False)]
    return person


def claims_of(spells: Spells, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the spells whose person went on to draw unemployment benefit, and the first month drawn."""
    rng = stream(seed, "claims")
    chance = calibration()["leaving"]["claims"]
    odds = np.array([chance.get(reason, 0.0) for reason in spells.reason.tolist()])
    drawing = np.flatnonzero(rng.random(len(odds)) < odds)
    wait = rng.choice(3, size=len(drawing), p=weights([0.3, 0.5, 0.2]))
    return drawing, spells.end[drawing] + wait
