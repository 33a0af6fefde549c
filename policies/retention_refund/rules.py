"""Retention refund (失业保险稳岗返还, until 2018 稳岗补贴): who qualifies, in the statute's order, and for how much.

Rules RR01 to RR14 as in README.md beside this file, which gives each one's document and article. Every
threshold is a dated parameter. Nothing here opens a file, a database or the clock.
"""

from decimal import Decimal

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from wengang.engines.policy import NO, OPEN, YES, Condition, Pack, Terms, Text, among, known

from .columns import COLUMNS, REPORT
from .facts import BAR_RULES, CARRIED, SHARED_KEYS, employer_facts, shared_tables, sheet
from .holds import HOLDS
from .insured import asked_mask, conflict, contribution_months, insured_period, undated_end
from .layoff import CLAIMS, LOWER, layoff_rate
from .levers import LEVERS
from .questions import QUESTIONS
from .ratio import at_stake, entitlement, ratio_of, size_class
from .size import reference_rows
from .specimen import SPECIMEN

KEYED = (
    *("employers", "ledger", "answered_months", "spells", "leavers_stated", "claims", "claimants_stated"),
    *("listings", "refunds", "applications", "area"),
)


def derive(row: Table, terms: Terms) -> Table:
    """Named values between the facts and the conditions."""
    row = general_conditions(ratio_of(size_class(insured_period(row, terms)), terms), terms)
    return row.mutate(
        average_headcount=ibis.ifelse(row.months_people > 0, _average(row), ibis.null("int64")),
        ratio_bp=row.own_ratio_bp,
        at_stake_fen=at_stake(row, terms),
    )


def general_conditions(row: Table, terms: Terms) -> Table:
    """Months of contribution, layoff rate, and the months to ask for; the hardship variant shares them."""
    return asked_mask(layoff_rate(contribution_months(row, terms), terms), terms)


def _average(row: Table) -> IntegerValue:
    doubled = row.headcount_sum * 2 + row.months_people
    divisor = (row.months_people * 2).nullif(0)
    return ((doubled - doubled % divisor) / divisor).cast("int64")


def fund_reserve(row: Table, terms: Terms) -> BooleanValue:
    """RR01: the pooling area's fund held enough months of payments at the end of last year (滚存结余备付期限)."""
    return reserve_reaches(row, terms, "fund_months")


def reserve_reaches(row: Table, terms: Terms, path: str) -> BooleanValue:
    """Whether the fund's months of reserve, an exact fraction, reach the parameter ``path`` (a decimal)."""
    months = terms.plain(path)
    if not isinstance(months, Decimal | int):
        raise TypeError(f"{path} is not a number of months: {months!r}")
    if "funds" in terms.missing:
        return OPEN
    required, parts = Decimal(months).as_integer_ratio()
    return row.fund_months_num * parts >= row.fund_months_den * required


def in_circle(row: Table, terms: Terms) -> BooleanValue:
    """RR02: the kind of unit is in the circle (参保企业; from 2021 also the units that are treated alike)."""
    return among(row.entity_type, terms.words("units"))


def contributed(row: Table, terms: Terms) -> BooleanValue:
    """RR03: insured in the base year, with the months of full contributions asked for (足额缴纳失业保险费12个月以上)."""
    return row.insured_in_base & row.enough_months


def without_arrears(row: Table, terms: Terms) -> BooleanValue:
    """RR04: no base-year month in arrears on the decision day (足额缴费; 缓缴不视为欠费; 补缴后可申领)."""
    return row.no_arrears


def layoffs_low(row: Table, terms: Terms) -> BooleanValue:
    """RR05: the layoff rate is not above the limit (裁员率), or, for small firms, the limit of their own."""
    return row.rate_met


def _not_listed(rule: str) -> BooleanValue:
    def judged(row: Table, terms: Terms) -> BooleanValue:
        certain, doubtful = row[f"listed_{rule}"], row[f"doubtful_{rule}"]
        if "lists" in terms.missing and terms.words(BAR_RULES[rule]):
            return OPEN
        return ibis.cases((known(certain), NO), (known(doubtful != ""), OPEN), else_=YES)

    return judged


def still_there(row: Table, terms: Terms) -> BooleanValue:
    """RR09: not bankrupt, struck off or deregistered on the decision day (破产清算, 注销)."""
    left = row.insured_to <= ibis.literal(terms.as_of)
    listed = _not_listed("RR09")(row, terms)
    return ibis.cases(
        (known(left), NO), (~listed.fill_null(True), NO), (undated_end(row), OPEN), else_=listed
    )


