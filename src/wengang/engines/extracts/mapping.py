"""A department's file becomes a canonical table by configuration only: source mappings in YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from wengang.engines.extracts import columns as typed
from wengang.engines.extracts.cells import FEN_PER_UNIT
from wengang.engines.extracts.headers import nearest
from wengang.engines.extracts.problems import Problem
from wengang.engines.extracts.schema import Kind, TableSchema
from wengang.kernel.errors import Finding, InputError, bad_input

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
KEYS = ("source", "title", "table", "row_id", "columns", "constants", "values", "units", "header_row")


@dataclass(frozen=True, kw_only=True)
class SourceMapping:
    """How one department's file fills one canonical table.

    Attributes
    ----------
    source, title, table
        Stem of the file, its name for people, and the canonical table.
    columns
        Canonical field → header in the file.
    row_id
        Header of the sender's own row numbers; None: the rows are counted.
    constants
        Field → a value that the file does not hold.
    values
        Field → (text in the file → canonical text).
    units
        Amount field → fen, yuan or 10k_yuan.
    header_row
        Number of the header's row; None: it is sought.
    canonical
        Whether the file carries the canonical columns themselves.
    origin
        The YAML file, for messages.
    """

    source: str
    table: str
    columns: Mapping[str, str]
    title: str = ""
    row_id: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None
    canonical: bool = False
    origin: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that the file must have."""
        return tuple(dict.fromkeys([*self.columns.values(), *([self.row_id] if self.row_id else [])]))


def canonical_mapping(schema: TableSchema) -> SourceMapping:
    """The mapping of a file that carries canonical columns: each field under its own name."""
    return SourceMapping(
        source=schema.name,
        table=schema.name,
        title=schema.zh,
        columns={name: name for name in schema.names},
        canonical=True,
    )


def load_mappings(folder: Path, schemas: Mapping[str, TableSchema]) -> dict[str, SourceMapping]:
    """All mappings (``*.yaml``) of a folder by source.

    Raises InputError naming file and key, also for a folder that holds none.
    """
    if not folder.is_dir():
        raise bad_input(
            "没有这个映射文件夹",
            "no such folder of source mappings",
            "请检查 --sources",
            "look at --sources",
            file=str(folder),
        )
    found: dict[str, SourceMapping] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        mapping = load_mapping(path, schemas)
        if mapping.source in found:
            raise InputError(
                _fault(path, "source", f"{mapping.source}: 与 {found[mapping.source].origin} 重复",
                       f"{mapping.source}: also in {found[mapping.source].origin}")
            )  # fmt: skip
        found[mapping.source] = mapping
    if not found:
        raise bad_input(
            "文件夹中没有数据映射(*.yaml)",
            "the folder holds no source mapping (*.yaml)",
            "请检查 --sources 是否指对了文件夹; 各部门的数据放在 --extracts",
            "does --sources name the right folder? The departments' files go into --extracts",
            file=str(folder),
        )
    return found


def load_mapping(path: Path, schemas: Mapping[str, TableSchema]) -> SourceMapping:
    """One mapping. Raises InputError with every fault, naming file and key."""
    try:
        # Every scalar as text: 0012 keeps its zeros, 是 and yes stay words, 2020-01-05 is read as a cell is.
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_LOADER)  # noqa: S506 - it knows no tags
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(_fault(path, "", f"不是有效的 YAML：{error}", f"not valid YAML: {error}")) from error
    if not isinstance(data, dict):
        raise InputError(_fault(path, "", "不是键值表", "not a table of keys"))
    faults = list(_faults(path, data, schemas))
    if faults:
        raise InputError(faults)
    header_row = data.get("header_row", "auto")
    return SourceMapping(
        source=data["source"],
        table=data["table"],
        title=str(data.get("title") or ""),
        columns={key: str(value) for key, value in (data.get("columns") or {}).items()},
        row_id=str(data["row_id"]) if data.get("row_id") else None,
        constants={key: str(value) for key, value in (data.get("constants") or {}).items()},
        values={
            name: {str(key): str(value) for key, value in words.items()}
            for name, words in (data.get("values") or {}).items()
        },
        units=dict(data.get("units") or {}),
        header_row=None if header_row == "auto" else int(header_row),
        origin=path.name,
    )


