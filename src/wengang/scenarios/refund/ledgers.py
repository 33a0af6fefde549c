"""The contribution ledgers: unemployment in full, later movements, and a part of the other insurances."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wengang.kernel.period import month_index, month_text
from wengang.scenarios.refund.calibration import calibration, pick, stream
from wengang.scenarios.refund.contributions import (
    NO_DAY,
    Account,
    Adjustments,
    Conduct,
    account,
    adjustments,
    day_number,
)
from wengang.scenarios.refund.dirt import day_text, with_duplicates
from wengang.scenarios.refund.sheets import Sheet, numbers, per_value, replaced, text, yuan
from wengang.scenarios.refund.units import WINDOW, Units
from wengang.scenarios.refund.workforce import BASE_FIRST, Workforce


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A part of the ledger that did not arrive: of one division and month (``YYYY-MM``) only ``kept_percent`` is there."""

    division: str
    month: str
    kept_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class City:
    """The city as it is, and the circumstances of the extract: drawn on which day, what never arrived."""

    units: Units
    workforce: Workforce
    paying: Conduct
    base_year: int
    seed: int
    drawn_on: dt.date
    gaps: tuple[Gap, ...] = ()


def ledger_sheets(city: City, *, other_months: int) -> list[Sheet]:
    """The unemployment ledger, its adjustments, and pension and injury for the base year's last months."""
    rows = account(
        city.units, city.workforce, city.paying, insurance="unemployment", base_year=city.base_year,
        months=range(WINDOW),
    )  # fmt: skip
    later = adjustments(rows, city.paying, base_year=city.base_year, seed=city.seed)
    sheets = [_unemployment(city, rows), _later(city, later)]
    if other_months:
        sheets.append(_others(city, other_months))
    return sheets


def _taken(rows: Account, keep: np.ndarray) -> Account:
    return Account(**{name: values[keep] for name, values in vars(rows).items()})


def _arrived(city: City, rows: Account) -> np.ndarray:
    """Positions of the rows that reached the extract; a few twice."""
    rng = stream(city.seed, "arrived")
    dirt = calibration()["dirt"]
    lost = rng.random(len(rows.unit)) < dirt["month_missing"]
    late = np.zeros(city.units.count, dtype=bool)
    late[pick(rng, city.units.count, dirt["december_missing"])] = True
    lost |= late[rows.unit] & (rows.month == month_index(city.base_year, 12))
    luck = rng.integers(0, 100, size=len(rows.unit))
    for gap in city.gaps:
        here = (city.units.division[rows.unit] == gap.division) & (per_month(rows.month) == gap.month)
        lost |= here & (luck >= gap.kept_percent)
    # Nothing can be in an extract that was drawn before the month was billed.
    lost |= rows.month > month_index(city.drawn_on.year, city.drawn_on.month)
    arrived: np.ndarray = np.flatnonzero(~lost)[with_duplicates(rng, int((~lost).sum()))]
    return arrived


def per_month(months: np.ndarray) -> np.ndarray:
    """Month indices as ``YYYY-MM``, an object array."""
    different, position = np.unique(months, return_inverse=True)
    texts: np.ndarray = np.array([month_text(int(month)) for month in different], dtype=object)
    return texts[position] if len(different) else np.zeros(0, dtype=object)


def _compact_month(month: int) -> str:
    return month_text(month).replace("-", "")


def _unemployment(city: City, rows: Account) -> Sheet:
    """单位缴费台账: one row an employer and month, in yuan, month as 201901, day as 20190115."""
    rng = stream(city.seed, "unemployment ledger")
    rows = _taken(rows, _arrived(city, rows))
    known = (rows.paid_on != NO_DAY) & (rows.paid_on <= day_number(city.drawn_on))
    in_base = (rows.month - month_index(city.base_year, 1)) // 12 == 0
    blank = in_base & (rng.random(len(rows.unit)) < calibration()["dirt"]["headcount_blank"])
    columns = {
        "单位编号": text(city.units.employer_no).take(pa.array(rows.unit)),
        "费款所属期": per_value(rows.month, _compact_month),
        "缴费人数": numbers(rows.people, blank=blank),
        "单位应缴": yuan(rows.due_unit),
        "个人应缴": yuan(rows.due_person),
        "单位实缴": yuan(rows.paid_unit, blank=~known),
        "个人实缴": yuan(rows.paid_person, blank=~known),
        "到账日期": per_value(np.where(known, rows.paid_on, NO_DAY), lambda day: day_text(day, 2)),
        "缓缴截止": per_value(rows.deferred_until, lambda day: day_text(day, 2)),
    }
    _spoil(rng, columns)
    return Sheet(stem="unemployment_ledger", title="社保中心_失业保险单位缴费台账", columns=columns)


