"""The tables that policy packs read: names, columns and Arrow types, and how to fill one from rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from wengang.kernel.errors import Finding

WORD = pa.dictionary(pa.int32(), pa.string())
"""Text of which a long column holds few different ones, each kept once."""
_TEXT, _DAY, _MONTH, _NUMBER, _FLAG, _ID = (
    pa.string(),
    pa.date32(),
    pa.int32(),
    pa.int64(),
    pa.bool_(),
    pa.int32(),
)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


EMPLOYERS = _schema(
    employer_id=_ID,
    employer_no=_TEXT,
    name=_TEXT,
    code=_TEXT,
    entity_type=_TEXT,
    industry=_TEXT,
    employees=_NUMBER,
    revenue_fen=_NUMBER,
    assets_fen=_NUMBER,
    size=_TEXT,
    status=_TEXT,
    insured_from=_DAY,
    insured_to=_DAY,
    division=_TEXT,
    dispatch=_FLAG,
    account_no=_TEXT,
    account_name=_TEXT,
    bank=_TEXT,
    is_branch=_FLAG,
    head_found=_FLAG,
    head_size=_TEXT,
    head_industry=_TEXT,
    head_employees=_NUMBER,
    head_revenue_fen=_NUMBER,
    head_assets_fen=_NUMBER,
    legal_person=_TEXT,
    conflicts=_TEXT,
)
"""One row for each employer to decide, sorted by employer_no as bytes; ``employer_id`` counts from 0 in that order.

``head_*``: what is known of a branch's legal person (分公司的法人). ``legal_person``: the organisation code (组织机构代码)
that groups units of one legal person. ``conflicts``: fields, split by ";", on which files disagree (null there).
"""

LEDGER = _schema(
    employer_id=_ID,
    month=_MONTH,
    insurance=WORD,
    headcount=_NUMBER,
    due_fen=_NUMBER,
    paid_fen=_NUMBER,
    paid_on=_DAY,
    deferred_until=_DAY,
    source_file=WORD,
    source_row=_TEXT,
)
"""Sorted by employer_id, month, paid_on and source; headcount null where nobody knows it."""

TABLES: Mapping[str, pa.Schema] = {
    "employers": EMPLOYERS,
    "ledger": LEDGER,
    "spells": _schema(employer_id=_ID, person_id=_ID, from_month=_MONTH, to_month=_MONTH, leave_reason=_TEXT),
    "leavers_stated": _schema(employer_id=_ID, reason=_TEXT, people=_NUMBER),
    "claims": _schema(employer_id=_ID, person_id=_ID, first_month=_MONTH),
    "claimants_stated": _schema(employer_id=_ID, people=_NUMBER),
    "listings": _schema(
        employer_id=_ID,
        list=_TEXT,
        listed_on=_DAY,
        removed_on=_DAY,
        certain=_FLAG,
        confirmed=_FLAG,
        key=_TEXT,
        source_file=_TEXT,
        source_row=_TEXT,
    ),
    "refunds": _schema(
        employer_id=_ID,
        year=_MONTH,
        scheme=_TEXT,
        amount_fen=_NUMBER,
        source_file=_TEXT,
        source_row=_TEXT,
    ),
    "funds": _schema(
        place=_TEXT,
        as_of=_DAY,
        balance_fen=_NUMBER,
        monthly_outgo_fen=_NUMBER,
        fund_months=_TEXT,
        monthly_benefit_fen=_NUMBER,
    ),
    "applications": _schema(employer_id=_ID, kind=_TEXT, on=_DAY, detail=_TEXT),
}
"""Every prepared table; one that was not supplied is there without rows."""

CANONICAL = ("employers", "ledger", "spells", "claims", "lists", "refunds", "funds", "applications")
"""The canonical tables that a folder of extracts may hold and a pack may ask for."""


@dataclass(frozen=True)
class Prepared:
    """What a run decides on.

    Attributes
    ----------
    tables
        Every table of :data:`TABLES` with exactly that schema.
    missing
        Canonical tables that nobody supplied.
    findings, warnings
        Further rows of the quarantine (disagreements, doubled employers, month sums below zero, answers that
        cannot be used), and what was noticed but used.
    unmatched
        By canonical table: rows that met no employer (ledger rows of unknown employers, lists of others …).
    withheld
        Employers in quarantine: not decided until a person has looked.
    bare_numbers
        Employer numbers that met nobody, and would but for zeros in front.
    doubtful_pairs
        Pairs that the result of linkage leaves to a clerk, and rows of lists that are like an employer beside them,
        whether or not anything hangs on them; None where no result of linkage was given.
    """

    tables: Mapping[str, pa.Table]
    missing: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    unmatched: Mapping[str, int] = field(default_factory=dict)
    withheld: int = 0
    bare_numbers: int = 0
    doubtful_pairs: int | None = None


def table_of(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """The prepared table ``name`` from one sequence or Arrow array a column; a column left out is null."""
    schema = TABLES[name]
    rows = len(next(iter(columns.values()))) if columns else 0
    arrays = [
        _array(columns[part.name], part.type) if part.name in columns else pa.nulls(rows, part.type)
        for part in schema
    ]
    return pa.table(arrays, schema=schema)


def table_of_rows(name: str, rows: Iterable[Sequence[Any]], names: Sequence[str]) -> pa.Table:
    """The prepared table ``name`` from tuples, whose places ``names`` names."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return table_of(name, dict(zip(names, columns, strict=True)))


def empty(name: str) -> pa.Table:
    """The prepared table ``name`` without rows."""
    return TABLES[name].empty_table()


def _array(values: Any, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == kind else values.cast(kind)
    return pa.array(values, kind)
