"""What each employer owed and paid, month by month: promptly, late, in part, never, deferred, corrected."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from wengang.kernel.period import last_day, month_index
from wengang.scenarios.refund.calibration import calibration, draw, stream
from wengang.scenarios.refund.units import WINDOW, Units
from wengang.scenarios.refund.workforce import BASE_FIRST, Workforce

EPOCH = dt.date(1970, 1, 1)
NO_DAY = -1
"""A day that has not come: days are counted from 1970-01-01."""


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(kw_only=True)
class Account:
    """One insurance's account of every employer: rows with people, sorted by month, then employer.

    Attributes
    ----------
    unit, month : int64
        Position of the employer; month index (year * 12 + month - 1).
    people : int64
    due_unit, due_person, paid_unit, paid_person : int64, fen
        ``paid_*`` is what came in with the month itself.
    paid_on, deferred_until : int64, days
        ``NO_DAY``: not paid with the month; not deferred.
    """

    unit: np.ndarray
    month: np.ndarray
    people: np.ndarray
    due_unit: np.ndarray
    due_person: np.ndarray
    paid_unit: np.ndarray
    paid_person: np.ndarray
    paid_on: np.ndarray
    deferred_until: np.ndarray


@dataclass(kw_only=True)
class Adjustments:
    """Later movements: arrears paid, and corrections (negative). All int64; amounts in fen, day in days."""

    unit: np.ndarray
    month: np.ndarray
    due_unit: np.ndarray
    due_person: np.ndarray
    paid_unit: np.ndarray
    paid_person: np.ndarray
    paid_on: np.ndarray


@dataclass(kw_only=True)
class Conduct:
    """Which employer-months were not paid with the month, when they were later, and until when deferred (days)."""

    unpaid: np.ndarray
    cured_on: np.ndarray
    deferred_until: np.ndarray


def conduct(units: Units, workforce: Workforce, *, base_year: int, seed: int) -> Conduct:
    """How every employer pays, over the whole window and the half year after it."""
    rng = stream(seed, "paying")
    shares = {kind: calibration()["paying"][kind] for kind in ("prompt", *_KINDS)}
    kind = draw(rng, shares, units.count)
    shape = (units.count, WINDOW)
    result = Conduct(
        unpaid=np.zeros(shape, dtype=bool),
        cured_on=np.full(shape, NO_DAY),
        deferred_until=np.full(shape, NO_DAY),
    )
    odd = np.concatenate(list(workforce.patterns.values()))
    kind[odd] = "prompt"  # odd conduct is seen best on a clean account
    for name, apply in _KINDS.items():
        chosen = np.flatnonzero(kind == name)
        apply(result, chosen, rng=stream(seed, name), base_year=base_year)
    bulk = workforce.patterns["late_bulk_payment"]
    _bulk(result, bulk, rng=stream(seed, "bulk"), base_year=base_year)
    return result


def _month_end(base_year: int, month: int) -> int:
    return day_number(last_day(month_index(base_year - 1, 1) + month))


def _untidy(result: Conduct, chosen: np.ndarray, *, rng: np.random.Generator, base_year: int) -> None:
    """One month in eight is paid one to three months late."""
    ends = np.array([_month_end(base_year, month) for month in range(WINDOW)])
    late = rng.random((len(chosen), WINDOW)) < 0.125
    delay = rng.integers(4, 95, size=late.shape)
    result.unpaid[chosen] = late
    result.cured_on[chosen] = np.where(late, ends[None, :] + delay, NO_DAY)


def _strained(result: Conduct, chosen: np.ndarray, *, rng: np.random.Generator, base_year: int) -> None:
    """A stretch of three to ten months unpaid, then all of it on one day up to the June after."""
    begin = rng.integers(0, WINDOW - 2, size=len(chosen))
    length = rng.integers(3, 11, size=len(chosen))
    month = np.arange(WINDOW)
    stretch = (month[None, :] >= begin[:, None]) & (month[None, :] < (begin + length)[:, None])
    final = day_number(dt.date(base_year + 1, 6, 30))
    over = np.array([_month_end(base_year, int(m)) for m in np.minimum(begin + length, WINDOW - 1)])
    cured = (over + rng.random(len(chosen)) * np.maximum(20, final - over)).astype(np.int64)
    result.unpaid[chosen] = stretch
    result.cured_on[chosen] = np.where(stretch, cured[:, None], NO_DAY)


def _defaulting(result: Conduct, chosen: np.ndarray, *, rng: np.random.Generator, base_year: int) -> None:
    """Stops paying one month, often before the window, and does not begin again, whatever the ``base_year``."""
    del base_year
    begin = rng.integers(-12, WINDOW, size=len(chosen))
    result.unpaid[chosen] = np.arange(WINDOW)[None, :] >= begin[:, None]


def _deferred(result: Conduct, chosen: np.ndarray, *, rng: np.random.Generator, base_year: int) -> None:
    """Deferral approved for the last months of the base year; some deferrals have run out unpaid."""
    begin = rng.integers(BASE_FIRST + 5, BASE_FIRST + 11, size=len(chosen))
    stretch = np.arange(WINDOW)[None, :] >= begin[:, None]
    ends = np.array([day_number(dt.date(base_year + 1, *day)) for day in ((6, 30), (12, 31), (2, 28))])
    until = ends[rng.choice(3, size=len(chosen), p=[0.6, 0.15, 0.25])]
    result.unpaid[chosen] = stretch
    result.deferred_until[chosen] = np.where(stretch, until[:, None], NO_DAY)


def _bulk(result: Conduct, chosen: np.ndarray, *, rng: np.random.Generator, base_year: int) -> None:
    """Most of the base year unpaid, and all of it in one week of March, when word of money has gone round."""
    begin = rng.integers(BASE_FIRST, BASE_FIRST + 6, size=len(chosen))
    stretch = np.arange(WINDOW)[None, :] >= begin[:, None]
    day = day_number(dt.date(base_year + 1, 3, 6)) + rng.integers(0, 6, size=len(chosen))
    result.unpaid[chosen] = stretch
    result.cured_on[chosen] = np.where(stretch, day[:, None], NO_DAY)


_KINDS = {  # the prompt ones need nothing
    "untidy": _untidy,
    "strained": _strained,
    "defaulting": _defaulting,
    "deferred": _deferred,
}


def wages(units: Units) -> np.ndarray:
    """Wage base a head in whole even yuan, by employer and month: it rises each July."""
    wage = calibration()["wage"]
    month = np.arange(WINDOW)
    rises = (month - 6) // 12 + 1
    steps = np.array([(100 + wage["july_rise_percent"]) ** r * 100 ** (2 - r) for r in range(3)])
    grown = units.wage[:, None] * steps[np.clip(rises, 0, 2)][None, :] // 10_000
    bounded: np.ndarray = np.minimum(grown, wage["cap"]) // 2 * 2
    return bounded


def account(
    units: Units, workforce: Workforce, paying: Conduct, *, insurance: str, base_year: int, months: range
) -> Account:
    """The rows of one insurance for some months of the window, with a row of nobody where an employer stands idle."""
    rate_unit, rate_person = calibration()["rates"][insurance]
    wanted = np.zeros(WINDOW, dtype=bool)
    wanted[list(months)] = True
    window = np.arange(WINDOW)
    standing = (units.founded[:, None] <= window) & (window < units.closed[:, None]) & ~units.dormant[:, None]
    month, unit = np.nonzero((standing | (workforce.heads > 0)).T & wanted[:, None])
    people = workforce.heads[unit, month]
    base = wages(units)[unit, month] * people  # yuan, even: half a percent of it is whole fen
    due_unit, due_person = base * rate_unit // 100, base * rate_person // 100
    unpaid = paying.unpaid[unit, month] | (people == 0)
    first = month_index(base_year - 1, 1)
    starts = np.array([day_number(last_day(first + m - 1)) for m in range(WINDOW)])
    own_day = 3 + unit * 7919 % 23  # each employer has its day of the month
    return Account(
        unit=unit,
        month=month + first,
        people=people,
        due_unit=due_unit,
        due_person=due_person,
        paid_unit=np.where(unpaid, 0, due_unit),
        paid_person=np.where(unpaid, 0, due_person),
        paid_on=np.where(unpaid, NO_DAY, starts[month] + own_day),
        deferred_until=np.where(people > 0, paying.deferred_until[unit, month], NO_DAY),
    )


def adjustments(rows: Account, paying: Conduct, *, base_year: int, seed: int) -> Adjustments:
    """Arrears paid later, the missing part of months paid in part, and corrections; changes ``rows`` for the parts."""
    rng = stream(seed, "adjustments")
    shares = calibration()["paying"]
    first = month_index(base_year - 1, 1)
    size = len(rows.unit)
    cured = np.flatnonzero((paying.cured_on[rows.unit, rows.month - first] != NO_DAY) & (rows.people > 0))
    paid = rows.paid_on != NO_DAY
    part = np.flatnonzero(paid & (rng.random(size) < shares["part_paid_a_thousand"] / 1000))
    rows.paid_person[part] = 0
    wrong = (rng.random(size) < shares["corrected_a_thousand"] / 1000) & paid & (rows.people > 1)
    wrong[part] = False
    part = part[rng.random(len(part)) < 0.7]
    corrected = np.flatnonzero(wrong)
    heads = rows.people[corrected]
    each_unit, each_person = rows.due_unit[corrected] // heads, rows.due_person[corrected] // heads
    both_zero = np.zeros(len(cured) + len(part), dtype=np.int64)
    position = np.concatenate([cured, part, corrected])
    return Adjustments(
        unit=rows.unit[position],
        month=rows.month[position],
        due_unit=np.concatenate([both_zero, -each_unit]),
        due_person=np.concatenate([both_zero, -each_person]),
        paid_unit=np.concatenate([rows.due_unit[cured], np.zeros(len(part), dtype=np.int64), -each_unit]),
        paid_person=np.concatenate([rows.due_person[cured], rows.due_person[part], -each_person]),
        paid_on=np.concatenate(
            [
                paying.cured_on[rows.unit[cured], rows.month[cured] - first],
                rows.paid_on[part] + rng.integers(20, 200, size=len(part)),
                rows.paid_on[corrected] + rng.integers(20, 70, size=len(corrected)),
            ]
        ),
    )
