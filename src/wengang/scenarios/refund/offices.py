"""Other offices' registers: market, tax, statistics, and the list of labour-dispatch agencies."""

import datetime as dt

import numpy as np

from wengang.scenarios.refund.calibration import calibration, draw, pick, stream, words
from wengang.scenarios.refund.codes import (
    credit_codes,
    organisation_codes,
    registration_numbers,
)
from wengang.scenarios.refund.contributions import day_number
from wengang.scenarios.refund.dirt import day_texts, retyped_codes, retyped_names, with_duplicates
from wengang.scenarios.refund.insurance_office import first_days
from wengang.scenarios.refund.ledgers import City
from wengang.scenarios.refund.names import person_names, unit_names
from wengang.scenarios.refund.sheets import Sheet, numbers, text

_REGISTERED = ("enterprise", "sole_trader", "accounting_firm", "other")
_KINDS = {"enterprise": "企业", "sole_trader": "个体工商户"}
"""Kinds of unit as the market register writes them; of the others it says nothing that the insurance office would."""
_YUAN_PER_10K = 10_000


def office_sheets(city: City) -> list[Sheet]:
    """Market register, tax accounts, statistics' sizes, dispatch agencies."""
    return [_market(city), _tax(city), _statistics(city), _agencies(city)]


def _once_a_code(city: City, chosen: np.ndarray) -> np.ndarray:
    """Of the chosen positions one for each code: a register knows the legal person, not its units."""
    _, first = np.unique(city.units.code[chosen].astype(str), return_index=True)
    return chosen[np.sort(first)]


def outsiders(city: City, count: int, *, topic: str) -> tuple[np.ndarray, np.ndarray]:
    """Names and codes of firms that no one is insured with here."""
    rng = stream(city.seed, f"outsiders {topic}")
    places = city.units.place
    kinds = np.full(count, "enterprise", dtype=object)
    trades = np.array(list(calibration()["classes"]["F"].values()), dtype=object)
    names = unit_names(
        rng,
        places,
        entity_types=kinds,
        trades=trades[rng.integers(len(trades), size=count)],
        divisions=rng.integers(len(places.divisions), size=count),
    )
    serials = rng.choice(10_000_000, size=count, replace=False) + 200_000_000
    return names, credit_codes(kinds, organisation_codes(serials), place=places.code)


def _market(city: City) -> Sheet:
    """市场主体登记: firms and sole traders, most of them, and some that nobody is insured with."""
    units, rng, market = city.units, stream(city.seed, "market"), calibration()["market"]
    registered = np.flatnonzero(np.isin(units.entity_type.astype(str), _REGISTERED))
    known = _once_a_code(city, registered[rng.random(len(registered)) < market["coverage"]])
    extra = max(3, round(units.count * market["outsiders"]))
    other_names, other_codes = outsiders(city, extra, topic="market")
    year_end = day_number(dt.date(city.base_year, 12, 31))
    status = draw(rng, market["status_of_living"], len(known) + extra)
    gone = (units.closed[known] < 40) & (rng.random(len(known)) < market["deregistered_if_closed"])
    status[: len(known)][gone] = "注销"
    industry = np.concatenate(
        [units.industry[known], draw(rng, dict.fromkeys(calibration()["classes"]["F"], 1.0), extra)]
    )
    days = np.concatenate(
        [first_days(city, units.founded[known]) - rng.integers(1, 200, size=len(known)),
         year_end - rng.integers(50, 6000, size=extra)]
    )  # fmt: skip
    columns = {
        "企业名称": np.concatenate(
            [retyped_names(rng, units.name[known], office="market", place=units.place), other_names]
        ),
        "曾用名": np.concatenate([units.former[known], np.full(extra, "", dtype=object)]),
        "统一社会信用代码": np.concatenate(
            [retyped_codes(rng, units.code[known], units.reg_no[known], office="market"), other_codes]
        ),
        "注册号": np.concatenate(
            [units.reg_no[known],
             registration_numbers(np.arange(extra) + 50_000_000, place=units.place.code)]
        ),
        "主体类型": np.concatenate(
            [[_KINDS.get(kind, "") for kind in units.entity_type[known].tolist()], np.full(extra, "企业")]
        ).astype(object),
        "法定代表人": np.concatenate([units.legal_rep[known], person_names(rng, extra)]),
        "住所": _addresses(city, rng, len(known) + extra),
        "成立日期": np.array(day_texts(rng, np.maximum(days, 0), (3, 0)), dtype=object),
        "行业代码": _industry_codes(rng, industry),
        "登记状态": status,
    }  # fmt: skip
    return _market_rows(city, columns, np.concatenate([known, np.full(extra, -1)]))


