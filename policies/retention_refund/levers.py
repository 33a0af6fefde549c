"""What might have been otherwise: for "what would change the decision", for cliffs, for the static check."""

from collections.abc import Mapping

from wengang.engines.policy import Lever, Text

Row = Mapping[str, object]


def _count(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _keep_people(row: Row, step: int) -> dict[str, object]:
    end = _count(row, "headcount_december")
    return {**row, "headcount_december": end + step, "headcount_sum": _count(row, "headcount_sum") + step}


def _keepable(row: Row) -> range:
    start = max(_count(row, "headcount_before"), _count(row, "first_people_key") % (1 << 32))
    return range(1, max(start - _count(row, "headcount_december"), 0) + 1)


def _more_months(row: Row, step: int) -> dict[str, object]:
    return {
        **row,
        "months_contributed": _count(row, "months_contributed") + step,
        "insured_months": max(_count(row, "insured_months"), 1),
    }


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


LEVERS = (
    Lever(
        id="keep_people",
        of=("RR05",),
        wording=Text("12月末多保留 {step} 人参保", "{step} more people still insured in December"),
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
)
