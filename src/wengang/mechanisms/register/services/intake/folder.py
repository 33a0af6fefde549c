"""A folder of departments' files to canonical tables: every row used once, or in quarantine with its cure."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.arrays import joined_without, rows_at
from wengang.engines.extracts.conform import REST, Conformed, conform
from wengang.engines.extracts.duplicates import repeated_rows
from wengang.engines.extracts.mapping import SourceMapping, canonical_mapping, load_mappings
from wengang.engines.extracts.quarantine import check_share
from wengang.engines.extracts.reading import SUFFIXES, read_file
from wengang.engines.extracts.schema import PROVENANCE, SOURCE_FILE, SOURCE_ROW, TableSchema
from wengang.kernel.errors import Finding, InputError, bad_input
from wengang.mechanisms.register.services.intake.check_digits import failing_codes
from wengang.mechanisms.register.services.intake.findings import (
    contradiction,
    header_only,
    left_out,
    repetitions,
    unknown_file,
)
from wengang.mechanisms.register.tables import CHECKED_CODES, TABLES

SHIPPED = Path(__file__).parents[2] / "sources"
DEFAULT_MAX_BAD = Decimal(5)
_AT_ONCE = 2
"""Files that are read, and tables that are joined, at a time: more would only need more memory."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file (or one sheet of it) as it was read: ``rows`` = ``used`` + ``quarantined`` + ``duplicates``.

    ``disputed``: those of ``quarantined`` that could be read and were put there by the join.
    """

    name: str
    stem: str
    table: str
    sha256: str
    encoding: str
    sheet: str
    rows: int
    used: int
    quarantined: int
    duplicates: int
    disputed: int = 0


@dataclass(frozen=True)
class Intake:
    """What a folder held.

    Attributes
    ----------
    tables
        Canonical table → rows that are used, with ``source_file`` and ``source_row``; only tables that were found.
    findings
        Cells that sent their row to quarantine.
    warnings
        Failed check digits, repeated rows, files given twice, columns nobody reads.
    files
        Every file read.
    """

    tables: dict[str, pa.Table]
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]


@dataclass(kw_only=True)
class Part:
    """One sheet on its way into its table."""

    path: Path
    mapping: SourceMapping
    sha256: str
    encoding: str
    sheet: str
    result: Conformed
    duplicates: int = 0
    dropped: bool = False


@dataclass(frozen=True)
class Collected:
    """The sheets of a folder's files in the order of their names, and what is to be said of them."""

    parts: list[Part] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def read_folder(
    folder: Path, *, sources: Sequence[Path] = (), max_bad_percent: Decimal = DEFAULT_MAX_BAD
) -> Intake:
    """Read every CSV, XLSX and Parquet file of a folder into canonical tables.

    Parameters
    ----------
    folder
        Files ``<table>.*`` and ``<table>-*.*`` with canonical columns, and ``<source>.*`` that a mapping names.
    sources
        Folders of further mappings; a later one overrules an earlier one, and all of them those that ship.
    max_bad_percent
        Largest share of one file that may lie in quarantine.

    Raises
    ------
    InputError
        Unknown file (with the draft of a mapping), missing or renamed column, empty file, twins that contradict each
        other, more than ``max_bad_percent`` in quarantine. All faults of all files at once.
    """
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        reader = PartsReader(pool, TABLES, max_bad_percent)
        collected = reader.read(folder, sources)
        tables = _tables(collected, pool)
    collected.warnings.extend(failing_checks(tables.values()))
    return Intake(
        tables=tables,
        findings=tuple(f for part in collected.parts if not part.dropped for f in part.result.findings),
        warnings=tuple(collected.warnings),
        files=tuple(source_file(part) for part in collected.parts),
    )


