"""The rows of departments' files that a decision rests on (数据依据), kept with the round for its explanations."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.policy.pack import Condition, Pack
from wengang.engines.policy.terms import Terms
from wengang.kernel.errors import Finding, InputError
from wengang.mechanisms.decision.services.basis.fund import Fund

LEDGER_ROWS, EMPLOYER_ROWS, LEAVER_ROWS, CLAIM_ROWS, FUND_ROWS = (
    *("ledger_rows", "employer_rows", "leaver_rows", "claim_rows", "fund_rows"),
)
"""Tables of evidence, with source_file and source_row; not read by the rules."""
_LISTINGS, _REFUNDS = "listings", "refunds"
TABLES = (LEDGER_ROWS, EMPLOYER_ROWS, LEAVER_ROWS, CLAIM_ROWS, FUND_ROWS, _LISTINGS, _REFUNDS)
"""Those that a pack's conditions may rest on (``Condition.rests_on``): two of them are read by the rules as well."""
_WHERE = ("source_file", "source_row")


def tables_of(pack: Pack) -> list[str]:
    """The tables of evidence that any condition of a pack rests on."""
    return sorted({table for condition in pack.conditions for table in condition.rests_on})


def refuse_unknown_tables(pack: Pack) -> None:
    """Raise InputError where a condition rests on a table that no round keeps: its rows would never be named."""
    unknown = [(one.id, table) for one in pack.conditions for table in one.rests_on if table not in TABLES]
    if unknown:
        raise InputError([_unknown(condition, table) for condition, table in unknown])


def _unknown(condition: str, table: str) -> Finding:
    there = ", ".join(get_close_matches(table, TABLES, n=1) or TABLES)
    return Finding(
        column=condition,
        value=table,
        problem_zh="条件的 rests_on 写了不存在的数据依据表",
        problem_en="the condition rests on a table of evidence that does not exist",
        fix_zh=f"可用: {there}",
        fix_en=f"there is: {there}",
    )


def reader_of(table: str, condition: Condition, terms: Terms) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a condition reads a row of a table of evidence.

    Of the ledger: the general scheme's insurance, and the months from the condition's first to the end of the base
    year. Of the lists: those that its parameters name. Of the refunds: those of this policy year.
    """
    if table == LEDGER_ROWS:
        first = condition.months_from(terms) if condition.months_from else terms.base_first
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
