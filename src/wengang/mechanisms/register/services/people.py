"""Insured spells (参保时段) and benefit claims (新领失业金) of the employers to decide, persons numbered."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .prepared_tables import table_of
from .supplied import arrow_column, origin_rank

TEXT, MONTH = pa.string(), pa.int32()


@dataclass(frozen=True)
class Members:
    """Employer numbers as they are looked up from other tables: place = employer_id."""

    numbers: pa.Array
    withheld: pa.Array

    @classmethod
    def of(cls, numbers: list[str], withheld: frozenset[str]) -> "Members":
        """From the numbers of the employers to decide, in order, and those that are withheld."""
        return cls(pa.array(numbers, TEXT), pa.array(sorted(withheld), TEXT))

    def ids(self, table: pa.Table) -> tuple[pa.Array, int]:
        """``employer_id`` of each row (null: not decided), and how many rows met no employer at all."""
        said = arrow_column(table, "employer_no", TEXT)
        ids = pc.index_in(said, value_set=self.numbers)
        strangers = ids.null_count
        if strangers and len(self.withheld):
            strangers -= pc.sum(pc.is_in(said, value_set=self.withheld)).as_py() or 0
        return ids, strangers


def spells_and_claims(
    spells: pa.Table | None, claims: pa.Table | None, members: Members
) -> tuple[pa.Table | None, pa.Table | None, dict[str, int]]:
    """Prepared ``spells`` and ``claims`` (None where not supplied) and the rows that met no employer.

    Persons get one number in both tables, in the order of their ids as bytes; a row without a person is a person of
    its own.
    """
    supplied = [table for table in (spells, claims) if table is not None]
    persons = _persons(supplied)
    unmatched, prepared = {}, {}
    for name, table in (("spells", spells), ("claims", claims)):
        if table is None:
            continue
        ids, unmatched[name] = members.ids(table)
        numbered = pa.table({"employer_id": ids, "person_id": _numbered(table, persons)})
        for part in ("from_month", "to_month", "first_month"):
            numbered = numbered.append_column(part, arrow_column(table, part, MONTH))
        numbered = numbered.append_column("leave_reason", arrow_column(table, "leave_reason", TEXT))
        prepared[name] = numbered.filter(pc.is_valid(ids))
    return _sorted(prepared, "spells"), _sorted(prepared, "claims"), unmatched


def _sorted(prepared: dict[str, pa.Table], name: str) -> pa.Table | None:
    if name not in prepared:
        return None
    rows = prepared[name]
    keys = [
        "employer_id",
        "person_id",
        *(("from_month", "to_month") if name == "spells" else ("first_month",)),
    ]
    order = pc.sort_indices(rows, sort_keys=[(key, "ascending") for key in keys])
    rows = rows.take(order)
    wanted = table_of(name, {}).column_names
    return table_of(name, {part: rows.column(part) for part in rows.column_names if part in wanted})


def _persons(tables: list[pa.Table]) -> pa.Array:
    if not tables:
        return pa.array([], TEXT)
    said = pa.chunked_array([arrow_column(table, "person_id", TEXT) for table in tables])
    persons = pc.unique(said).drop_null()
    return persons.take(pc.sort_indices(persons))


def _numbered(table: pa.Table, persons: pa.Array) -> pa.Array:
    """Person numbers; rows without a person count on from the last one."""
    found = pc.index_in(arrow_column(table, "person_id", TEXT), value_set=persons)
    if not found.null_count:
        return found
    nameless = np.asarray(pc.is_null(found).to_numpy(zero_copy_only=False), dtype=bool)
    numbers = np.asarray(pc.fill_null(found, 0)).copy()
    turn = np.argsort(np.argsort(origin_rank(table)[nameless]))
    numbers[nameless] = len(persons) + turn
    return pa.array(numbers, MONTH)


def leavers_by_reason(spells: pa.Table, *, year: int) -> dict[tuple[int, str | None], int]:
    """How many left each employer for each reason in the base year (``to_month`` in it), as the spells show."""
    first = year * 12
    left = spells.filter(
        pc.and_(pc.greater_equal(spells["to_month"], first), pc.less(spells["to_month"], first + 12))
    )
    counted = left.group_by(["employer_id", "leave_reason"]).aggregate([([], "count_all")])
    keys = zip(counted["employer_id"].to_pylist(), counted["leave_reason"].to_pylist(), strict=True)
    return dict(zip(keys, counted["count_all"].to_pylist(), strict=True))


def claimants_by_employer(claims: pa.Table, *, year: int) -> dict[int, int]:
    """Distinct people of each employer who newly drew benefit in the base year."""
    first = year * 12
    drawn = claims.filter(
        pc.and_(pc.greater_equal(claims["first_month"], first), pc.less(claims["first_month"], first + 12))
    )
    counted = drawn.group_by(["employer_id"]).aggregate([("person_id", "count_distinct")])
    return dict(
        zip(counted["employer_id"].to_pylist(), counted["person_id_count_distinct"].to_pylist(), strict=True)
    )
