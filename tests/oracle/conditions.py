"""The conditions RR01-RR12, RR20 and RR21, each judged met, failed or open (with its questions)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from oracle import sizes
from oracle.facts import Facts, Listing
from oracle.insured import Calendar, keys_of
from oracle.layoff import Layoff, average_headcount
from oracle.parameters import Parameters

MET, FAILED, OPEN = "met", "failed", "open"
HARDSHIP = "retention-refund-hardship"
GENERAL = ("", "retention-refund")
HARDSHIP_FUND_MONTHS = Fraction(24)


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run is asked: scheme, policy year, place, the two days, and what was not supplied."""

    scheme: str
    year: int
    place: str
    as_of: dt.date
    known_by: dt.date
    missing: frozenset[str] = frozenset()
    patch: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True)
class Verdict:
    """One rule's state and, where open, the questions that would settle it."""

    rule: str
    state: str
    keys: frozenset[str] = frozenset()


def verdict(rule: str, state: bool | None, keys: Iterable[str] = ()) -> Verdict:
    """A verdict from met (True), failed (False) or open (None)."""
    if state is None:
        return Verdict(rule, OPEN, frozenset(keys))
    return Verdict(rule, MET if state else FAILED)


def fund_suffices(facts: Facts, p: Parameters, run: Run) -> Verdict:
    """RR01 滚存结余备付期限."""
    needed = HARDSHIP_FUND_MONTHS if run.scheme == HARDSHIP else p.fund_months
    if facts.fund_months is None:
        return verdict("RR01", None, ["funds" if "funds" in run.missing else "fund"])
    if run.scheme == HARDSHIP and facts.fund_months >= needed and facts.benefit_fen is None:
        return verdict("RR01", None, ["fund"])  # the amount goes by the benefit: unknown is never paid
    return verdict("RR01", facts.fund_months >= needed)


def in_the_circle(facts: Facts, p: Parameters) -> Verdict:
    """RR02 参保企业."""
    kind = facts.text("entity_type")
    return verdict("RR02", kind in p.units if kind else None, ["entity_type"])


def paid_long_enough(calendar: Calendar, p: Parameters, run: Run) -> Verdict:
    """RR03 足额缴纳失业保险费12个月以上, and insured in the base year."""
    if "ledger" in run.missing:
        return verdict("RR03", None, ["ledger"])
    months = [calendar.at(m) for m in calendar.base_year()]
    rows_lost = calendar.facts.file_missing.intersection(calendar.base_year())
    insured: bool | None = any(m.due > 0 or (m.headcount or 0) > 0 for m in months)
    if not insured and (calendar.has_base_year_rows() or rows_lost) and any(m.key for m in months):
        insured = None
    if insured is False:
        return verdict("RR03", False)
    keys = keys_of(calendar, calendar.base_year()) if insured is None else set()
    wanted = p.min_months or 0
    full, missing = calendar.full_months(), calendar.missing_months()
    if full < wanted:
        if not calendar.beginning_unknown() and full + len(missing) < wanted:
            return verdict("RR03", False)
        recent = [m for m in missing if m >= calendar.december_before]
        keys |= keys_of(calendar, recent or missing[-1:])
        if calendar.beginning_unknown():
            keys.add("insured_from")
        return verdict("RR03", None, keys)
    return verdict("RR03", insured, keys)


def no_arrears(calendar: Calendar, p: Parameters, run: Run) -> Verdict:
    """RR04: no base-year month in arrears on the day; open where a month has no row."""
    if "ledger" in run.missing:
        return verdict("RR04", None, ["ledger"])
    months = [calendar.at(m) for m in calendar.base_year()]
    if p.arrears_bar and any(calendar.in_arrears(m) for m in months):
        return verdict("RR04", False)
    keys = {m.key for m in months if m.missing}
    return verdict("RR04", None if keys else True, keys)


def few_laid_off(found: Layoff, run: Run) -> Verdict:
    """RR05 未裁员或裁员率不高于…."""
    if "ledger" in run.missing:
        return verdict("RR05", None, ["ledger"])
    return verdict("RR05", found.met, found.keys)


def off_the_lists(rule: str, lists: tuple[str, ...], facts: Facts, run: Run) -> Verdict:
    """RR06, RR07, RR08 and the list part of RR09: not on a barring list on the decision day."""
    standing = [x for x in facts.listings if x.name in lists and x.stands(run.as_of)]
    if any(x.certain for x in standing):
        return verdict(rule, False)
    if lists and "lists" in run.missing:
        return verdict(rule, None, ["lists"])
    return verdict(rule, None if standing else True, _matches(standing))


