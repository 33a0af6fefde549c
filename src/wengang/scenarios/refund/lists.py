"""Lists of courts and offices, refunds already paid, the fund's balance, and agencies' applications."""

import datetime as dt

import numpy as np

from wengang.scenarios.refund.calibration import calibration, draw, pick, stream
from wengang.scenarios.refund.contributions import NO_DAY, day_number
from wengang.scenarios.refund.dirt import day_text, day_texts, retyped_codes, retyped_names, retyped_persons
from wengang.scenarios.refund.insurance_office import office_day
from wengang.scenarios.refund.ledgers import City
from wengang.scenarios.refund.names import person_names
from wengang.scenarios.refund.offices import outsiders
from wengang.scenarios.refund.sheets import Sheet, numbers, text
from wengang.scenarios.refund.units import NEVER
from wengang.scenarios.refund.workforce import BASE_FIRST

_LISTS = (
    (
        "court_dishonest",
        "法院_失信被执行人名单",
        "被执行人名称",
        "组织机构代码",
        "法定代表人或负责人",
        "发布日期",
        "屏蔽日期",
        "csv",
        3,
    ),
    (
        "wage_arrears",
        "劳动监察_拖欠农民工工资失信联合惩戒名单",
        "用人单位名称",
        "统一社会信用代码",
        "法定代表人",
        "列入日期",
        "移出日期",
        "csv",
        1,
    ),
    (
        "environment_violations",
        "生态环境局_环境违法与产能严重过剩企业",
        "企业名称",
        "信用代码",
        "法定代表人",
        "认定日期",
        "解除日期",
        "csv",
        0,
    ),
    (
        "zombie_firms",
        "国资委_僵尸企业名单",
        "企业名称",
        "统一社会信用代码",
        "法定代表人",
        "列入日期",
        "处置完毕日期",
        "xlsx",
        3,
    ),
    (
        "bankruptcies",
        "法院_破产与强制清算案件",
        "债务人",
        "债务人代码",
        "法定代表人",
        "受理日期",
        "终结日期",
        "csv",
        4,
    ),
    (
        "hardship_recognised",
        "工信局_经营困难且恢复有望企业",
        "企业名称",
        "信用代码",
        "联系人",
        "认定日期",
        "撤销日期",
        "csv",
        0,
    ),
)
"""Stem, title, headers of name, code, person in charge, listed, removed; kind; form of the days."""


def list_sheets(city: City) -> list[Sheet]:
    """Six lists, refunds already paid, the fund, and the few applications."""
    lists = [_list(city, *entry) for entry in _LISTS]
    return [*lists, _refunds(city), _fund(city), _applications(city)]


def _list(city: City, stem: str, title: str, *layout: str | int) -> Sheet:
    """One list: some insured employers, some firms that the insurance does not know; names and codes as typed."""
    units, rng, shares = city.units, stream(city.seed, stem), calibration()["lists"]
    name, code, person, listed, removed, kind, form = layout
    own = _listed(city, stem, rng)
    extra = 3 + round(len(own) * shares["outsiders"])
    other_names, other_codes = outsiders(city, extra, topic=stem)
    former = np.concatenate([units.former[own], np.full(extra, "", dtype=object)])
    names = np.concatenate([units.name[own], other_names])
    names = retyped_names(rng, names, office="list", place=units.place, former=former)
    numbers_ = np.concatenate([units.reg_no[own], np.full(extra, "", dtype=object)])
    codes = retyped_codes(rng, np.concatenate([units.code[own], other_codes]), numbers_, office="list")
    if stem in {"court_dishonest", "zombie_firms"}:
        nine = rng.random(len(codes)) < 0.35
        codes = np.array(
            [f"{c[8:16]}-{c[16]}" if short and len(c) == 18 else c
             for c, short in zip(codes.tolist(), nine.tolist(), strict=True)], dtype=object,
        )  # fmt: skip
    days, off = _listed_days(city, rng, len(names))
    seen = np.flatnonzero(days <= day_number(city.drawn_on))
    columns = {
        "序号": np.arange(1, len(names) + 1).astype(str).astype(object),
        str(name): names,
        str(code): codes,
        str(person): retyped_persons(rng, np.concatenate([units.legal_rep[own], person_names(rng, extra)])),
        str(listed): np.array(day_texts(rng, days, (int(form),)), dtype=object),
        str(removed): np.array(day_texts(rng, off, (int(form),)), dtype=object),
    }
    if stem == "environment_violations":
        columns["类别"] = draw(rng, {"违法排污": 0.8, "产能严重过剩": 0.2}, len(names))
    about = np.concatenate([own, np.full(extra, -1)])
    return Sheet(
        stem=stem,
        title=title,
        about=about[seen],
        columns={header: text(values[seen]) for header, values in columns.items()},
        kind=str(kind),
        encoding="utf-8-sig" if stem == "wage_arrears" else "gb18030",
    )


