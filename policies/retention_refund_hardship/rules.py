"""Refund for firms in hardship that can recover (困难企业稳岗返还, 经营困难且恢复有望企业), 2019 and 2020.

The general refund's conditions of the same year and place, a larger reserve of the fund, a list of recognised
firms (RR20), and not beside the general refund (RR21). The amount goes by heads: months times the monthly
benefit a head times the average headcount of the base year, rounded half up to the fen once for each unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy import (
    NO,
    OPEN,
    YES,
    Column,
    Condition,
    Question,
    Specimen,
    Tables,
    Terms,
    Text,
    Word,
    count_where,
    floor_div,
    joined_by,
    known,
    total,
)

from ..retention_refund.facts import refund_facts, standing
from ..retention_refund.insured import insured_period
from ..retention_refund.questions import LISTS
from ..retention_refund.ratio import size_class
from ..retention_refund.rules import PACK as GENERAL
from ..retention_refund.rules import general_conditions, not_paid_in_full, reserve_reaches
from ..retention_refund.specimen import BENEFIT_FEN, alternatives, lines, plain_firm

SCHEME = "retention-refund-hardship"
RECOGNISED = "hardship_recognised"
_SHARED = ("RR02", "RR03", "RR04", "RR05", "RR06", "RR07", "RR08", "RR09", "RR10", "RR11")


def facts(tables: Tables, terms: Terms) -> Table:
    """The general facts; what this scheme already paid; whether the local list recognises the firm."""
    refunds, listings = tables["refunds"], tables["listings"]
    own = refunds.filter((refunds.year == terms.year) & (refunds.scheme == SCHEME))
    there = standing(listings.filter(listings["list"] == RECOGNISED), terms)
    recognised = there.group_by("employer_id").aggregate(
        recognised_sure=count_where(there.certain),
        recognised_keys=ibis.ifelse(there.certain, ibis.null("string"), there.key)
        .collect()
        .unique()
        .sort()
        .join(";"),
    )
    general = refund_facts(refunds, terms).rename(general_fen="already_fen")
    paid = own.group_by("employer_id").aggregate(hardship_fen=total(own.amount_fen))
    row = GENERAL.facts(tables, terms).drop("already_fen")
    row = joined_by(row, *[(part, "employer_id") for part in (recognised, general, paid)])
    return row.mutate(
        already_fen=row.hardship_fen.fill_null(0),
        general_fen=row.general_fen.fill_null(0),
        recognised_sure=row.recognised_sure.fill_null(0),
    )


def derive(row: Table, terms: Terms) -> Table:
    """Named values between the facts and the conditions."""
    row = general_conditions(size_class(insured_period(row, terms)), terms)
    row = row.mutate(own_ratio_bp=ibis.null("int64"), ratio_bp=ibis.null("int64"))
    row = row.mutate(
        average_headcount=floor_div(row.headcount_sum * 2 + row.months_people, row.months_people * 2)
    )
    return row.mutate(at_stake_fen=ibis.greatest(entitlement(row, terms) - row.already_fen, 0))


def entitlement(row: Table, terms: Terms) -> IntegerValue:
    """Months x monthly benefit a head x exact average headcount, rounded half up to the fen."""
    product = terms["hardship.months"] * row.monthly_benefit_fen * row.headcount_sum
    return floor_div(product * 2 + row.months_people, row.months_people * 2).fill_null(0)


def fund_reserve(row: Table, terms: Terms) -> BooleanValue:
    """RR01: the fund held 24 months of payments; open too where the monthly benefit a head is not known."""
    reaches = reserve_reaches(row, terms, "hardship.fund_months")
    return ibis.ifelse(known(reaches) & row.monthly_benefit_fen.isnull(), OPEN, reaches)


def recognised(row: Table, terms: Terms) -> BooleanValue:
    """RR20: on the local list of firms in hardship that can recover, on the decision day."""
    if "lists" in terms.missing:
        return OPEN
    return ibis.cases((row.recognised_sure > 0, YES), (known(row.recognised_keys != ""), OPEN), else_=NO)


def not_beside_general(row: Table, terms: Terms) -> BooleanValue:
    """RR21: not beside the general refund of the same policy year (二选一)."""
    if not terms.plain("hardship.either_or"):
        return YES
    return OPEN if "refunds" in terms.missing else row.general_fen <= 0


def something_left(row: Table, terms: Terms) -> BooleanValue:
    """RR11: this policy year's hardship refund was not yet paid in full."""
    return not_paid_in_full(row, terms, owed=entitlement(row, terms))


