"""Months of one employer: what the ledger says, what is missing, and who could tell."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from oracle import days
from oracle.facts import Facts


@dataclasses.dataclass(frozen=True)
class Month:
    """One contribution month. ``key`` names the question where the month, or its headcount, is not known."""

    headcount: int | None
    due: int = 0
    paid: int = 0
    deferred_until: dt.date | None = None
    has_row: bool = False
    key: str = ""

    @property
    def missing(self) -> bool:
        """Whether the month may be insured and has no row."""
        return bool(self.key) and not self.has_row


class Calendar:
    """The months of one employer, as known on a day."""

    def __init__(self, facts: Facts, *, base_year: int, as_of: dt.date, known_by: dt.date) -> None:
        self.facts, self.as_of, self.known_by = facts, as_of, known_by
        self.january = base_year * 12
        self.december = self.january + 11
        self.december_before = self.january - 1
        begins, ends = facts.day("insured_from"), facts.day("insured_to")
        self.begins = days.month_of(begins) if begins else None
        self.ends = days.month_of(ends) if ends else None
        self.first_row = min(facts.ledger, default=None)

    def base_year(self) -> list[int]:
        """The twelve months of the base year."""
        return list(range(self.january, self.december + 1))

    def at(self, month: int) -> Month:
        """What is known of a month."""
        rows = self.facts.ledger.get(month)
        if rows:
            headcount, key = self._headcount(month)
            deferrals = [r.deferred_until for r in rows if r.deferred_until]
            return Month(
                headcount=headcount,
                due=sum(r.due for r in rows),
                paid=sum(r.paid for r in rows if r.paid_on <= self.known_by),
                deferred_until=max(deferrals, default=None),
                has_row=True,
                key=key,
            )
        key = self._why_missing(month)
        return Month(headcount=None if key else 0, key=key)

    def _headcount(self, month: int) -> tuple[int | None, str]:
        rows = self.facts.ledger[month]
        stated = sum(r.headcount for r in rows if r.headcount is not None)
        if stated or all(r.headcount is not None for r in rows):
            return stated, ""
        if self.facts.spell_heads is None:
            return None, "spells"
        return self.facts.spell_heads.get(month, 0), ""

    def _why_missing(self, month: int) -> str:
        """The question that a month without rows raises; empty where nobody was insured."""
        if month in self.facts.not_insured or (self.ends is not None and month > self.ends):
            return ""
        if self.begins is not None and month < self.begins:
            return ""
        before_first_row = self.first_row is None or month < self.first_row
        if self.begins is None and before_first_row and month not in self.facts.file_missing:
            return "insured_from"
        return f"ledger:{days.month_text(month)}"

    def is_full(self, month: Month) -> bool | None:
        """Whether a month counts: people, and paid in full or deferred past the day. ``None``: not known."""
        paid = month.paid >= month.due or self.deferral_runs(month)
        if month.missing:
            return None
        if month.headcount is None:
            return None if paid else False
        return month.headcount > 0 and paid

    def deferral_runs(self, month: Month) -> bool:
        """Whether the month's deferral (缓缴) still runs on the decision day, its last day included."""
        return month.deferred_until is not None and month.deferred_until >= self.as_of

    def in_arrears(self, month: Month) -> bool:
        """Whether dues of the month are unpaid and not deferred."""
        return month.paid < month.due and not self.deferral_runs(month)

    def full_months(self) -> int:
        """Months in the ledger, up to the end of the base year, that count (``months_contributed``)."""
        return sum(self.is_full(self.at(m)) is True for m in self.facts.ledger if m <= self.december)

    def missing_months(self) -> list[int]:
        """Months up to the end of the base year that may count and are not known, oldest first.

        Where the beginning of insurance is not known, only those from the first row on.
        """
        start = self.begins if self.begins is not None else self.first_row
        early = [start] if start is not None else []
        known = [m for m in [*self.facts.file_missing, *self.facts.ledger, *early] if m <= self.december]
        return [
            m
            for m in range(min(known, default=self.january), self.december + 1)
            if self.is_full(self.at(m)) is None and self.at(m).key != "insured_from"
        ]

    def beginning_unknown(self) -> bool:
        """Whether months before the first row may be insured, nobody having said when insurance began."""
        return self.begins is None

    def has_base_year_rows(self) -> bool:
        """Whether the ledger holds any row of the base year."""
        return any(m in self.facts.ledger for m in self.base_year())

    def base_fen(self) -> int:
        """Contributions actually paid for the base year, by the day facts are known by."""
        return sum(self.at(m).paid for m in self.base_year())


def missing_files(calendars: Mapping[str, Calendar], divisions: Mapping[str, str]) -> dict[str, set[int]]:
    """Months, from the December before the base year on, in which a whole division has no row.

    Only divisions with five or more employers insured in that month; returned by employer.
    """
    found: dict[str, set[int]] = {number: set() for number in calendars}
    for division in set(divisions.values()) - {""}:
        members = [number for number in calendars if divisions[number] == division]
        if not members:
            continue
        one = calendars[members[0]]
        for month in [one.december_before, *one.base_year()]:
            insured = [n for n in members if _insured(calendars[n], month)]
            if len(insured) >= 5 and not any(_delivered(calendars[n].facts, month) for n in members):
                for number in insured:
                    found[number].add(month)
    return found


def _delivered(facts: Facts, month: int) -> bool:
    """Whether the extracts (not an answer) hold a row of the month."""
    return month in facts.ledger and month not in facts.answered


def _insured(calendar: Calendar, month: int) -> bool:
    """Whether an employer may have been insured in a month (an unknown beginning counts as insured)."""
    after_begin = calendar.begins is None or calendar.begins <= month
    return after_begin and (calendar.ends is None or month <= calendar.ends)


def keys_of(calendar: Calendar, months: Iterable[int]) -> set[str]:
    """The questions that the unknown ones among some months raise."""
    return {calendar.at(m).key for m in months} - {""}
