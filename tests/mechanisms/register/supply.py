"""Canonical tables made by hand, for tests of what is done with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from wengang.kernel.period import parse_month
from wengang.mechanisms.register.services.prepare import Prepared, prepare

TYPES: Mapping[str, pa.DataType] = {
    **dict.fromkeys(("employees", "headcount", "revenue_fen", "assets_fen", "amount_fen"), pa.int64()),
    **dict.fromkeys(("due_unit_fen", "due_person_fen", "paid_unit_fen", "paid_person_fen"), pa.int64()),
    **dict.fromkeys(("balance_fen", "monthly_outgo_fen", "monthly_benefit_fen", "year"), pa.int64()),
    **dict.fromkeys(("insured_from", "insured_to", "paid_on", "deferred_until"), pa.date32()),
    **dict.fromkeys(("listed_on", "removed_on", "as_of", "on"), pa.date32()),
    **dict.fromkeys(("month", "from_month", "to_month", "first_month"), pa.int32()),
    "dispatch": pa.bool_(),
}
DAY = dt.date(2020, 3, 15)
CODES = ("91210700123456788G", "912107007371234511", "91210700555555552T", "91210700600000012L")
"""Check-valid codes of four units."""


def rows(source_file: str, *said: Mapping[str, Any], first: int = 2) -> list[dict[str, Any]]:
    """Rows of one file, numbered as a person sees them."""
    return [
        {**row, "source_file": source_file, "source_row": row.get("source_row", str(number))}
        for number, row in enumerate(said, start=first)
    ]


def table(said: Sequence[Mapping[str, Any]], *always: str) -> pa.Table:
    """A canonical table of rows: every column that a row names, typed as at intake; months as YYYY-MM."""
    names = list(
        dict.fromkeys([*always, "source_file", "source_row", *(name for row in said for name in row)])
    )
    return pa.table({name: _column(name, said) for name in names})


def _column(name: str, said: Sequence[Mapping[str, Any]]) -> pa.Array:
    kind = TYPES.get(name, pa.string())
    values = [row.get(name) for row in said]
    if kind == pa.int32():
        values = [parse_month(value) if isinstance(value, str) else value for value in values]
    return pa.array(values, kind)


def prepared(*, options: Mapping[str, Any] | None = None, **tables: Sequence[Mapping[str, Any]]) -> Prepared:
    """Prepare tables given as rows, for policy year 2020 at 210700."""
    intake = SimpleNamespace(tables={name: table(said, "employer_no") for name, said in tables.items()})
    given = {"year": 2020, "place": "210700", "as_of": DAY, "known_by": DAY, **(options or {})}
    return prepare(intake, **given)


def employer(result: Prepared, number: str) -> dict[str, Any]:
    """The prepared row of one employer."""
    (row,) = (row for row in result.tables["employers"].to_pylist() if row["employer_no"] == number)
    return row


def places(result: Prepared) -> list[tuple[str, str, str]]:
    """File, row and column of each finding."""
    return [(finding.file, finding.row, finding.column) for finding in result.findings]
