"""What a person can answer to close an open condition (待核实事项), and the department that is asked."""

import ibis
from ibis.expr.types import BooleanValue, StringValue, Table

from wengang.engines.policy import NO, YES, Question, Rule, Terms, Text, any_of, joined, known

from .facts import BAR_RULES
from .insured import asked_months, undated_end
from .layoff import WITH_CLAIMS, WITH_HEADCOUNT, claims_over_start
from .open_start import leavers_matter

INSURANCE = Text("社保经办机构", "social-insurance office")
TAX = Text("税务部门", "tax office")
STATISTICS = Text("工信、统计部门", "industry and statistics bureaus")
MARKET = Text("市场监管部门", "market regulator")
EMPLOYMENT = Text("失业保险科", "unemployment-insurance desk")
FINANCE = Text("财政、基金部门", "finance and fund office")
LISTS = Text("名单来源部门", "department that sent the list")
EMPLOYER = Text("参保单位", "the employer")


def _absent(table: str) -> Rule:
    return lambda row, terms: YES if table in terms.missing else NO


def _no_account(row: Table, terms: Terms) -> BooleanValue:
    return row.account_no.isnull() | (row.account_no == "")


def _no_fund(row: Table, terms: Terms) -> BooleanValue:
    return NO if "funds" in terms.missing else row.fund_months_num.isnull()


def _kind_unknown(row: Table, terms: Terms) -> BooleanValue:
    return row.entity_type.isnull()


def _from_needed(row: Table, terms: Terms) -> BooleanValue:
    """insured_from is blank, and months before the first row could matter to what is open."""
    if "ledger" in terms.missing:
        return NO
    months = row.RR03.isnull() & row.enough_months.isnull()
    arrears = row.RR04.isnull() & row.start_unknown
    return row.from_unknown & known(months | arrears | _start_needed(row, terms))


def _start_needed(row: Table, terms: Terms) -> BooleanValue:
    """Whether the rate is open, and what keeps it open rests on months before the first row."""
    formula, by_start = terms.text("layoff.formula"), row.start_open | row.start_unknown
    needed = []
    if formula in WITH_HEADCOUNT:
        needed.append(row.by_headcount.isnull() & by_start)
    if formula in WITH_CLAIMS:
        average = terms.text("layoff.claims_denominator") != "start"
        small = terms.text("small.headcount_at") == "start"
        needed.append(row.by_claims.isnull() & (row.start_unknown if average and not small else by_start))
    return row.RR05.isnull() & any_of(needed)


def _leavers_open(row: Table, terms: Terms) -> BooleanValue:
    if terms.text("layoff.formula") not in WITH_HEADCOUNT or "spells" in terms.missing:
        return NO
    told = row.start_open & row.headcount_end.notnull()
    matter = ibis.ifelse(told, leavers_matter(row, terms, by_claims=claims_over_start(terms)), YES)
    return row.by_headcount.isnull() & (row.leavers_unexplained > 0) & matter


def _spells_open(row: Table, terms: Terms) -> BooleanValue:
    if "spells" not in terms.missing:
        return NO
    if terms.text("layoff.formula") not in WITH_HEADCOUNT:
        return row.asked_of_spells
    return row.asked_of_spells | (row.by_headcount.isnull() & row.leavers_open)


def _claims_open(row: Table, terms: Terms) -> BooleanValue:
    if terms.text("layoff.formula") not in WITH_CLAIMS or "claims" not in terms.missing:
        return NO
    return row.by_claims.isnull() & row.claimants.isnull()


def _months(row: Table, terms: Terms) -> StringValue:
    return ibis.literal("") if "ledger" in terms.missing else asked_months(row, terms)


def _size_open(row: Table, terms: Terms) -> BooleanValue:
    rate = NO if terms.plain("layoff.max_large") is None else row.RR05.isnull() & row.is_large.isnull()
    return row.RR12.isnull() | known(rate)


def _matches(row: Table, terms: Terms) -> StringValue:
    """Keys of the doubtful listings behind the open list rules, each once, in order."""
    keys = [ibis.ifelse(row[rule].isnull(), row[f"doubtful_{rule}"].fill_null(""), "") for rule in BAR_RULES]
    parts = joined(keys).split(";").unique().sort()
    return parts.filter(lambda key: key != "").join(";").fill_null("")  # Spark joins nothing to null


