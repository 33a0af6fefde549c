"""Is a part of the files missing? Rows, people and money by division and month, against the months around them.

A whole division or month that fails to arrive looks like employers who did not pay. This finds it before anybody
is refused for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from wengang.kernel.period import month_text

MEASURES = ("rows", "headcount", "fen")
NEIGHBOURS = 6
"""Months on each side that a month is compared with."""
COVERAGE_SCHEMA = pa.schema(
    [("table", pa.string()), ("division", pa.string()), ("month", pa.int32())]
    + [(name, pa.int64()) for name in MEASURES]
    + [(f"usual_{name}", pa.int64()) for name in MEASURES]
    + [("alarm", pa.string())]
)
MEASURES_ZH = {"rows": "行数", "headcount": "人数", "fen": "金额（分）"}
MEASURES_EN = {"rows": "rows", "headcount": "people", "fen": "fen"}
_ONE = 10_000
"""Shares are in basis points."""


@dataclass(frozen=True, kw_only=True)
class CoverageColumns:
    """Names of a table's columns; None where it has none. ``month`` holds month indices, ``fen`` an amount.

    A table may be counted beforehand: ``rows`` then holds how many rows each of its rows stands for.
    """

    month: str | None
    division: str | None = None
    rows: str | None = None
    headcount: str | None = None
    fen: str | None = None
    file: str | None = "source_file"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """When a month is too low, in basis points under the usual.

    Attributes
    ----------
    rows_fall, headcount_fall, fen_fall
        A fall of more than this is an alarm.
    least_rows
        Where fewer rows are usual nothing can be said.
    small_rows, small_fall
        Where fewer rows than this are usual, one employer more or less is no sign: only rows are compared, and a
        fall must be above ``small_fall``.
    """

    rows_fall: int = 2_000
    headcount_fall: int = 3_000
    fen_fall: int = 5_000
    least_rows: int = 5
    small_rows: int = 30
    small_fall: int = 5_000

    def fall(self, measure: str, *, usual_rows: int) -> int | None:
        """The threshold of a measure (rows, headcount, fen); None where it is not compared."""
        if usual_rows < self.small_rows:
            return self.small_fall if measure == "rows" else None
        return {"rows": self.rows_fall, "headcount": self.headcount_fall, "fen": self.fen_fall}[measure]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A part that seems to be missing. ``month`` None: no single month.

    ``kind``: missing | falls | control (not what the sender says) | strangers (rows of nobody known).
    """

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
    open_from: int | None = None,
    divisions: Sequence[str] = (),
    thresholds: Thresholds | None = None,
) -> Coverage:
    """Count a table by division and month, and raise alarms where a part is missing or falls sharply.

    Parameters
    ----------
    table, name, columns
        The rows, what the table is called in messages, and which columns to use.
    months
        First and last month (indices, both included) that are expected; None: those from first to last found.
    open_from
        First month that is not over yet: from there on nothing is missing.
    divisions
        Divisions that are expected, whether or not they have rows.

    A month is compared with the lower median of the months with rows among six on either side; it is missing if
    it has no rows where those are ``least_rows`` or more.
    """
    limits = thresholds or Thresholds()
    cells = _cells(table, columns)
    found = [month for _, month in cells]
    if not found and months is None:
        absent = tuple(missing_division(name, division) for division in divisions)
        return Coverage(table=COVERAGE_SCHEMA.empty_table(), alarms=absent)
    first, last = months or (min(found), max(found))
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    empty: Cell = {measure: 0 if _has(columns, measure) else None for measure in MEASURES}
    for division in sorted({division for division, _ in cells} | set(divisions)):
        mine = {
            month: cells[division, month] for month in range(first, last + 1) if (division, month) in cells
        }
        if not mine and division in divisions:
            alarms.append(missing_division(name, division))
        for month in range(first, last + 1):
            cell, usual = mine.get(month, empty), _usual(mine, month)
            alarm = _alarm(name, (division, month), cell=cell, usual=usual, limits=limits)
            alarm = alarm if open_from is None or month < open_from else None
            rows.append(_row((name, division, month), cell=cell, usual=usual, alarm=alarm))
            alarms += [alarm] if alarm else []
    return Coverage(table=pa.Table.from_pylist(rows, schema=COVERAGE_SCHEMA), alarms=tuple(alarms))


def missing_division(name: str, division: str) -> Alarm:
    """A division that has no row of a table at all."""
    return Alarm(table=name, division=division, month=None, kind="missing",
                 zh=f"{division}：{name} 没有任何记录，文件可能缺失",
                 en=f"{division}: no rows of {name} at all; a file may be missing")  # fmt: skip


def _row(place: tuple[str, str, int], *, cell: Cell, usual: Cell, alarm: Alarm | None) -> dict[str, object]:
    name, division, month = place
    row: dict[str, object] = {"table": name, "division": division, "month": month, **cell}
    row |= {f"usual_{measure}": value for measure, value in usual.items()}
    return row | {"alarm": alarm.kind if alarm else None}


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
    where = f"{division} {month_text(month)}".strip()
    if rows == 0:
        return Alarm(table=name, division=division, month=month, kind="missing",
                     zh=f"{where}：{name} 没有任何记录（相邻月份约 {usual_rows} 行），文件可能缺失",
                     en=f"{where}: no rows of {name} (usually {usual_rows}); a file may be missing")  # fmt: skip
    for measure in MEASURES:
        value, expected = cell[measure], usual[measure]
        fall = limits.fall(measure, usual_rows=usual_rows)
        if fall is None or value is None or expected is None or expected <= 0:
            continue
        if value * _ONE < expected * (_ONE - fall):
            zh, en = MEASURES_ZH[measure], MEASURES_EN[measure]
            return Alarm(table=name, division=division, month=month, kind="falls",
                         zh=f"{where}：{name} {zh}骤降至 {value}（相邻月份约 {expected}），请核对文件是否完整",
                         en=f"{where}: {name} falls to {value} {en} (usually {expected}); is the file whole?",
                         )  # fmt: skip
    return None
