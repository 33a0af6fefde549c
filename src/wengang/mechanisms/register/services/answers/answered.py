"""Answers put to the tables they are about; each is used once, or is in quarantine."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.columns.supplied import column
from wengang.mechanisms.register.services.employers.listings import Listing
from wengang.mechanisms.register.services.employers.roster import Roster
from wengang.mechanisms.register.services.ledger.people import claimants_by_employer, leavers_by_reason
from wengang.mechanisms.register.services.prepared_tables import table_of, table_of_rows

from .answer_file import Answer, refused
from .answered_fields import AGREED, DISPATCH, FIELD_KEYS, apply_dispatch, apply_field
from .answered_rows import apply_match, claimants_said, fund_said, leavers_said, reserve_months

_TABLE_KEYS = frozenset({"ledger", "spells", "claims", "lists", "refunds", "funds"})

Answered = tuple[Answer, int]
"""An answer and the employer_id that it is about."""

Applied = tuple[int, str, dt.date, str]
"""An application: employer_id, kind, day, detail."""


@dataclass
class Routed:
    """Answers by what they are about, each with its employer; and those that are about nothing we know."""

    by_kind: dict[str, list[Answered]] = field(default_factory=lambda: defaultdict(list))
    fund: list[Answer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def route(answers: Sequence[Answer], roster: Roster) -> Routed:
    """Sort answers by key, and find their employers."""
    routed, places = Routed(), roster.places() if answers else {}
    for answer in answers:
        kind = _kind(answer.key)
        if kind is None:
            routed.findings.append(_unknown_key(answer))
        elif kind == "fund" and (not answer.employer_no or answer.employer_no in places):
            routed.fund.append(
                answer
            )  # about the whole run, though it may be copied from one employer's question
        elif answer.employer_no in places:
            routed.by_kind[kind].append((answer, places[answer.employer_no]))
        else:
            routed.findings.append(
                _unknown_employer(answer, withheld=answer.employer_no in roster.withheld_numbers)
            )
    return routed


def answer_fields(routed: Routed, roster: Roster, *, as_of: dt.date) -> list[Applied]:
    """Fill the fields of employers; gives the applications of the agencies that answered that they applied."""
    applied: list[Applied] = []
    for answer, employer in routed.by_kind["field"]:
        _note(routed, apply_field(answer, roster, employer))
    for answer, employer in routed.by_kind["dispatch"]:
        problem = apply_dispatch(answer, roster, employer)
        _note(routed, problem)
        if problem is None and answer.value == AGREED:
            applied.append((employer, "dispatch", answer.on or as_of, answer.value))
    return applied


def answer_listings(routed: Routed, listings: Sequence[Listing]) -> list[Listing]:
    """The listings after the answers ``match:…``: confirmed, fallen away, or as they were."""
    told = {(employer, answer.key): answer for answer, employer in routed.by_kind["match"]}
    kept = []
    for listing in listings:
        answer = told.pop((listing.employer_id, listing.key), None)
        result = apply_match(answer, listing) if answer else listing
        if isinstance(result, Finding):
            _note(routed, result)
            result = listing
        if result is not None:
            kept.append(result)
    routed.findings += [_no_such_listing(answer) for answer in told.values()]
    return kept


def leavers_stated(routed: Routed, spells: pa.Table | None, *, base_year: int) -> pa.Table:
    """Prepared ``leavers_stated`` from the answers ``leavers``."""
    answers = routed.by_kind["leavers"]
    shown = leavers_by_reason(spells, year=base_year) if answers and spells is not None else None
    rows = []
    for answer, employer in answers:
        said = leavers_said(answer, employer, shown)
        if isinstance(said, Finding):
            routed.findings.append(said)
        else:
            rows += [(employer, reason, people) for reason, people in sorted(said.items())]
    return table_of_rows("leavers_stated", sorted(rows), ("employer_id", "reason", "people"))


def claimants_stated(routed: Routed, claims: pa.Table | None, *, base_year: int) -> pa.Table:
    """Prepared ``claimants_stated`` from the answers ``claimants``; a claims file leaves nothing to state."""
    answers = routed.by_kind["claimants"]
    counted = claimants_by_employer(claims, year=base_year) if answers and claims is not None else None
    rows = []
    for answer, employer in answers:
        said = claimants_said(answer, None if counted is None else counted.get(employer, 0))
        if isinstance(said, Finding):
            routed.findings.append(said)
        elif counted is None:
            rows.append((employer, said))
    return table_of_rows("claimants_stated", sorted(rows), ("employer_id", "people"))


def funds_table(routed: Routed, funds: pa.Table | None, *, place: str, base_year: int) -> pa.Table:
    """Prepared ``funds``: the supplied rows, and an answered reserve as the place's row of 31 December.

    The answer keeps what the row that counted so far says of benefits; that row stands for the same day no longer.
    """
    names = table_of("funds", {}).column_names
    rows: list[dict[str, Any]] = [] if funds is None else _rows(funds, names)
    year_end = dt.date(base_year, 12, 31)
    for answer in routed.fund:
        before = _row_that_counts(rows, place, year_end)
        said = fund_said(answer, before)
        if isinstance(said, Finding):
            routed.findings.append(said)
            continue
        if reserve_months(before) is not None:
            continue
        benefit = None if before is None else before["monthly_benefit_fen"]
        rows = [row for row in rows if (row["place"], row["as_of"]) != (place, year_end)]
        rows.append(
            {
                **dict.fromkeys(names),
                "place": place,
                "as_of": year_end,
                "monthly_benefit_fen": benefit,
                **said,
            }
        )
    rows.sort(key=_fund_order)
    return table_of("funds", {name: [row[name] for row in rows] for name in names})


def _rows(table: pa.Table, names: Sequence[str]) -> list[dict[str, Any]]:
    columns = [column(table, name) for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _fund_order(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple("" if row[name] is None else str(row[name]) for name in ("place", "as_of", *sorted(row)))


def _row_that_counts(rows: Sequence[Mapping[str, Any]], place: str, day: dt.date) -> Mapping[str, Any] | None:
    """The place's latest row up to a day."""
    own = [row for row in rows if row["place"] == place and row["as_of"] is not None and row["as_of"] <= day]
    return max(own, key=lambda row: row["as_of"], default=None)


