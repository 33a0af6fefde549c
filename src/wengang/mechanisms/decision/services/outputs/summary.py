"""Counts and sums of a round: ``summary.json``, and what a person must look at before it is used."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wengang.codes.industries import SECTION_NAMES, section_of
from wengang.engines.policy.evaluate import GRANTED, REFUSED, UNDETERMINED
from wengang.engines.policy.parameter_entry import Uncited
from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.basis.fund import Fund
from wengang.mechanisms.decision.services.outputs.lists import granted, has_account, is_held, payable

OUTCOMES = (GRANTED, REFUSED, UNDETERMINED)
SIZES = ("large", "medium", "small", "micro")
UNKNOWN = "unknown"
_READ = (
    *("outcome", "entitlement_fen", "amount_fen", "already_paid_fen", "at_stake_fen", "account_no"),
    *("size", "industry", "division", "reasons", "questions", "holds"),
)
"""Columns that are counted: a filter copies every column that it is given."""


@dataclass(frozen=True, kw_only=True)
class Attention:
    """Why a person must look before the round is used (exit status 3): a key, and the reason in two languages."""

    key: str
    text: Text
    count: int


def summarise(table: pa.Table, *, fund: Fund | None, uncited: Sequence[Uncited]) -> dict[str, Any]:
    """Counts and sums by outcome, size, industry, division, reason; held, reserved, payable; the fund; doubts.

    Sums are in fen. ``reserved`` is granted to employers whose account is not known; someone both held and
    without an account counts as held. Employers with several reasons count under each.
    """
    table = table.select([name for name in _READ if name in table.column_names])
    paid, rows = payable(table), granted(table)
    waiting = rows.filter(is_held(rows))
    without = rows.filter(pc.and_(pc.invert(has_account(rows)), pc.invert(is_held(rows))))
    total_fen = _sum(rows, "amount_fen")
    return {
        "employers": table.num_rows,
        "outcomes": {name: _figures(table.filter(pc.equal(table["outcome"], name))) for name in OUTCOMES},
        "granted_fen": total_fen,
        "payable": _count_and_sum(paid),
        "held": {**_count_and_sum(waiting), "by_pattern": _by_word(waiting, "holds")},
        "reserved": _count_and_sum(without),
        "already_paid_fen": _sum(table, "already_paid_fen"),
        "at_stake_fen": _sum(table.filter(pc.equal(table["outcome"], UNDETERMINED)), "at_stake_fen"),
        "by_size": _by_group(table, "size", order=SIZES),
        "by_industry": _by_group(table, "industry", order=tuple(SECTION_NAMES), named=section_of),
        "by_division": _by_group(table, "division"),
        "by_reason": {
            name: _by_word(table.filter(pc.equal(table["outcome"], name)), "reasons") for name in OUTCOMES
        },
        "by_question": _by_word(table, "questions", short=_family),
        "fund": fund_before_and_after(fund, total_fen),
        "not_cited": {
            "parameters": [_plain(entry) for entry in uncited],
            "granted_fen_resting_on_them": total_fen if uncited else 0,
        },
    }


def fund_before_and_after(fund: Fund | None, spent_fen: int) -> dict[str, object] | None:
    """Balance and months left, before the round and after all that it grants is paid; None without a fund row."""
    if fund is None:
        return None
    left = None if fund.balance_fen is None else fund.balance_fen - spent_fen
    before, after = fund.months(), fund.months(spent_fen)
    return {
        "place": fund.place,
        "as_of": fund.as_of.isoformat(),
        "balance_before_fen": fund.balance_fen,
        "balance_after_fen": left,
        "monthly_outgo_fen": fund.monthly_outgo_fen,
        "months_before": None if before is None else f"{before:f}",
        "months_after": None if after is None else f"{after:f}",
    }


def attentions(summary: Mapping[str, Any], *, others: Iterable[Attention] = ()) -> tuple[Attention, ...]:
    """What a summary itself asks a person to look at: amounts held, a fund overdrawn; then ``others`` that count."""
    held, fund = summary["held"], summary["fund"]
    found = []
    if held["employers"]:
        text = Text("有疑点、暂缓发放的单位", "employers held back by a pattern (holds.csv)")
        found.append(Attention(key="holds", text=text, count=held["employers"]))
    if fund is not None and fund["balance_after_fen"] is not None and fund["balance_after_fen"] < 0:
        text = Text("核准金额超过基金结余", "more is granted than the fund holds")
        found.append(Attention(key="over_budget", text=text, count=1))
    return (*found, *(one for one in others if one.count))


def as_json(attention: Attention) -> dict[str, object]:
    """For ``summary.json`` and the machine-readable last line."""
    return {"key": attention.key, "zh": attention.text.zh, "en": attention.text.en, "count": attention.count}


def _plain(entry: Uncited) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(entry).items()}


def _sum(table: pa.Table, column: str) -> int:
    value = pc.sum(table[column]).as_py() if column in table.column_names else 0
    return value or 0


def _count_and_sum(rows: pa.Table) -> dict[str, object]:
    return {"employers": rows.num_rows, "amount_fen": _sum(rows, "amount_fen")}


def _figures(rows: pa.Table) -> dict[str, object]:
    return {
        "employers": rows.num_rows,
        "entitlement_fen": _sum(rows, "entitlement_fen"),
        "amount_fen": _sum(rows, "amount_fen"),
    }


def _by_group(
    table: pa.Table,
    column: str,
    *,
    order: Sequence[str] = (),
    named: Callable[[str | None], str | None] = lambda word: word,
) -> dict[str, dict[str, int]]:
    """Employers by outcome and the amount granted, for each group that occurs; what is not known comes last."""
    words = table[column] if column in table.column_names else pa.nulls(table.num_rows, pa.string())
    data = pa.table({"word": words, "outcome": table["outcome"], "amount_fen": table["amount_fen"]})
    sums = (
        data.group_by(["word", "outcome"])
        .aggregate([("amount_fen", "sum"), ("outcome", "count")])
        .to_pylist()
    )
    found: dict[str, dict[str, int]] = {}
    for row in sums:
        group = named(row["word"]) or UNKNOWN
        cell = found.setdefault(group, {"employers": 0, **dict.fromkeys(OUTCOMES, 0), "amount_fen": 0})
        cell["employers"] += row["outcome_count"]
        cell[row["outcome"]] += row["outcome_count"]
        cell["amount_fen"] += row["amount_fen_sum"] or 0
    rank = {name: place for place, name in enumerate(order)}
    keys = sorted(found, key=lambda key: (key == UNKNOWN, rank.get(key, len(rank)), key.encode()))
    return {key: found[key] for key in keys}


def _by_word(table: pa.Table, column: str, *, short: Callable[[str], str] = str) -> dict[str, dict[str, int]]:
    """Employers and amounts for each word of a list column; an employer counts once under each word."""
    if column not in table.column_names:
        return {}
    # Few lists occur, many times each: counted first, taken apart then.
    sums = (
        table.select([column, "amount_fen"])
        .group_by(column)
        .aggregate([([], "count_all"), ("amount_fen", "sum")])
        .to_pylist()
    )
    found: dict[str, dict[str, int]] = {}
    for row in sums:
        for word in {short(word) for word in (row[column] or "").split(";") if word}:
            cell = found.setdefault(word, {"employers": 0, "amount_fen": 0})
            cell["employers"] += row["count_all"]
            cell["amount_fen"] += row["amount_fen_sum"] or 0
    return {word: found[word] for word in sorted(found)}


def _family(key: str) -> str:
    return key.split(":", 1)[0]
