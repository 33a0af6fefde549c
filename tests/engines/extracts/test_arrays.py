"""Columns and tables are taken apart by bytes and by pieces as the plain ways would."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.engines.extracts import arrays
from wengang.engines.extracts.arrays import Bytes

TEXTS = st.lists(st.none() | st.text(alphabet="059.-eE 甲", max_size=4), max_size=30)


@pytest.mark.parametrize("plain", [Bytes(first=0, last=0x7F), Bytes(first=0x21, last=0x7E, without=b".E"),
                                   Bytes(first=ord("-"), last=ord("9"))])  # fmt: skip
@given(texts=TEXTS, skipped=st.integers(0, 3))
def test_odd_cells_are_those_with_another_byte(plain, texts, skipped):
    """Byte by byte the same cells; null is none of them, "" is; a slice of a column is a column."""
    column = pa.array(texts, pa.string()).slice(min(skipped, len(texts)))
    allowed = set(range(plain.first, plain.last + 1)) - set(plain.without)
    wanted = [
        place
        for place, text in enumerate(column.to_pylist())
        if text is not None and (not text or set(text.encode()) - allowed)
    ]
    assert arrays.odd_cells(column, plain, few=1).tolist() == wanted
    found = arrays.odd_cells(column, plain, few=3)
    assert found is None if len(wanted) * 3 > len(column) else found.tolist() == wanted


def test_mostly_odd_by_sample():
    """A long column whose first cells are odd is given up before it is looked through."""
    column = pa.array(["甲"] * 600 + ["a"] * 9_000)
    assert arrays.odd_cells(column, Bytes(first=0, last=0x7F), few=8) is None
    assert arrays.odd_cells(column.slice(400), Bytes(first=0, last=0x7F), few=8).tolist() == [*range(200)]


@given(
    st.integers(0, 300).flatmap(
        lambda rows: st.tuples(st.just(rows), st.sets(st.integers(0, max(rows - 1, 0))))
    )
)
def test_values_put_in_and_rows_taken_out(given_rows):
    """Few and many, at the ends and in between, in tables of several parts."""
    count, chosen = given_rows
    places = np.array(sorted(place for place in chosen if place < count), dtype=np.int64)
    texts = [f"t{row}" for row in range(count)]
    put = arrays.with_values(
        pa.array(texts, pa.string()), places, pa.array([f"x{p}" for p in places.tolist()], pa.string())
    )
    assert put.to_pylist() == [f"x{row}" if row in chosen else f"t{row}" for row in range(count)]
    parts = [pa.table({"t": pa.array(texts[a : a + 70], pa.string())}) for a in range(0, max(count, 1), 70)]
    table = pa.concat_tables(parts)
    assert arrays.without_rows(table, places)["t"].to_pylist() == [
        f"t{r}" for r in range(count) if r not in chosen
    ]
    joined = arrays.joined_without(table, places)["t"]
    assert (joined.to_pylist(), joined.num_chunks) == ([f"t{r}" for r in range(count) if r not in chosen], 1)
    assert arrays.rows_at(table, places)["t"].to_pylist() == [f"t{place}" for place in places.tolist()]