def no_agency(row: Table, terms: Terms) -> BooleanValue:
    """RR10: labour-dispatch agencies (劳务派遣) are never paid without an application (谁用工谁受益)."""
    if not terms.plain("dispatch.by_application"):
        return YES
    suspected = known(row.name.contains("劳务派遣")) | known(row.applied_dispatch) | conflict(row, "dispatch")
    applies = known(row.dispatch) | (row.dispatch.isnull() & suspected)
    return ibis.ifelse(applies, OPEN, YES)


def something_left(row: Table, terms: Terms) -> BooleanValue:
    """RR11: this policy year's refund was not yet paid in full (不得重复享受)."""
    return not_paid_in_full(row, terms, owed=entitlement(row, terms))


def not_paid_in_full(row: Table, terms: Terms, *, owed: IntegerValue) -> BooleanValue:
    """Whether something of what is owed is left, after what the scheme already paid this year."""
    if "refunds" in terms.missing:
        return OPEN
    return ~((row.already_fen > 0) & (owed <= row.already_fen))


def ratio_known(row: Table, terms: Terms) -> BooleanValue:
    """RR12: the ratio depends on size only where size can be told (企业划型)."""
    return ibis.ifelse(row.own_ratio_bp.isnull(), OPEN, YES)


def something_paid(row: Table, terms: Terms) -> BooleanValue:
    """RR13: something was paid for the base year (实际缴纳)."""
    return OPEN if "ledger" in terms.missing else row.base_fen > 0


def variant_of_rate(row: Table, terms: Terms) -> StringValue:
    """RR05a, RR05b or RR05c of a grant."""
    return row.rate_variant


def topped_up(row: Table, terms: Terms) -> BooleanValue:
    """RR14: a grant paid as a top-up (补差)."""
    return row.already_fen > 0


def already_paid(row: Table, terms: Terms) -> IntegerValue:
    """Fen paid before for the same policy year."""
    return row.already_fen


def needs(terms: Terms) -> tuple[str, ...]:
    """Canonical tables that the place's rules cannot do without."""
    formula = terms.text("layoff.formula")
    spells = ("spells",) if formula != CLAIMS and terms.words("layoff.excluded_leavers") else ()
    claims = ("claims",) if formula in (CLAIMS, LOWER) else ()
    return ("employers", "ledger", "lists", "refunds", "funds", *spells, *claims)


