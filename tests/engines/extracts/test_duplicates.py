"""Repeated rows are found exactly."""

import datetime as dt
import itertools

import numpy as np
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


@settings(deadline=None)
@given(
    texts=st.lists(
        st.none()
        | st.sampled_from(["", "12345678", "123456789", "1234567", "x" * 64, "x" * 65, "x" * 66, "甲" * 40]),
        max_size=20,
    ),
    cuts=st.lists(st.integers(0, 20), max_size=3),
)
def test_texts_of_any_length_in_any_parts(texts, cuts):
    """Where a column is cut into parts makes no difference, nor do words of eight bytes and long texts."""
    bounds = [0, *sorted(min(cut, len(texts)) for cut in cuts), len(texts)]
    parts = [pa.array(texts[a:b], pa.string()) for a, b in itertools.pairwise(bounds)]
    table = pa.table({"t": pa.chunked_array(parts, pa.string())})
    assert repeated_rows(table).tolist() == [row for row, text in enumerate(texts) if text in texts[:row]]


@given(st.lists(st.sampled_from("ab"), max_size=12), st.sets(st.integers(0, 11)))
def test_rows_that_are_not_there(texts, without):
    """Rows left out are neither repeated nor repeated by others."""
    left_out = np.array(sorted(row for row in without if row < len(texts)), dtype=np.int64)
    kept = [(row, text) for row, text in enumerate(texts) if row not in without]
    wanted = [row for turn, (row, text) in enumerate(kept) if text in [one for _, one in kept[:turn]]]
    assert repeated_rows(pa.table({"t": pa.array(texts, pa.string())}), without=left_out).tolist() == wanted
