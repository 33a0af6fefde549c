"""Is a part of the files missing? Rows, people and money by division and month, against neighbours and control totals.

A whole division or month that fails to arrive looks like employers who did not pay. This finds it before anybody
is refused for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.period import month_text

MEASURES = ("rows", "headcount", "fen")
NEIGHBOURS = 6
"""Months on each side that a month is compared with."""
COVERAGE_SCHEMA = pa.schema(
    [("table", pa.string()), ("division", pa.string()), ("month", pa.int32())]
    + [(name, pa.int64()) for name in MEASURES]
    + [(f"usual_{name}", pa.int64()) for name in MEASURES]
    + [(f"control_{name}", pa.int64()) for name in MEASURES]
    + [("alarm", pa.string())]
)
_ZH = {"rows": "行数", "headcount": "人数", "fen": "金额（分）"}
_EN = {"rows": "rows", "headcount": "people", "fen": "fen"}


@dataclass(frozen=True, kw_only=True)
class CoverageColumns:
    """Names of a table's columns; None where it has none. ``month`` holds month indices, ``fen`` an amount.

    A table may be counted beforehand: ``rows`` then holds how many rows each of its rows stands for.
    """

    month: str
    division: str | None = None
    rows: str | None = None
    headcount: str | None = None
    fen: str | None = None
    file: str | None = "source_file"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """When a month is too low: per cent under the usual, and rows below which nothing can be said."""

    rows_fall_percent: int = 20
    headcount_fall_percent: int = 30
    fen_fall_percent: int = 50
    least_rows: int = 5

    def fall(self, measure: str) -> int:
        """The threshold of a measure (rows, headcount, fen)."""
        return {
            "rows": self.rows_fall_percent,
            "headcount": self.headcount_fall_percent,
            "fen": self.fen_fall_percent,
        }[measure]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A part that seems to be missing. ``kind``: missing | falls | control; ``month`` None: no single month."""

    table: str
    division: str
    month: int | None
    kind: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One row a division and month (:data:`COVERAGE_SCHEMA`), and the alarms."""

    table: pa.Table
    alarms: tuple[Alarm, ...]


Cell = dict[str, int | None]
Cells = dict[tuple[str, int], Cell]


def coverage(
    table: pa.Table,
    *,
    name: str,
    columns: CoverageColumns,
    months: tuple[int, int] | None = None,
    divisions: Sequence[str] = (),
    control: pa.Table | None = None,
    thresholds: Thresholds | None = None,
) -> Coverage:
    """Count a table by division and month, and raise alarms where a part is missing or falls sharply.

    Parameters
    ----------
    table, name, columns
        The rows, what the table is called in messages, and which columns to use.
    months
        First and last month (indices, both included) that are expected; None: those from first to last found.
    divisions
        Divisions that are expected, whether or not they have rows.
    control
        The sender's control totals: ``file, division, month, rows, headcount, fen``; a blank says nothing.

    A month is compared with the lower median of the months with rows among six on either side; it is missing if
    it has no rows where those are ``least_rows`` or more.
    """
    limits = thresholds or Thresholds()
    cells = _cells(table, columns)
    found = [month for _, month in cells]
    if not found and months is None:
        absent = tuple(_missing_division(name, division) for division in divisions)
        return Coverage(table=COVERAGE_SCHEMA.empty_table(), alarms=absent)
    first, last = months or (min(found), max(found))
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for division in sorted({division for division, _ in cells} | set(divisions)):
        mine = {
            month: cells[division, month] for month in range(first, last + 1) if (division, month) in cells
        }
        if not mine:
            alarms.append(_missing_division(name, division))
        empty = {measure: 0 if _has(columns, measure) else None for measure in MEASURES}
        for month in range(first, last + 1):
            row, alarm = _judged((name, division, month), mine=mine, empty=empty, limits=limits)
            rows.append(row)
            alarms += [alarm] if alarm else []
    if control is not None:
        alarms += _control(table, name, columns=columns, control=control, rows=rows)
    filled = pa.Table.from_pylist(rows, schema=COVERAGE_SCHEMA)
    return Coverage(table=filled, alarms=tuple(alarms))


def _judged(
    place: tuple[str, str, int], *, mine: Mapping[int, Cell], empty: Cell, limits: Thresholds
) -> tuple[dict[str, object], Alarm | None]:
    """The row of one division and month, and its alarm if there is one."""
    name, division, month = place
    cell, usual = mine.get(month, empty), _usual(mine, month)
    alarm = _alarm(name, (division, month), cell=cell, usual=usual, limits=limits)
    row: dict[str, object] = {"table": name, "division": division, "month": month, **cell}
    row |= {f"usual_{measure}": value for measure, value in usual.items()}
    return row | {"alarm": alarm.kind if alarm else None}, alarm


def _has(columns: CoverageColumns, measure: str) -> bool:
    return measure == "rows" or getattr(columns, measure) is not None


def _cells(table: pa.Table, columns: CoverageColumns) -> Cells:
    """Sums by (division, month); rows without a month are left out, a blank division is ""."""
    division = table[columns.division].fill_null("") if columns.division else pa.repeat("", table.num_rows)
    parts = {"division": division, "month": table[columns.month]}
    sums: list[tuple[str, str]] = []
    for measure in MEASURES:
        column = getattr(columns, measure)
        if column:
            parts[measure] = table[column].fill_null(0)
            sums.append((measure, "sum"))
    grouped = pa.table(parts).group_by(["division", "month"]).aggregate([([], "count_all"), *sums])
    return {
        (row["division"], row["month"]): {
            "rows": row["rows_sum" if columns.rows else "count_all"],
            "headcount": row.get("headcount_sum"),
            "fen": row.get("fen_sum"),
        }
        for row in grouped.to_pylist()
        if row["month"] is not None
    }


def _usual(mine: Mapping[int, Cell], month: int) -> Cell:
    """The lower median of each measure over the neighbouring months that have rows."""
    near = [
        mine[at] for at in range(month - NEIGHBOURS, month + NEIGHBOURS + 1) if at != month and at in mine
    ]
    usual: Cell = {}
    for measure in MEASURES:
        values = sorted(value for cell in near if (value := cell[measure]) is not None)
        usual[measure] = values[(len(values) - 1) // 2] if values else None
    return usual


def _alarm(name: str, at: tuple[str, int], *, cell: Cell, usual: Cell, limits: Thresholds) -> Alarm | None:
    division, month = at
    rows, usual_rows = cell["rows"] or 0, usual["rows"]
    if usual_rows is None or usual_rows < limits.least_rows:
        return None
    zh, en = f"{division} {month_text(month)}".strip(), f"{division} {month_text(month)}".strip()
    if rows == 0:
        return Alarm(table=name, division=division, month=month, kind="missing",
                     zh=f"{zh}：{name} 没有任何记录（相邻月份约 {usual_rows} 行），文件可能缺失",
                     en=f"{en}: no rows of {name} (usually {usual_rows}); a file may be missing")  # fmt: skip
    for measure in MEASURES:
        value, expected = cell[measure], usual[measure]
        if value is None or expected is None or expected <= 0:
            continue
        if value * 100 < expected * (100 - limits.fall(measure)):
            return Alarm(table=name, division=division, month=month, kind="falls",
                         zh=f"{zh}：{name} {_ZH[measure]}骤降至 {value}（相邻月份约 {expected}），请核对文件是否完整",
                         en=f"{en}: {name} falls to {value} {_EN[measure]} (usually {expected}); is the file whole?",
                         )  # fmt: skip
    return None


def _missing_division(name: str, division: str) -> Alarm:
    return Alarm(table=name, division=division, month=None, kind="missing",
                 zh=f"{division}：{name} 没有任何记录，文件可能缺失",
                 en=f"{division}: no rows of {name} at all; a file may be missing")  # fmt: skip


def _control(
    table: pa.Table, name: str, *, columns: CoverageColumns, control: pa.Table, rows: list[dict[str, object]]
) -> list[Alarm]:
    """Compare with what the sender says was sent; a total of this table's files alone."""
    files = set(table[columns.file].unique().to_pylist()) if columns.file else set()
    by_place = {(row["division"], row["month"]): row for row in rows}
    alarms = []
    for total in control.to_pylist():
        stem = PurePath(total.get("file") or "").name
        stem = stem.rsplit(".", 1)[0] if stem.lower().endswith((".csv", ".xlsx", ".parquet")) else stem
        if stem not in files and stem != name:
            continue
        chosen = _of(table, columns, stem=stem if stem in files else None, total=total)
        row = by_place.get((total.get("division") or "", total.get("month")))
        for measure in MEASURES:
            stated = total.get(measure)
            if stated is None or not _has(columns, measure):
                continue
            if row is not None:
                row[f"control_{measure}"] = stated
            column = getattr(columns, measure)
            value = _sum(chosen[column]) if column else chosen.num_rows
            if value != stated:
                alarms.append(_differs(name, total, stem=stem, measure=measure, value=value))
                if row is not None:
                    row["alarm"] = row["alarm"] or "control"
    return alarms


def _of(
    table: pa.Table, columns: CoverageColumns, *, stem: str | None, total: Mapping[str, object]
) -> pa.Table:
    for column, wanted in (
        (columns.file, stem),
        (columns.division, total.get("division")),
        (columns.month, total.get("month")),
    ):
        if column and wanted is not None:
            table = table.filter(pc.equal(table[column], wanted))
    return table


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column).as_py() or 0)


def _differs(name: str, total: Mapping[str, object], *, stem: str, measure: str, value: int) -> Alarm:
    month = total.get("month")
    at = month if isinstance(month, int) else None
    division = str(total.get("division") or "")
    where = " ".join(part for part in (stem, division, month_text(at) if at is not None else "") if part)
    return Alarm(table=name, division=division, month=at, kind="control",
                 zh=f"{where}：{_ZH[measure]}为 {value}，与对账数 {total[measure]} 不符",
                 en=f"{where}: {value} {_EN[measure]} used, the sender's control total says {total[measure]}",
                 )  # fmt: skip
