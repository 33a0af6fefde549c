"""The sender's control totals (对账数): what is said to have been sent, against what arrived and is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.coverage import MEASURES, MEASURES_EN, MEASURES_ZH, Alarm, CoverageColumns
from wengang.kernel.period import month_text

_SUFFIXES = (".csv", ".xlsx", ".parquet")


@dataclass(frozen=True, kw_only=True)
class Total:
    """One stated total; blanks say nothing. ``found``: what arrived of each measure that is stated."""

    stem: str
    division: str
    month: int | None
    stated: Mapping[str, int]
    found: Mapping[str, int]

    @property
    def alarm(self) -> Alarm | None:
        """The first measure that differs."""
        for measure, stated in self.stated.items():
            if self.found[measure] != stated:
                return _differs(self, measure)
        return None


def stem_of(file: str | None) -> str:
    """The stem of a file as a sender writes it, with or without folder and extension."""
    name = PurePath(file or "").name
    return name.rsplit(".", 1)[0] if name.lower().endswith(_SUFFIXES) else name


def totals(table: pa.Table, *, name: str, columns: CoverageColumns, control: pa.Table) -> Iterator[Total]:
    """Each control total of a table's files, or of the whole table by its ``name``, beside what arrived.

    ``control``: ``file, division, month, rows, headcount, fen``; a blank division or month means all of them. A
    measure that the table does not hold is left out.
    """
    files = set(table[columns.file].unique().to_pylist()) if columns.file else set()
    held = [measure for measure in MEASURES if measure == "rows" or getattr(columns, measure)]
    for said in control.to_pylist():
        stem = stem_of(said.get("file"))
        stated = {m: said[m] for m in held if said.get(m) is not None}
        if (stem in files or stem == name) and stated:
            part = _part(table, columns, stem=stem if stem in files else None, said=said)
            found = {measure: _measured(part, columns, measure) for measure in stated}
            yield Total(
                stem=stem,
                division=said.get("division") or "",
                month=said.get("month"),
                stated=stated,
                found=found,
            )


def not_arrived(stem: str) -> Alarm:
    """A file that the sender announces and that is not there."""
    return Alarm(
        table=stem,
        division="",
        month=None,
        kind="control",
        zh=f"对账数中的文件 {stem} 没有收到",
        en=f"the control totals name the file {stem}, which is not here",
    )


def _part(
    table: pa.Table, columns: CoverageColumns, *, stem: str | None, said: Mapping[str, object]
) -> pa.Table:
    for column, wanted in (
        (columns.file, stem),
        (columns.division, said.get("division")),
        (columns.month, said.get("month")),
    ):
        if column and wanted is not None:
            table = table.filter(pc.equal(table[column], wanted))
    return table


def _measured(table: pa.Table, columns: CoverageColumns, measure: str) -> int:
    column = getattr(columns, measure)
    return int(pc.sum(table[column]).as_py() or 0) if column else table.num_rows


def _differs(total: Total, measure: str) -> Alarm:
    month = "" if total.month is None else month_text(total.month)
    where = " ".join(part for part in (total.stem, total.division, month) if part)
    value, stated = total.found[measure], total.stated[measure]
    return Alarm(
        table=total.stem,
        division=total.division,
        month=total.month,
        kind="control",
        zh=f"{where}：{MEASURES_ZH[measure]}为 {value}，与对账数 {stated} 不符",
        en=f"{where}: {value} {MEASURES_EN[measure]} used, the sender's control total says {stated}",
    )