@dataclass(frozen=True)
class PartsReader:
    """Reads the files of some tables, each sheet typed on its own.

    Attributes
    ----------
    pool
        Where files are read side by side.
    schemas
        Canonical table → how its cells are read; files of other tables are left out, with a warning each.
    max_bad_percent
        Largest share of one file that may lie in quarantine.
    """

    pool: Executor
    schemas: Mapping[str, TableSchema]
    max_bad_percent: Decimal

    def read(self, folder: Path, sources: Sequence[Path] = ()) -> Collected:
        """The sheets of a folder, twins read once. Raises InputError as :func:`read_folder` does."""
        planned = _planned(folder, _all_mappings(sources))
        collected = self._read_all([one for one in planned if one[1].table in self.schemas])
        collected.warnings.extend(
            left_out(path, mapping) for path, mapping in planned if mapping.table not in self.schemas
        )
        _settle_twins(collected)
        return collected

    def _read_all(self, planned: Sequence[tuple[Path, SourceMapping]]) -> Collected:
        """Every file, the largest first: Arrow and the hash work beside Python. In the order planned whatever comes first.

        Raises InputError with the faults of all files.
        """
        by_size = sorted(planned, key=lambda one: one[0].stat().st_size, reverse=True)
        futures = {path: self.pool.submit(self._read, path, mapping) for path, mapping in by_size}
        whole, faults = Collected(), []
        for path, _ in planned:
            try:
                read = futures[path].result()
            except InputError as error:
                faults += error.findings
            else:
                whole.parts.extend(read.parts)
                whole.warnings.extend(read.warnings)
        if faults:
            raise InputError(faults)
        return whole

    def _read(self, path: Path, mapping: SourceMapping) -> Collected:
        """The sheets of a file, typed. Raises InputError."""
        schema = self.schemas[mapping.table]
        file = read_file(path, wanted=mapping.headers, header_row=mapping.header_row)
        if not file.sheets:
            raise bad_input(
                f"找不到表头（应有：{'、'.join(mapping.headers)}）",
                f"no header row was found (wanted: {', '.join(mapping.headers)})",
                "请检查列名，或在映射文件中更正",
                "look at the column names, or correct the source mapping",
                file=path.name,
            )
        parts, warnings = [], []
        for sheet in file.sheets:
            result = conform(sheet, mapping, schema=schema, stem=path.stem)
            parts.append(
                Part(path=path, mapping=mapping, sha256=file.sha256, encoding=sheet.encoding, sheet=sheet.sheet,
                      result=result)
            )  # fmt: skip
            warnings += result.warnings
        rows = sum(part.result.rows for part in parts)
        if not rows:
            warnings.append(header_only(path, schema))
        check_share(
            path.name,
            [finding for part in parts for finding in part.result.findings],
            rows=rows,
            quarantined=sum(part.result.quarantined for part in parts),
            max_bad_percent=self.max_bad_percent,
        )
        return Collected(parts, warnings)


def _all_mappings(sources: Sequence[Path]) -> Mapping[str, SourceMapping]:
    found: dict[str, SourceMapping] = {}
    for folder in (SHIPPED, *sources):
        found |= {source.casefold(): mapping for source, mapping in load_mappings(folder, TABLES).items()}
    return found


def _planned(folder: Path, mappings: Mapping[str, SourceMapping]) -> list[tuple[Path, SourceMapping]]:
    """Each file with its mapping, by name. Raises InputError naming every file that has none."""
    if not folder.is_dir():
        raise bad_input(
            "没有这个文件夹", "no such folder", "请检查 --extracts", "look at --extracts", file=str(folder)
        )
    planned, unknown = [], []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~$")) or not path.is_file():
            continue
        mapping = _mapping_of(path.stem.casefold(), mappings)
        if mapping:
            planned.append((path, mapping))
        else:
            unknown.append(unknown_file(path, mappings))
    if unknown:
        raise InputError(unknown)
    if not planned:
        raise bad_input(
            "文件夹中没有 CSV、XLSX 或 Parquet 文件",
            "the folder holds no CSV, XLSX or Parquet file",
            "请放入各部门的文件",
            "put the departments' files there",
            file=str(folder),
        )
    return planned


def _mapping_of(stem: str, mappings: Mapping[str, SourceMapping]) -> SourceMapping | None:
    if stem in mappings:
        return mappings[stem]
    table = stem if stem in TABLES else stem.partition("-")[0]
    return canonical_mapping(TABLES[table]) if table in TABLES else None


def _settle_twins(collected: Collected) -> None:
    """Files of one stem, and copies of one file, are read once. Raises InputError where twins differ."""
    first: dict[tuple[object, ...], Part] = {}
    faults = []
    for part in collected.parts:
        stem = (part.mapping.table, part.path.stem.casefold(), part.sheet if part.encoding == "xlsx" else "")
        copy = (part.mapping.table, part.mapping.source, part.sha256, part.sheet)
        twin = next(
            (p for p in _parts_of_stem(collected.parts, part) if p.path != part.path and not p.dropped), None
        )
        if twin and twin.path.name < part.path.name:
            if not _same_rows(collected.parts, twin, part):
                faults.append(contradiction(twin.path, part.path))
            _drop(part, twin, collected.warnings)
        elif copy in first:
            _drop(part, first[copy], collected.warnings)
        first.setdefault(copy, part)
        first.setdefault(stem, part)
    if faults:
        raise InputError(list(dict.fromkeys(faults)))


