"""A round's tables as the policy engine reads them, with the fund of each employer's area, and opened for a pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import Session
from wengang.mechanisms.decision.services.basis.fund import Fund
from wengang.mechanisms.register.services.ledger.month_states import answered_months, month_states
from wengang.mechanisms.register.services.prepared_tables import Prepared

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


def open_tables(pack: Pack, session: Session, tables: Mapping[str, pa.Table | Path]) -> dict[str, Table]:
    """The round's tables and the pack's own reference tables (size classes), by name."""
    opened = {name: session.read(name, table) for name, table in tables.items()}
    for name, rows in pack.reference.items():
        opened[name] = session.read(name, pa.Table.from_pylist(list(rows())))
    return opened
