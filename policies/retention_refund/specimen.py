"""A plain firm that qualifies, and how it may differ: what the static check varies around every threshold."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from wengang.engines.policy import Profile, Specimen, Terms, Text
from wengang.kernel.money import BASIS_POINTS

from .facts import BAR_RULES
from .ledger_facts import BASE_MASK, BEFORE_BIT, LAST_BIT, WINDOW, month_and_headcount, starts_in_january

Facts: TypeAlias = Mapping[str, object]
MONTHLY_FEN = 4_000
"""Contributions of unit and person together, a head and month: an assumption for the size of a cliff."""
BENEFIT_FEN = 150_000
PEOPLE, LARGE_FROM = 100, 1_000
_MONTHS = 12
_ALL_MONTHS = (1 << WINDOW) - 1
_DECEMBER, _DECEMBER_BEFORE = 1 << LAST_BIT, 1 << BEFORE_BIT
_KINDS = (
    *("social_org", "foundation", "private_institution", "law_firm", "accounting_firm", "sole_trader"),
    *("public_institution", "government", "other"),
)


def people(terms: Terms, start: int, leavers: int, *, steady: bool = False) -> Facts:
    """Headcounts of a firm of ``start`` people until November, ``leavers`` fewer in December.

    With ``steady``, payments and average are those of a firm that nobody left, so that only the rate differs.
    """
    end = start - leavers
    months = start * _MONTHS if steady else start * (_MONTHS - 1) + end
    before = terms.base_first - 1
    facts = {
        "headcount_before": start,
        "headcount_december": end,
        "headcount_next": end,
        "headcount_sum": months,
        "months_people": _MONTHS if end or steady else _MONTHS - 1,
        "first_people_key": month_and_headcount(before, start),
        "base_fen": months * MONTHLY_FEN,
    }
    january = {"headcount_january": start, "first_base_people_key": month_and_headcount(before + 1, start)}
    return facts | january if starts_in_january(terms) else facts


def plain_firm(terms: Terms) -> Facts:
    """An enterprise of a hundred people, small, insured for years, with nothing against it and nothing missing."""
    reserve = _reserve(terms) + 1
    return {
        **dict.fromkeys(("employer_no", "name", "code"), "specimen"),
        "entity_type": "enterprise",
        "size": "small",
        "insured_from": dt.date(2000, 1, 1),
        "account_no": "known",
        "is_branch": False,
        "conflicts": "",
        "rows_mask": _ALL_MONTHS,
        "answered_mask": 0,
        "none_mask": 0,
        "first_row_month": terms.base_last - LAST_BIT,
        "older_rows": terms.base_last - LAST_BIT - 2000 * _MONTHS,
        "months_contributed": WINDOW,
        "insured_months": _MONTHS,
        **dict.fromkeys(("blank_mask", "arrears_mask", "arrears_fen", "months_blank", "bulk_months"), 0),
        **dict.fromkeys(("leavers_excluded", "leavers_unexplained", "claimants_known", "already_fen"), 0),
        "people_insured": PEOPLE,
        "people_briefly": 0,
        "fund_months_num": reserve.numerator,
        "fund_months_den": reserve.denominator,
        "fund_months_text": f"{reserve}",
        "monthly_benefit_fen": BENEFIT_FEN,
        **people(terms, PEOPLE, 0),
    }


def alternatives(terms: Terms) -> Sequence[Sequence[Facts]]:
    """Groups of facts that differ from the plain firm's, around every threshold in force."""
    return (
        list(_headcounts(terms)),
        [{"leavers_excluded": n} for n in (1, PEOPLE)] + [{"leavers_unexplained": n} for n in (1, PEOPLE)],
        [{"claimants_known": n} for n in sorted(_around(terms, PEOPLE))],
        list(_months(terms)),
        list(_gaps()),
        [{"arrears_mask": _DECEMBER, "arrears_fen": 1}],
        list(_funds(terms)),
        [{"entity_type": kind} for kind in (*_KINDS, None)],
        list(_listings(terms)),
        list(_ends(terms)),
        list(_agencies()),
        list(_sizes()),
        [{"already_fen": n} for n in (1, 1 << 40)],
        [{"base_fen": n} for n in (-1, 0, 1)],
    )


