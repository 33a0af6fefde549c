"""Blank headcounts against the same rule said in SQL."""

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wengang.mechanisms.register.services.columns.supplied import coded_column
from wengang.mechanisms.register.services.ledger.headcounts import Months, with_headcounts
from wengang.mechanisms.register.services.prepared_tables import table_of_rows

_NOBODY = 3
_IDS, _MONTHS = st.integers(0, _NOBODY), st.integers(24227, 24230)
_ROW = st.tuples(
    *(_IDS, _MONTHS, st.sampled_from(["unemployment", "pension"]), st.none() | st.integers(-1, 3)),
    *(st.integers(0, 1), st.sampled_from(["a", "b"]), st.sampled_from(["2", "10", "x"])),
)
_COLUMNS = ("employer_id", "month", "insurance", "headcount", "due_fen", "source_file", "source_row")
_SPELL = st.tuples(st.integers(0, _NOBODY - 1), st.integers(0, 2), _MONTHS, st.none() | _MONTHS)
_SPELLS = ("employer_id", "person_id", "from_month", "to_month")
_PLAIN = """
with asked as (select * from entries where headcount is null),
beside as (
    select employer_id, month, insurance, sum(headcount) as people
    from entries where headcount is not null group by all
), insured as (
    select m.employer_id, m.month, count(distinct s.person_id) as people
    from (select distinct employer_id, month from asked) m
    join spells s on s.employer_id = m.employer_id
        and s.from_month <= m.month and (s.to_month is null or m.month < s.to_month)
    group by all
), said as (
    select a.*, coalesce(b.people, 0) as others, coalesce(i.people, 0) as insured,
        b.people is not null and a.due_fen = 0 as payment_only
    from asked a left join beside b using (employer_id, month, insurance) left join insured i using (employer_id, month)
), ranked as (
    select *, row_number() over (
        partition by employer_id, month, insurance, payment_only order by source_file, source_row, place
    ) as turn
    from said
)
select place, (case when payment_only then 0 when not $1 then null
    when turn = 1 then greatest(insured - others, 0) else 0 end)::bigint as people
from ranked
"""


@given(st.lists(_ROW, max_size=12), st.none() | st.lists(_SPELL, max_size=8))
def test_blank_headcounts_are_those_of_the_plain_rule(said, spells):
    """People of several rows, of several spells of one person, of payments only, of nobody's rows."""
    rows = table_of_rows("ledger", said, _COLUMNS)
    people = None
    if spells is not None:
        ordered = sorted(spells, key=lambda one: (*one[:3], one[3] or 10**6))
        people = table_of_rows("spells", ordered, _SPELLS)
    columns = {name: rows[name].combine_chunks() for name in _COLUMNS}
    columns["source_file"] = coded_column(rows, "source_file")
    months = Months(
        columns["employer_id"].to_numpy(),
        columns["month"].to_numpy(),
        coded_column(rows, "insurance"),
        _NOBODY,
    )
    found = with_headcounts(columns, months, spells=people).to_pylist()
    assert found == _plain(rows, people)


def _plain(rows: pa.Table, people: pa.Table | None) -> list[int | None]:
    entries = rows.append_column("place", pa.array(np.arange(rows.num_rows)))
    entries = entries.filter(pa.array(rows["employer_id"].to_numpy() != _NOBODY))
    spells = table_of_rows("spells", [], _SPELLS) if people is None else people
    with duckdb.connect(":memory:") as database:
        database.register("entries", entries)
        database.register("spells", spells)
        filled = dict(database.execute(_PLAIN, [people is not None]).fetchall())
    return [filled.get(place, said) for place, said in enumerate(rows["headcount"].to_pylist())]