def _kind(key: str) -> str | None:
    if key in FIELD_KEYS:
        return "field"
    if key == DISPATCH:
        return "dispatch"
    head, colon, _ = key.partition(":")
    if head in {"ledger", "match"}:
        return head if colon else None
    return head if head in {"leavers", "claimants", "fund"} and not colon else None


def _note(routed: Routed, problem: Finding | None) -> None:
    if problem is not None:
        routed.findings.append(problem)


def _unknown_key(answer: Answer) -> Finding:
    if answer.key in _TABLE_KEYS:
        return refused(
            answer,
            (
                f"缺少的表 {answer.key} 不能用答复代替",
                f"an answer cannot stand for the missing table {answer.key}",
            ),
            ("请把该表放入数据文件夹后重新运行", "put the table into the folder of extracts and run again"),
        )
    return refused(
        answer,
        (f"没有这样的问题: {answer.key}", f"no such question: {answer.key}"),
        ("请照抄 questions.csv 中的 key", "copy the key from questions.csv"),
    )


def _unknown_employer(answer: Answer, *, withheld: bool) -> Finding:
    if withheld:
        return refused(
            answer,
            (f"单位 {answer.employer_no} 在待核清单中", f"employer {answer.employer_no} is in quarantine"),
            ("请先处理该单位的两行数据", "settle its two rows first"),
        )
    return refused(
        answer,
        (f"没有这个单位: {answer.employer_no}", f"no such employer: {answer.employer_no}"),
        ("请检查 employer_no", "check employer_no"),
    )


def _no_such_listing(answer: Answer) -> Finding:
    return refused(
        answer,
        (f"该单位没有这条名单: {answer.key}", f"the employer has no such listing: {answer.key}"),
        ("请照抄 questions.csv 中的 key", "copy the key from questions.csv"),
    )
