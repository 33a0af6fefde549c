"""The rows of departments' files that a decision rests on (数据依据), kept with the round for its explanations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.policy.pack import Condition
from wengang.engines.policy.terms import Terms
from wengang.mechanisms.decision.services.basis.fund import Fund

LEDGER_ROWS, EMPLOYER_ROWS, LEAVER_ROWS, CLAIM_ROWS, FUND_ROWS = (
    *("ledger_rows", "employer_rows", "leaver_rows", "claim_rows", "fund_rows"),
)
"""Tables of evidence, with source_file and source_row; not read by the rules."""
_LISTINGS, _REFUNDS = "listings", "refunds"
_WHERE = ("source_file", "source_row")

RESTS_ON: Mapping[str, Sequence[str]] = {
    "RR01": (FUND_ROWS,),
    "RR02": (EMPLOYER_ROWS,),
    "RR03": (LEDGER_ROWS,),
    "RR04": (LEDGER_ROWS,),
    "RR05": (LEDGER_ROWS, LEAVER_ROWS, CLAIM_ROWS),
    **dict.fromkeys(("RR06", "RR07", "RR08", "RR20"), (_LISTINGS,)),
    "RR09": (EMPLOYER_ROWS, _LISTINGS),
    "RR10": (EMPLOYER_ROWS,),
    **dict.fromkeys(("RR11", "RR21"), (_REFUNDS,)),
    "RR12": (EMPLOYER_ROWS,),
    "RR13": (LEDGER_ROWS,),
}
"""Condition → where the rows lie that it rests on."""
TABLES = tuple(dict.fromkeys(table for tables in RESTS_ON.values() for table in tables))


def reader_of(table: str, condition: Condition, terms: Terms) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a condition reads a row of a table of evidence.

    Of the ledger: the general scheme's insurance, and the months that the condition is about. Of the lists: those that
    its parameters name. Of the refunds: those of this policy year.
    """
    if table == LEDGER_ROWS:
        first = {"RR03": 0, "RR05": terms.base_first - 1}.get(condition.id, terms.base_first)
        return lambda row: row["insurance"] == "unemployment" and first <= row["month"] <= terms.base_last
    paths = [path for path in condition.parameters if path.startswith("lists.")]
    if table == _LISTINGS and paths:
        named = {name for path in paths if path in terms.values for name in _words(terms.values[path])}
        return lambda row: row["list"] in named
    if table == _REFUNDS:
        return lambda row: row["year"] == terms.year
    return bool


def _words(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple) else (str(value),)


def rows_behind(
    supplied: Mapping[str, pa.Table], employers: pa.Table, *, terms: Terms, found: Fund | None
) -> dict[str, pa.Table]:
    """Rows of employers, leavers and claimants of the base year, and of the fund, each with its employer.

    ``supplied`` are the canonical tables, ``employers`` the employers decided. Rows that were joined by code or name
    are not among them: only those that carry the employer's number. The fund's rows belong to everybody.
    """
    behind = {}
    for kept, table, month in (
        (EMPLOYER_ROWS, "employers", None),
        (LEAVER_ROWS, "spells", "to_month"),
        (CLAIM_ROWS, "claims", "first_month"),
    ):
        rows = supplied.get(table)
        if rows is not None:
            rows = rows.select(["employer_no", *_WHERE, *([month] if month else [])])
            if month is not None:
                rows = rows.filter(_within(rows[month], terms))
            behind[kept] = _of_employers(rows, employers)
    funds = supplied.get("funds")
    if funds is not None and found is not None:
        own = pc.and_(pc.equal(funds["place"], found.place), pc.equal(funds["as_of"], pa.scalar(found.as_of)))
        behind[FUND_ROWS] = funds.filter(own).select(list(_WHERE))
    return behind


def _within(months: pa.ChunkedArray, terms: Terms) -> pa.ChunkedArray:
    return pc.and_(pc.greater_equal(months, terms.base_first), pc.less_equal(months, terms.base_last))


def _of_employers(rows: pa.Table, employers: pa.Table) -> pa.Table:
    places = pc.index_in(rows["employer_no"], value_set=employers["employer_no"].combine_chunks())
    known = pc.and_(pc.is_valid(places), pc.is_valid(rows["employer_no"]))
    return (
        rows.select(list(_WHERE))
        .append_column("employer_id", employers["employer_id"].take(places))
        .filter(known)
        .sort_by([("employer_id", "ascending")])
    )
