"""Repeated rows are found exactly."""

import datetime as dt

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from wengang.engines.extracts.duplicates import repeated_rows

ROWS = st.tuples(
    st.none() | st.sampled_from(["", "a", "b"]),
    st.none() | st.sampled_from([0, 1, -1, 2**62]),
    st.none() | st.booleans(),
    st.none() | st.sampled_from([dt.date(1970, 1, 1), dt.date(2020, 1, 5)]),
)
TYPES = (pa.string(), pa.int64(), pa.bool_(), pa.date32())


@settings(deadline=None)
@given(st.lists(ROWS, max_size=30))
def test_equals_the_plain_way(rows):
    """The same rows as a comparison one by one gives; null equals null, and nothing else."""
    table = pa.table({f"c{n}": pa.array([row[n] for row in rows], kind) for n, kind in enumerate(TYPES)})
    seen, wanted = set(), []
    for position, row in enumerate(rows):
        if row in seen:
            wanted.append(position)
        seen.add(row)
    assert repeated_rows(table).tolist() == wanted
