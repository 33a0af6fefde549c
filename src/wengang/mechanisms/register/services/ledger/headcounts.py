"""People of ledger rows that do not say them (缴费人数空白): what the month lacks by the insured spells."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.ordering import order_of, text_ranks

_MONTH = 20
"""Bits of a month index, with room to spare."""
_OPEN = (1 << _MONTH) - 1
"""The month in which a spell ends that has not ended."""


@dataclass(frozen=True)
class Months:
    """Where each ledger row belongs: ``owner`` (``nobody``, one past the last employer, if it met none) and month."""

    owner: np.ndarray
    month: np.ndarray
    insurance: pa.DictionaryArray
    nobody: int

    def beside(self, rows: np.ndarray) -> np.ndarray:
        """Places of all rows of the employers and months that some rows (true there) are of, those included."""
        among = np.zeros(self.nobody + 1, dtype=bool)
        among[self.owner[rows]] = True
        among[self.nobody] = False
        near = np.flatnonzero(among[self.owner])
        there: np.ndarray = near[np.isin(self.cells(near), self.cells(np.flatnonzero(rows)))]
        return there

    def cells(self, places: np.ndarray) -> np.ndarray:
        """Employer and month of some rows as one number."""
        return self.owner[places].astype(np.int64) << _MONTH | self.month[places]

    def groups(self, places: np.ndarray) -> np.ndarray:
        """Employer, month and insurance of some rows as one number."""
        kinds = len(self.insurance.dictionary) + 1
        kind = pc.fill_null(self.insurance.indices.take(pa.array(places)), kinds - 1).to_numpy()
        grouped: np.ndarray = self.cells(places) * kinds + kind
        return grouped


def with_headcounts(columns: dict[str, pa.Array], months: Months, *, spells: pa.Table | None) -> pa.Array:
    """The column ``headcount``, blanks filled: of a mere payment beside a row with people 0, else what the month lacks.

    The people of a month are those with ``from_month`` ≤ month < ``to_month`` in ``spells`` (prepared, sorted), each
    once. Several blank rows of one month share them: the first takes all. Without spells they stay blank.
    ``columns``: headcount, due_fen, source_file (``supplied.coded_column``), source_row of the rows.
    """
    said = columns["headcount"]
    if not said.null_count:
        return said
    null = pc.is_null(said).to_numpy(zero_copy_only=False)
    blank = np.flatnonzero(null & (months.owner != months.nobody))
    if not len(blank):
        return said
    groups, where = np.unique(months.groups(blank), return_inverse=True)
    others, told = _told(said, months, null=null, groups=groups)
    due = columns["due_fen"].take(pa.array(blank)).to_numpy()
    payment_only = told[where] & (due == 0)
    people = np.zeros(len(blank), dtype=np.int64)
    if spells is None:
        known = payment_only
    else:
        known = np.ones(len(blank), dtype=bool)
        first = _first_of_each(columns, blank, where * 2 + payment_only)
        first = first[~payment_only[first]]
        lacking = _insured(months.cells(blank[first]), spells) - others[where[first]]
        people[first] = np.maximum(lacking, 0)
    filled = pc.fill_null(said, 0).to_numpy().copy()
    filled[blank[known]] = people[known]
    null = null.copy()
    null[blank[known]] = False
    return pa.array(filled, pa.int64(), mask=null if null.any() else None)


def _told(
    said: pa.Array, months: Months, *, null: np.ndarray, groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """People that other rows of each month and insurance state, and whether any row does."""
    among = np.zeros(months.nobody + 1, dtype=bool)
    among[groups // (len(months.insurance.dictionary) + 1) >> _MONTH] = True
    near = np.flatnonzero(among[months.owner] & ~null)
    keys = months.groups(near)
    at = np.searchsorted(groups, keys)
    at[at == len(groups)] = 0
    hit = groups[at] == keys
    others, told = np.zeros(len(groups), dtype=np.int64), np.zeros(len(groups), dtype=bool)
    np.add.at(others, at[hit], said.take(pa.array(near[hit])).to_numpy())
    told[at[hit]] = True
    return others, told


def _first_of_each(columns: dict[str, pa.Array], places: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Of the rows at some places, the first of each group by file and row as texts: where it stands among them."""
    files = columns["source_file"].indices.to_numpy()[places]
    order = order_of(groups, files, text_ranks(columns["source_row"].take(pa.array(places)))[0])
    ordered = groups[order]
    return order[np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))]


def _insured(cells: np.ndarray, spells: pa.Table) -> np.ndarray:
    """Different people insured in each cell (employer and month), each counted once however many spells they have."""
    wanted, where = np.unique(cells, return_inverse=True)
    ids = spells["employer_id"].to_numpy()
    if not len(ids) or not len(wanted):
        return np.zeros(len(cells), dtype=np.int64)
    among = np.zeros(max(int(ids.max()), int(wanted[-1] >> _MONTH)) + 1, dtype=bool)
    among[wanted >> _MONTH] = True
    spells = spells.filter(pc.and_(pa.array(among[ids]), pc.is_valid(spells["from_month"])))
    owner, person, begin = (
        spells[name].to_numpy().astype(np.int64) for name in ("employer_id", "person_id", "from_month")
    )
    end = pc.fill_null(spells["to_month"], _OPEN).to_numpy().astype(np.int64)
    # A spell counts from where the earlier ones of the same person have ended: what is left of it overlaps with none.
    again = (owner[1:] == owner[:-1]) & (person[1:] == person[:-1])
    turn = np.cumsum(np.concatenate(([0], ~again)))
    reached = np.maximum.accumulate(turn << _MONTH | end) & _OPEN
    begin[1:] = np.where(again, np.maximum(begin[1:], reached[:-1]), begin[1:])
    first = np.searchsorted(wanted, owner << _MONTH | begin)
    last = np.maximum(np.searchsorted(wanted, owner << _MONTH | end), first)
    steps = np.bincount(first, minlength=len(wanted) + 1) - np.bincount(last, minlength=len(wanted) + 1)
    return np.cumsum(steps)[:-1][where]