def _listed_days(city: City, rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Days of entering and of leaving a list (``NO_DAY``: not written down; still there).

    Counted back from the June after, whatever the day drawn: a later extract knows the same rows and some more.
    """
    removed, undated = calibration()["lists"]["removed"], calibration()["lists"]["undated"]
    days = day_number(dt.date(city.base_year + 1, 6, 30)) - rng.integers(0, 1400, size=count)
    off = days + rng.integers(30, 900, size=count)
    off[rng.random(count) >= removed] = NO_DAY
    days[(rng.random(count) < undated) & (off == NO_DAY)] = NO_DAY
    days[-1] = day_number(dt.date(city.base_year, 5, 20))  # so that no list is ever empty
    off[off > day_number(city.drawn_on)] = NO_DAY
    return days, off


def _listed(city: City, stem: str, rng: np.random.Generator) -> np.ndarray:
    """Insured employers on a list: those in trouble sooner than others."""
    units = city.units
    legal = np.isin(units.entity_type.astype(str), ["enterprise", "sole_trader"]) & (units.head == -1)
    firms = np.flatnonzero(legal)
    if stem == "hardship_recognised":
        firms = firms[units.staff[firms] >= 20]
    number = min(len(firms), round(units.count * calibration()["lists"][stem]))
    unwell = (units.closed[firms] != NEVER) | city.paying.unpaid[firms].any(axis=1)
    odds = np.where(unwell, 3.0, 1.0)
    return (
        np.sort(rng.choice(firms, size=number, replace=False, p=odds / odds.sum())) if number else firms[:0]
    )


def _refunds(city: City) -> Sheet:
    """稳岗返还发放台账: what was paid to a hundred and some firms last year, and to a few already this year."""
    units, rng, settings = city.units, stream(city.seed, "refunds"), calibration()["refunds"]
    people = city.workforce.heads[:, BASE_FIRST - 1]
    sound = (people >= 15) & (units.entity_type == "enterprise") & ~city.paying.unpaid.any(axis=1)
    small = np.flatnonzero((people > 0) & (units.entity_type == "enterprise"))
    able = np.flatnonzero(sound) if sound.any() else small
    number = max(1, round(settings["last_year"] * units.count))  # at least one, in however small a city
    last = np.sort(rng.choice(able, size=min(number, len(able)), replace=False)) if len(able) else able
    already = small[pick(rng, len(small), settings["paid_already"])]
    chosen = np.concatenate([last, already])
    year = np.repeat([city.base_year, city.base_year + 1], [len(last), len(already)])
    a_head = rng.integers(settings["yuan_a_head"][0], settings["yuan_a_head"][1], size=len(chosen))
    cents = rng.integers(0, 100, size=len(chosen))
    amount = [f"{a * h:,}.{c:02d}" for a, h, c in zip(a_head, people[chosen], cents, strict=True)]
    columns = {
        "单位编号": text(units.employer_no[chosen]),
        "单位名称": text(units.name[chosen]),
        "返还年度": numbers(year),
        "返还金额": text(amount),
    }
    return Sheet(stem="paid_refunds", title="失业保险_稳岗返还发放台账", columns=columns)


def _fund(city: City) -> Sheet:
    """失业保险基金收支: balance and monthly outgo in ten thousand yuan, benefit a head in yuan, at three days."""
    fund = calibration()["fund"]
    scale = city.units.count / fund["employers_at_scale"]
    days = (
        dt.date(city.base_year - 1, 12, 31),
        dt.date(city.base_year, 12, 31),
        dt.date(city.base_year + 1, 1, 31),
    )
    growth = (0.96, 1.0, 1.004)
    columns = {
        "统筹区": [city.units.place.code] * 3,
        "统筹区名称": [city.units.place.name] * 3,
        "截止日期": [office_day(day, 3) for day in days],
        "累计结余_万元": [f"{fund['balance_10k'] * scale * g:.2f}" for g in growth],
        "月均支出_万元": [f"{fund['monthly_outgo_10k'] * scale * g:.2f}" for g in growth],
        "月人均失业金_元": [f"{fund['monthly_benefit_yuan']}.00"] * 3,
    }
    return Sheet(
        stem="fund_balance",
        title="财政局_失业保险基金收支",
        columns={name: text(values) for name, values in columns.items()},
        encoding="utf-8-sig",
    )


def _applications(city: City) -> Sheet:
    """劳务派遣机构申请: agencies that came forward by themselves."""
    units, rng = city.units, stream(city.seed, "applications")
    agencies = np.flatnonzero(units.agency)
    chosen = agencies[: max(1, len(agencies) // 5)]
    first = day_number(dt.date(city.base_year + 1, 2, 10))
    days = np.minimum(first + rng.integers(0, 30, size=len(chosen)), day_number(city.drawn_on))
    columns = {
        "单位编号": text(units.employer_no[chosen]),
        "申请机构": text(units.name[chosen]),
        "申请日期": text([day_text(day, 1) for day in days.tolist()]),
        "说明": text(["已与用工单位商定资金分配"] * len(chosen)),
    }
    return Sheet(
        stem="dispatch_applications", title="就业中心_劳务派遣机构申请", columns=columns,
        encoding="utf-8-sig",
    )  # fmt: skip