def _fault(path: Path, key: str, *texts: str) -> Finding:
    """A fault of a key; ``texts``: what is wrong in Chinese and in English."""
    zh, en = texts
    return Finding(
        file=path.name,
        column=key,
        problem_zh=zh,
        problem_en=en,
        fix_zh="请更正映射文件的这一项",
        fix_en="correct this key of the source mapping",
    )


def _faults(path: Path, data: dict[str, object], schemas: Mapping[str, TableSchema]) -> list[Finding]:
    found = [
        _fault(path, str(key), f"未知的键；可用：{', '.join(KEYS)}", f"unknown key; known: {', '.join(KEYS)}")
        for key in data
        if key not in KEYS
    ]
    source, table = data.get("source"), data.get("table")
    if not isinstance(source, str) or not source or any(mark in source for mark in '/\\:*?"<>|'):
        found.append(_fault(path, "source", "须为文件名（不含扩展名）", "must be the stem of a file name"))
    if not isinstance(table, str) or table not in schemas:
        known = ", ".join(schemas)
        found.append(_fault(path, "table", f"须为其中之一：{known}", f"must be one of {known}"))
        return found
    for key in ("columns", "constants", "values", "units"):
        part = data.get(key)
        if part and not isinstance(part, dict):
            found.append(_fault(path, key, "须为键值表", "must be a table of keys"))
            return found
    header_row = data.get("header_row", "auto")
    if header_row != "auto" and not (
        isinstance(header_row, str) and header_row.isdecimal() and int(header_row)
    ):
        found.append(_fault(path, "header_row", "须为 auto 或行号", "must be auto or a row number"))
    return found + _field_faults(path, data, schemas[table])


def _field_faults(path: Path, data: dict[str, object], schema: TableSchema) -> list[Finding]:
    found = []
    parts: dict[str, dict[object, object]] = {
        key: part
        for key in ("columns", "constants", "values", "units")
        if isinstance(part := data.get(key) or {}, dict)
    }
    for key, part in parts.items():
        for name, value in part.items():
            place = f"{key}.{name}"
            if not isinstance(name, str) or name not in schema.names:
                near = nearest(str(name), schema.names)
                hint_zh, hint_en = (f"；是否指 {near}？", f"; is {near} meant?") if near else ("", "")
                found.append(
                    _fault(path, place, f"{schema.name} 表没有这个字段{hint_zh}",
                           f"table {schema.name} has no such field{hint_en}")
                )  # fmt: skip
            else:
                found += _value_faults(path, place, value=value, schema=schema)
    both = sorted(set(parts["columns"]) & set(parts["constants"]), key=str)
    found += [
        _fault(path, f"constants.{name}", "该字段同时在 columns 中", "the field stands in columns too")
        for name in both
    ]
    filled = {*parts["columns"], *parts["constants"]}
    missing = [part.name for part in schema.fields if part.required and part.name not in filled]
    if missing:
        names = ", ".join(missing)
        found.append(
            _fault(path, "columns", f"缺少必需字段：{names}", f"required fields are missing: {names}")
        )
    if schema.any_of and not filled & set(schema.any_of):
        names = ", ".join(schema.any_of)
        found.append(
            _fault(path, "columns", f"至少需要其中一个字段：{names}", f"needs one of the fields {names}")
        )
    return found


def _value_faults(path: Path, place: str, *, value: object, schema: TableSchema) -> list[Finding]:
    key, name = place.split(".", maxsplit=1)
    part = schema.field(name)
    match key:
        case "columns" if value in (None, ""):
            return [_fault(path, place, "缺少列名", "the header is missing")]
        case "units" if part.kind is not Kind.AMOUNT:
            return [_fault(path, place, "不是金额字段", "the field is no amount")]
        case "units" if value not in FEN_PER_UNIT:
            units = ", ".join(FEN_PER_UNIT)
            return [_fault(path, place, f"单位须为 {units}", f"the unit must be one of {units}")]
        case "values" if not isinstance(value, dict):
            return [_fault(path, place, "须为键值表", "must be a table of words")]
        case "constants" | "values":
            words = list(value.values()) if isinstance(value, dict) else [value]
            found = []
            read = typed.reader(typed.Reading(field=part))
            for word in words:
                result = read(str(word))
                if isinstance(result, Problem):
                    found.append(_fault(path, place, f"{word}: {result.zh}", f"{word}: {result.en}"))
            return found
        case _:
            return []
