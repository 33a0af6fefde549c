"""Worked cases (``policies/*/cases/*.csv``) as facts for the oracle."""

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from oracle import days
from oracle.conditions import HARDSHIP, Run
from oracle.decide import decide_city
from oracle.extracts import FIELDS, ledger_row, optional_day, typed_field
from oracle.facts import Facts, Listing
from oracle.gather import City
from oracle.parameters import parameters

ALWAYS = ("outcome", "amount_fen", "reasons", "questions")
IF_GIVEN = (
    "ratio_bp",
    "size",
    "headcount_start",
    "headcount_end",
    "layoff_rate_bp",
    "months_contributed",
    "base_fen",
)


def read_cases(path: Path) -> list[dict[str, str]]:
    """Rows of a file of worked cases."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _months(runs: list[dict[str, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for run in runs:
        cells = {"headcount": str(run["headcount"])}
        for part in ("unit", "person"):
            due = run.get(f"due_{part}_fen", 0)
            cells |= {f"due_{part}_fen": str(due), f"paid_{part}_fen": str(run.get(f"paid_{part}_fen", due))}
        cells |= {name: run.get(name) or "" for name in ("paid_on", "deferred_until")}
        for month in range(days.parse_month(run["from"]), days.parse_month(run["to"]) + 1):
            found.setdefault(month, []).append(ledger_row(cells, month))
    return found


def facts_of(case: Mapping[str, str]) -> Facts:
    """The facts of a worked case; an absent item means none."""
    given = json.loads(case["inputs"])
    employer = {"account_no": "known"} | given["employer"]
    area = given.get("area", {})
    listings = [
        Listing(x["list"], optional_day(x["listed_on"] or ""), optional_day(x["removed_on"] or ""), True, "")
        for x in given.get("lists", [])
    ]
    if given.get("recognised_hardship"):
        listings.append(Listing("hardship_recognised", None, None, True, ""))
    refunds = [
        ("", r["amount_fen"]) for r in given.get("refunds", []) if str(r["year"]) == case["policy_year"]
    ]
    if given.get("general_refund_taken"):
        refunds.append(("", 1))
    return Facts(
        employer_no=case["case_id"],
        name=str(employer.get("name", "")),
        fields={name: typed_field(name, str(employer.get(name, "") or "")) for name in FIELDS}
        | {"dispatch": bool(employer.get("dispatch"))},
        ledger=_months(given["ledger"]),
        leavers=Counter(given.get("leavers", {})),
        spell_heads={},
        claimants=given.get("claimants", 0),
        listings=listings,
        refunds=refunds,
        fund_months=Fraction(area.get("fund_months", 10**6)),
        benefit_fen=area.get("monthly_benefit_fen", 0),
    )


def differences(case: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Columns in which the oracle differs from a worked case: expected and found."""
    as_of = dt.date.fromisoformat(case["as_of"])
    run = Run(case["family"], int(case["policy_year"]), case["place"], as_of, as_of)
    p = parameters(run.year, run.place, as_of=as_of, known_by=as_of, patch={})
    number = case["case_id"]
    found = decide_city(City({number: facts_of(case)}, set()), run=run, p=p)[number]
    asserted = [*ALWAYS, *(() if run.scheme == HARDSHIP else [c for c in IF_GIVEN if case[c]])]
    return {c: (case[c], found[c]) for c in asserted if case[c] != found[c]}
