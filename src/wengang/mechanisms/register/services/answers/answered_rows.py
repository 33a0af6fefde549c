"""Answers that stand for rows: a month of the ledger, leavers by reason, claimants, the fund, a doubtful listing."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from wengang.kernel.errors import Finding
from wengang.kernel.period import last_day, parse_month
from wengang.mechanisms.register.services.employers.listings import Listing
from wengang.mechanisms.register.tables import LEAVE_REASONS

from .answer_file import Answer, badly_formed, contradiction
from .answered_fields import people_number, whole_number

INSURANCE = "unemployment"
NONE = "none"
_HUNDREDTH = Decimal("0.01")
_MONTHS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,10})?")
_LEDGER_FORM = "人数;单位应缴;个人应缴;单位实缴;个人实缴;缴费日 (headcount;due_unit;due_person;paid_unit;paid_person;paid_on) | none"


@dataclass(frozen=True, slots=True)
class MonthSaid:
    """What the ledger, or an answer, says of one month: people (None: blank), fen due and fen paid."""

    headcount: int | None
    due_fen: int
    paid_fen: int
    paid_on: dt.date | None = None

    def agrees_with(self, supplied: "MonthSaid") -> bool:
        """Whether it says nothing else than what was supplied, which may leave the people open."""
        people = supplied.headcount is None or supplied.headcount == self.headcount
        return people and (self.due_fen, self.paid_fen) == (supplied.due_fen, supplied.paid_fen)


def month_of_key(answer: Answer) -> int | None:
    """Month index of a key ``ledger:YYYY-MM``; None where there is no such month."""
    try:
        return parse_month(answer.key.partition(":")[2])
    except ValueError:
        return None


def month_said(answer: Answer, month: int) -> MonthSaid | Finding:
    """The month that an answer ``ledger:YYYY-MM`` states; ``none`` means not insured in it."""
    if answer.value == NONE:
        return MonthSaid(0, 0, 0, last_day(month))
    parts = [part.strip() for part in answer.value.replace("；", ";").split(";")]
    if len(parts) != 6 or not parts[0]:
        return badly_formed(answer, _LEDGER_FORM)
    try:
        people = people_number(parts[0])
        due_unit, due_person, paid_unit, paid_person = (whole_number(part or "0") for part in parts[1:5])
        paid_on = dt.date.fromisoformat(parts[5]) if parts[5] else last_day(month)
    except ValueError:
        return badly_formed(answer, _LEDGER_FORM)
    return MonthSaid(people, due_unit + due_person, paid_unit + paid_person, paid_on)


def leavers_said(
    answer: Answer, employer: int, shown: Mapping[tuple[int, str | None], int] | None
) -> dict[str, int] | Finding:
    """Leavers of the base year by reason (``retired=3;died=1``, or ``none``): the whole statement, 0 where not named.

    ``shown``: what supplied spells show, by employer and reason. A statement of fewer is refused.
    """
    said = _reasons(answer.value)
    if said is None:
        return badly_formed(answer, f"retired=3;died=1 ({', '.join(LEAVE_REASONS)}) | none")
    for reason in LEAVE_REASONS:
        supplied = (shown or {}).get((employer, reason), 0)
        if supplied > said.get(reason, 0):
            return contradiction(answer, f"{reason}={supplied}")
    return said or {"other": 0}


def claimants_said(answer: Answer, supplied: int | None) -> int | Finding:
    """New claimants of the base year. ``supplied``: by the claims file; None where there is none."""
    try:
        people = people_number(answer.value)
    except ValueError:
        return badly_formed(answer, "人数 (a whole number)")
    return people if supplied is None or supplied == people else contradiction(answer, supplied)


def fund_said(answer: Answer, supplied: Mapping[str, Any] | None) -> Mapping[str, Any] | Finding:
    """Months of reserve of the fund at the end of the base year. ``supplied``: the fund's row that counts, if any.

    An answer to two decimals agrees with a reserve that is the same to two decimals.
    """
    months = _decimal(answer.value)
    if months is None:
        return badly_formed(answer, "月数 (months), 18.5")
    there = reserve_months(supplied)
    if there is not None and there.quantize(months, rounding=ROUND_HALF_UP) != months:
        return contradiction(answer, f"{there.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP):f}")
    return {"fund_months": answer.value}


def reserve_months(row: Mapping[str, Any] | None) -> Decimal | None:
    """Months of reserve that a row of ``funds`` states or yields (balance / outgo); None where it does neither."""
    if row is None:
        return None
    if row["fund_months"] is not None:
        return Decimal(row["fund_months"])
    balance, outgo = row["balance_fen"], row["monthly_outgo_fen"]
    return Decimal(balance) / outgo if balance is not None and outgo else None


def apply_match(answer: Answer, listing: Listing) -> Listing | Finding | None:
    """The listing as answered: ``1`` it is this employer, ``0`` it is not (None: the listing falls away).

    A sure listing can only be taken back where its day is blank: there the question is whether it holds at all.
    """
    if answer.value not in {"0", "1"}:
        return badly_formed(answer, "1 | 0")
    if answer.value == "1":
        return replace(listing, certain=True, confirmed=True)
    if listing.certain and listing.listed_on is not None:
        return contradiction(answer, f"{listing.list} {listing.listed_on.isoformat()}")
    return None


def _reasons(text: str) -> dict[str, int] | None:
    if text == NONE:
        return {}
    said: dict[str, int] = {}
    for part in text.replace("；", ";").strip(";").split(";"):
        reason, _, number = (piece.strip() for piece in part.partition("="))
        if reason not in LEAVE_REASONS or reason in said:
            return None
        try:
            said[reason] = people_number(number)
        except ValueError:
            return None
    return said


def _decimal(text: str) -> Decimal | None:
    """A plain number of months with at most ten decimals, below 100,000; None for anything else."""
    return Decimal(text) if _MONTHS.fullmatch(text) else None