_RATE_PARAMETERS = (
    *("layoff.formula", "layoff.excluded_leavers", "layoff.max", "layoff.strict"),
    *("small.headcount_max", "small.max", "small.headcount_at"),
)
CONDITIONS = (
    Condition(
        id="RR01",
        rule=fund_reserve,
        article="人社部发〔2014〕76号 二(一)",
        wording=Text(
            "统筹地区上年末失业保险基金滚存结余备付期限达到规定月数",
            "the unemployment fund of the pooling area held the months of reserve asked for at the end of last year",
        ),
        parameters=("fund_months", "fund_level"),
        shows=("fund_months_text",),
        rests_on=("fund_rows",),
    ),
    Condition(
        id="RR02",
        rule=in_circle,
        article="人社部发〔2014〕76号 一; 人社部发〔2021〕29号",
        wording=Text(
            "属于参保企业或参照实施的单位", "the unit is an insured enterprise, or of a kind treated alike"
        ),
        parameters=("units",),
        shows=("entity_type",),
        rests_on=("employer_rows",),
    ),
    Condition(
        id="RR03",
        rule=contributed,
        article="人社部发〔2019〕23号 一",
        wording=Text(
            "上年度参保, 且截至上年末累计足额缴费达到规定月数",
            "insured in the base year, with the months of full contributions asked for by its end",
        ),
        parameters=("min_months",),
        shows=("months_contributed", "insured_months"),
        rests_on=("ledger_rows",),
        months_from=lambda terms: 0,  # however long ago
    ),
    Condition(
        id="RR04",
        rule=without_arrears,
        article="人社部发〔2014〕76号 二(二); 辽人社函〔2022〕89号",
        wording=Text(
            "上年度无欠费月份(补缴后视为缴清, 缓缴期内不视为欠费)",
            "no base-year month in arrears (back-payment cures it; a running deferral is no arrears)",
        ),
        parameters=("arrears_bar",),
        shows=("arrears_fen",),
        rests_on=("ledger_rows",),
    ),
    Condition(
        id="RR05",
        rule=layoffs_low,
        article="人社部发〔2014〕76号 二(三); 人社部等5部门2020年2月5日通知",
        wording=Text("未裁员, 或裁员率不高于规定限度", "no layoffs, or a layoff rate within the limit"),
        parameters=_RATE_PARAMETERS,
        shows=("headcount_start", "headcount_end", "leavers_excluded", "claimants", "layoff_rate_bp"),
        granted_as=variant_of_rate,
        variants={
            "RR05a": Text("未裁员(净减员为零)", "no net reduction"),
            "RR05b": Text("裁员率在一般限度以内", "layoff rate within the general limit"),
            "RR05c": Text("仅符合30人(含)以下企业的限度", "within the small-firm limit only"),
        },
        rests_on=("ledger_rows", "leaver_rows", "claim_rows"),
        months_from=lambda terms: terms.base_first - 1,  # the year begins as December ended
    ),
    Condition(
        id="RR06",
        rule=_not_listed("RR06"),
        article="人社部发〔2014〕76号 二(一); 辽人社函〔2022〕89号",
        wording=Text(
            "生产经营活动符合产业结构调整和环保政策",
            "its activity conforms to industrial-structure and environment policy",
        ),
        parameters=("lists.environment",),
        rests_on=("listings",),
    ),
    Condition(
        id="RR07",
        rule=_not_listed("RR07"),
        article="人社部发〔2019〕23号; 冀人社发〔2024〕14号",
        wording=Text("不是严重失信企业", "not a seriously dishonest unit"),
        parameters=("lists.dishonest",),
        rests_on=("listings",),
    ),
    Condition(
        id="RR08",
        rule=_not_listed("RR08"),
        article="辽人社函〔2022〕89号",
        wording=Text("不是“僵尸企业”", "not a zombie firm"),
        parameters=("lists.zombie",),
        rests_on=("listings",),
    ),
    Condition(
        id="RR09",
        rule=still_there,
        article="冀人社发〔2024〕14号",
        wording=Text(
            "决定日未破产、注销、吊销或停保", "not bankrupt, struck off or deregistered on the decision day"
        ),
        parameters=("lists.bankrupt",),
        shows=("insured_to", "status"),
        rests_on=("employer_rows", "listings"),
    ),
    Condition(
        id="RR10",
        rule=no_agency,
        article="人社部发〔2021〕29号; 人社部发〔2024〕40号",
        wording=Text(
            "不是劳务派遣单位(劳务派遣单位须申请并约定资金分配)",
            "not a labour-dispatch agency (agencies apply, with the division of the money agreed)",
        ),
        parameters=("dispatch.by_application",),
        shows=("dispatch",),
        rests_on=("employer_rows",),
    ),
    Condition(
        id="RR11",
        rule=something_left,
        article="不得重复享受(惯例)",
        wording=Text("本年度返还尚未足额发放", "this year's refund was not yet paid in full"),
        shows=("already_fen",),
        after_others=True,
        rests_on=("refunds",),
    ),
    Condition(
        id="RR12",
        rule=ratio_known,
        article="国统字〔2017〕213号",
        wording=Text(
            "返还比例取决于企业规模的, 规模可以确定", "where the ratio depends on size, size can be told"
        ),
        parameters=("ratio.large", "ratio.sme", "other_units.ratio"),
        shows=("size", "industry", "employees", "revenue_fen", "assets_fen"),
        rests_on=("employer_rows",),
    ),
    Condition(
        id="RR13",
        rule=something_paid,
        article="人社部发〔2014〕76号 三(惯例)",
        wording=Text("上年度实际缴纳了失业保险费", "contributions were actually paid for the base year"),
        shows=("base_fen",),
        after_others=True,
        rests_on=("ledger_rows",),
    ),
)

PACK = Pack(
    name="retention-refund",
    title=Text("失业保险稳岗返还", "Unemployment-insurance retention refund"),
    years=(2015, 2025),
    needs=needs,
    keyed=KEYED,
    facts=employer_facts,
    shared=shared_tables,
    shared_keys=SHARED_KEYS,
    derive=derive,
    conditions=CONDITIONS,
    questions=QUESTIONS,
    entitlement=entitlement,
    paid=already_paid,
    rounding="half_up_fen",
    notes={"RR14": topped_up},
    note_wordings={"RR14": Text("以补差方式发放", "paid as a top-up")},
    holds=HOLDS,
    report=REPORT,
    granted_only=("ratio_bp",),
    columns=COLUMNS,
    sheet=sheet,
    levers=LEVERS,
    specimen=SPECIMEN,
    carried=CARRIED,
    reference={"size_classes": reference_rows},
)
