"""A decided round as the folder of files that officers, other bureaus and checks rely on."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from wengang.engines.extracts.snapshot import Snapshot
from wengang.engines.policy.pack import Hold, Question
from wengang.engines.policy.parameter_entry import Entry, Uncited
from wengang.engines.policy.terms import Terms
from wengang.engines.policy.text import Text
from wengang.kernel.errors import FINDING_COLUMNS, Finding
from wengang.mechanisms.decision.services.basis.fund import Fund
from wengang.mechanisms.decision.services.basis.kept import FOLDER, write_basis
from wengang.mechanisms.decision.services.outputs import asked, changes, lists, summary
from wengang.mechanisms.decision.services.outputs.manifest import named, packages, parameters
from wengang.mechanisms.decision.services.outputs.summary import Attention
from wengang.mechanisms.register.services.writing import manifest
from wengang.mechanisms.register.services.writing.finding_lists import finding_rows
from wengang.mechanisms.register.services.writing.spreadsheet_cells import guarded
from wengang.mechanisms.register.services.writing.whole_folder import MARK, whole_folder
from wengang.mechanisms.register.services.writing.written import (
    write_csv,
    write_json,
    write_parquet,
    write_rows,
)

DEPARTMENTS = "questions"
"""Folder of one list for each department."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the round read and was judged on: kept, so that an explanation reads the same."""

    tables: Mapping[str, pa.Table]
    shared: Mapping[str, pa.Table]
    terms: Terms


