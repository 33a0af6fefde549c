"""What might have been otherwise: what would have turned a refusal, lost a grant, or what an answer would lead to."""

import datetime as dt
from collections.abc import Callable, Mapping

from wengang.engines.policy import Lever, Text

from .facts import BAR_RULES
from .ledger_facts import BASE_MASK, BEFORE_BIT, LAST_BIT, plain_headcount_of

Row = Mapping[str, object]


def _count(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _at_start(row: Row) -> int:
    return max(_count(row, "headcount_before"), plain_headcount_of(_count(row, "first_people_key")))


def _keep_people(row: Row, step: int) -> dict[str, object]:
    end = _count(row, "headcount_december")
    return {**row, "headcount_december": end + step, "headcount_sum": _count(row, "headcount_sum") + step}


def _keepable(row: Row) -> range:
    return range(1, max(_at_start(row) - _count(row, "headcount_december"), 0) + 1)


def _more_months(row: Row, step: int) -> dict[str, object]:
    return {
        **row,
        "months_contributed": _count(row, "months_contributed") + step,
        "insured_months": max(_count(row, "insured_months"), 1),
    }


def _fewer_months(row: Row, step: int) -> dict[str, object]:
    return {**row, "months_contributed": _count(row, "months_contributed") - step}


def _pay_arrears(row: Row, step: int) -> dict[str, object]:
    owed, months = _count(row, "arrears_fen"), _count(row, "arrears_mask").bit_count()
    paid = _count(row, "base_fen") + owed
    contributed = _count(row, "months_contributed") + months
    return {**row, "arrears_mask": 0, "arrears_fen": 0, "base_fen": paid, "months_contributed": contributed}


def _fewer_claims(row: Row, step: int) -> dict[str, object]:
    return {**row, "claimants_known": _count(row, "claimants_known") - step}


def _unlisted(rule: str) -> object:
    return lambda row, step: {**row, f"listed_{rule}": False, f"doubtful_{rule}": None}


def _once(row: Row) -> range:
    return range(1, 2)


def _people(row: Row) -> int:
    """People in a month of the employer that is known, for months that are not: of December, else those before."""
    return max(_count(row, "headcount_december"), _at_start(row), 1)


def _months_answered(row: Row, people: int) -> dict[str, object]:
    """The months asked for have rows: ``people`` in each and paid in full; 0: not insured."""
    asked = _count(row, "asked_mask")
    months, in_base = asked.bit_count(), (asked & BASE_MASK).bit_count()
    known = {
        "rows_mask": _count(row, "rows_mask") | asked,
        "blank_mask": _count(row, "blank_mask") & ~asked,
        "months_blank": _count(row, "months_blank") - (_count(row, "blank_mask") & asked).bit_count(),
    }
    if not people:
        return {**row, **known}
    sums = {"months_contributed": months, "insured_months": in_base, "months_people": in_base}
    sums |= {"headcount_sum": people * in_base}
    before = {"headcount_before": people} if asked & (1 << BEFORE_BIT) else {}
    december = {"headcount_december": people} if asked & (1 << LAST_BIT) else {}
    added = {name: _count(row, name) + more for name, more in sums.items()}
    return {**row, **known, **added, **before, **december}


def _asked_months(row: Row) -> range:
    return range(_people(row), _people(row) + (1 if _count(row, "asked_mask") else 0))


def _leavers_were(excluded: bool) -> Callable[[Row, int], dict[str, object]]:
    def apply(row: Row, step: int) -> dict[str, object]:
        more = _count(row, "leavers_unexplained") if excluded else 0
        return {**row, "leavers_excluded": _count(row, "leavers_excluded") + more, "leavers_unexplained": 0}

    return apply


def _matched(listed: bool) -> Callable[[Row, int], dict[str, object]]:
    """The doubtful listings behind the open rules are this employer's, or none of them is."""

    def apply(row: Row, step: int) -> dict[str, object]:
        doubtful = [rule for rule in BAR_RULES if row.get(f"doubtful_{rule}")]
        sure = {f"listed_{rule}": True for rule in doubtful} if listed else {}
        return {**row, **{f"doubtful_{rule}": None for rule in doubtful}, **sure}

    return apply


def _said(**values: object) -> Callable[[Row, int], dict[str, object]]:
    return lambda row, step: {**row, **values}


def _answer(
    answer: str,
    wording: Text,
    apply: Callable[[Row, int], dict[str, object]],
    *,
    steps: Callable[[Row], range] = _once,
) -> Lever:
    return Lever(id=f"answer:{answer}", of=(), wording=wording, steps=steps, apply=apply)


ANSWERS = (
    *(
        _answer(f"size={size}", Text(zh, en), _said(size=size, head_size=size))
        for size, zh, en in (
            ("large", "大型企业", "a large firm"),
            ("small", "中小微企业", "a medium, small or micro firm"),
        )
    ),
    *(
        _answer(f"entity_type={kind}", Text(zh, en), _said(entity_type=kind))
        for kind, zh, en in (
            ("enterprise", "企业", "an enterprise"),
            ("social_org", "社会团体", "a social organisation"),
            ("sole_trader", "个体工商户", "a sole trader"),
            ("government", "机关", "a government body"),
        )
    ),
    _answer(
        "leavers=excluded",
        Text("未说明原因的减员都不计入裁员", "none of the leavers without a reason counts as laid off"),
        _leavers_were(excluded=True),
    ),
    _answer(
        "leavers=counted",
        Text("未说明原因的减员都计入裁员", "all leavers without a reason count as laid off"),
        _leavers_were(excluded=False),
    ),
    _answer(
        "dispatch_application=not_agency",
        Text("不是劳务派遣单位", "no dispatch agency"),
        _said(dispatch=False, applied_dispatch=None),
    ),
    _answer(
        "fund",
        Text("备付期限 {step} 个月", "a reserve of {step} months"),
        lambda row, step: {**row, "fund_months_num": step, "fund_months_den": 1},
        steps=lambda row: range(1, 61),
    ),
    _answer(
        "insured_to=before",
        Text("决定日以前已注销、吊销或停保", "ended by the decision day"),
        _said(insured_to=dt.date(1900, 1, 1)),
    ),
    _answer(
        "insured_to=after",
        Text("决定日仍在参保", "still insured on the decision day"),
        _said(insured_to=dt.date(9000, 1, 1)),
    ),
    _answer(
        "match=0",
        Text("名单所列都不是该单位", "none of those listed is this employer"),
        _matched(listed=False),
    ),
    _answer("match=1", Text("名单所列就是该单位", "the one listed is this employer"), _matched(listed=True)),
    _answer(
        "ledger=paid",
        Text(
            "所问月份各 {step} 人, 足额缴费(其缴费另计入基数)",
            "{step} people in each month asked for, paid in full (what was paid then comes on top)",
        ),
        _months_answered,
        steps=_asked_months,
    ),
    _answer(
        "ledger=none",
        Text("所问月份均未参保", "not insured in the months asked for"),
        lambda row, step: _months_answered(row, 0),
        steps=lambda row: range(1, 2 if _count(row, "asked_mask") else 1),
    ),
)

OF_A_GRANT = (
    Lever(
        id="fewer_people",
        of=("",),
        wording=Text("12月末少 {step} 人参保", "{step} fewer insured in December"),
        steps=lambda row: range(1, _count(row, "headcount_december") + 1),
        apply=lambda row, step: _keep_people(row, -step),
    ),
    Lever(
        id="more_claims",
        of=("",),
        wording=Text("多 {step} 人新领失业金", "{step} more drawing unemployment benefit"),
        steps=lambda row: range(1, _people(row) + 1),
        apply=lambda row, step: _fewer_claims(row, -step),
    ),
    Lever(
        id="fewer_months",
        of=("",),
        wording=Text("少 {step} 个月足额缴费", "{step} fewer months paid in full"),
        steps=lambda row: range(1, min(_count(row, "months_contributed"), 12) + 1),
        apply=_fewer_months,
    ),
    *(
        Lever(
            id=f"size_{size}",
            of=("",),
            wording=Text(zh, en),
            steps=_once,
            apply=_said(size=size, head_size=size),
        )
        for size, zh, en in (
            ("large", "划型为大型企业", "the size class large"),
            ("small", "划型为中小微企业", "the size class medium, small or micro"),
        )
    ),
)

LEVERS = (
    Lever(
        id="keep_people",
        of=("RR05",),
        wording=Text("12月末多保留 {step} 人参保", "{step} more still insured in December"),
        steps=_keepable,
        apply=_keep_people,
    ),
    Lever(
        id="fewer_claims",
        of=("RR05",),
        wording=Text("少 {step} 人新领失业金", "{step} fewer people drawing unemployment benefit"),
        steps=lambda row: range(1, _count(row, "claimants_known") + 1),
        apply=_fewer_claims,
    ),
    Lever(
        id="more_months",
        of=("RR03",),
        wording=Text("多 {step} 个月足额缴费", "{step} more months paid in full"),
        steps=lambda row: range(1, 13),
        apply=_more_months,
    ),
    Lever(
        id="pay_arrears",
        of=("RR04", "RR03"),
        wording=Text("在知悉日前补缴全部上年度欠费", "all base-year arrears paid by the day facts are known"),
        steps=lambda row: range(1, 2 if _count(row, "arrears_mask") else 1),
        apply=_pay_arrears,
    ),
    *(
        Lever(
            id=f"unlisted_{rule}",
            of=(rule,),
            wording=Text(f"在决定日前移出名单({zh})", f"off the list ({en}) by the decision day"),
            steps=_once,
            apply=_unlisted(rule),  # type: ignore[arg-type]
        )
        for rule, zh, en in (
            ("RR06", "产业、环保", "environment"),
            ("RR07", "失信", "dishonest"),
            ("RR08", "僵尸企业", "zombie"),
            ("RR09", "破产", "bankrupt"),
        )
    ),
    Lever(
        id="not_large",
        of=("RR12",),
        wording=Text("规模查明为中小微", "the size turns out to be medium, small or micro"),
        steps=_once,
        apply=lambda row, step: {**row, "table_large": False, "table_class": None},
    ),
    *OF_A_GRANT,
    *ANSWERS,
)
