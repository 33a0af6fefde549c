"""A sheet of text to rows of a canonical table: each row is used, or in quarantine with the reason and the cure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts import columns as typed
from wengang.engines.extracts import problems
from wengang.engines.extracts.arrays import whole, with_values, without_rows
from wengang.engines.extracts.headers import nearest, plain
from wengang.engines.extracts.mapping import SourceMapping
from wengang.engines.extracts.problems import Problem
from wengang.engines.extracts.schema import SOURCE_FILE, SOURCE_ROW, TableSchema
from wengang.engines.extracts.sheet import TextSheet
from wengang.kernel.errors import Finding, InputError

REST = "_rest"
"""Cells of columns that no field takes, joined: they tell rows apart that are otherwise equal."""
_JOIN = "\x1f"
_LOST = "\ufffd"
Fault = tuple[int, str, str, Problem]
"""Position of the row, header, text found, what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Conformed:
    """What became of a sheet: ``rows`` = ``table.num_rows`` + ``quarantined``.

    Attributes
    ----------
    typed
        Rows that could be taken apart: fields, provenance (the file as a dictionary of one text), and :data:`REST`
        (text of unmapped cells).
    bad
        Positions (ascending) of rows of ``typed`` that are not used.
    findings
        One for each cell that kept a row from being used.
    warnings
        Columns that nobody reads, sheets that were passed over.
    rows, quarantined
        Rows below the header, and those not used.
    """

    typed: pa.Table
    bad: np.ndarray
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    rows: int
    quarantined: int

    @property
    def table(self) -> pa.Table:
        """The rows of ``typed`` that are used."""
        return without_rows(self.typed, self.bad)


def conform(sheet: TextSheet, mapping: SourceMapping, *, schema: TableSchema, stem: str) -> Conformed:
    """Type a sheet's columns as the mapping says; rows with a cell that cannot be read go to quarantine.

    Raises InputError where a column of the mapping is missing or stands there twice.
    """
    places = _places(sheet, mapping, schema)
    labels = _labels(sheet, places.get(SOURCE_ROW))
    faults: list[Fault] = []
    arrays: dict[str, pa.Array] = {}
    for part in schema.fields:
        reading = typed.Reading(
            field=part,
            unit=mapping.units.get(part.name, "fen"),
            values=mapping.values.get(part.name),
            serials=sheet.serials,
        )
        column = _column(sheet, mapping, reading=reading, place=places.get(part.name))
        if schema.tolerant and column.faults:
            column = _with_partly_lost(column)
        arrays[part.name] = column.values
        header = sheet.header[places[part.name]] if part.name in places else part.name
        faults += [(row, header, text, problem) for row, (text, problem) in column.faults.items()]
    nameless = _empty_identities(arrays, schema)
    faults, tolerated = _parted(faults, nameless) if schema.tolerant else (faults, [])
    faults += nameless
    same = pa.repeat(pa.scalar(0, pa.int32()), len(sheet.numbers))
    arrays[SOURCE_FILE] = pa.DictionaryArray.from_arrays(same, pa.array([stem]))
    arrays[SOURCE_ROW] = labels
    # The sender's own row number tells rows apart too: two payments alike in all else are two.
    arrays[REST] = _rest(sheet, {place for name, place in places.items() if name != SOURCE_ROW})
    bad = np.unique(np.array([row for row, *_ in faults], dtype=np.int64))
    findings = _told(faults, labels, stem=stem)
    findings += [_lost(sheet, stem, position) for position in range(len(sheet.lost))]
    return Conformed(
        typed=pa.table(arrays),
        bad=bad,
        findings=tuple(findings),
        warnings=(
            *_unread(sheet, mapping, schema=schema, stem=stem, places=places),
            *(_passed_over(sheet, name) for name in sheet.passed_over),
            *(_left_out(finding) for finding in _told(tolerated, labels, stem=stem)),
        ),
        rows=sheet.rows,
        quarantined=len(bad) + len(sheet.lost),
    )


