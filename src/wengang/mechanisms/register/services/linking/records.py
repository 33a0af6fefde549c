"""Departments' rows as linkage takes them (比对记录): every cell as text, a damaged one kept or left out, no row dropped."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.arrays import joined_without, rows_at, whole
from wengang.engines.extracts.conform import REST
from wengang.engines.extracts.duplicates import repeated_rows
from wengang.engines.extracts.schema import SOURCE_FILE, SOURCE_ROW, Field, Kind, TableSchema
from wengang.kernel.errors import Finding, InputError, bad_input
from wengang.mechanisms.register.services.intake.findings import repetitions
from wengang.mechanisms.register.services.intake.folder import (
    DEFAULT_MAX_BAD,
    Part,
    PartsReader,
    SourceFile,
    failing_checks,
    source_file,
)
from wengang.mechanisms.register.tables import TABLES

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "employers": (
            "name", "code", "reg_no", "legal_rep", "contact", "address", "phone", "industry", "division", "status",
            "established", "former_name", "account_no", "employer_no", "employees",
        ),
        "persons": (
            "name", "id_no", "phone", "account_no", "employer_no", "employer_name", "division", "age",
        ),
    }
)  # fmt: skip
"""Kind of record → the canonical fields that linkage compares."""
_READ = {
    "employers": {"employers": ("name", "code"), "lists": ("name", "code", "employer_no")},
    "persons": {"persons": ("name", "id_no")},
}
"""Kind of record → tables whose rows are such records → fields of which a row needs one."""
_AT_ONCE = 2
_MOST_NAMED = 200
"""Damaged cells of one column that are named one by one; the rest are counted."""
_WHOLE = r"^([0-9]{1,15})\.0+$"
"""A number that a spreadsheet keeps exactly: without the point it is what it was, but for zeros before it."""
_DAMAGE = r"^[+-]?[0-9](\.[0-9]+[eE][+-]?|\.?[eE][+-])[0-9]+$|^[0-9]{16,}\.0+$"


@dataclass(frozen=True, kw_only=True)
class Records:
    """What a folder holds of one kind.

    Attributes
    ----------
    table
        One row for each record used, all text: file (stem), row_id (unique in its file) and the kind's ``FIELDS``.
    repeated
        Rows that repeat an earlier one of their file in every cell: file, row_id, first (that row's row_id). They
        are where the first is, and are not compared again.
    findings, warnings
        Cells for which a row is in quarantine; what else is to be said.
    files
        Every sheet read: ``rows`` = ``used`` + ``quarantined`` + ``duplicates``.
    """

    table: pa.Table
    repeated: pa.Table
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]


def read_records(
    folder: Path, kind: str, *, sources: Sequence[Path] = (), max_bad_percent: Decimal = DEFAULT_MAX_BAD
) -> Records:
    """Read the files of a folder that hold records of a kind (``employers`` or ``persons``).

    A code in scientific notation, a phone that nobody can read, a failed check digit: the row is used and the cell
    is warned of. Only a row without name and code goes to quarantine.

    Raises
    ------
    InputError
        As :func:`intake.folder.read_folder` does; and where no file of the folder holds such a record.
    """
    schemas = {name: _as_text(TABLES[name], any_of) for name, any_of in _READ[kind].items()}
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        collected = PartsReader(pool, schemas, max_bad_percent).read(folder, sources)
    live = [part for part in collected.parts if not part.dropped]
    tables, repeats, warnings = [], [], list(collected.warnings)
    for part in live:
        used, repeated, told = _without_repeats(part, schemas[part.mapping.table])
        warnings += told + _damaged(used, TABLES[part.mapping.table])
        used = _as_whole_numbers(used, TABLES[part.mapping.table])
        warnings += failing_checks([used])
        tables.append(_selected(used, FIELDS[kind]))
        repeats.append(repeated)
    if not sum(table.num_rows for table in tables):
        raise _nothing(folder, kind)
    table, told = _with_unique_rows(pa.concat_tables(tables).combine_chunks())
    repeated = pa.concat_tables(repeats)
    return Records(
        table=table,
        repeated=repeated.filter(pc.not_equal(repeated["row_id"], repeated["first"])),
        findings=tuple(finding for part in live for finding in part.result.findings),
        warnings=(*warnings, *told),
        files=tuple(source_file(part) for part in collected.parts),
    )


def _as_text(schema: TableSchema, any_of: tuple[str, ...]) -> TableSchema:
    """The table with every cell as the department wrote it."""
    fields = tuple(
        Field(name=part.name, kind=Kind.TEXT, headers=part.headers, zh=part.zh) for part in schema.fields
    )
    return replace(schema, fields=fields, any_of=any_of, may_be_empty=True, tolerant=True)


def _without_repeats(part: Part, schema: TableSchema) -> tuple[pa.Table, pa.Table, list[Finding]]:
    """A sheet's rows that are used, those that repeat one of them, and the warnings of these."""
    typed, bad = part.result.typed, part.result.bad
    compared = typed.select([*schema.names, REST])
    repeated = repeated_rows(compared, without=bad)
    used = joined_without(typed, np.union1d(bad, repeated))
    if not len(repeated):
        return used, _REPEATED.empty_table(), []
    part.duplicates += len(repeated)
    again = rows_at(typed, repeated)
    firsts = _first_rows(compared, typed[SOURCE_ROW], repeated)
    table = pa.table(
        [again[SOURCE_FILE].cast(pa.string()), again[SOURCE_ROW], pa.array(firsts, pa.string())],
        schema=_REPEATED,
    )
    return used, table, repetitions(part.path.stem, again)


_REPEATED = pa.schema([("file", pa.string()), ("row_id", pa.string()), ("first", pa.string())])


def _first_rows(compared: pa.Table, labels: pa.ChunkedArray, repeated: np.ndarray) -> list[str]:
    """For each repeated row the label of the row that it repeats."""
    names = compared["name"]
    meant = names.take(pa.array(repeated)).combine_chunks()
    near = np.flatnonzero(pc.is_in(names, value_set=meant).to_numpy(zero_copy_only=False))
    near_labels = labels.take(pa.array(near)).to_pylist()
    first: dict[tuple[object, ...], str] = {}
    for values, label in zip(_tuples(rows_at(compared, near)), near_labels, strict=True):
        first.setdefault(values, label)
    return [first[values] for values in _tuples(rows_at(compared, repeated))]


def _tuples(table: pa.Table) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _selected(used: pa.Table, fields: Sequence[str]) -> pa.Table:
    """File, row_id and the kind's fields; empty where the table has none of a name."""
    columns = [used[SOURCE_FILE].cast(pa.string()), used[SOURCE_ROW]]
    columns += [
        used[name].cast(pa.string()) if name in used.column_names else pa.nulls(used.num_rows, pa.string())
        for name in fields
    ]
    return pa.table(columns, names=["file", "row_id", *fields])


def _with_unique_rows(table: pa.Table) -> tuple[pa.Table, list[Finding]]:
    """The records with row ids that occur once in their file: of 7, 7 the first is 7#1, the second 7#2.

    None of them stays 7, so that nobody who looks for row 7 finds the wrong one.
    """
    files, rows = whole(table["file"]).dictionary_encode(), whole(table["row_id"]).dictionary_encode()
    keys = files.indices.to_numpy().astype(np.int64) * len(rows.dictionary) + rows.indices.to_numpy()
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    again = np.flatnonzero(counts[inverse] > 1)
    if not len(again):
        return table, []
    seen: dict[int, int] = {}
    labels = rows.dictionary.to_pylist()
    taken = set(labels)
    texts = table["row_id"].to_pylist()
    for place in again.tolist():
        key = int(keys[place])
        seen[key] = seen.get(key, 0) + 1
        text = f"{texts[place]}#{seen[key]}"
        while text in taken:
            text += "#"
        texts[place] = text
    named = pa.array(texts, pa.string())
    again_rows = table.select(["file", "row_id"]).take(pa.array(again))
    return table.set_column(1, "row_id", named), _repeated_ids(again_rows)


def _repeated_ids(rows: pa.Table) -> list[Finding]:
    counted = rows.group_by(["file", "row_id"], use_threads=False).aggregate([([], "count_all")])
    return _first_and_rest(
        [
            Finding(
                file=row["file"],
                row=row["row_id"],
                problem_zh=f"行号出现 {row['count_all']} 次, 分别记作 {row['row_id']}#1、{row['row_id']}#2 …",
                problem_en=f"the row id stands there {row['count_all']} times; they are called "
                f"{row['row_id']}#1, {row['row_id']}#2, …",
                fix_zh="各行照常使用; 请来源部门给出不重复的行号",
                fix_en="the rows are used; ask the sender for row ids that do not repeat",
            )
            for row in counted.to_pylist()
        ]
    )


def _damaged(used: pa.Table, schema: TableSchema) -> list[Finding]:
    """Warnings of numbers that a spreadsheet turned into 2.1E+17, kept as they are, or into 123.0."""
    found: list[Finding] = []
    for name in _numbers(used, schema):
        for pattern, texts in ((_DAMAGE, _LOST_DIGITS), (_WHOLE, _WITHOUT_POINT)):
            hit = pc.fill_null(pc.match_substring_regex(used[name], pattern), False)
            if pc.any(hit).as_py():
                rows = used.select([SOURCE_FILE, SOURCE_ROW, name]).filter(hit).to_pylist()
                found += _first_and_rest([_taken_for_an_amount(row, name, texts) for row in rows])
    return found


_LOST_DIGITS = (
    "编号曾被电子表格当作数字, 已失真, 不用于比对",
    "a spreadsheet took the number for an amount; it is damaged and links nothing",
)
_WITHOUT_POINT = (
    "编号曾被电子表格当作数字, 已去掉小数点后的 0",
    "a spreadsheet took the number for an amount; it is read without the point",
)


def _taken_for_an_amount(row: Mapping[str, str], column: str, texts: tuple[str, str]) -> Finding:
    zh, en = texts
    return Finding(
        file=row[SOURCE_FILE],
        row=row[SOURCE_ROW],
        column=column,
        value=row[column],
        problem_zh=zh,
        problem_en=en,
        fix_zh="该行照常使用; 请将该列设为文本格式后重新导出",
        fix_en="the row is used; format the column as text and export again",
    )


def _as_whole_numbers(used: pa.Table, schema: TableSchema) -> pa.Table:
    """Numbers such as 123.0 as 123."""
    for name in _numbers(used, schema):
        if pc.any(pc.match_substring_regex(used[name], _WHOLE)).as_py():
            mended = pc.replace_substring_regex(used[name], _WHOLE, r"\1")
            used = used.set_column(used.schema.get_field_index(name), name, mended)
    return used


def _numbers(used: pa.Table, schema: TableSchema) -> list[str]:
    """Columns of numbers and codes in which anything is filled."""
    return [
        part.name
        for part in schema.fields
        if part.kind is Kind.IDENTIFIER and used[part.name].null_count < used.num_rows
    ]


def _first_and_rest(findings: list[Finding]) -> list[Finding]:
    """The first of many findings of one kind by name, the rest by number."""
    named, left = findings[:_MOST_NAMED], len(findings) - _MOST_NAMED
    if left > 0:
        named.append(
            replace(
                findings[-1],
                row="",
                value="",
                problem_zh=f"另有 {left} 处: {findings[-1].problem_zh}",
                problem_en=f"{left} more: {findings[-1].problem_en}",
            )
        )
    return named


def _nothing(folder: Path, kind: str) -> InputError:
    zh, en = ("单位", "employers") if kind == "employers" else ("人员", "persons")
    return bad_input(
        f"文件夹中没有可以比对的{zh}记录",
        f"the folder holds no record of {en} to link",
        f"放入各部门的{zh}文件, 或用 --kind 指定另一类",
        f"put files of {en} there, or name the other kind with --kind",
        file=str(folder),
    )