def named_in_grant(row: Table, terms: Terms) -> StringValue:
    """A grant names RR20 alone."""
    return ibis.literal("RR20")


def _keys(row: Table, terms: Terms) -> StringValue:
    return row.recognised_keys.fill_null("")


def _no_fund(row: Table, terms: Terms) -> BooleanValue:
    return NO if "funds" in terms.missing else row.fund_months_num.isnull() | row.monthly_benefit_fen.isnull()


def _questions() -> tuple[Question, ...]:
    """The general scheme's questions, as far as its conditions are shared, and those on recognition."""
    changed: Mapping[str, object] = {
        "lists": ("RR06", "RR07", "RR08", "RR09", "RR20"),
        "match:": ("RR06", "RR07", "RR08", "RR09", "RR20"),
        "refunds": ("RR11", "RR21"),
        "ledger": ("RR03", "RR04", "RR05"),
    }
    kept = []
    for question in GENERAL.questions:
        if question.key == "match:":
            question = replace(question, keys=_all_matches(question), to=LISTS)
        if question.key == "fund":
            question = replace(question, asked=_no_fund)
        if question.key == "size":
            continue
        kept.append(replace(question, of=changed.get(question.key, question.of)))  # type: ignore[arg-type]
    return tuple(kept)


def _all_matches(general: Question) -> Word:
    def keys(row: Table, terms: Terms) -> StringValue:
        assert general.keys is not None
        of_lists = general.keys(row, terms)
        own = ibis.ifelse(row.RR20.isnull(), _keys(row, terms), "")
        parts = (of_lists + ";" + own).split(";").unique().sort()
        return parts.filter(lambda key: key != "").join(";").fill_null("")

    return keys


RR01 = Condition(
    id="RR01",
    rule=fund_reserve,
    article="人社部发〔2019〕23号",
    wording=Text(
        "统筹地区上年末失业保险基金备付期限达到规定月数",
        "the unemployment fund held the months of reserve asked for",
    ),
    parameters=("hardship.fund_months", "fund_level"),
    shows=("fund_months_text",),
    rests_on=("fund_rows",),
)
RR20 = Condition(
    id="RR20",
    rule=recognised,
    article="人社部发〔2019〕23号",
    wording=Text(
        "经当地认定为经营困难且恢复有望的企业",
        "recognised by the local list as in hardship and able to recover",
    ),
    granted_as=named_in_grant,
    rests_on=("listings",),
)
RR21 = Condition(
    id="RR21",
    rule=not_beside_general,
    article="人社部发〔2019〕23号 (二选一)",
    wording=Text("同一年度未享受普通稳岗返还", "no general refund of the same policy year"),
    parameters=("hardship.either_or",),
    shows=("general_fen",),
    rests_on=("refunds",),
)
_BY_ID = {condition.id: replace(condition, granted_as=None) for condition in GENERAL.conditions}
_BY_ID["RR11"] = replace(_BY_ID["RR11"], rule=something_left)


def _recognised_firm(terms: Terms) -> dict[str, object]:
    """The general scheme's plain firm, on the list of recognised firms."""
    return {**plain_firm(terms), "recognised_sure": 1, "general_fen": 0}


def _alternatives(terms: Terms) -> Sequence[Sequence[Mapping[str, object]]]:
    """The general alternatives, and those of recognition and of the general refund."""
    recognition: list[Mapping[str, object]] = [
        {"recognised_sure": 0},
        {"recognised_sure": 0, "recognised_keys": "match:list:1"},
    ]
    return (*alternatives(terms), recognition, [{"general_fen": 1}], [{"monthly_benefit_fen": None}])


PACK = replace(
    GENERAL,
    name=SCHEME,
    title=Text("困难企业稳岗返还", "Retention refund for firms in hardship"),
    years=(2019, 2020),
    facts=facts,
    derive=derive,
    conditions=(RR01, *(_BY_ID[name] for name in _SHARED), RR20, RR21),
    questions=_questions(),
    entitlement=entitlement,
    columns={
        **GENERAL.columns,
        "general_fen": Column(label=Text("本年度普通稳岗返还", "general refund of the year"), unit="fen"),
    },
    levers=tuple(lever for lever in GENERAL.levers if lever.id != "not_large"),
    specimen=Specimen(
        row=_recognised_firm,
        variations=_alternatives,
        profiles=lambda terms: [line for line in lines(terms) if line.id != "grows_large"],
        assumed=Text(
            f"每人每月失业保险金{BENEFIT_FEN / 100:.2f}元",
            f"a benefit of {BENEFIT_FEN / 100:.2f} yuan a head and month",
        ),
    ),
)
