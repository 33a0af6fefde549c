"""Coverage of the ledger (数据覆盖情况): is a part of the file missing, before anybody is refused for it?"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.coverage import MEASURES, Alarm, CoverageColumns, coverage
from wengang.engines.policy.text import Text
from wengang.kernel.period import month_text
from wengang.mechanisms.decision.services.summary import Attention
from wengang.mechanisms.register.services.intake import Intake
from wengang.mechanisms.register.services.prepared_tables import Prepared

UNEMPLOYMENT = "unemployment"
SENSIBLE_EMPLOYERS = 5
"""A division with fewer employers may well have none that is insured."""
_NUMBERS = tuple(f"{kind}{measure}" for measure in MEASURES for kind in ("", "usual_", "control_"))
COVERAGE_COLUMNS = ("table", "division", "month", *_NUMBERS, "alarm", "alarm_zh", "alarm_en")
_COLUMNS = CoverageColumns(month="month", division="division", headcount="headcount", fen="due_fen")


@dataclass(frozen=True, kw_only=True)
class LedgerCoverage:
    """``coverage.csv`` (None without a ledger), and the alarms as reasons to look."""

    table: pa.Table | None
    attentions: Sequence[Attention] = ()


def ledger_coverage(prepared: Prepared, intake: Intake) -> LedgerCoverage:
    """Rows, people and dues of each insurance by division and month, against the months around them.

    The division is the employer's. Control totals are the table ``control_totals``, where the sender gave any.
    """
    employers, ledger = prepared.tables["employers"], prepared.tables["ledger"]
    if ledger.num_rows == 0:
        return LedgerCoverage(table=None)
    divisions = employers.select(["employer_id", "division"])
    placed = ledger.drop_columns([n for n in ("division",) if n in ledger.column_names]).join(
        divisions, "employer_id", join_type="inner"
    )
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for insurance in sorted(filter(None, pc.unique(placed["insurance"]).to_pylist())):
        name = "ledger" if insurance == UNEMPLOYMENT else f"ledger:{insurance}"
        found = coverage(
            placed.filter(pc.equal(placed["insurance"], insurance)),
            name=name,
            columns=_COLUMNS,
            divisions=_expected(employers) if insurance == UNEMPLOYMENT else (),
            control=intake.tables.get("control_totals"),
        )
        rows += _rows(found.table, found.alarms)
        alarms += found.alarms
    rows.sort(key=lambda row: tuple(str(row[name] or "").encode() for name in COVERAGE_COLUMNS[:3]))
    return LedgerCoverage(table=_table(rows), attentions=tuple(_attentions(alarms)))


def _expected(employers: pa.Table) -> list[str]:
    """Divisions from which a ledger must come."""
    counts = pc.value_counts(employers["division"]).to_pylist()
    return sorted(c["values"] for c in counts if c["values"] and c["counts"] >= SENSIBLE_EMPLOYERS)


def _rows(table: pa.Table, alarms: Sequence[Alarm]) -> list[dict[str, object]]:
    said = {(alarm.division, alarm.month): alarm for alarm in alarms}
    rows: list[dict[str, object]] = []
    for row in table.to_pylist():
        alarm = said.pop((row["division"], row["month"]), None)
        rows.append({**row, "month": month_text(row["month"]), **_words(alarm)})
    for (division, month), alarm in said.items():  # a whole division, or a total of no single month
        place = {
            "table": alarm.table,
            "division": division,
            "month": None if month is None else month_text(month),
        }
        rows.append({**dict.fromkeys(_NUMBERS), **place, "alarm": alarm.kind, **_words(alarm)})
    return rows


def _words(alarm: Alarm | None) -> dict[str, str | None]:
    return {"alarm_zh": alarm.zh if alarm else None, "alarm_en": alarm.en if alarm else None}


def _table(rows: Sequence[dict[str, object]]) -> pa.Table:
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], pa.int64() if name in _NUMBERS else pa.string())
            for name in COVERAGE_COLUMNS
        }
    )


def _attentions(alarms: Sequence[Alarm]) -> list[Attention]:
    if not alarms:
        return []
    zh, en = alarms[0].zh, alarms[0].en
    text = Text(f"数据覆盖警报 (coverage.csv), 如 {zh}", f"coverage alarms (coverage.csv), such as {en}")
    return [Attention(key="coverage", text=text, count=len(alarms))]
