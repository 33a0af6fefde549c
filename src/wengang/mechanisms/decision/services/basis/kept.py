"""What a round rested on (决定依据), kept with its output: the tables that the engine read, and the terms that it judged by.

So any later explanation reads what the round read.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wengang.engines.extracts.snapshot import ROW_GROUP, words_that_repeat
from wengang.engines.policy.terms import Plain, Terms
from wengang.kernel.errors import bad_input

FOLDER = "basis"
"""Subfolder of a round's output."""
TERMS = "terms.json"
SHARED = "shared-"


def terms_document(terms: Terms) -> dict[str, Any]:
    """Terms as JSON, each value with its type."""
    return {
        "year": terms.year,
        "place": terms.place,
        "as_of": terms.as_of.isoformat(),
        "known_by": terms.known_by.isoformat(),
        "missing": sorted(terms.missing),
        "values": {path: _packed(terms.values[path]) for path in sorted(terms.reads)},
    }


def terms_from(document: Mapping[str, Any]) -> Terms:
    """The inverse of :func:`terms_document`."""
    return Terms(
        values={path: _unpacked(*packed) for path, packed in document["values"].items()},
        year=document["year"],
        place=document["place"],
        as_of=dt.date.fromisoformat(document["as_of"]),
        known_by=dt.date.fromisoformat(document["known_by"]),
        missing=frozenset(document["missing"]),
    )


def _packed(value: Plain) -> list[Any]:
    if isinstance(value, Decimal | dt.date):
        return [type(value).__name__, str(value)]
    if isinstance(value, tuple):
        return ["tuple", list(value)]
    return ["plain", value]


def _unpacked(kind: str, value: Any) -> Plain:
    if kind == "Decimal":
        return Decimal(value)
    if kind == "date":
        return dt.date.fromisoformat(value)
    plain: Plain = tuple(value) if kind == "tuple" else value
    return plain


@dataclass(frozen=True)
class Basis:
    """A round's basis as kept: files of tables by name, shared tables by name, the terms."""

    tables: Mapping[str, Path]
    shared: Mapping[str, Path]
    terms: Terms


def write_basis(
    folder: Path, *, tables: Mapping[str, pa.Table], shared: Mapping[str, pa.Table], terms: Terms
) -> None:
    """Keep a round's basis in a folder that does not exist yet."""
    folder.mkdir()
    kept = dict(tables) | {f"{SHARED}{name}": table for name, table in shared.items()}
    for name, table in kept.items():
        pq.write_table(
            table,
            folder / f"{name}.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP,
            use_dictionary=words_that_repeat(table),
        )
    (folder / TERMS).write_text(
        json.dumps(terms_document(terms), ensure_ascii=False, indent=1), encoding="utf-8"
    )


def read_basis(out: Path) -> Basis:
    """A round's basis. Raises InputError for a folder that holds none."""
    folder = out / FOLDER
    if not (folder / TERMS).is_file():
        raise bad_input(
            "该文件夹不是一次决定的输出",
            "this folder is not the output of a decided round",
            "请指定 wengang decide --out 的文件夹",
            "give the folder of wengang decide --out",
            file=str(out),
        )
    files = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    return Basis(
        tables={name: path for name, path in files.items() if not name.startswith(SHARED)},
        shared={name.removeprefix(SHARED): path for name, path in files.items() if name.startswith(SHARED)},
        terms=terms_from(json.loads((folder / TERMS).read_text(encoding="utf-8"))),
    )
