"""The oracle's decision: one employer at a time, in exact fractions, from canonical tables to the contract's columns."""

import dataclasses
from collections.abc import Iterable
from fractions import Fraction

from oracle.conditions import (
    FAILED,
    GENERAL,
    HARDSHIP,
    OPEN,
    Run,
    Verdict,
    few_laid_off,
    fund_suffices,
    in_the_circle,
    no_arrears,
    no_dispatch_agency,
    no_general_refund,
    off_the_lists,
    paid_long_enough,
    ratio_told,
    ratios,
    recognised,
    size_of,
    still_there,
)
from oracle.extracts import Extracts, Row, supplied
from oracle.facts import Facts
from oracle.gather import City, gather
from oracle.holds import holds, split_groups
from oracle.insured import Calendar, missing_files
from oracle.layoff import Layoff, average_headcount, layoff, start_headcount
from oracle.parameters import Parameters, parameters

COLUMNS = (
    "employer_no name code outcome entitlement_fen amount_fen ratio_bp size headcount_start headcount_end "
    "layoff_rate_bp months_contributed base_fen reasons questions holds"
).split()
HARDSHIP_MONTHS = 6
OPTIONAL = {"spells", "claims", "applications"}


@dataclasses.dataclass(frozen=True)
class Decided:
    """The decisions by employer number (every column as text), and the employers kept back."""

    rows: dict[str, dict[str, str]]
    withheld: set[str]


def decide(extracts: Extracts, *, run: Run, answers: Iterable[Row] = ()) -> Decided:
    """Decide every employer of some canonical tables."""
    absent = {name for name in OPTIONAL if not supplied(extracts, name)}
    run = dataclasses.replace(run, missing=run.missing | absent)
    p = parameters(run.year, run.place, as_of=run.as_of, known_by=run.known_by, patch=dict(run.patch))
    city = gather(extracts, run=run, p=p, answers=answers)
    return Decided(decide_city(city, run=run, p=p), city.withheld)


def decide_city(city: City, *, run: Run, p: Parameters) -> dict[str, dict[str, str]]:
    """Decide employers whose facts are gathered."""
    calendars = {
        number: Calendar(found, base_year=run.year - 1, as_of=run.as_of, known_by=run.known_by)
        for number, found in city.facts.items()
    }
    if "ledger" not in run.missing:
        lost = missing_files(calendars, {n: f.text("division") for n, f in city.facts.items()})
        for number, months in lost.items():
            calendars[number].facts.file_missing = months - calendars[number].facts.not_insured
    starts = {number: start_headcount(calendar, p) for number, calendar in calendars.items()}
    split = split_groups(
        (city.facts[n].unit_group, None if s.value is None else int(s.value)) for n, s in starts.items()
    )
    return {number: _one(calendars[number], run=run, p=p, split=split) for number in sorted(calendars)}


def _verdicts(calendar: Calendar, *, run: Run, p: Parameters, found: Layoff) -> list[Verdict]:
    facts = calendar.facts
    shared = [
        fund_suffices(facts, p, run),
        in_the_circle(facts, p),
        paid_long_enough(calendar, p, run),
        no_arrears(calendar, p, run),
        few_laid_off(found, run),
        off_the_lists("RR06", p.environment, facts, run),
        off_the_lists("RR07", p.dishonest, facts, run),
        off_the_lists("RR08", p.zombie, facts, run),
        still_there(facts, p, run),
        no_dispatch_agency(facts, p),
    ]
    if run.scheme == HARDSHIP:
        return [*shared, recognised(facts, run), no_general_refund(facts, run)]
    return [*shared, ratio_told(facts, calendar, p)]


def half_up(amount: Fraction) -> int:
    """Rounded half up to a whole number (amounts here are not negative)."""
    return (amount + Fraction(1, 2)).__floor__()


def _entitlement(calendar: Calendar, *, run: Run, p: Parameters) -> int:
    if run.scheme == HARDSHIP:
        average = average_headcount(calendar, p).value or Fraction(0)
        return half_up(HARDSHIP_MONTHS * (calendar.facts.benefit_fen or 0) * average)
    return half_up(calendar.base_fen() * next(iter(ratios(calendar.facts, calendar, p))))


def _paid_before(facts: Facts, run: Run) -> int:
    schemes = (HARDSHIP,) if run.scheme == HARDSHIP else GENERAL
    return sum(amount for scheme, amount in facts.refunds if scheme in schemes)


def _judge_amount(calendar: Calendar, *, run: Run, entitlement: int) -> list[Verdict]:
    """RR11 and RR13, which concern the amount; judged only when no other rule fails or is open."""
    paid = _paid_before(calendar.facts, run)
    judged = []
    if "refunds" in run.missing:
        judged.append(Verdict("RR11", OPEN, frozenset(["refunds"])))
    elif paid > 0 and paid >= entitlement:
        judged.append(Verdict("RR11", FAILED))
    if run.scheme != HARDSHIP and calendar.base_fen() <= 0:
        judged.append(Verdict("RR13", FAILED))
    return judged


def _one(calendar: Calendar, *, run: Run, p: Parameters, split: set[str]) -> dict[str, str]:
    facts = calendar.facts
    found = layoff(calendar, p)
    verdicts = _verdicts(calendar, run=run, p=p, found=found)
    entitlement = 0
    if all(v.state not in {FAILED, OPEN} for v in verdicts):
        entitlement = _entitlement(calendar, run=run, p=p)
        verdicts = _judge_amount(calendar, run=run, entitlement=entitlement)
    failed = [v.rule for v in verdicts if v.state == FAILED]
    opened = [v for v in verdicts if v.state == OPEN]
    row = _facts_of(calendar, found=found, run=run, p=p)
    if failed:
        kept = entitlement if "RR11" in failed else 0
        return _row(row, outcome="refused", reasons=failed, entitlement_fen=max(kept, 0))
    if opened:
        keys = sorted({key for v in opened for key in v.keys})
        return _row(row, outcome="undetermined", reasons=[v.rule for v in opened], questions=keys)
    paid = _paid_before(facts, run)
    reasons = ["RR20"] if run.scheme == HARDSHIP else [found.reason]
    if paid:
        reasons = sorted([*reasons, "RR14"])
    if run.scheme != HARDSHIP:
        row["ratio_bp"] = half_up(10000 * next(iter(ratios(facts, calendar, p))))
    return _row(
        row,
        outcome="granted",
        reasons=reasons,
        questions=[] if facts.get("account_no") else ["account"],
        entitlement_fen=entitlement,
        amount_fen=entitlement - paid,
        holds=holds(facts, calendar, split),
    )


def _facts_of(calendar: Calendar, *, found: Layoff, run: Run, p: Parameters) -> dict[str, object]:
    facts = calendar.facts
    no_ledger = "ledger" in run.missing
    start = start_headcount(calendar, p)
    return {
        "employer_no": facts.employer_no,
        "name": facts.name,
        "code": facts.code,
        "size": size_of(facts).label,
        "headcount_start": None if no_ledger or start.keys or start.value is None else int(start.value),
        "headcount_end": None if no_ledger else found.end,
        "layoff_rate_bp": None if no_ledger or found.rate is None else half_up(found.rate * 10000),
        "months_contributed": calendar.full_months(),
        "base_fen": calendar.base_fen(),
    }


def _row(facts: dict[str, object], **decided: object) -> dict[str, str]:
    row: dict[str, object] = {"amount_fen": 0, "entitlement_fen": 0, **facts, **decided}
    return {name: _text(row.get(name)) for name in COLUMNS}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)
