"""Answers to the questions that a city raises: plausible, late, or contradicting what was supplied."""

import datetime as dt
import random
from collections import Counter

from oracle.conditions import Run
from oracle.days import parse_month
from oracle.decide import decide

Row = dict[str, str]
REASONS = "resigned mutual expired retired died laid_off".split()
TOLD_OF = {"spells": "leavers", "claims": "claimants"}
"""What can be told of one employer in place of a table that was not supplied."""


def plausible_answers(rng: random.Random, *, run: Run, extracts: dict[str, list[Row]]) -> list[Row]:
    """Answers for about half of the questions that the oracle asks, and a few that must change nothing."""
    found = decide(extracts, run=run)
    answers: list[Row] = []
    fund_answered = False
    for number, row in found.rows.items():
        for key in filter(None, row["questions"].split(";")):
            if rng.random() < 0.5 or (key == "fund" and fund_answered):
                continue
            key = TOLD_OF.get(key, key)
            value = _value(rng, key, row=row, run=run, extracts=extracts)
            if value is None:
                continue
            fund_answered = fund_answered or key == "fund"
            answers.append(_answer(rng, "" if key == "fund" else number, key=key, value=value, run=run))
    sized = [row for row in extracts["employers"] if row["size"] == "small"]
    contradicted = [row["employer_no"] for row in rng.sample(sized, k=min(2, len(sized)))]
    return answers + [_answer(rng, n, key="size", value="large", run=run) for n in contradicted]


def _answer(rng: random.Random, number: str, *, key: str, value: str, run: Run) -> Row:
    on = run.known_by + dt.timedelta(days=rng.choice([-20, -3, 0, 0, 1]))
    return {
        "employer_no": number,
        "key": key,
        "value": value,
        "by": "clerk",
        "on": on.isoformat(),
        "source": "telephone",
    }


def _value(rng: random.Random, key: str, *, row: Row, run: Run, extracts: dict[str, list[Row]]) -> str | None:
    """A value in the form that the question asks for, or ``None`` where no answer can be given."""
    if key.startswith("ledger:"):
        return _month(rng, row, parse_month(key.removeprefix("ledger:")))
    if key.startswith("match:"):
        return rng.choice(["0", "1"])
    if key == "leavers":
        return _leavers(rng, row["employer_no"], run=run, extracts=extracts)
    return {
        "size": rng.choice(["large", "small", "micro"]),
        "entity_type": rng.choice(["enterprise", "law_firm", "government"]),
        "insured_from": rng.choice(["2012-03-01", f"{run.year - 1}-01-10", f"{run.year - 2}-12-20"]),
        "insured_to": (run.as_of + dt.timedelta(days=rng.choice([-5, 0, 1]))).isoformat(),
        "dispatch_application": rng.choice(["not_agency", "agreed"]),
        "account": "0012345678;某公司;工商银行",
        "fund": rng.choice(["12", "11.9", "25.5"]),
        "claimants": rng.choice(["0", "0", "1", "3"]),
        "funds": None,
    }.get(key)


def _month(rng: random.Random, row: Row, month: int) -> str:
    if rng.random() < 0.2:
        return "none"
    people = int(row["headcount_end"] or row["headcount_start"] or 10) + rng.choice([0, 0, 1, 3])
    due = people * 2000
    paid_on = rng.choice(["", f"{month // 12}-{month % 12 + 1:02d}-28"])
    return f"{people};{due};{due};{due - rng.choice([0, 0, 0, 1])};{due};{paid_on}"


def _leavers(rng: random.Random, number: str, *, run: Run, extracts: dict[str, list[Row]]) -> str:
    """All leavers of the base year: the stated ones as they are, a reason for each of the others."""
    if "spells" in run.missing:
        return rng.choice(["none", "resigned=2", "retired=1", "retired=3;died=1;mutual=2", "laid_off=1"])
    reasons = Counter(
        row["leave_reason"] or rng.choice(REASONS)
        for row in extracts["spells"]
        if row["employer_no"] == number and row["to_month"].startswith(str(run.year - 1))
    )
    return ";".join(f"{reason}={people}" for reason, people in sorted(reasons.items()))