def _places(sheet: TextSheet, mapping: SourceMapping, schema: TableSchema) -> dict[str, int]:
    """Field (and :data:`SOURCE_ROW`) → position of its column. Raises InputError for what is missing or doubled."""
    by_header: dict[str, list[int]] = {}
    for position, header in enumerate(sheet.header):
        if header:
            by_header.setdefault(plain(header), []).append(position)
    wanted = dict(mapping.columns)
    if mapping.row_id:
        wanted[SOURCE_ROW] = mapping.row_id
    found: dict[str, int] = {}
    faults: list[Finding] = []
    for name, header in wanted.items():
        positions = by_header.get(plain(header), [])
        if len(positions) > 1:
            positions = [
                at for at in positions if sheet.columns[at].null_count < len(sheet.columns[at])
            ] or positions[:1]
        if len(positions) == 1:
            found[name] = positions[0]
        elif positions:
            faults.append(
                _column_fault(sheet, header, "该列出现不止一次", "the column stands there more than once")
            )
        elif not mapping.canonical or schema.field(name).expected:
            faults.append(_missing(sheet, header))
    if mapping.canonical:
        faults += _canonical_faults(sheet, schema, found)
    if faults:
        raise InputError(faults)
    return found


def _canonical_faults(sheet: TextSheet, schema: TableSchema, found: dict[str, int]) -> list[Finding]:
    """A canonical file needs one of the identities; an unknown column much like a missing one was renamed."""
    faults = []
    if schema.any_of and not set(schema.any_of) & set(found):
        names = ", ".join(schema.any_of)
        faults.append(
            _column_fault(sheet, names, f"至少需要其中一列：{names}", f"needs one of the columns {names}")
        )
    absent = [name for name in schema.names if name not in found and not schema.field(name).expected]
    for header in sheet.header:
        near = nearest(header, absent, cutoff=0.75) if header and header not in schema.names else None
        if near:
            faults.append(
                _column_fault(
                    sheet, header, f"未知的列，是否指 {near}？", f"an unknown column; is {near} meant?"
                )
            )
    return faults


def _column_fault(sheet: TextSheet, header: str, *texts: str) -> Finding:
    """A fault of a column; ``texts``: what is wrong in Chinese and in English."""
    zh, en = texts
    return Finding(
        file=sheet.file,
        column=header,
        problem_zh=zh,
        problem_en=en,
        fix_zh="请更正表头，或在映射文件中写明",
        fix_en="correct the header, or name it in a source mapping",
    )


def _missing(sheet: TextSheet, header: str) -> Finding:
    present = [name for name in sheet.header if name]
    near = nearest(header, present)
    zh, en = (f"；最接近的是“{near}”", f"; the nearest is {near!r}") if near else ("", "")
    return _column_fault(
        sheet,
        header,
        f"缺少该列（表头为：{'、'.join(present)}）{zh}",
        f"the column is missing (the header reads: {', '.join(present)}){en}",
    )


def _labels(sheet: TextSheet, place: int | None) -> pa.Array:
    """The sender's row numbers where the mapping names them, else the rows' own; with several sheets, the sheet."""
    counted = pa.array(sheet.numbers).cast(pa.string())
    if sheet.sheet_shown:
        counted = pc.binary_join_element_wise(pa.scalar(sheet.sheet), counted, "!")
    if place is None:
        return counted
    named = sheet.columns[place]
    return pc.coalesce(pc.utf8_trim_whitespace(named.cast(pa.string())), counted)


def _column(
    sheet: TextSheet, mapping: SourceMapping, *, reading: typed.Reading, place: int | None
) -> typed.Column:
    rows = len(sheet.numbers)
    if place is not None:
        column = sheet.columns[place]
        is_text = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
        return typed.read_column(column if is_text else _as_text(column), reading)
    return typed.constant_column(mapping.constants.get(reading.field.name), rows, reading)


def _as_text(column: pa.Array) -> pa.Array:
    """A typed column of a Parquet file as the text that its kind's reader understands."""
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, "1", "0")
    if pa.types.is_floating(column.type):
        whole = pc.equal(column, pc.floor(column))
        return pc.if_else(
            whole, column.cast(pa.decimal128(38, 0), safe=False).cast(pa.string()), column.cast(pa.string())
        )
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"), safe=False)
    return column.cast(pa.string())