def _market_rows(city: City, columns: dict[str, np.ndarray], about: np.ndarray) -> Sheet:
    """The rows in an order of their own, a few twice, a few entered again under another industry."""
    rng = stream(city.seed, "market rows")
    count = len(columns["企业名称"])
    order = rng.permutation(count)
    again = pick(rng, int((about >= 0).sum()), calibration()["sizes"]["another_industry"] / 2)
    rows = np.concatenate([order[with_duplicates(rng, count)], again])
    changed = {name: values[rows].copy() for name, values in columns.items()}
    if len(again):
        changed["行业代码"][-len(again) :] = draw(rng, {"F5211": 1, "C3484": 1, "L7259": 1}, len(again))
    return Sheet(
        stem="market_register",
        title="市场监督管理局_市场主体登记",
        columns={name: text(values) for name, values in changed.items()},
        kind="xlsx",
        about=about[rows],
    )


def _industry_codes(rng: np.random.Generator, codes: np.ndarray) -> np.ndarray:
    """Industry codes as typed: the class with its letter, without, only the division, only the letter, or none."""
    form = rng.choice(5, size=len(codes), p=[0.62, 0.20, 0.08, 0.06, 0.04])
    cuts = (slice(0, 5), slice(1, 5), slice(0, 3), slice(0, 1), slice(0, 0))
    return np.array(
        [code[cuts[f]] for code, f in zip(codes.tolist(), form.tolist(), strict=True)], dtype=object
    )


def _addresses(city: City, rng: np.random.Generator, count: int) -> np.ndarray:
    divisions = np.array([d.name for d in city.units.place.divisions], dtype=object)
    streets = np.array(words()["streets"], dtype=object)
    where = (
        divisions[rng.integers(len(divisions), size=count)] + streets[rng.integers(len(streets), size=count)]
    )
    houses = rng.integers(1, 300, size=count).astype(str).astype(object)
    addresses: np.ndarray = city.units.place.name + where + houses + "号"
    return addresses


def revenues(city: City) -> np.ndarray:
    """Yearly revenue of each employer, in yuan."""
    rng = stream(city.seed, "revenue")
    per_head = calibration()["sizes"]["revenue_per_head_10k"]
    middle = np.array([per_head[letter] for letter in city.units.section.tolist()], dtype=float)
    drawn = middle * city.units.staff * np.exp(rng.normal(-0.2, 0.9, size=city.units.count))
    yearly: np.ndarray = np.maximum(1, drawn * _YUAN_PER_10K).astype(np.int64)
    return yearly


def _tax(city: City) -> Sheet:
    """纳税人账户: taxpayer's code, revenue in yuan with separators, bank account; some without, a few with two."""
    units, rng, shares = city.units, stream(city.seed, "tax"), calibration()["accounts"]
    kind = np.where(
        np.isin(units.entity_type.astype(str), ["enterprise", "sole_trader"]), units.entity_type, "other"
    )
    chance = np.array([shares[name] for name in kind.tolist()])
    chosen = _once_a_code(city, np.flatnonzero(units.entity_type != "government"))
    banks = np.array(words()["banks"], dtype=object)
    count = len(chosen)
    has = rng.random(count) < chance[chosen]
    digits = rng.integers(10**13, 10**14, size=count)
    accounts = np.array([f"0{number}" for number in digits.tolist()], dtype=object)
    names = retyped_names(
        rng, units.name[chosen], office="tax", place=units.place, former=units.former[chosen]
    )
    codes = retyped_codes(rng, units.code[chosen], units.reg_no[chosen], office="tax")
    columns = {
        "纳税人识别号": codes,
        "纳税人名称": names,
        "营业收入": np.array([f"{yuan:,}.00" for yuan in revenues(city)[chosen].tolist()], dtype=object),
        "开户银行": np.where(has, banks[rng.integers(len(banks), size=count)], ""),
        "银行账号": np.where(has, accounts, ""),
        "账户名称": np.where(has, units.name[chosen], ""),
    }
    again = pick(rng, count, shares["two_accounts"])
    rows = np.concatenate([with_duplicates(rng, count), again])
    changed = {name: values[rows].copy() for name, values in columns.items()}
    for place, index in enumerate(again.tolist(), start=len(rows) - len(again)):
        changed["银行账号"][place] = f"0{digits[index] + 7}" if has[index] else ""
    return Sheet(
        stem="tax_accounts",
        title="税务局_缴费单位账户",
        columns={name: text(values.astype(object)) for name, values in changed.items()},
        about=chosen[rows],
    )