def _matches(listings: list[Listing]) -> set[str]:
    return {x.key for x in listings}


def still_there(facts: Facts, p: Parameters, run: Run) -> Verdict:
    """RR09 破产清算, 注销: not bankrupt, struck off or deregistered on the decision day."""
    gone = facts.day("insured_to")
    listed = off_the_lists("RR09", p.bankrupt, facts, run)
    if (gone is not None and gone <= run.as_of) or listed.state == FAILED:
        return verdict("RR09", False)
    keys = set(listed.keys)
    status = facts.text("status")
    if gone is None and ("注销" in status or "吊销" in status or "insured_to" in facts.unsettled):
        keys.add("insured_to")
    return verdict("RR09", None if keys else True, keys)


def no_dispatch_agency(facts: Facts, p: Parameters) -> Verdict:
    """RR10 劳务派遣: by application only, never decided without one."""
    flag = facts.get("dispatch")
    agency = flag is True or "dispatch" in facts.unsettled or (flag is None and "劳务派遣" in facts.name)
    by_application = p.dispatch_by_application and agency
    return verdict("RR10", None if by_application else True, ["dispatch_application"])


@dataclasses.dataclass(frozen=True)
class Size:
    """The class shown (empty where not told), whether the unit may be large, and whether it may be another."""

    label: str
    large: bool
    other: bool


def _own_classes(fields: dict[str, object], unsettled: set[str]) -> set[str]:
    def number(name: str) -> int | None:
        value = None if name in unsettled else fields.get(name)
        return value if isinstance(value, int) else None

    stated = None if "size" in unsettled else fields.get("size")
    if stated:
        return {str(stated)}
    industry = None if "industry" in unsettled else fields.get("industry")
    return sizes.by_table(
        str(industry or ""),
        number("employees"),
        revenue_fen=number("revenue_fen"),
        assets_fen=number("assets_fen"),
    )


def size_of(facts: Facts) -> Size:
    """企业划型: what a department states, else the table; a branch takes its legal person's."""
    classes = set(sizes.CLASSES)
    if facts.text("head_code") or "分公司" in facts.name:
        if facts.head is not None:
            classes = _own_classes(facts.head, set())
        if {"large"} < classes and facts.text("size"):
            classes = {facts.text("size")}
    else:
        classes = _own_classes(facts.fields, facts.unsettled)
    label = next(iter(classes)) if len(classes) == 1 else ""
    kind = facts.text("entity_type")
    return Size(
        label="" if kind not in {"", "enterprise"} else label,
        large="large" in classes,
        other=bool(classes - {"large"}),
    )


def ratios(facts: Facts, calendar: Calendar, p: Parameters) -> set[Fraction]:
    """The refund ratios that what is known of kind and size leaves possible."""
    kind = facts.text("entity_type")
    if kind in {"", "enterprise"}:
        size = size_of(facts)
        return ({p.ratio_large} if size.large else set()) | ({p.ratio_sme} if size.other else set())
    if p.other_units != "by_headcount":
        return {p.ratio_large if p.other_units == "large" else p.ratio_sme}
    average = average_headcount(calendar, p)
    return {p.ratio_large if (a or 0) >= p.other_large_from else p.ratio_sme for a in average.options}


def ratio_told(facts: Facts, calendar: Calendar, p: Parameters) -> Verdict:
    """RR12 企业划型: the ratio depends on size and size cannot be told."""
    of_size = facts.text("entity_type") in {"", "enterprise"}
    return verdict("RR12", None if of_size and len(ratios(facts, calendar, p)) > 1 else True, ["size"])


def recognised(facts: Facts, run: Run) -> Verdict:
    """RR20 经营困难且恢复有望: on the local list on the decision day."""
    standing = [x for x in facts.listings if x.name == "hardship_recognised" and x.stands(run.as_of)]
    if any(x.certain for x in standing):
        return verdict("RR20", True)
    if "lists" in run.missing:
        return verdict("RR20", None, ["lists"])
    return verdict("RR20", None if standing else False, _matches(standing))


def no_general_refund(facts: Facts, run: Run) -> Verdict:
    """RR21 二选一: not beside the general refund of the policy year."""
    if "refunds" in run.missing:
        return verdict("RR21", None, ["refunds"])
    return verdict("RR21", sum(amount for scheme, amount in facts.refunds if scheme in GENERAL) <= 0)
