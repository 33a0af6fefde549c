"""Extracts as a run accepted them (数据快照): kept for ever as Parquet named by content, and read again from there.

Each canonical table becomes ``<table>-<sha256>.parquet`` under ``WENGANG_HOME/snapshots``, sorted by employer, each
row with its file, that file's hash and its row. A run's manifest names its snapshots, so that the round can be decided
again from the run itself when the departments' files are long gone.
"""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from wengang.engines.extracts.snapshot import (
    SOURCE_SHA256,
    Snapshot,
    read_snapshot,
    with_file_hashes,
    write_snapshot,
)
from wengang.kernel.errors import FINDING_COLUMNS, Finding, InputError, bad_input, refusal
from wengang.mechanisms.register.services.intake.folder import Intake, SourceFile
from wengang.mechanisms.register.tables import TABLES

MANIFEST = "manifest.json"
FINDINGS, FILES = "findings", "files"
"""Snapshots of what intake found (a row for each finding, ``kind`` = quarantine or warning), and of the files it read."""
_KINDS = ("quarantine", "warning")
_SORTED_BY: Mapping[str, tuple[str, ...]] = {
    "employers": ("employer_no",),
    "ledger": ("employer_no", "month"),
    "spells": ("employer_no",),
    "claims": ("employer_no",),
}
"""Columns that a table is sorted by; other tables, small ones, stay in the order of their files."""

Frozen = Future[dict[str, Snapshot]]


def snapshots_folder() -> Path:
    """Where snapshots lie: ``WENGANG_HOME/snapshots``, by default ``./var/snapshots``."""
    return Path(os.environ.get("WENGANG_HOME") or "var") / "snapshots"


def refuse_unwritable() -> None:
    """Raise InputError where the folder of snapshots cannot be written: said before anything else is done."""
    folder = snapshots_folder().absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return
    why_zh, why = refusal(errno.EACCES if there.is_dir() else errno.ENOTDIR)
    raise bad_input(
        f"数据快照的文件夹不能写入({why_zh})",
        f"the folder of snapshots cannot be written ({why})",
        "换到可写的文件夹中运行, 或用环境变量 WENGANG_HOME 指定一个",
        "run in a folder that can be written, or name one by the environment variable WENGANG_HOME",
        file=str(folder),
    )


@contextmanager
def freezing(intake: Intake, folder: Path | None = None) -> Iterator[Frozen]:
    """Freeze the tables while the block does something else. The future's result raises InputError as freeze does."""
    with ThreadPoolExecutor(max_workers=1) as one:
        yield one.submit(freeze, intake, folder)


def freeze(intake: Intake, folder: Path | None = None) -> dict[str, Snapshot]:
    """Keep every table of an intake, and its findings, as snapshots; content that is there already is found again.

    Raises InputError when the disk is full or the folder cannot be written.
    """
    where = folder or snapshots_folder()
    hashes = {file.stem: file.sha256 for file in intake.files}
    names = {file.stem: file.name for file in intake.files}
    kept = {}
    for name, table in sorted(intake.tables.items()):
        stems = set(table["source_file"].unique().to_pylist())
        kept[name] = write_snapshot(
            with_file_hashes(table, hashes),
            where,
            name=name,
            keys=_SORTED_BY.get(name, ()),
            provenance={names[stem]: hashes[stem] for stem in stems if stem in names},
        )
    for name, table in ((FINDINGS, _findings_table(intake)), (FILES, _files_table(intake))):
        kept[name] = write_snapshot(table, where, name=name, keys=())
    return kept


def is_run(folder: Path) -> bool:
    """Whether a folder is a run's output that names the snapshots it rests on."""
    return bool(_manifest(folder).get("snapshots"))


def thaw(run: Path, folder: Path | None = None) -> Intake:
    """The intake that an earlier run was decided from, to the row.

    Raises InputError if a snapshot is gone or its content is not what its name says.
    """
    where, manifest = folder or snapshots_folder(), _manifest(run)
    tables = {}
    for name, kept in manifest["snapshots"].items():
        path = where / f"{name}-{kept['sha256']}.parquet"
        if not path.is_file():
            raise _gone(path)
        table, _ = read_snapshot(path)
        tables[name] = table
    found, files = tables.pop(FINDINGS), tables.pop(FILES)
    return Intake(
        tables={name: _as_read(name, tables[name]) for name in TABLES if name in tables},
        findings=_findings(found, _KINDS[0]),
        warnings=_findings(found, _KINDS[1]),
        files=tuple(SourceFile(**file) for file in files.to_pylist()),
    )


def _as_read(name: str, table: pa.Table) -> pa.Table:
    return table.drop_columns([SOURCE_SHA256]).cast(TABLES[name].arrow).combine_chunks()


def _findings_table(intake: Intake) -> pa.Table:
    found = [
        (kind, *(getattr(finding, name) for name in FINDING_COLUMNS))
        for kind, findings in zip(_KINDS, (intake.findings, intake.warnings), strict=True)
        for finding in findings
    ]
    names = ("kind", *FINDING_COLUMNS)
    columns: list[tuple[Any, ...]] = list(zip(*found, strict=True)) if found else [()] * len(names)
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in zip(names, columns, strict=True)})


def _files_table(intake: Intake) -> pa.Table:
    columns = {part.name: [getattr(file, part.name) for file in intake.files] for part in fields(SourceFile)}
    return pa.table(
        {
            name: pa.array(cells, pa.int64() if any(isinstance(cell, int) for cell in cells) else pa.string())
            for name, cells in columns.items()
        }
    )


def _findings(table: pa.Table, kind: str) -> tuple[Finding, ...]:
    rows = table.to_pylist()
    return tuple(
        Finding(**{name: row[name] for name in FINDING_COLUMNS}) for row in rows if row["kind"] == kind
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _gone(path: Path) -> InputError:
    return bad_input(
        "该次运行所依据的快照不在了",
        "a snapshot that the run rests on is gone",
        "把 WENGANG_HOME 指向保存快照的文件夹, 或从备份恢复; 否则请给出各部门的原文件",
        "point WENGANG_HOME to where snapshots are kept, or restore it; else give the departments' files",
        file=str(path),
    )
