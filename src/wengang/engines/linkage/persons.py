"""What is compared of a person's row (人员的比较字段)."""

import re
from collections.abc import Sequence

import pyarrow as pa

from .contacts import read_account, read_phone
from .id_numbers import read_id
from .names import NameReader
from .places import Gazetteer
from .shared import barred, rare
from .text import all_folded, sounds, without_dots
from .vocabulary import Place, words

FIELDS = ("name", "id_no", "phone", "account_no", "employer_no", "employer_name", "division", "age")
"""Canonical fields; a file may lack any of them."""
MOST_NAMES_A_PHONE, MOST_ROWS_A_BLOCK = 3, 60
_WHOLE = 18
_HIDDEN = re.compile("[*?□■〓●○�]")
_NAME = re.compile(r"[^㐀-鿿豈-﫿\U00020000-\U0003ffffA-Z_]")


def person_columns(records: pa.Table, *, places: Sequence[Place]) -> pa.Table:
    """One row a record, in their order: ``id`` (its position), name, number, phone, account, employer.

    ``pattern`` columns are for LIKE: ``_`` stands for a character that is masked or was lost.
    """
    texts = {name: _texts(records, name) for name in FIELDS}
    folded = all_folded(cell for name in ("name", "employer_name") for cell in texts[name])
    names = [_name(folded[cell]) if cell else "" for cell in texts["name"]]
    numbers = [read_id(cell) for cell in texts["id_no"]]
    phones = [read_phone(cell) or None for cell in texts["phone"]]
    reader = NameReader(Gazetteer(places))
    cores = {cell: reader.read(folded[cell]).core for cell in set(texts["employer_name"]) if cell}
    plain = [name if name and "_" not in name else None for name in names]
    columns: dict[str, list[str | None]] = {
        "file": records["file"].to_pylist(),
        "name": [name or None for name in names],
        "name_plain": plain,
        "name_sound": [sounds(name) if name else None for name in plain],
        "text": [number.text or None for number in numbers],
        "sound": [number.sound for number in numbers],
        "pattern": [number.pattern or None for number in numbers],
        "birth": [number.birth or None for number in numbers],
        "phone": phones,
        "account": [read_account(cell) for cell in texts["account_no"]],
        "employer_no": texts["employer_no"],
        "employer": [cores.get(cell) or None if cell else None for cell in texts["employer_name"]],
        "changed": [f"number {number.changed}" if number.changed else None for number in numbers],
    }
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


def _texts(records: pa.Table, name: str) -> list[str | None]:
    if name not in records.column_names:
        return [None] * records.num_rows
    return [cell.strip() or None if cell else None for cell in records[name].to_pylist()]


def _name(folded: str) -> str:
    """A name with ``_`` for what is hidden; "" where nothing of it is seen, or it is what people write for none."""
    name = _NAME.sub("", _HIDDEN.sub("_", without_dots(folded)))
    return name if name.strip("_") and name not in words().nameless else ""


def searchable_persons(prepared: pa.Table) -> pa.Table:
    """With ``id`` (the position), and columns to search candidates by (``by_*``); a phone of many people is left out."""
    columns: dict[str, list[str | None]] = prepared.to_pydict()
    columns["phone"] = barred(columns["phone"], columns["name"], most=MOST_NAMES_A_PHONE)
    texts = columns["text"]
    tails = [text[-4:] if text and len(text) == _WHOLE and "_" not in text[-4:] else None for text in texts]
    heads = [text[:6] if text and len(text) == _WHOLE and "_" not in text[:6] else None for text in texts]
    sounded = columns["name_sound"]
    blocks = {
        "by_number": columns["sound"],
        "by_ends": _both(heads, tails),
        "by_name_phone": _both(sounded, columns["phone"]),
        "by_phone": columns["phone"],
        "by_name_employer": _both(sounded, columns["employer"]),
        "by_name_tail": _both(sounded, tails),
        "by_name_birth": _both(sounded, columns["birth"]),
        "by_name_head": _both(sounded, heads),
        "by_account": columns["account"],
        "by_rare_name": rare(sounded, most=12),
    }
    every = columns | {name: rare(column, most=MOST_ROWS_A_BLOCK) for name, column in blocks.items()}
    table = {name: pa.array(column, pa.string()) for name, column in every.items()}
    return pa.table({"id": pa.array(range(len(texts)), pa.int32()), **table})


def _both(one: Sequence[str | None], other: Sequence[str | None]) -> list[str | None]:
    return [f"{a}|{b}" if a and b else None for a, b in zip(one, other, strict=True)]
