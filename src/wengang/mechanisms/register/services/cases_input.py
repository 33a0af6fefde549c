"""Worked cases (算例) as prepared tables: one employer a case, what a case leaves out is none, known or sufficient."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wengang.kernel.period import last_day, parse_month

from .prepared_tables import TABLES, Prepared, empty, table_of_rows

Case = tuple[str, Mapping[str, Any]]
"""A case's id and its ``inputs``."""

KNOWN_ACCOUNT = "known"
"""Account of a case that does not speak of accounts: there is one."""
HARDSHIP_LIST = "hardship_recognised"
_STATED = (
    *("entity_type", "industry", "employees", "revenue_fen", "assets_fen", "size", "status"),
    *("division", "account_name", "bank"),
)


def prepare_cases(cases: Sequence[Case], *, year: int) -> Prepared:
    """Prepared tables of worked cases of one policy year, one employer each (``employer_no`` = the case's id).

    Nothing is missing: leavers and claimants that a case does not state are none, listings are already matched.
    ``recognised_hardship`` is a listing, ``general_refund_taken`` a refund of one fen of the general scheme. What a
    case says of its ``area`` (fund, benefit) differs case by case: see :func:`areas`.
    """
    ordered = sorted(cases, key=lambda case: case[0].encode())
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _NAMES}
    for place, (number, inputs) in enumerate(ordered):
        rows["employers"].append(_employer(place, number, inputs["employer"]))
        rows["ledger"] += _ledger(place, number, inputs.get("ledger", ()))
        stated = {"other": 0} | dict(inputs.get("leavers") or {})
        rows["leavers_stated"] += [(place, reason, people) for reason, people in sorted(stated.items())]
        rows["claimants_stated"].append((place, inputs.get("claimants") or 0))
        rows["listings"] += _listings(place, number, inputs)
        rows["refunds"] += _refunds(place, number, inputs, year=year)
    tables = {name: empty(name) for name in TABLES}
    tables |= {name: table_of_rows(name, rows[name], _NAMES[name]) for name in _NAMES}
    return Prepared(tables=tables)


def areas(cases: Sequence[Case]) -> dict[str, Mapping[str, Any]]:
    """What each case says of its area, by case id (``fund_months``, ``monthly_benefit_fen``); empty: it suffices."""
    return {number: inputs.get("area") or {} for number, inputs in cases}


_NAMES: Mapping[str, tuple[str, ...]] = {
    "employers": (
        *("employer_id", "employer_no", "name", "code", *_STATED, "account_no"),
        *("insured_from", "insured_to", "dispatch", "is_branch", "head_found", "conflicts"),
    ),
    "ledger": tuple(TABLES["ledger"].names),
    "leavers_stated": ("employer_id", "reason", "people"),
    "claimants_stated": ("employer_id", "people"),
    "listings": tuple(TABLES["listings"].names),
    "refunds": tuple(TABLES["refunds"].names),
}


def _employer(place: int, number: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
    dispatch = said.get("dispatch")
    return (
        *(place, number, said.get("name") or number, said.get("code")),
        *(_stated(said.get(name)) for name in _STATED),
        said.get("account_no", KNOWN_ACCOUNT) or None,
        *(_day(said.get(name)) for name in ("insured_from", "insured_to")),
        None if dispatch in {None, ""} else bool(int(dispatch)),
        *("分公司" in (said.get("name") or ""), False, ""),
    )


def _ledger(place: int, number: str, runs: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """One row for each month of each run; payments equal dues and come on the month's last day unless stated."""
    rows = []
    for run in runs:
        due = [run.get(name) or 0 for name in ("due_unit_fen", "due_person_fen")]
        paid = [
            run.get(name, there)
            for name, there in zip(("paid_unit_fen", "paid_person_fen"), due, strict=True)
        ]
        for month in range(parse_month(run["from"]), parse_month(run["to"]) + 1):
            amounts = (run.get("headcount"), sum(due), sum(paid))
            days = (_day(run.get("paid_on")) or last_day(month), _day(run.get("deferred_until")))
            rows.append((place, month, "unemployment", *amounts, *days, "cases", number))
    return sorted(rows, key=lambda row: (row[1], row[6]))


def _listings(place: int, number: str, inputs: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    said = [
        (one["list"], _day(one.get("listed_on")), _day(one.get("removed_on")))
        for one in inputs.get("lists") or ()
    ]
    if inputs.get("recognised_hardship"):
        said.append((HARDSHIP_LIST, None, None))
    return [
        (place, *one, True, False, f"match:cases:{number}.{turn}", "cases", number)
        for turn, one in enumerate(said, start=1)
    ]


def _refunds(place: int, number: str, inputs: Mapping[str, Any], *, year: int) -> list[tuple[Any, ...]]:
    rows = [
        (place, one["year"], one.get("scheme") or "", one["amount_fen"], "cases", number)
        for one in inputs.get("refunds") or ()
    ]
    if inputs.get("general_refund_taken"):
        rows.append((place, year, "", 1, "cases", number))
    return rows


def _stated(value: Any) -> Any:
    return None if value == "" else value


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
