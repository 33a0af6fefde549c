"""Insured spells (参保时段) and benefit claims (新领失业金) of the employers to decide, persons numbered."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.ordering import nulls_last, order_of, text_ranks
from wengang.mechanisms.register.services.columns.supplied import arrow_column, origin_keys, origins, taken
from wengang.mechanisms.register.services.joining.members import Members
from wengang.mechanisms.register.services.prepared_tables import TABLES, table_of

TEXT, MONTH = pa.string(), pa.int32()


def spells_and_claims(
    spells: pa.Table | None, claims: pa.Table | None, members: Members
) -> tuple[pa.Table | None, pa.Table | None, dict[str, int]]:
    """Prepared ``spells`` and ``claims`` (None where not supplied) and the rows that met no employer.

    Persons get one number in both tables, in the order of their ids as bytes; a row without a person is a person of
    its own.
    """
    supplied = {name: table for name, table in (("spells", spells), ("claims", claims)) if table is not None}
    persons = _persons(list(supplied.values()))
    unmatched, prepared = {}, {}
    for (name, table), person in zip(supplied.items(), persons, strict=True):
        ids, unmatched[name] = members.ids(table)
        columns = {
            "employer_id": ids,
            "person_id": pa.array(person, MONTH),
            **{part: arrow_column(table, part, MONTH) for part in ("from_month", "to_month", "first_month")},
            "leave_reason": arrow_column(table, "leave_reason", TEXT),
        }
        wanted = TABLES[name].names
        prepared[name] = _sorted(table_of(name, {part: columns[part] for part in wanted}))
    return prepared.get("spells"), prepared.get("claims"), unmatched


def _sorted(rows: pa.Table) -> pa.Table:
    """Rows that met an employer, by employer, person and months."""
    if not rows.num_rows:
        return rows
    keys = [nulls_last(rows[part].chunk(0)) for part in rows.column_names if part != "leave_reason"]
    order = order_of(*keys)[: rows.num_rows - rows["employer_id"].null_count]
    return pa.table([taken(part.chunk(0), order) for part in rows.columns], schema=rows.schema)


def _persons(tables: list[pa.Table]) -> list[np.ndarray]:
    """Number of the person of each row of each table; rows without a person count on from the last one."""
    if not tables:
        return []
    said = [arrow_column(table, "person_id", TEXT) for table in tables]
    ranks, count = text_ranks(said[0] if len(said) == 1 else pa.concat_arrays(said))
    numbered = np.split(ranks, np.cumsum([len(part) for part in said])[:-1])
    for table, numbers in zip(tables, numbered, strict=True):
        nameless = np.flatnonzero(numbers < 0)
        if len(nameless):
            order = order_of(*origin_keys(*origins(table.take(pa.array(nameless)))))
            numbers[nameless[order]] = np.arange(count, count + len(nameless))
    return numbered


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
