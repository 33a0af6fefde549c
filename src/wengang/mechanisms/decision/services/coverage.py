"""Coverage of the ledger (数据覆盖情况): is a part of the file missing, before anybody is refused for it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
_COLUMNS = CoverageColumns(
    month="month", division="division", rows="rows", headcount="headcount", fen="due_fen"
)


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
    control = intake.tables.get("control_totals")
    counted = _counted(ledger, employers, by_file=control is not None)
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for insurance in sorted(filter(None, pc.unique(counted["insurance"]).to_pylist())):
        name = "ledger" if insurance == UNEMPLOYMENT else f"ledger:{insurance}"
        found = coverage(
            counted.filter(pc.equal(counted["insurance"], insurance)),
            name=name,
            columns=_COLUMNS if control is not None else replace(_COLUMNS, file=None),
            divisions=_expected(employers) if insurance == UNEMPLOYMENT else (),
            control=control,
        )
        rows += _rows(found.table, found.alarms)
        alarms += found.alarms
    rows.sort(key=lambda row: tuple(str(row[name] or "").encode() for name in COVERAGE_COLUMNS[:3]))
    return LedgerCoverage(table=_table(rows), attentions=tuple(_attentions(alarms)))


def _counted(ledger: pa.Table, employers: pa.Table, *, by_file: bool) -> pa.Table:
    """Rows, people and dues by insurance, employer's division and month (and file); rows of no employer are left out.

    Counted before anything else is done: a city's ledger has a million rows, what is counted a few hundred.
    """
    at = pc.index_in(ledger["employer_id"], employers["employer_id"].combine_chunks())
    divisions = employers["division"].combine_chunks().dictionary_encode()
    coded = pa.table(
        {
            "known": at.is_valid(),
            "division": divisions.indices.take(at),
            **{name: ledger[name] for name in ("insurance", "month", "headcount", "due_fen", "source_file")},
        }
    )
    keys = ["known", "insurance", "division", "month", *(["source_file"] if by_file else [])]
    sums = [([], "count_all"), ("headcount", "sum"), ("due_fen", "sum")]
    counted = coded.group_by(keys).aggregate(sums)
    counted = counted.rename_columns([*keys, "rows", "headcount", "due_fen"]).filter(pc.field("known"))
    named = divisions.dictionary.take(counted["division"])
    return counted.set_column(counted.schema.get_field_index("division"), "division", named)


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
