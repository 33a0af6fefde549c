"""Rows of refunds already paid (已发放返还) and of the fund (基金收支), checked against each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.columns.supplied import column, finding
from wengang.mechanisms.register.services.prepared_tables import TABLES

GENERAL_SCHEME = ""
_GENERAL_NAMES = frozenset({None, GENERAL_SCHEME, "retention-refund"})
REFUND_COLUMNS = tuple(TABLES["refunds"].names)
_STATED = ("balance_fen", "monthly_outgo_fen", "fund_months", "monthly_benefit_fen")
_FUND_COLUMNS = ("place", "as_of", *_STATED, "source_file", "source_row")


@dataclass(frozen=True)
class PaidRows:
    """Rows of refunds that are used, in the order of :data:`REFUND_COLUMNS`, and those in quarantine."""

    rows: tuple[tuple[Any, ...], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class FundRows:
    """One row for each place and day (None: no table was supplied), and the rows in quarantine."""

    table: pa.Table | None
    findings: tuple[Finding, ...] = ()


def refunds_paid(rows: Sequence[tuple[Any, ...]]) -> PaidRows:
    """What each employer was paid: a blank scheme, or its own name, is the general refund; a negative amount takes one back.

    Where the rows of an employer, year and scheme sum to less than nothing, the negative ones go to quarantine:
    nobody can have paid back more than was paid, and the difference would be added to the next refund.
    """
    named = [(*row[:2], GENERAL_SCHEME if row[2] in _GENERAL_NAMES else row[2], *row[3:]) for row in rows]
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in named:
        sums[row[:3]] += row[3]
    bad = [row for row in named if row[3] < 0 and sums[row[:3]] < 0]
    return PaidRows(
        rows=tuple(row for row in named if row not in bad),
        findings=tuple(_below_zero(row) for row in bad),
    )


def funds_of(funds: pa.Table | None) -> FundRows:
    """The rows of the fund; those of one place and day complete each other, and if they differ, neither is used."""
    if funds is None:
        return FundRows(None)
    columns = [column(funds, name) for name in _FUND_COLUMNS]
    by_day: dict[tuple[Any, Any], list[dict[str, Any]]] = defaultdict(list)
    for values in zip(*columns, strict=True):
        row = dict(zip(_FUND_COLUMNS, values, strict=True))
        by_day[row["place"], row["as_of"]].append(row)
    kept: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for several in by_day.values():
        names = [name for name in _STATED if len({row[name] for row in several} - {None}) > 1]
        if names:
            findings += [_differs(row, names[0]) for row in several]
        else:
            kept.append(_completed(several))
    table = {part.name: pa.array([row[part.name] for row in kept], part.type) for part in TABLES["funds"]}
    return FundRows(pa.table(table), tuple(findings))


def _completed(several: Sequence[dict[str, Any]]) -> dict[str, Any]:
    said = {name: [row[name] for row in several if row[name] is not None] for name in _STATED}
    return {**several[0], **{name: values[0] if values else None for name, values in said.items()}}


def _below_zero(row: tuple[Any, ...]) -> Finding:
    said = dict(zip(REFUND_COLUMNS, row, strict=True))
    return finding(
        (said["source_file"], said["source_row"], "amount_fen", str(said["amount_fen"])),
        (
            "该单位该年度已发放合计为负, 本行未使用",
            "with this row less than nothing was paid to the employer that year; the row is not used",
        ),
        ("请核对冲回金额与年度", "check the amount taken back and its year"),
    )


def _differs(row: dict[str, Any], name: str) -> Finding:
    return finding(
        (row["source_file"], row["source_row"], name, "" if row[name] is None else str(row[name])),
        (
            "同一统筹区同一日的基金数据不一致, 均未使用",
            "two rows of one place and day differ; neither is used",
        ),
        (
            "请与财政部门核对后只保留正确的一行",
            "settle it with the finance department and keep the right row",
        ),
    )
