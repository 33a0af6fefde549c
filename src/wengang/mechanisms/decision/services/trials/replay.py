"""Worked cases (算例) replayed through the very code that decides."""

import csv
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from wengang.engines.policy.catalogue import scheme_named
from wengang.engines.policy.evaluate import GRANTED, decide, gather
from wengang.engines.policy.parameters import load_book
from wengang.engines.policy.session import Session, open_session
from wengang.engines.policy.terms import Terms
from wengang.kernel.errors import bad_input
from wengang.mechanisms.decision.services.basis.engine_tables import (
    Area,
    engine_tables,
    open_tables,
    stated_area,
)
from wengang.mechanisms.decision.services.basis.policies import own_values, policy_roots
from wengang.mechanisms.decision.services.rounds.requests import Mismatch, Replay
from wengang.mechanisms.register.services.cases_input import areas, prepare_cases

ASSERTED = ("outcome", "amount_fen", "reasons", "questions")
"""Fields that are compared even where the case leaves them empty."""
_SUFFICIENT = Decimal(10_000)
_Group = tuple[str, int, str, dt.date]


def replay_cases(file: Path, *, scheme: str | None = None, engine: str = "duckdb") -> Replay:
    """Run every case of a file; a case's ``family`` names its scheme, else ``scheme`` does.

    An empty figure is not compared, empty reasons or questions mean none. Raises InputError for a file that
    is no file of cases, or a family that no scheme carries.
    """
    groups: dict[_Group, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(file):
        name = row.get("family") or scheme or ""
        groups[name, int(row["policy_year"]), row["place"], dt.date.fromisoformat(row["as_of"])].append(row)
    mismatches: list[Mismatch] = []
    with open_session(engine) as session:
        for group, rows in groups.items():
            mismatches += _replayed(session, group, rows)
    failed = len({mismatch.case for mismatch in mismatches})
    total = sum(map(len, groups.values()))
    return Replay(passed=total - failed, failed=failed, mismatches=tuple(mismatches))


def _replayed(session: Session, group: _Group, rows: Sequence[Mapping[str, str]]) -> list[Mismatch]:
    name, year, place, as_of = group
    found = scheme_named(name, policy_roots())
    pack = found.load()
    resolved = load_book(found.folder, extra=own_values(found)).resolve(year=year, place=place, as_of=as_of)
    cases = [(row["case_id"], json.loads(row["inputs"])) for row in rows]
    prepared = prepare_cases(cases, year=year)
    numbers = prepared.tables["employers"]["employer_no"].to_pylist()
    said = areas(cases)
    by_id = {place_: _area(said[number]) for place_, number in enumerate(numbers)}
    terms = Terms(values=resolved.values, year=year, place=place, as_of=as_of, known_by=as_of)
    tables = open_tables(pack, session, engine_tables(prepared, by_id))
    decided = decide(pack, session, gathered=gather(pack, session, tables=tables, terms=terms), terms=terms)
    by_number = {row["employer_no"]: row for row in decided.to_pylist()}
    return [miss for row in rows for miss in compared(row, by_number[row["case_id"]])]


def compared(case: Mapping[str, str], row: Mapping[str, Any]) -> list[Mismatch]:
    """Every field of a case that the engine's row does not bear out."""
    fields = (
        "outcome",
        "amount_fen",
        "ratio_bp",
        "size",
        "headcount_start",
        "headcount_end",
        "layoff_rate_bp",
    )
    missed = []
    for field in (*fields, "months_contributed", "base_fen", "reasons", "questions"):
        expected = (case.get(field) or "").strip()
        value = row.get(field)
        if field == "ratio_bp" and row["outcome"] != GRANTED:
            value = None
        found = "" if value is None else str(value)
        if expected != found and (expected or field in ASSERTED):
            missed.append(Mismatch(case=case["case_id"], field=field, expected=expected, found=found))
    return missed


def _area(said: Mapping[str, Any]) -> Area:
    months = Decimal(str(said["fund_months"])) if said.get("fund_months") else _SUFFICIENT
    return stated_area(months, monthly_benefit_fen=said.get("monthly_benefit_fen"))


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise _no_cases(file, "读不了", "cannot be read") from error
    needed = {"case_id", "policy_year", "place", "as_of", "inputs", "outcome"}
    if not rows or not needed <= set(rows[0]):
        raise _no_cases(file, "不是算例文件", "is no file of worked cases")
    for number, row in enumerate(rows, start=2):
        try:
            json.loads(row["inputs"]), int(row["policy_year"]), dt.date.fromisoformat(row["as_of"])
        except (ValueError, TypeError) as error:
            raise _no_cases(file, "有一行写错", "has a bad row", row=str(number)) from error
    return rows


def _no_cases(file: Path, zh: str, en: str, *, row: str = "") -> Exception:
    return bad_input(
        f"算例文件{zh}",
        f"the file {en}",
        "列: case_id, family, policy_year, place, as_of, inputs(JSON), outcome, amount_fen, …",
        "columns: case_id, family, policy_year, place, as_of, inputs (JSON), outcome, amount_fen, …",
        file=str(file),
        row=row,
    )
