"""An explanation as a person reads it: the decision, each condition, the months, what would change it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wengang.cli.terminal import Voice
from wengang.cli.words import COLUMNS, OUTCOMES, STATES, STATUSES, word, words
from wengang.kernel.money import basis_points, percent_text
from wengang.kernel.period import month_text

_RIGHT = {"fen", "persons", "months", "rate", "count"}
_ROWS_SHOWN = 6


def show_explanation(say: Voice, explanation: Any) -> None:
    """Print an :class:`Explanation`."""
    _head(say, explanation)
    _amounts(say, explanation.amounts)
    for condition in explanation.conditions:
        _condition(say, condition)
    _questions(say, explanation)
    _sheet(say, explanation)
    _would_change(say, explanation.changes, outcome=explanation.decision["outcome"])


def shown(say: Voice, value: object, unit: str) -> str:
    """A value in its unit, for a person; a dash where it is not known."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return say.pick("是", "yes") if value else say.pick("否", "no")
    if unit == "fen" and isinstance(value, int):
        return say.yuan(value) + say.pick(" 元", " yuan")
    if unit == "rate" and isinstance(value, int):
        return percent_text(value)
    if unit == "month" and isinstance(value, int):
        return month_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = f"{value:,}" if isinstance(value, int) else str(value)
    suffix = {"persons": (" 人", ""), "months": (" 个月", " months"), "days": (" 天", " days")}.get(unit)
    return text + say.of(suffix) if suffix else text


def _head(say: Voice, explanation: Any) -> None:
    row = explanation.decision
    say.heading(f"{row.get('name') or ''}  {row['employer_no']}")
    say.line(
        say.pick(
            f"{explanation.title.zh}  {explanation.year} 年  {explanation.place}  决定日 {explanation.as_of}, 事实截至 {explanation.known_by}",
            f"{explanation.title.en}  {explanation.year}  {explanation.place}  decision day {explanation.as_of}, facts known by {explanation.known_by}",
        )
    )
    outcome = word(say, OUTCOMES, str(row["outcome"]))
    entitlement, amount = (say.yuan(int(row[name])) for name in ("entitlement_fen", "amount_fen"))
    say.heading(
        say.pick(
            f"{outcome}  应返还 {entitlement} 元, 本次发放 {amount} 元",
            f"{outcome}  entitlement {entitlement} yuan, to pay now {amount} yuan",
        )
    )


def _amounts(say: Voice, amounts: Sequence[Any]) -> None:
    if amounts:
        say.line("  " + ",  ".join(f"{say.of(one.label)} {_value(say, one)}" for one in amounts))


def _value(say: Voice, one: Any) -> str:
    if isinstance(one.value, str) and one.value:
        return words(say, one.value)
    return shown(say, one.value, one.unit)


def _limit(say: Voice, threshold: Any) -> str:
    """A threshold's text, for a person: rates as percentages, words in their language."""
    if threshold.unit == "rate" and threshold.value != "null":
        return percent_text(basis_points(threshold.value))
    return words(say, threshold.value)


def _condition(say: Voice, condition: Any) -> None:
    marks = {"met": "✓", "not_met": "✗", "undetermined": "?"}
    say.heading(
        f"{marks.get(condition.state, '·')} {condition.id}  {word(say, STATES, condition.state)}  {say.of(condition.wording)}"
    )
    say.line(say.pick("    依据: ", "    article: ") + condition.article)
    if condition.variant is not None:
        say.line(say.pick("    适用: ", "    as: ") + say.of(condition.variant))
    if condition.values:
        values = ",  ".join(f"{say.of(one.label)} {_value(say, one)}" for one in condition.values)
        say.line(say.pick("    数值: ", "    values: ") + values)
    for limit in condition.thresholds:
        rests = ", ".join(limit.documents) or word(say, STATUSES, limit.status)
        doubt = (
            "" if limit.status == "cited" or not limit.documents else f", {word(say, STATUSES, limit.status)}"
        )
        say.line(
            say.pick("    标准: ", "    threshold: ")
            + f"{say.of(limit.label)} ({limit.path}) = {_limit(say, limit)}  [{limit.place}, {rests}{doubt}]"
        )
    if condition.rows:
        rows = ", ".join(f"{file}:{row}" for file, row in condition.rows[:_ROWS_SHOWN])
        more = "" if len(condition.rows) <= _ROWS_SHOWN else f" … ({len(condition.rows)})"
        say.line(say.pick("    数据行: ", "    rows: ") + rows + more)


def _questions(say: Voice, explanation: Any) -> None:
    if explanation.questions:
        say.heading(say.pick("待核实:", "To be answered:"))
        for one in explanation.questions:
            say.line(f"  {one.key}  →  {say.of(one.to)}: {say.of(one.wording)}")
    if explanation.holds:
        say.heading(say.pick("暂缓发放, 须先查看:", "Held until a person has looked:"))
        for name, wording in explanation.holds:
            say.line(f"  {name}: {say.of(wording)}")


def _sheet(say: Voice, explanation: Any) -> None:
    if not explanation.sheet:
        return
    labels: Mapping[str, Any] = explanation.sheet_labels
    names = [
        name for name in explanation.sheet[0] if any(row[name] not in (None, "") for row in explanation.sheet)
    ]
    units = {name: labels[name][1] if name in labels else "text" for name in names}
    columns = [
        (
            say.of(labels[name][0]) if name in labels else word(say, COLUMNS, name),
            "right" if units[name] in _RIGHT else "left",
        )
        for name in names
    ]
    rows = [[_cell(say, row[name], units[name]) for name in names] for row in explanation.sheet]
    say.line()
    say.table(columns, rows, title=say.pick("逐月台账(元)", "Month by month (yuan)"))


def _cell(say: Voice, value: object, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return say.of(value)
    if unit == "fen" and isinstance(value, int):
        return say.yuan(value)
    if isinstance(value, int) and not isinstance(value, bool) and unit != "month":
        return f"{value:,}"
    return shown(say, value, unit)


_HEADINGS = {
    "granted": ("怎样会失去或改变(最近的变化):", "What would have lost or changed it (the nearest change):"),
    "undetermined": ("答复后的结果:", "What answers would lead to:"),
}


def _would_change(say: Voice, changes: Sequence[Any], *, outcome: object) -> None:
    if not changes:
        return
    turned = ("怎样才会不同(最小的变化):", "What would have turned it (the smallest change):")
    say.heading(say.of(_HEADINGS.get(str(outcome), turned)))
    for one in changes:
        outcome = word(say, OUTCOMES, one.outcome)
        say.line(
            say.pick(
                f"  {say.of(one.wording)} → {outcome}, 应返还 {say.yuan(one.entitlement_fen)} 元",
                f"  {say.of(one.wording)} → {outcome}, entitlement {say.yuan(one.entitlement_fen)} yuan",
            )
        )