def _empty_identities(arrays: dict[str, pa.Array], schema: TableSchema) -> list[Fault]:
    """Rows that fill none of the identities of which the table needs one."""
    if not schema.any_of:
        return []
    empty = np.ones(len(arrays[schema.any_of[0]]), dtype=bool)
    for name in schema.any_of:
        empty &= arrays[name].is_null().to_numpy(zero_copy_only=False)
    column, problem = ";".join(schema.any_of), problems.none_of(schema.any_of)
    return [(row, column, "", problem) for row in np.flatnonzero(empty).tolist()]


def _parted(faults: Sequence[Fault], nameless: Sequence[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Faults of rows that are lost, and of rows that are used all the same, without the cells."""
    lost = {row for row, *_ in nameless}
    return [fault for fault in faults if fault[0] in lost], [
        fault for fault in faults if fault[0] not in lost
    ]


def _told(faults: Sequence[Fault], labels: pa.Array, *, stem: str) -> list[Finding]:
    """Faults with their places, row by row."""
    return [
        problem.at(file=stem, row=labels[row].as_py(), column=header, value=text)
        for row, header, text, problem in sorted(faults, key=lambda fault: fault[0])
    ]


def _with_partly_lost(column: typed.Column) -> typed.Column:
    """The column with texts of which at most one character in four was lost, each with its fault."""
    kept = {
        row: text
        for row, (text, problem) in sorted(column.faults.items())
        if problem is problems.UNDECODABLE and 0 < text.count(_LOST) * 4 <= len(text)
    }
    if not kept:
        return column
    places = np.fromiter(kept, dtype=np.int64)
    values = with_values(whole(column.values), places, pa.array(kept.values(), column.values.type))
    return typed.Column(
        values=values,
        faults=column.faults | {row: (text, problems.PARTLY_LOST) for row, text in kept.items()},
    )


def _left_out(finding: Finding) -> Finding:
    """The warning of a cell that is not used while its row is."""
    if finding.problem_en == problems.PARTLY_LOST.en:
        return finding
    return replace(
        finding,
        problem_zh=f"{finding.problem_zh}; 该格未用, 该行照常使用",
        problem_en=f"{finding.problem_en}; the cell is left out, the row is used",
    )


def _rest(sheet: TextSheet, taken: set[int]) -> pa.Array:
    left = [column for place, column in enumerate(sheet.columns) if place not in taken]
    texts = [
        (column if pa.types.is_string(column.type) else column.cast(pa.string())).fill_null("")
        for column in left
        if column.null_count < len(column)
    ]
    if not texts:
        return pa.nulls(len(sheet.numbers), pa.string())
    return pc.binary_join_element_wise(*texts, _JOIN)


def _lost(sheet: TextSheet, stem: str, position: int) -> Finding:
    row = sheet.lost[position]
    return row.problem.at(file=stem, row=row.row, value=row.text)


def _passed_over(sheet: TextSheet, name: str) -> Finding:
    return Finding(
        file=sheet.file,
        value=name,
        problem_zh=f"工作表“{name}”未读取（被隐藏，或表头不全）",
        problem_en=f"sheet {name!r} was not read (hidden, or some of the headers are missing)",
        fix_zh="如其中有数据，请取消隐藏并更正表头后重新导出",
        fix_en="if it holds data, unhide it, correct its header and export again",
    )


def _unread(
    sheet: TextSheet, mapping: SourceMapping, *, schema: TableSchema, stem: str, places: dict[str, int]
) -> Sequence[Finding]:
    """In a canonical file, columns that no field takes."""
    if not mapping.canonical:
        return []
    taken = set(places.values())
    return [
        Finding(
            file=stem,
            column=header,
            problem_zh=f"{schema.zh}没有这个字段，该列未读取",
            problem_en=f"table {schema.name} has no such field; the column is not read",
            fix_zh="如需使用，请改用规定的列名",
            fix_en="use a canonical name if it matters",
        )
        for place, header in enumerate(sheet.header)
        if header and place not in taken
    ]