QUESTIONS = (
    Question(
        key="account",
        of=("",),
        to=EMPLOYER,
        wording=Text(
            "收款账户(账号;户名;开户行); 无对公账户的, 由税务部门提供缴费账户",
            "the account to pay to (number;name;bank); without one, the account that it contributes from, supplied by the tax office",
        ),
        asked=_no_account,
    ),
    Question(
        key="claims",
        of=("RR05",),
        to=EMPLOYMENT,
        wording=Text(
            "新领失业保险金人员名册未提供",
            "the file of new benefit claimants was not supplied",
        ),
        asked=_claims_open,
    ),
    Question(
        key="dispatch_application",
        of=("RR10",),
        to=EMPLOYER,
        wording=Text(
            "是否劳务派遣单位; 如是, 须申请并提交资金分配约定",
            "is it a dispatch agency? If so, an application with the division of the money agreed is needed",
        ),
        asked=lambda row, terms: YES,
    ),
    Question(
        key="entity_type",
        of=("RR02",),
        to=MARKET,
        wording=Text(
            "单位类型(企业、社会组织、个体工商户等)",
            "the kind of unit (enterprise, social organisation, sole trader …)",
        ),
        asked=_kind_unknown,
    ),
    Question(
        key="fund",
        of=("RR01",),
        to=FINANCE,
        wording=Text(
            "统筹地区上年末失业保险基金备付月数",
            "months of reserve of the unemployment fund at the end of last year",
        ),
        asked=_no_fund,
    ),
    Question(
        key="funds",
        of=("RR01",),
        to=FINANCE,
        wording=Text(
            "基金收支表未提供",
            "the fund table was not supplied",
        ),
        asked=_absent("funds"),
    ),
    Question(
        key="insured_from",
        of=(
            "RR03",
            "RR04",
            "RR05",
        ),
        to=INSURANCE,
        wording=Text(
            "首次参保日期",
            "the day from which it is insured",
        ),
        asked=_from_needed,
    ),
    Question(
        key="insured_to",
        of=("RR09",),
        to=MARKET,
        wording=Text(
            "注销、吊销或停保的日期",
            "the day on which it was deregistered, struck off or stopped insuring",
        ),
        asked=lambda row, terms: undated_end(row),
    ),
    Question(
        key="leavers",
        of=("RR05",),
        to=INSURANCE,
        wording=Text(
            "上年度减员人员的离职原因(分原因人数)",
            "why the people who left in the base year left (people by reason)",
        ),
        asked=_leavers_open,
    ),
    Question(
        key="ledger",
        of=(
            "RR03",
            "RR04",
            "RR05",
            "RR13",
        ),
        to=INSURANCE,
        wording=Text(
            "缴费台账未提供",
            "the contribution ledger was not supplied",
        ),
        asked=_absent("ledger"),
    ),
    Question(
        key="ledger:",
        of=(
            "RR03",
            "RR04",
            "RR05",
        ),
        to=INSURANCE,
        wording=Text(
            "该月缴费情况(人数;单位应缴;个人应缴;单位实缴;个人实缴;缴费日), 未参保填 none",
            "that month's row (headcount;due_unit;due_person;paid_unit;paid_person;paid_on), or none if it was not insured",
        ),
        keys=_months,
    ),
    Question(
        key="lists",
        of=(
            "RR06",
            "RR07",
            "RR08",
            "RR09",
        ),
        to=LISTS,
        wording=Text(
            "名单未提供",
            "the lists were not supplied",
        ),
        asked=_absent("lists"),
    ),
    Question(
        key="match:",
        of=(
            "RR06",
            "RR07",
            "RR08",
            "RR09",
        ),
        to=LISTS,
        wording=Text(
            "名单所列是否就是该单位(1 是, 0 否)",
            "is the one listed this very employer (1 yes, 0 no)?",
        ),
        keys=_matches,
    ),
    Question(
        key="refunds",
        of=("RR11",),
        to=FINANCE,
        wording=Text(
            "已发放台账未提供",
            "the table of refunds already paid was not supplied",
        ),
        asked=_absent("refunds"),
    ),
    Question(
        key="size",
        of=(
            "RR05",
            "RR12",
        ),
        to=STATISTICS,
        wording=Text(
            "企业规模(大型 large、中型 medium、小型 small、微型 micro)",
            "the size of the firm (large, medium, small or micro)",
        ),
        asked=_size_open,
    ),
    Question(
        key="spells",
        of=("RR03", "RR05"),
        to=INSURANCE,
        wording=Text(
            "参保人员增减名册未提供",
            "the file of insured spells was not supplied",
        ),
        asked=_spells_open,
    ),
)
