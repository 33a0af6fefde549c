"""A linked folder as others rely on it (比对结果): clusters, queue, evidence, entities, events, decisions, manifest."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from wengang.engines.linkage.history import Previous
from wengang.kernel.errors import FINDING_COLUMNS, Finding
from wengang.mechanisms.register.services.linking import audit, summary
from wengang.mechanisms.register.services.linking.charts import write_charts
from wengang.mechanisms.register.services.linking.decisions import COLUMNS
from wengang.mechanisms.register.services.linking.previous import DECISIONS, RECORDS
from wengang.mechanisms.register.services.writing import manifest
from wengang.mechanisms.register.services.writing.finding_lists import finding_rows
from wengang.mechanisms.register.services.writing.spreadsheet_cells import GUARDED, guarded
from wengang.mechanisms.register.services.writing.whole_folder import MARK, whole_folder
from wengang.mechanisms.register.services.writing.written import (
    by_bytes,
    write_csv,
    write_json,
    write_parquet,
    write_rows,
)

CLUSTERS, REVIEW, EVIDENCE = "clusters.csv", "review.csv", "evidence.csv"
ENTITIES, EVENTS, DECIDED = "entities.csv", "events.csv", "decided.csv"
RELATIONS = "relations.csv"
MODEL = "model.json"
_PAIR = ("file_l", "row_l", "file_r", "row_r")
_PACKAGES = ("duckdb", "numpy", "opencc", "pyarrow", "pypinyin", "python-stdnum", "rapidfuzz", "splink")
_WORDS = (
    *GUARDED,
    "legal_rep",
    "contact",
    "address",
    "former_name",
    "employer_name",
    "agree",
    "disagree",
    "changed",
)
"""Columns that hold what departments wrote: none of it is to run as a formula when someone opens the list."""


@dataclass(frozen=True, kw_only=True)
class LinkedFolder:
    """Everything that the output of a run is made from.

    Attributes
    ----------
    kind
        ``employers`` or ``persons``.
    clusters, review, evidence, entities, relations, events
        Tables of the engine; ``clusters`` with every record, ``events`` None without an earlier run.
    kept
        What the next run needs of this one: records and decisions.
    repeated
        file, row_id, first: rows that are where another of their file is.
    model
        The model used, as plain data.
    told
        What the summary says beside the counts of the tables.
    audited
        The sample to be checked and the number of links it was drawn from; None where none was asked for.
    """

    kind: str
    clusters: pa.Table
    review: pa.Table
    evidence: pa.Table
    entities: pa.Table
    relations: pa.Table
    events: pa.Table | None
    kept: Previous
    repeated: pa.Table
    model: Mapping[str, Any]
    told: Mapping[str, Any]
    audited: tuple[pa.Table, int] | None = None
    charts: bool = False
    files: Sequence[object] = ()
    findings: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    basis: Mapping[str, object] = field(default_factory=dict)
    started: dt.datetime | None = None


def write_folder(linked: LinkedFolder, out: Path, *, replace: bool = False) -> dict[str, int]:
    """Write the whole folder, or nothing; gives the rows of each file. Raises InputError as :func:`whole_folder` does."""
    with whole_folder(out, replace=replace) as folder:
        rows = _write_tables(linked, folder)
        for name, findings in (("quarantine", linked.findings), ("warnings", linked.warnings)):
            rows[f"{name}.csv"] = write_rows(finding_rows(findings), FINDING_COLUMNS, folder / f"{name}.csv")
        write_json(linked.model, folder / MODEL)
        write_json(linked.told, folder / summary.FILE)
        if linked.charts:
            write_charts(folder, linked.model, linked.told["sources"])
        write_json(_manifest(linked, folder, rows), folder / MARK)
    return rows


def _write_tables(linked: LinkedFolder, folder: Path) -> dict[str, int]:
    written = {
        CLUSTERS: by_bytes(every_row(linked.clusters, linked.repeated), "file", "row_id"),
        REVIEW: linked.review,
        EVIDENCE: by_bytes(linked.evidence, *_PAIR),
        ENTITIES: by_bytes(linked.entities, "cluster_id"),
        RELATIONS: linked.relations,
        DECIDED: by_bytes(linked.kept.decisions.select(list(COLUMNS)), *_PAIR, "on"),
    }
    if linked.events is not None:
        written[EVENTS] = by_bytes(linked.events, "cluster_id", "event", "from", "to")
    if linked.audited is not None:
        written[audit.SHEET] = linked.audited[0]
    rows = {name: write_csv(_safe(table), folder / name) for name, table in written.items()}
    rows[RECORDS] = write_parquet(linked.kept.records, folder / RECORDS)
    rows[DECISIONS] = write_parquet(linked.kept.decisions, folder / DECISIONS)
    return rows


def every_row(clusters: pa.Table, repeated: pa.Table) -> pa.Table:
    """The clusters of all rows: one that repeats another is where that one is."""
    if not repeated.num_rows:
        return clusters
    firsts = clusters.rename_columns(["file", "first", "cluster_id"])
    more = repeated.join(firsts, keys=["file", "first"], join_type="inner")
    return pa.concat_tables([clusters, more.select(["file", "row_id", "cluster_id"])])


def _safe(table: pa.Table) -> pa.Table:
    """The table with the words of departments behind an apostrophe where they would run as formulas."""
    words = {*_WORDS, *(f"{name}_{side}" for name in _WORDS for side in "lr" if name != "file")}
    return guarded(table, columns=[name for name in table.column_names if name in words and name != "file"])


def _manifest(linked: LinkedFolder, folder: Path, rows: Mapping[str, int]) -> dict[str, object]:
    return {
        "format": manifest.FORMAT,
        "kind": linked.kind,
        "inputs": [manifest.plain(file) for file in linked.files],
        "basis": manifest.plain(linked.basis),
        "parameters": [],
        "versions": manifest.versions(_PACKAGES),
        "outputs": manifest.outputs(folder, rows),
        "timestamps": manifest.times(linked.started),
    }