def _spoil(rng: np.random.Generator, columns: dict[str, pa.Array]) -> None:
    """A few cells that nobody can read: a thirteenth month, a remark for an amount, a guess for a number."""
    share = calibration()["dirt"]["unreadable_cell"] / 3
    for name, nonsense in (("费款所属期", "201913"), ("单位应缴", "见附页"), ("缴费人数", "约20人")):
        rows = pick(rng, len(columns[name]), share)
        columns[name] = replaced(columns[name], rows, [nonsense] * len(rows))


def _later(city: City, later: Adjustments) -> Sheet:
    """补缴与更正明细: arrears paid, corrections; yuan with separators, months as 2019年3月, days as 2020.1.5."""
    rng = stream(city.seed, "adjustment rows")
    known = np.flatnonzero(later.paid_on <= day_number(city.drawn_on))
    order = known[np.lexsort((later.month[known], later.unit[known], later.paid_on[known]))]
    rows = Adjustments(**{name: values[order] for name, values in vars(later).items()})
    serial = np.array([f"BJ{number:08d}" for number in range(1, len(order) + 1)], dtype=object)
    columns = {
        "流水号": text(serial),
        "单位编号": text(city.units.employer_no).take(pa.array(rows.unit)),
        "所属期": per_value(rows.month, lambda month: f"{month // 12}年{month % 12 + 1}月"),
        "业务类型": text(np.where(rows.due_unit < 0, "更正", "补缴").astype(object)),
        "应缴变动_单位": _separated(rows.due_unit),
        "应缴变动_个人": _separated(rows.due_person),
        "实缴_单位": _separated(rows.paid_unit),
        "实缴_个人": _separated(rows.paid_person),
        "到账日期": per_value(rows.paid_on, lambda day: day_text(day, 1)),
    }
    twice = pa.array(with_duplicates(rng, len(order)))
    return Sheet(
        stem="unemployment_adjustments",
        title="社保中心_失业保险补缴与更正明细",
        columns={name: column.take(twice) for name, column in columns.items()},
    )


def _separated(fen: np.ndarray) -> pa.Array:
    """Yuan with thousands separators, as a spreadsheet prints it."""
    return per_value(
        fen, lambda amount: f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"
    )


def _others(city: City, months: int) -> Sheet:
    """养老、工伤缴费台账: the same employers and conduct, in fen, for the last months of the base year."""
    last = BASE_FIRST + 12
    parts = [
        account(
            city.units, city.workforce, city.paying, insurance=name, base_year=city.base_year,
            months=range(last - months, last),
        )
        for name in ("pension", "injury")
    ]  # fmt: skip
    codes = np.repeat(np.array(["110", "410"], dtype=object), [len(part.unit) for part in parts])
    rows = Account(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    )
    known = (rows.paid_on != NO_DAY) & (rows.paid_on <= day_number(city.drawn_on))
    columns = {
        "单位编号": text(city.units.employer_no).take(pa.array(rows.unit)),
        "险种": text(codes),
        "费款所属期": per_value(rows.month, month_text),
        "缴费人数": numbers(rows.people),
        "单位应缴_分": numbers(rows.due_unit),
        "个人应缴_分": numbers(rows.due_person),
        "单位实缴_分": numbers(rows.paid_unit, blank=~known),
        "个人实缴_分": numbers(rows.paid_person, blank=~known),
        "到账日期": per_value(np.where(known, rows.paid_on, NO_DAY), day_text),
    }
    return Sheet(
        stem="pension_injury_ledger",
        title="社保中心_养老工伤保险单位缴费台账",
        columns=columns,
        encoding="utf-8-sig",
    )
