"""What a round rests on (决定依据): the tables as the policy engine reads them, and the terms that it was judged on.

Both are kept with the round's output, so that any later explanation reads what the round read.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wengang.engines.extracts.snapshot import ROW_GROUP, words_that_repeat
from wengang.engines.policy.terms import Plain, Terms
from wengang.kernel.errors import bad_input
from wengang.mechanisms.decision.services.fund import Fund
from wengang.mechanisms.register.services.ledger.month_states import answered_months, month_states
from wengang.mechanisms.register.services.prepared_tables import Prepared

FOLDER = "basis"
"""Subfolder of a round's output."""
TERMS = "terms.json"
SHARED = "shared-"

_AREA = pa.schema(
    [
        ("employer_id", pa.int32()),
        ("fund_months_num", pa.int64()),
        ("fund_months_den", pa.int64()),
        ("fund_months_text", pa.string()),
        ("monthly_benefit_fen", pa.int64()),
    ]
)


_SAID = list(_AREA)[1:]


@dataclass(frozen=True)
class Area:
    """The pooling area's fund as a rule compares it: months of reserve as an exact fraction, benefit a head in fen."""

    months_num: int | None = None
    months_den: int | None = None
    months_text: str | None = None
    monthly_benefit_fen: int | None = None


def area_of(fund: Fund | None, *, monthly_benefit_fen: int | None = None) -> Area:
    """Stated months, else balance over monthly outgo; unknown (null) where neither is there."""
    if fund is None:
        return Area(monthly_benefit_fen=monthly_benefit_fen)
    if fund.fund_months is not None:
        return stated_area(fund.fund_months, monthly_benefit_fen=monthly_benefit_fen)
    if fund.balance_fen is None or not fund.monthly_outgo_fen:
        return Area(monthly_benefit_fen=monthly_benefit_fen)
    months = fund.months()
    return Area(fund.balance_fen, fund.monthly_outgo_fen, f"{months:f}", monthly_benefit_fen)


def stated_area(months: Decimal, *, monthly_benefit_fen: int | None = None) -> Area:
    """An area whose months of reserve are stated, as an exact fraction."""
    numerator, denominator = months.as_integer_ratio()
    return Area(numerator, denominator, f"{months:f}", monthly_benefit_fen)


def area_table(areas: Mapping[int, Area] | Area, employers: int) -> pa.Table:
    """The engine's table of areas: one row for each employer."""
    if isinstance(areas, Area):
        columns = [
            pa.repeat(pa.scalar(value, part.type), employers)
            for value, part in zip(_said(areas), _SAID, strict=True)
        ]
    else:
        said = list(zip(*(_said(areas[number]) for number in range(employers)), strict=True)) or [()] * len(
            _SAID
        )
        columns = [pa.array(values, part.type) for values, part in zip(said, _SAID, strict=True)]
    return pa.table([pa.array(range(employers), pa.int32()), *columns], schema=_AREA)


def _said(area: Area) -> tuple[int | str | None, ...]:
    return (area.months_num, area.months_den, area.months_text, area.monthly_benefit_fen)


def engine_tables(
    prepared: Prepared,
    areas: Mapping[int, Area] | Area,
    *,
    granted_before: set[str] | None = None,
    answers: str | None = None,
) -> dict[str, pa.Table]:
    """The tables that a pack's expressions read.

    ``granted_before``: employers granted by the earlier run of a re-decision. A listing without a day that turns
    up for one of them leaves the rule open, rather than claw back what was paid. ``answers``: stem of the file
    of answers, whose ledger rows no department delivered.
    """
    tables = {name: table for name, table in prepared.tables.items() if name != "funds"}
    tables["ledger"] = month_states(prepared.tables["ledger"])
    tables["answered_months"] = answered_months(prepared.tables["ledger"], answers=answers)
    tables["area"] = area_table(areas, prepared.tables["employers"].num_rows)
    if granted_before:
        tables["listings"] = _doubted(tables["listings"], tables["employers"], granted_before)
    return tables


def _doubted(listings: pa.Table, employers: pa.Table, granted_before: set[str]) -> pa.Table:
    ids = employers.filter(pc.is_in(employers["employer_no"], pa.array(sorted(granted_before))))[
        "employer_id"
    ]
    doubtful = pc.and_(
        pc.and_(pc.is_null(listings["listed_on"]), pc.is_in(listings["employer_id"], ids.combine_chunks())),
        pc.invert(pc.fill_null(listings["confirmed"], False)),
    )
    certain = pc.if_else(doubtful, False, listings["certain"])
    return listings.set_column(listings.schema.get_field_index("certain"), "certain", certain)


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
