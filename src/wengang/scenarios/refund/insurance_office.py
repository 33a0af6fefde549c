"""The social-insurance centre's other files: insured units, people's spells, and claims of unemployment benefit."""

import datetime as dt

import numpy as np
import pyarrow as pa

from wengang.kernel.period import last_day, month_index, month_text
from wengang.scenarios.refund.calibration import calibration, pick, stream
from wengang.scenarios.refund.contributions import NO_DAY, day_number
from wengang.scenarios.refund.dirt import (
    day_text,
    day_texts,
    retyped_codes,
    retyped_names,
    with_duplicates,
)
from wengang.scenarios.refund.ledgers import City
from wengang.scenarios.refund.sheets import Sheet, per_value, text
from wengang.scenarios.refund.units import NEVER
from wengang.scenarios.refund.workforce import BASE_FIRST, STILL_THERE, claims_of

KINDS = {
    "enterprise": "企业",
    "sole_trader": "个体工商户",
    "public_institution": "事业单位",
    "government": "机关",
    "private_institution": "民办非企业单位",
    "social_org": "社会团体",
    "law_firm": "律师事务所",
    "accounting_firm": "会计师事务所",
    "foundation": "基金会",
    "other": "其他",
}
"""Kinds of unit as the centre writes them."""

REASONS = {
    "resigned": "辞职",
    "dismissed": "违纪辞退",
    "laid_off": "经济性裁员",
    "mutual": "协商一致解除",
    "expired": "合同期满终止",
    "retired": "退休",
    "died": "死亡",
    "transferred": "调离",
    "other": "其他",
    "": "",
}
"""Reasons of leaving as the centre writes them."""


def insurance_sheets(city: City) -> list[Sheet]:
    """Insured units, spells that reach into the base year, and claims."""
    return [_units(city), *_people(city)]


def first_days(city: City, months: np.ndarray) -> np.ndarray:
    """Days (since 1970) on which window months begin."""
    first = month_index(city.base_year - 1, 1)
    different, position = np.unique(months, return_inverse=True)
    days = [day_number(last_day(first + int(m) - 1)) + 1 for m in different.tolist()]
    return np.array(days, dtype=np.int64)[position]


def _units(city: City) -> Sheet:
    """参保单位登记: every insured employer once; a few twice, fewer still twice and not alike."""
    units, rng = city.units, stream(city.seed, "insured units")
    dirt, market = calibration()["dirt"], calibration()["market"]
    count = units.count
    insured_from = first_days(city, units.founded) + rng.integers(0, 28, size=count)
    insured_from[pick(rng, count, dirt["insured_from_blank"])] = NO_DAY
    closed = (units.closed != NEVER) & (rng.random(count) < market["insured_to_if_closed"])
    insured_to = np.where(closed, first_days(city, np.minimum(units.closed, 400)) - 1, NO_DAY)
    insured_to[insured_to > day_number(city.drawn_on)] = NO_DAY
    names = retyped_names(rng, units.name, office="insurance", place=units.place, former=units.former)
    kinds = np.array([KINDS[kind] for kind in units.entity_type.tolist()], dtype=object)
    kinds[pick(rng, count, dirt["entity_type_blank"])] = ""
    states = np.where(insured_to != NO_DAY, "终止参保", "参保缴费").astype(object)
    columns = {
        "单位编号": text(units.employer_no),
        "单位名称": text(names),
        "单位代码": text(retyped_codes(rng, units.code, units.reg_no, office="insurance")),
        "上级单位代码": text(units.head_code),
        "单位类型": text(kinds),
        "经办机构": text(units.division),
        "法人代表": text(units.legal_rep),
        "参保状态": text(states),
        "参保日期": text(day_texts(rng, insured_from, (0, 1, 2))),
        "停保日期": text(day_texts(rng, insured_to, (0, 1))),
    }
    order = with_duplicates(rng, count)
    twins = pick(rng, count, dirt["twin_row"])
    rows = np.concatenate([order, twins])
    columns = {name: column.take(pa.array(rows)) for name, column in columns.items()}
    columns["单位名称"] = pa.concat_arrays(
        [columns["单位名称"].slice(0, len(order)), text([f"{names[i]}（新）" for i in twins.tolist()])]
    )
    return Sheet(stem="insurance_units", title="社保中心_失业保险参保单位登记", columns=columns, kind="xlsx")


def _people(city: City) -> list[Sheet]:
    """参保人员变动明细 and 失业金申领: spells not ended before the base year; claims up to the day drawn."""
    spells = city.workforce.spells
    rng = stream(city.seed, "people")
    first = month_index(city.base_year - 1, 1)
    drawn = month_index(city.drawn_on.year, city.drawn_on.month) - first
    number = text(city.units.employer_no)
    kept = np.flatnonzero((spells.end >= BASE_FIRST) & (spells.begin <= drawn))
    kept = kept[with_duplicates(rng, len(kept))[::1]]
    person = per_value(spells.person, lambda n: f"2{n:09d}")
    end = np.where(spells.end <= drawn, spells.end, STILL_THERE)
    columns = {
        "个人编号": person.take(pa.array(kept)),
        "单位编号": number.take(pa.array(spells.unit[kept])),
        "参保年月": per_value(spells.begin[kept], lambda month: month_text(first + month)),
        "停保年月": per_value(
            end[kept], lambda month: "" if month == STILL_THERE else month_text(first + month)
        ),
        "减员原因": text(
            np.where(end == STILL_THERE, "", [REASONS[r] for r in spells.reason.tolist()])[kept].astype(
                object
            )
        ),
    }
    drawing, month = claims_of(spells, seed=city.seed)
    seen = (month >= 0) & (month <= drawn)
    drawing, month = drawing[seen], month[seen]
    claims = {
        "单位编号": number.take(pa.array(spells.unit[drawing])),
        "个人编号": person.take(pa.array(drawing)),
        "首次领取年月": per_value(month, lambda m: _spelled_month(first + m)),
    }
    return [
        Sheet(stem="insured_spells", title="社保中心_参保人员变动明细", columns=columns),
        Sheet(
            stem="unemployment_claims", title="就业中心_失业保险金申领", columns=claims,
            encoding="utf-8-sig",
        ),
    ]  # fmt: skip


def _spelled_month(month: int) -> str:
    return f"{month // 12}.{month % 12 + 1:02d}"


def office_day(day: dt.date, form: int) -> str:
    """A calendar day in one of the offices' forms (see :func:`wengang.scenarios.refund.dirt.day_text`)."""
    return day_text(day_number(day), form)