def _headcounts(terms: Terms) -> Iterator[Facts]:
    bound = _number(terms, "small.headcount_max") or 30
    for start in sorted({1, bound - 1, bound, bound + 1, PEOPLE, LARGE_FROM}):
        for leavers in sorted(_around(terms, start)):
            yield people(terms, start, leavers)


def _around(terms: Terms, start: int) -> set[int]:
    """Numbers of leavers (or claimants) of ``start`` people on both sides of each limit of the rate."""
    limits = [_number(terms, path) for path in ("layoff.max", "small.max", "layoff.max_large")]
    edges = {start * limit // BASIS_POINTS for limit in limits if limit is not None}
    near = {0, 1, start} | {edge + step for edge in edges for step in (-1, 0, 1)}
    return {number for number in near if 0 <= number <= start}


def _months(terms: Terms) -> Iterator[Facts]:
    required = _number(terms, "min_months") or 0
    for months in sorted({0, 1, required - 1, required, required + 1} - {-1}):
        yield {
            "months_contributed": months,
            "insured_months": min(months, _MONTHS),
            "older_rows": 0,
            "insured_from": dt.date(terms.year - 1, 1, 1),
        }
    yield {"months_contributed": 0, "months_blank": WINDOW, "blank_mask": _ALL_MONTHS}


def _gaps() -> Iterator[Facts]:
    for lost in (_DECEMBER, _DECEMBER_BEFORE, BASE_MASK, _ALL_MONTHS):
        yield {"rows_mask": _ALL_MONTHS - lost}
        yield {"rows_mask": _ALL_MONTHS - lost, "missing_file_mask": lost}
        yield {"rows_mask": _ALL_MONTHS - lost, "insured_from": None}


def _funds(terms: Terms) -> Iterator[Facts]:
    required = _reserve(terms)
    for months in (required - Fraction(1, 100), required, required + Fraction(1, 100)):
        if months >= 0:
            yield {"fund_months_num": months.numerator, "fund_months_den": months.denominator}
    yield {"fund_months_num": None, "fund_months_den": None, "fund_months_text": None}


def _listings(terms: Terms) -> Iterator[Facts]:
    """On each barring list, surely or perhaps; where a rule has no list, nobody can stand on one."""
    for rule, path in BAR_RULES.items():
        if terms.words(path):
            yield {f"listed_{rule}": True}
            yield {f"doubtful_{rule}": "match:list:1"}


def _ends(terms: Terms) -> Iterator[Facts]:
    for days in (-1, 0, 1):
        yield {"insured_to": terms.as_of + dt.timedelta(days=days)}
    yield from ({"status": status} for status in ("注销", "吊销", "存续"))
    yield from ({"conflicts": field} for field in ("insured_to", "dispatch"))


def _agencies() -> Iterator[Facts]:
    yield from ({"dispatch": stated} for stated in (True, False))
    yield {"name": "劳务派遣公司"}
    yield {"applied_dispatch": True}


def _sizes() -> Iterator[Facts]:
    yield from ({"size": size} for size in ("large", "medium", "micro", None))
    yield {"size": None, "table_large": True, "table_class": "large"}
    yield {"size": None, "table_large": False}
    yield {"size": "large", "is_branch": True, "head_size": "large"}


def lines(terms: Terms) -> Sequence[Profile]:
    """Lines along which a firm grows, keeps fewer people, or contributed for fewer months."""
    bound = _number(terms, "small.headcount_max") or 30
    grown = range(1, 2 * bound + 1)
    general, small = _number(terms, "layoff.max") or 0, _number(terms, "small.max") or 0
    below = 1 if terms.plain("layoff.strict") else 0
    limits = [("grows_at_general_limit", general - below), ("grows_at_small_limit", small)]
    return (
        *[_growing(name, terms, grown, share_bp=limit) for name, limit in limits if limit > 0],
        _shrinking("leavers_of_small", terms, bound),
        _shrinking("leavers_of_others", terms, 2 * PEOPLE),
        _claiming(terms, PEOPLE),
        _fewer_months(terms),
        _growing_large(terms),
    )


def _growing(name: str, terms: Terms, positions: range, *, share_bp: int) -> Profile:
    percent = f"{share_bp / 100:g}"
    rows = [(start, people(terms, start, start * share_bp // BASIS_POINTS)) for start in positions]
    return Profile(
        id=name,
        wording=Text(
            f"期初人数增加, 12月减员不超过{percent}%",
            f"more people at the start, up to {percent} % fewer in December",
        ),
        step=Text("期初多1人", "one worker more at the start"),
        rows=rows,
        parameters=("small.headcount_max",),
    )


def _shrinking(name: str, terms: Terms, start: int) -> Profile:
    return Profile(
        id=name,
        wording=Text(
            f"期初{start}人, 减员增加(缴费额、月平均人数不变)",
            f"{start} people at the start, more leavers (same payments and monthly average)",
        ),
        step=Text("多减员1人", "one leaver more"),
        rows=[(k, people(terms, start, k, steady=True)) for k in range(start + 1)],
        parameters=("layoff.max", "small.max"),
    )


def _claiming(terms: Terms, start: int) -> Profile:
    return Profile(
        id="claimants",
        wording=Text(f"{start}人, 领失业金人数增加", f"{start} people, more of them claiming benefit"),
        step=Text("多1人领失业金", "one claimant more"),
        rows=[(k, {"claimants_known": k}) for k in range(start + 1)],
        parameters=("layoff.max", "small.max"),
    )


def _fewer_months(terms: Terms) -> Profile:
    most = max(2 * _MONTHS, (_number(terms, "min_months") or 0) + 1)
    return Profile(
        id="months",
        wording=Text("累计足额缴费月数减少(缴费额不变)", "fewer months paid in full (same payments)"),
        step=Text("少缴1个月", "one month less"),
        rows=[(months, _known_months(terms, months)) for months in range(most, -1, -1)],
        parameters=("min_months",),
    )


def _known_months(terms: Terms, months: int) -> Facts:
    since = dt.date(terms.year - 1, 1, 1)
    return {"months_contributed": months, "older_rows": 0, "insured_from": since}


def _growing_large(terms: Terms) -> Profile:
    """Manufacturing: large from 1,000 employees where revenue is large too (统计上大中小微型企业划分办法2017)."""
    rows = [
        (
            employees,
            dict(people(terms, employees, 0))
            | {"size": None, "table_large": employees >= LARGE_FROM}
            | {"table_class": "large" if employees >= LARGE_FROM else "medium"},
        )
        for employees in range(LARGE_FROM - 2, LARGE_FROM + 3)
    ]
    return Profile(
        id="grows_large",
        wording=Text(
            "工业企业(营业收入4亿元以上)从业人员增加",
            "a manufacturer with revenue of 400 million yuan takes on people",
        ),
        step=Text("多1人", "one worker more"),
        rows=rows,
        parameters=("ratio.large", "ratio.sme"),
    )


def _reserve(terms: Terms) -> Fraction:
    """Months of reserve asked for; a variant of the scheme may ask for more."""
    paths = ("hardship.fund_months", "fund_months")
    return Fraction(str(next(terms.values[path] for path in paths if path in terms.values)))


def _number(terms: Terms, path: str) -> int | None:
    value = terms.values.get(path)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


SPECIMEN = Specimen(
    row=plain_firm,
    variations=alternatives,
    profiles=lines,
    assumed=Text(
        f"每人每月缴费{MONTHLY_FEN / 100:.2f}元(单位与个人合计)",
        f"contributions of {MONTHLY_FEN / 100:.2f} yuan a head and month, unit and person together",
    ),
)
