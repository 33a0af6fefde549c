"""A draft of a source mapping for an unknown file: columns guessed from headers and shapes of values, to be confirmed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from wengang.engines.extracts.headers import LOOKED_AT, nearest, plain
from wengang.engines.extracts.reading import first_rows
from wengang.engines.extracts.schema import Field, Kind, TableSchema

ROW_NUMBERS = ("行号", "序号", "编号", "no", "no.", "row")
_SHAPES = {
    "code": re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "id_no": re.compile(r"\d{17}[\dXx]"),
    "phone": re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}"),
    "account_no": re.compile(r"\d{16,21}"),
}
_ENOUGH = 0.6


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A table and the fields that its columns seem to be (field → header), with the headers left over."""

    table: str
    columns: Mapping[str, str]
    left: tuple[str, ...]


def draft_mapping(path: Path, schemas: Mapping[str, TableSchema]) -> str:
    """The draft as YAML, ready to be confirmed. Raises InputError for a file that cannot be read at all."""
    rows = first_rows(path)
    known = {
        plain(text)
        for schema in schemas.values()
        for part in schema.fields
        for text in (part.name, *part.headers)
    }
    at = _header_row(rows, known)
    header = [cell.strip() for cell in rows[at]] if rows else []
    guess = max(
        (_guess(header, rows[at + 1 :], schema) for schema in schemas.values()),
        key=lambda guess: len(guess.columns),
    )
    return _yaml(path.stem, guess, schemas[guess.table])


def _header_row(rows: Sequence[Sequence[str]], known: set[str]) -> int:
    """The row with most known headers; where there is none, the first of the widest rows."""
    looked_at = rows[:LOOKED_AT]
    scores = [
        (sum(plain(cell) in known for cell in row), sum(bool(cell.strip()) for cell in row), -index)
        for index, row in enumerate(looked_at)
    ]
    return -max(scores)[2] if scores else 0


def _guess(header: Sequence[str], rows: Sequence[Sequence[str]], schema: TableSchema) -> Guess:
    columns: dict[str, str] = {}
    free = [name for name in dict.fromkeys(header) if name]
    for part in schema.fields:
        names = {plain(text) for text in (part.name, *part.headers)}
        match = next((name for name in free if plain(name) in names), None) or next(
            (name for name in free if plain(name.split("(")[0].split("（")[0]) in names), None
        )
        if match:
            columns[part.name] = match
            free.remove(match)
    for part in schema.fields:
        if part.name not in columns:
            match = _by_shape(part, header, rows, free=free) or _by_likeness(part, free)
            if match:
                columns[part.name] = match
                free.remove(match)
    return Guess(table=schema.name, columns=columns, left=tuple(free))


def _by_shape(
    part: Field, header: Sequence[str], rows: Sequence[Sequence[str]], *, free: Sequence[str]
) -> str | None:
    shape = _SHAPES.get(part.name)
    if shape is None:
        return None
    for place, name in enumerate(header):
        if name in free:
            cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
            if cells and sum(bool(shape.fullmatch(cell)) for cell in cells) > _ENOUGH * len(cells):
                return name
    return None


def _by_likeness(part: Field, free: Sequence[str]) -> str | None:
    return (
        next((name for name in free if nearest(name, part.headers, cutoff=0.75)), None)
        if part.headers
        else None
    )


def _yaml(stem: str, guess: Guess, schema: TableSchema) -> str:
    row_id = next((name for name in guess.left if plain(name) in ROW_NUMBERS), None)
    draft: dict[str, object] = {"source": stem, "title": stem, "table": guess.table}
    if row_id:
        draft["row_id"] = row_id
    draft["columns"] = dict(guess.columns)
    units = {
        name: "10k_yuan" if "万元" in header else "fen" if "分" in header or name == header else "yuan"
        for name, header in guess.columns.items()
        if schema.field(name).kind is Kind.AMOUNT
    }
    if units:
        draft["units"] = units
    constants = {
        part.name: part.choices[0] if part.choices else "?"
        for part in schema.fields
        if part.required and part.name not in guess.columns
    }
    if constants:
        draft["constants"] = constants
    text: str = yaml.safe_dump(
        draft, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000
    )
    left = [name for name in guess.left if name != row_id]
    note = f"# 未对应的列 / columns without a field: {', '.join(left)}\n" if left else ""
    return f"# 草稿，请逐项核对 / a draft: confirm every line\n{note}{text}"