@dataclass(frozen=True, kw_only=True)
class DecidedRound:
    """Everything that the output of a round is made from.

    Attributes
    ----------
    table
        One row for each employer, with every intermediate column: employer_no, name, code, outcome,
        entitlement_fen, amount_fen, already_paid_fen, at_stake_fen, reasons, questions, holds, division,
        industry, size, account_no, account_name, bank, and the scheme's ``report`` columns.
    report
        Columns of ``decisions.csv`` between ``amount_fen`` and ``reasons``.
    files
        What was read, one dataclass or mapping each: name, table, sha256, rows, used, quarantined …
    coverage
        The coverage report; its alarms are among ``attentions``.
    attentions
        What only the caller knows to need a person: coverage alarms, employers in quarantine.
    basis
        Whatever else the run rests on, for the manifest: missing tables, answers, hashes of policy files.
    doubtful_pairs
        Pairs that linkage left to a clerk; None where its result was not given.
    frozen
        Waits for the snapshots of the accepted tables, by table.
    """

    round_: lists.Round
    as_of: dt.date
    known_by: dt.date
    engine: str
    table: pa.Table
    report: Sequence[str]
    asked: Sequence[Question]
    holds: Sequence[Hold]
    publicity_fields: Sequence[str]
    entries: Mapping[str, Entry]
    uncited: Sequence[Uncited] = ()
    fund: Fund | None = None
    files: Sequence[object] = ()
    findings: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    coverage: pa.Table | None = None
    attentions: Sequence[Attention] = ()
    previous: Path | None = None
    basis: Mapping[str, object] = field(default_factory=dict)
    kept: Kept | None = None
    doubtful_pairs: int | None = None
    frozen: Callable[[], Mapping[str, Snapshot]] = dict
    started: dt.datetime | None = None

    def key(self) -> dict[str, object]:
        """What a re-decision must keep, and the engine and the day that it may change."""
        return {
            "scheme": self.round_.scheme,
            "year": self.round_.year,
            "place": self.round_.place,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat(),
            "engine": self.engine,
        }


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written: the summary, rows by file, and why a person must look (nothing = exit status 0)."""

    out: Path
    summary: Mapping[str, object]
    rows: Mapping[str, int]
    attentions: tuple[Attention, ...]


def write_outputs(decided: DecidedRound, out: Path, *, replace: bool = False) -> Written:
    """Write the whole folder, or nothing.

    Raises InputError when ``out`` may not be written, the disk is full, the earlier run is another round, or the
    place's publicity fields are not lawful.
    """
    notice = lists.publicity(decided.table, decided.publicity_fields)
    compared = _compared(decided)
    counted = summary.summarise(decided.table, fund=decided.fund, uncited=decided.uncited)
    seen = summary.attentions(counted, others=(*decided.attentions, *_of_lists(notice, compared)))
    told = {
        **decided.key(),
        "title": decided.round_.title._asdict(),
        **counted,
        "publicity_withheld": list(notice.withheld),
    }
    if compared is not None:
        told["changes"] = _sums_of(compared)
    questions = asked.questions(decided.table, decided.asked)
    if decided.doubtful_pairs is not None:
        told["matching"] = asked.matching(questions, doubtful_pairs=decided.doubtful_pairs)
    told["attention"] = [summary.as_json(one) for one in seen]
    with whole_folder(out, replace=replace) as folder, ThreadPoolExecutor(max_workers=1) as beside:
        kept = beside.submit(_write_basis, decided.kept, folder)
        rows = _write_lists(decided, questions, folder)
        rows["publicity.csv"] = write_csv(guarded(notice.table), folder / "publicity.csv")
        if compared is not None:
            rows["changes.csv"] = write_csv(compared.table, folder / "changes.csv")
        rows |= _write_reports(decided, folder)
        kept.result()
        write_json(told, folder / "summary.json")
        write_json(_manifest(decided, folder, rows), folder / MARK)
    return Written(out=out, summary=told, rows=rows, attentions=seen)


def _write_basis(kept: Kept | None, folder: Path) -> None:
    if kept is not None:
        write_basis(folder / FOLDER, tables=kept.tables, shared=kept.shared, terms=kept.terms)


def _write_lists(decided: DecidedRound, questions: pa.Table, folder: Path) -> dict[str, int]:
    table, report = decided.table, decided.report
    rows = {
        "decisions.csv": write_csv(guarded(lists.decisions(table, report)), folder / "decisions.csv"),
        changes.DECISIONS: write_parquet(lists.every_column(table, report), folder / changes.DECISIONS),
        "payments.csv": write_csv(lists.payments(table, decided.round_), folder / "payments.csv"),
        "holds.csv": write_csv(
            guarded(lists.held(table, decided.holds, decided.entries)), folder / "holds.csv"
        ),
        "questions.csv": write_csv(questions, folder / "questions.csv"),
    }
    by_department = asked.write_department_lists(questions, folder / DEPARTMENTS)
    return rows | {f"{DEPARTMENTS}/{name}": number for name, number in by_department.items()}


def _write_reports(decided: DecidedRound, folder: Path) -> dict[str, int]:
    rows = {
        f"{name}.csv": write_rows(finding_rows(findings), FINDING_COLUMNS, folder / f"{name}.csv")
        for name, findings in (("quarantine", decided.findings), ("warnings", decided.warnings))
    }
    if decided.coverage is not None:
        rows["coverage.csv"] = write_csv(decided.coverage, folder / "coverage.csv")
    return rows


def _manifest(decided: DecidedRound, folder: Path, rows: Mapping[str, int]) -> dict[str, object]:
    previous = decided.previous
    return {
        "format": manifest.FORMAT,
        **decided.key(),
        "inputs": [manifest.plain(file) for file in decided.files],
        "snapshots": {
            name: {"sha256": one.sha256, "rows": one.rows} for name, one in sorted(decided.frozen().items())
        },
        "basis": manifest.plain(decided.basis),
        "previous": None
        if previous is None
        else named(previous) | {changes.LEFT_OPEN: changes.left_open(previous, decided.table)},
        "parameters": parameters(decided.entries),
        "versions": manifest.versions(packages(decided.engine)),
        "outputs": manifest.outputs(folder, rows),
        "timestamps": manifest.times(decided.started),
    }


def _compared(decided: DecidedRound) -> changes.Changes | None:
    if decided.previous is None:
        return None
    changes.refuse_other_round(decided.previous, decided.key())
    return changes.compare(changes.read_decisions(decided.previous), decided.table, report=decided.report)


def _sums_of(compared: changes.Changes) -> dict[str, object]:
    kinds = compared.table["kind"].to_pylist()
    differences = compared.table["difference_fen"].to_pylist()
    return {
        kind: {
            "employers": kinds.count(kind),
            "difference_fen": sum(
                fen for other, fen in zip(kinds, differences, strict=True) if other == kind
            ),
        }
        for kind in (changes.TOP_UP, changes.CLAWBACK, changes.NONE)
    }


def _of_lists(notice: lists.Publicity, compared: changes.Changes | None) -> list[Attention]:
    lacking = () if compared is None else compared.lacking
    return [
        Attention(
            key="publicity",
            text=Text(
                "名称含个人号码、未予公示的单位",
                "employers left out of publicity.csv: a personal number stands in the name",
            ),
            count=len(notice.withheld),
        ),
        Attention(
            key="lacking",
            text=Text(
                "上次有而本次数据没有的单位",
                "employers of the earlier run that the new extracts lack (changes.csv)",
            ),
            count=len(lacking),
        ),
    ]
