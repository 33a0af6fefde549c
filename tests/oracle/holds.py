"""Patterns that keep a granted amount back until a person has looked (contracts, section 2; domain file, section 11)."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from oracle.extracts import Spell
from oracle.facts import Facts
from oracle.insured import Calendar

SURGE = Fraction(130, 100)
BULK_MONTHS, BULK_DAYS = 6, 10
DOUBLE_SHARE, SHORT_SHARE = Fraction(20, 100), Fraction(50, 100)
SHORT_MONTHS, SPLIT_HEADCOUNT = 2, 30


def december_surge(calendar: Calendar) -> bool:
    """December above 130 % of January to November, and the next January (where known) back down."""
    heads = [calendar.at(m).headcount for m in calendar.base_year()[:-1]]
    with_people = [h for h in heads if h]
    december = calendar.at(calendar.december).headcount
    if not with_people or not december:
        return False
    limit = SURGE * Fraction(sum(with_people), len(with_people))
    january = calendar.at(calendar.december + 1)
    back_down = january.headcount is None or not january.has_row or january.headcount <= limit
    return december > limit and back_down


def late_bulk_payment(calendar: Calendar, as_of: dt.date) -> bool:
    """Six or more base-year months with a row paid, or corrected, in the ten days up to the decision day."""
    first = as_of - dt.timedelta(days=BULK_DAYS - 1)
    late = [
        month
        for month in calendar.base_year()
        if any(first <= r.paid_on <= as_of for r in calendar.facts.ledger.get(month, []))
    ]
    return len(late) >= BULK_MONTHS


def people_shares(spells: Iterable[Spell], base_year: int) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """By employer: the share of the base year's people with two or fewer months, and of those insured elsewhere too."""
    january = base_year * 12
    months: dict[tuple[str, str], set[int]] = {}
    for spell in spells:
        last = january + 12 if spell.to_month is None else min(spell.to_month, january + 12)
        insured = set(range(max(spell.from_month, january), last))
        if insured:
            months.setdefault((spell.employer_no, spell.person), set()).update(insured)
    elsewhere: dict[str, list[str]] = {}
    for employer, person in months:
        elsewhere.setdefault(person, []).append(employer)
    people: dict[str, list[tuple[bool, bool]]] = {}
    for (employer, person), own in months.items():
        others = [months[e, person] for e in elsewhere[person] if e != employer]
        people.setdefault(employer, []).append((len(own) <= SHORT_MONTHS, any(own & o for o in others)))
    short = {e: Fraction(sum(s for s, _ in rows), len(rows)) for e, rows in people.items()}
    double = {e: Fraction(sum(d for _, d in rows), len(rows)) for e, rows in people.items()}
    return short, double


def split_groups(starts: Iterable[tuple[str, int | None]]) -> set[str]:
    """Legal persons whose units have each thirty people or fewer at the start, and together more."""
    groups: dict[str, list[int]] = {}
    for group, start in starts:
        if group:
            groups.setdefault(group, []).append(start or 0)
    return {
        group
        for group, heads in groups.items()
        if len(heads) > 1 and max(heads) <= SPLIT_HEADCOUNT and sum(heads) > SPLIT_HEADCOUNT
    }


def holds(facts: Facts, calendar: Calendar, split: set[str]) -> list[str]:
    """The patterns that a granted employer shows."""
    found = {
        "december_surge": december_surge(calendar),
        "late_bulk_payment": late_bulk_payment(calendar, calendar.as_of),
        "double_insured": facts.double_share > DOUBLE_SHARE,
        "split_units": facts.unit_group in split,
        "short_spells": facts.short_share > SHORT_SHARE,
    }
    return [name for name, shown in found.items() if shown]
