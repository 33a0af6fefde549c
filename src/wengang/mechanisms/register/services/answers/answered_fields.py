"""Answers that fill a field of an employer: size, industry, insured_from …, its account, whether it is an agency."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from wengang.kernel.errors import Finding
from wengang.kernel.money import MAX_FEN
from wengang.mechanisms.register.services.employers.roster import FIELDS, Roster, agree, shown
from wengang.mechanisms.register.tables import ENTITY_TYPES, MOST_FEN_A_ROW, MOST_PEOPLE, SIZES

from .answer_file import Answer, badly_formed, contradiction

_FLAGS = {"1": True, "是": True, "yes": True, "0": False, "否": False, "no": False}
ACCOUNT = ("account_no", "account_name", "bank")

DISPATCH = "dispatch_application"
NOT_AGENCY, AGREED = "not_agency", "agreed"


def apply_field(answer: Answer, roster: Roster, place: int) -> Finding | None:
    """Put an answer about a field (``key`` is the field's name, or ``account``) to the employer at ``place``.

    A field that files disagree on is settled by the answer, whichever value it gives.
    """
    if answer.key == "account":
        return _apply_account(answer, roster, place)
    form, read = _form(answer.key)
    try:
        value = read(answer.value)
    except (ValueError, KeyError):
        return badly_formed(answer, form)
    there = roster.value(place, answer.key)
    if there is not None and not agree(answer.key, there, value):
        return contradiction(answer, shown(there))
    _settle(roster, place, {answer.key: value})
    return None


def apply_dispatch(answer: Answer, roster: Roster, place: int) -> Finding | None:
    """``not_agency``: no labour-dispatch agency (劳务派遣单位); ``agreed``: one that applied, the division agreed."""
    if answer.value not in {NOT_AGENCY, AGREED}:
        return badly_formed(answer, f"{NOT_AGENCY} | {AGREED}")
    there = roster.value(place, "dispatch")
    agency = answer.value == AGREED
    if there is not None and there is not agency:
        return contradiction(answer, f"dispatch = {shown(there)}")
    if not agency:
        _settle(roster, place, {"dispatch": False})
    return None


def _apply_account(answer: Answer, roster: Roster, place: int) -> Finding | None:
    """``number;name;bank``, of which the number must be there."""
    parts = [part.strip() or None for part in answer.value.replace("；", ";").split(";")]
    if len(parts) != len(ACCOUNT) or parts[0] is None:
        return badly_formed(answer, "账号;户名;开户行 (number;name;bank)")
    said = {name: part for name, part in zip(ACCOUNT, parts, strict=True) if part is not None}
    for name, value in said.items():
        there = roster.value(place, name)
        if there is not None and not agree(name, there, value):
            return contradiction(answer, shown(there))
    _settle(roster, place, said)
    return None


def _settle(roster: Roster, place: int, said: dict[str, Any]) -> None:
    for name, value in said.items():
        if roster.value(place, name) is None:
            roster.tell(place, name, value)
        roster.disputed.get(place, set()).discard(name)


def _form(key: str) -> tuple[str, Callable[[str], Any]]:
    """How a value is written, and what reads it (ValueError or KeyError where it is not)."""
    if key in {"insured_from", "insured_to"}:
        return "YYYY-MM-DD", dt.date.fromisoformat
    if key == "employees":
        return "人数 (a whole number)", people_number
    if key in {"revenue_fen", "assets_fen"}:
        return "整数, 单位分 (whole fen)", lambda text: whole_number(text, most=MAX_FEN)
    if key == "dispatch":
        return "1 | 0", _FLAGS.__getitem__
    if key in {"entity_type", "size"}:
        allowed = ENTITY_TYPES if key == "entity_type" else SIZES
        return " | ".join(allowed), lambda text: _one_of(text, allowed)
    return "不能为空 (not blank)", _some_text


def people_number(text: str) -> int:
    """People of an answer, not negative, within what an employer can have. Raises ValueError."""
    return whole_number(text, most=MOST_PEOPLE)


def whole_number(text: str, *, most: int = MOST_FEN_A_ROW) -> int:
    """A count or an amount of an answer, not negative. Raises ValueError."""
    # The length first: turning thousands of digits into a number is refused by Python itself.
    if not (text.isascii() and text.isdigit()) or len(text) > 30 or int(text) > most:
        raise ValueError(f"not a whole number: {text!r}")
    return int(text)


def _one_of(text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise ValueError(f"not one of {allowed}: {text!r}")
    return text


def _some_text(text: str) -> str:
    if not text:
        raise ValueError("blank")
    return text


FIELD_KEYS = frozenset({*FIELDS, "account"})
"""Keys of answers that :func:`apply_field` takes."""
