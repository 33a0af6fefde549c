"""The month-by-month sheet of an explanation (逐月台账): what each month counts as, and why, for an accountant."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text
from wengang.kernel.period import last_day, month_text, parse_month

Month = dict[str, object]
_ASKED = "ledger:"


def month_sheet(rows: Sequence[Mapping[str, Any]], terms: Terms, *, questions: Iterable[str]) -> list[Month]:
    """A line for each month from the first that counts to the January after the base year.

    ``rows`` are the pack's sheet, at most one a month; the twelve months of the base year and the December before are
    shown even where the ledger has no row, and as open where ``questions`` ask for them. Amounts in fen.
    """
    by_month = {row["month"]: row for row in rows if row["month"] <= terms.base_last + 1}
    asked = {parse_month(key.removeprefix(_ASKED)) for key in questions if key.startswith(_ASKED)}
    if not by_month and not asked:
        return []
    first = min(terms.base_first - 1, *by_month, *asked)
    last = max(terms.base_last, *by_month)
    return [
        _line(by_month[month], terms) if month in by_month else _no_row(month, asked=month in asked)
        for month in range(first, last + 1)
    ]


def _line(row: Mapping[str, Any], terms: Terms) -> Month:
    return {
        "month": month_text(row["month"]),
        "headcount": None if row["blank"] else row["headcount"],
        "due_fen": row["due_fen"],
        "paid_fen": row["paid_fen"],
        "paid_on": row["paid_on"] if row["paid_fen"] else None,
        "counts": row["counts"],
        "why": _why(row, terms),
        "last_day_to_cure": _last_day_to_cure(row, terms),
    }


def _no_row(month: int, *, asked: bool) -> Month:
    why = (
        Text("台账无此月记录, 待核实", "no row in the ledger: to be asked")
        if asked
        else Text("台账无此月记录, 不计", "no row in the ledger: not counted")
    )
    blank: Month = dict.fromkeys(("headcount", "due_fen", "paid_fen", "paid_on"))
    return {
        "month": month_text(month),
        **blank,
        "counts": None if asked else False,
        "why": why,
        "last_day_to_cure": None,
    }


def _last_day_to_cure(row: Mapping[str, Any], terms: Terms) -> dt.date | None:
    """The day by which what is short must be paid: a running deferral's last day, else that by which facts are known."""
    if row["paid_fen"] >= row["due_fen"] or row["month"] > terms.base_last:
        return None
    if row["deferred_until"] is not None and not row["in_arrears"]:
        deferred: dt.date = row["deferred_until"]
        return deferred
    return max(last_day(row["month"]), terms.known_by)


def _why(row: Mapping[str, Any], terms: Terms) -> Text:
    """Why a month counts as paid in full, or not."""
    if row["month"] > terms.base_last:
        return Text("基期之后, 不计", "after the base year: not counted")
    if row["counts"]:
        if row["paid_fen"] < row["due_fen"]:
            return Text("缓缴期内, 计入", "deferral running: counted")
        if row["due_fen"] == 0:
            return Text("减免月份, 计入", "relief month: counted")
        return Text("足额缴纳, 计入", "paid in full: counted")
    if row["in_arrears"]:
        return Text("欠费, 不计", "in arrears: not counted")
    if row["blank"]:
        return Text("人数不详, 待核实", "headcount unknown: open")
    return Text("当月无参保人员, 不计", "nobody insured: not counted")