def _statistics(city: City) -> Sheet:
    """基本单位名录: size as the statistics office states it, staff, assets in ten thousand yuan; heads elsewhere too."""
    units, rng, sizes = city.units, stream(city.seed, "statistics"), calibration()["sizes"]
    size = _size_names(city)
    covered = rng.random(units.count) < np.array([sizes["coverage"][name] for name in size.tolist()])
    firms = np.isin(units.entity_type.astype(str), ["enterprise", "sole_trader"])
    own = _once_a_code(city, np.flatnonzero(firms & covered & (units.head == -1)))
    away = np.flatnonzero(units.head == -2)
    away = away[rng.random(len(away)) < 0.7]
    stated = np.where(rng.random(len(own)) < sizes["stated"], size[own], "")
    away_names = np.array(
        [name.split("公司")[0] + "公司" for name in units.name[away].tolist()], dtype=object
    )
    staff = np.maximum(1, units.staff[own] + rng.integers(-2, 4, size=len(own)))
    assets = np.maximum(1, revenues(city)[own] * rng.integers(40, 200, size=len(own)) // 1_000_000)
    names = retyped_names(
        rng, units.name[own], office="statistics", place=units.place, former=units.former[own]
    )
    blank = np.zeros(len(own) + len(away), dtype=bool)
    blank[len(own) :] = True
    filler = np.zeros(len(away), dtype=np.int64)
    columns = {
        "统一社会信用代码": text(
            np.concatenate(
                [
                    retyped_codes(rng, units.code[own], units.reg_no[own], office="statistics"),
                    units.head_code[away],
                ]
            )
        ),
        "单位详细名称": text(np.concatenate([names, away_names])),
        "从业人员期末人数": numbers(np.concatenate([staff, filler]), blank=blank),
        "资产总计_万元": numbers(np.concatenate([assets, filler]), blank=blank),
        "单位规模": text(
            np.concatenate([stated, draw(rng, {"大型": 0.7, "中型": 0.3}, len(away))]).astype(object)
        ),
    }
    return Sheet(
        stem="statistics_size", title="统计局_基本单位名录(单位规模)", columns=columns, kind="xlsx",
        about=np.concatenate([own, np.full(len(away), -1)]),
    )  # fmt: skip


def _size_names(city: City) -> np.ndarray:
    """大型, 中型, 小型 or 微型 by staff alone, as a clerk would guess; the office's own figures are not modelled."""
    bounds = calibration()["sizes"]["staff_bounds"]
    table = np.array([bounds.get(letter, bounds["default"]) for letter in city.units.section.tolist()])
    rank = (city.units.staff[:, None] < table).sum(axis=1)
    names: np.ndarray = np.array(["大型", "中型", "小型", "微型"], dtype=object)[rank]
    return names


def _agencies(city: City) -> Sheet:
    """劳务派遣经营许可名录: agencies with a licence."""
    units, rng = city.units, stream(city.seed, "agency list")
    own = np.flatnonzero(units.agency)
    names, codes = outsiders(city, 3, topic="agencies")
    written = retyped_names(rng, units.name[own], office="market", place=units.place)
    columns = {
        "许可证编号": text([f"{units.place.code}{i:06d}" for i in range(1, len(own) + 4)]),
        "机构名称": text(np.concatenate([written, names])),
        "统一社会信用代码": text(np.concatenate([units.code[own], codes])),
        "有效状态": text(np.full(len(own) + 3, "有效", dtype=object)),
    }
    return Sheet(
        stem="dispatch_agencies", title="行政审批局_劳务派遣经营许可", columns=columns,
        encoding="utf-8-sig", about=np.concatenate([own, np.full(3, -1)]),
    )  # fmt: skip
