"""The contribution ledger (缴费台账) of the employers to decide: one sum a row, blanks filled, corrections checked."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding
from wengang.kernel.period import last_day
from wengang.mechanisms.register.services.columns.ordering import order_of
from wengang.mechanisms.register.services.columns.supplied import (
    arrow_column,
    coded_column,
    finding,
    origin_keys,
    taken,
)
from wengang.mechanisms.register.services.joining.members import Members
from wengang.mechanisms.register.services.prepared_tables import LEDGER, WORD, table_of

from .headcounts import Months, with_headcounts

TEXT, DAY, MONTH, NUMBER = pa.string(), pa.date32(), pa.int32(), pa.int64()
_PARTS = {"due_fen": ("due_unit_fen", "due_person_fen"), "paid_fen": ("paid_unit_fen", "paid_person_fen")}
_SUMMED = ("headcount", "due_fen", "paid_fen")


@dataclass(frozen=True)
class LedgerRows:
    """Prepared rows, sorted; corrections in quarantine are out; rows that met no employer are counted."""

    table: pa.Table
    findings: tuple[Finding, ...] = ()
    unmatched: int = 0


def ledger_rows(ledger: pa.Table, members: Members, *, spells: pa.Table | None) -> LedgerRows:
    """Turn the canonical ledger into the prepared one.

    Unit and person parts are added, a blank part counts 0; a blank ``paid_on`` is the month's last day. A blank
    headcount is filled from ``spells`` (prepared) where these were supplied, else stays null. Where the rows of a
    month and insurance sum to less than nothing, its negative rows go to quarantine and the others are used.
    """
    ids, unmatched = members.ids(ledger)
    # Rows that met no employer are of one past the last, and so lie behind all others once sorted.
    nobody = len(members.numbers)
    owner = pc.fill_null(ids, nobody).to_numpy().copy()
    month = arrow_column(ledger, "month", MONTH)
    insurance = coded_column(ledger, "insurance")
    columns = {
        "employer_id": ids,
        "month": month,
        "insurance": insurance,
        "headcount": arrow_column(ledger, "headcount", NUMBER),
        "paid_on": _days_of_payment(arrow_column(ledger, "paid_on", DAY), month),
        "deferred_until": arrow_column(ledger, "deferred_until", DAY),
        "source_file": coded_column(ledger, "source_file"),
        "source_row": arrow_column(ledger, "source_row", TEXT),
        **{total: _summed(ledger, parts) for total, parts in _PARTS.items()},
    }
    months = Months(owner, month.to_numpy() if len(month) else owner, insurance, nobody)
    columns["headcount"] = with_headcounts(columns, months, spells=spells)
    bad = _rows_below_zero(columns, months)
    owner[bad] = nobody
    order = _order(columns, owner)[: len(owner) - ids.null_count - len(bad)]
    rows = table_of("ledger", {name: taken(values, order) for name, values in columns.items()})
    return LedgerRows(rows, tuple(_correction(ledger, place) for place in bad), unmatched)


def sorted_ledger(rows: pa.Table) -> pa.Table:
    """The prepared rows by employer, month, day of payment, and then by file and row as a person counts them."""
    columns = {
        part.name: coded_column(rows, part.name)
        if part.type == WORD
        else arrow_column(rows, part.name, part.type)
        for part in LEDGER
    }
    order = _order(columns, columns["employer_id"].to_numpy())
    return table_of("ledger", {name: taken(values, order) for name, values in columns.items()})


def _order(columns: Mapping[str, pa.Array], owner: np.ndarray) -> np.ndarray:
    if not len(owner):
        return np.arange(0)
    month, day = (columns[name].cast(MONTH).to_numpy() for name in ("month", "paid_on"))
    return order_of(owner, month, day, *origin_keys(columns["source_file"], columns["source_row"]))


def _rows_below_zero(columns: Mapping[str, pa.Array], months: Months) -> list[int]:
    """Places of the negative rows of every month whose people, dues or payments sum to less than nothing."""
    negative = np.zeros(len(months.owner), dtype=bool)
    for name in _SUMMED:
        if (pc.min(columns[name]).as_py() or 0) < 0:
            negative |= pc.fill_null(pc.less(columns[name], 0), False).to_numpy(zero_copy_only=False)
    negative &= months.owner != months.nobody
    if not negative.any():
        return []
    near = months.beside(negative)
    groups, where = np.unique(months.groups(near), return_inverse=True)
    below = np.zeros(len(groups), dtype=bool)
    for name in _SUMMED:
        sums = np.zeros(len(groups), dtype=np.int64)
        np.add.at(sums, where, pc.fill_null(taken(columns[name], near), 0).to_numpy())
        below |= sums < 0
    places: list[int] = near[negative[near] & below[where]].tolist()
    return places


def _correction(ledger: pa.Table, place: int) -> Finding:
    row = ledger.slice(place, 1).to_pylist()[0]
    named = ("headcount", *(part for parts in _PARTS.values() for part in parts))
    name = next((part for part in named if (row.get(part) or 0) < 0), "paid_unit_fen")
    return finding(
        (row["source_file"], row["source_row"], name, str(row.get(name))),
        (
            "冲减后该月合计为负, 本行未使用",
            "with this correction the month's sum falls below zero; the row is not used",
        ),
        ("请核对冲减金额和所属期", "check the amount of the correction and the month that it belongs to"),
    )


def _summed(ledger: pa.Table, parts: tuple[str, str]) -> pa.Array:
    unit, person = (pc.fill_null(arrow_column(ledger, part, NUMBER), 0) for part in parts)
    return pc.add_checked(unit, person)


def _days_of_payment(paid_on: pa.Array, month: pa.Array) -> pa.Array:
    """The day of each payment; where it is blank, the last one of the month that is paid for."""
    if not paid_on.null_count:
        return paid_on
    months = pc.unique(month)
    days = pa.array([None if m is None else last_day(m) for m in months.to_pylist()], DAY)
    return pc.coalesce(paid_on, days.take(pc.index_in(month, value_set=months)))


def replaced_column(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The prepared ledger with one column replaced."""
    return rows.set_column(LEDGER.get_field_index(name), LEDGER.field(name), values)
