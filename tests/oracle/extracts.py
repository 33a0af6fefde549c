"""The canonical tables as the oracle reads them: lists of rows of text, checked and typed one by one."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from oracle import days

Row = Mapping[str, str]
Extracts = Mapping[str, list[dict[str, str]]]  # stem of the file ("lists", "lists-court") to its rows

KINDS = (
    "enterprise social_org foundation private_institution law_firm accounting_firm sole_trader "
    "public_institution government other"
).split()
SIZES = ("large", "medium", "small", "micro")
REASONS = "resigned dismissed laid_off mutual expired retired died transferred other".split()
MONEY_FIELDS = ("employees", "revenue_fen", "assets_fen")
# What the rules read of an employer; files may disagree only about these.
FIELDS = (
    "entity_type",
    "industry",
    *MONEY_FIELDS,
    "size",
    "status",
    "insured_from",
    "insured_to",
    "head_code",
    "division",
    "dispatch",
    "account_no",
)
DISPATCH = {"1": True, "是": True, "yes": True, "0": False, "否": False, "no": False}


@dataclasses.dataclass(frozen=True)
class Sourced:
    """A row with the file and the row number under which people know it (the first data row is 2)."""

    stem: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclasses.dataclass(frozen=True)
class LedgerRow:
    """One row of the unemployment ledger; a headcount of ``None`` is a blank cell."""

    headcount: int | None
    due: int
    paid: int
    paid_on: dt.date
    deferred_until: dt.date | None
    negative: bool = False


@dataclasses.dataclass(frozen=True)
class Spell:
    """One person's time with one employer; ``to_month`` is the first month no longer insured."""

    person: str
    employer_no: str
    from_month: int
    to_month: int | None
    reason: str


def table(extracts: Extracts, name: str) -> list[Sourced]:
    """Rows of every file of a table, blank cells as empty text; an exact duplicate is used once."""
    found: list[Sourced] = []
    seen: set[frozenset[tuple[str, str]]] = set()
    for stem in sorted(extracts):
        if stem != name and not stem.startswith(name + "-"):
            continue
        for number, row in enumerate(extracts[stem], start=2):
            cells = {key: value.strip() for key, value in row.items() if value and value.strip()}
            whole = frozenset(cells.items())
            if whole not in seen:
                seen.add(whole)
                found.append(Sourced(stem, number, cells))
    return found


def supplied(extracts: Extracts, name: str) -> bool:
    """Whether any file of the table was supplied."""
    return any(stem == name or stem.startswith(name + "-") for stem in extracts)


def optional_day(text: str) -> dt.date | None:
    """A day, or ``None`` for a blank cell."""
    return days.parse_day(text) if text else None


def typed_field(name: str, text: str) -> object:
    """The value of an employer's cell. Raises ValueError where the cell is bad; ``None`` is blank."""
    if not text:
        return None
    if name in MONEY_FIELDS:
        return int(text)
    if name in {"insured_from", "insured_to"}:
        return days.parse_day(text)
    if name == "dispatch":
        if text not in DISPATCH:
            raise ValueError(text)
        return DISPATCH[text]
    if (name == "entity_type" and text not in KINDS) or (name == "size" and text not in SIZES):
        raise ValueError(text)
    return text


def good_employers(extracts: Extracts) -> list[Sourced]:
    """Rows of the employers files without a bad cell."""
    return [row for row in table(extracts, "employers") if _is_good(row)]


def _is_good(row: Sourced) -> bool:
    try:
        for name in FIELDS:
            typed_field(name, row[name])
    except ValueError:
        return False
    return True


def ledger_row(cells: Mapping[str, str] | Sourced, month: int) -> LedgerRow:
    """A ledger row of a month from its cells. Raises ValueError for a bad cell."""

    def number(name: str) -> int:
        return int(cells[name] or 0)

    return LedgerRow(
        headcount=int(cells["headcount"]) if cells["headcount"] else None,
        due=number("due_unit_fen") + number("due_person_fen"),
        paid=number("paid_unit_fen") + number("paid_person_fen"),
        paid_on=optional_day(cells["paid_on"]) or days.last_day(month),
        deferred_until=optional_day(cells["deferred_until"]),
        negative=any(
            number(f"{kind}_{part}_fen") < 0 for kind in ("due", "paid") for part in ("unit", "person")
        ),
    )


def ledgers(extracts: Extracts) -> dict[str, dict[int, list[LedgerRow]]]:
    """Unemployment rows by employer and month.

    Negative rows of a month whose sum they turn negative are left out (quarantine), as are rows with bad cells.
    """
    found: dict[str, dict[int, list[LedgerRow]]] = {}
    for row in table(extracts, "ledger"):
        if row["insurance"] != "unemployment":
            continue
        try:
            month = days.parse_month(row["month"])
            entry = ledger_row(row, month)
        except ValueError:
            continue
        found.setdefault(row["employer_no"], {}).setdefault(month, []).append(entry)
    for months in found.values():
        for month, rows in list(months.items()):
            if sum(r.due for r in rows) < 0 or sum(r.paid for r in rows) < 0:
                months[month] = [r for r in rows if not r.negative]
                if not months[month]:
                    del months[month]
    return found


def spells(extracts: Extracts) -> list[Spell]:
    """Spells without a bad cell."""
    found = []
    for row in table(extracts, "spells"):
        try:
            to_month = days.parse_month(row["to_month"]) if row["to_month"] else None
            if row["leave_reason"] and row["leave_reason"] not in REASONS:
                continue
            found.append(
                Spell(
                    person=row["person_id"],
                    employer_no=row["employer_no"],
                    from_month=days.parse_month(row["from_month"]),
                    to_month=to_month,
                    reason=row["leave_reason"],
                )
            )
        except ValueError:
            continue
    return found


def answers_by(rows: Iterable[Row], known_by: dt.date) -> list[dict[str, str]]:
    """Answers given by the day facts are known by."""
    return [dict(row) for row in rows if days.parse_day(row["on"]) <= known_by]