def _parts_of_stem(parts: Iterable[Part], like: Part) -> list[Part]:
    return [part for part in parts if part.path.stem.casefold() == like.path.stem.casefold()]


def _same_rows(parts: Sequence[Part], left: Part, right: Part) -> bool:
    """Whether two files hold equal rows, whatever their order, encoding and sheets."""
    tables, bad = [], []
    for path in (left.path, right.path):
        mine = [part for part in parts if part.path == path]
        names = [name for name in mine[0].result.table.column_names if name not in PROVENANCE]
        whole = pa.concat_tables([part.result.table.select(names) for part in mine])
        tables.append(whole.sort_by([(name, "ascending") for name in names]))
        bad.append(sorted((f.column, f.value, f.problem_en) for part in mine for f in part.result.findings))
    return bool(tables[0].equals(tables[1])) and bad[0] == bad[1]


def _drop(part: Part, kept: Part, warnings: list[Finding]) -> None:
    part.dropped, part.duplicates = True, part.result.rows
    warnings.append(
        Finding(
            file=part.path.name,
            problem_zh=f"与 {kept.path.name} 内容相同，只读一次",
            problem_en=f"holds the same rows as {kept.path.name}; read once",
            fix_zh="无需处理；可删去一份",
            fix_en="nothing to do; one of the two can go",
        )
    )


def _tables(collected: Collected, pool: Executor) -> dict[str, pa.Table]:
    """Each table that has a file."""
    futures = {}
    for name, schema in TABLES.items():
        parts = [part for part in collected.parts if part.mapping.table == name]
        if parts:
            futures[name] = pool.submit(_table, parts, schema)
    tables = {}
    for name, future in futures.items():
        tables[name], warnings = future.result()
        collected.warnings.extend(warnings)
    return tables


def _table(parts: Sequence[Part], schema: TableSchema) -> tuple[pa.Table, list[Finding]]:
    """The rows of a table from all its files, each repeated row once and named in a warning."""
    live = [part for part in parts if not part.dropped]
    whole = pa.concat_tables([part.result.typed for part in live])
    starts = np.cumsum([0, *(part.result.typed.num_rows for part in live)])
    bad = np.concatenate(
        [part.result.bad + start for part, start in zip(live, starts[:-1].tolist(), strict=True)]
    )
    repeated = repeated_rows(whole.select([*schema.names, REST]), without=bad)
    warnings = []
    for part, (begin, end) in zip(live, pairwise(starts.tolist()), strict=True):
        mine = repeated[(repeated >= begin) & (repeated < end)]
        if len(mine):
            part.duplicates += len(mine)
            warnings += repetitions(part.path.stem, rows_at(whole.select(list(PROVENANCE)), mine))
    joined = joined_without(whole.select(schema.arrow.names), np.union1d(bad, repeated))
    return joined.cast(schema.arrow).combine_chunks(), warnings


def failing_checks(tables: Iterable[pa.Table]) -> list[Finding]:
    """Warnings of codes of 18 or 9 characters whose check character fails; the rows are used."""
    warnings: list[Finding] = []
    for table in tables:
        for column in (name for name in CHECKED_CODES if name in table.column_names):
            failed = failing_codes(table[column])
            if not failed:
                continue
            rows = table.filter(pc.is_in(table[column], pa.array(failed, pa.string())))
            places = rows.select([SOURCE_FILE, SOURCE_ROW, column]).to_pylist()
            warnings += [
                Finding(
                    file=place[SOURCE_FILE],
                    row=place[SOURCE_ROW],
                    column=column,
                    value=place[column],
                    problem_zh="代码校验位不符",
                    problem_en="the code's check digit fails",
                    fix_zh="该行照常使用；请核对代码",
                    fix_en="the row is used; verify the code",
                )
                for place in places
            ]
    return warnings


def source_file(part: Part) -> SourceFile:
    """What became of a sheet's rows."""
    result = part.result
    quarantined = 0 if part.dropped else result.quarantined
    return SourceFile(
        name=part.path.name,
        stem=part.path.stem,
        table=part.mapping.table,
        sha256=part.sha256,
        encoding=part.encoding,
        sheet=part.sheet,
        rows=result.rows,
        used=result.rows - quarantined - part.duplicates,
        quarantined=quarantined,
        duplicates=part.duplicates,
    )
