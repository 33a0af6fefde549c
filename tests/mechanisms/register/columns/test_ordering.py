"""The fast orders are the plain ones, whatever the numbers and texts."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.mechanisms.register.services.columns.ordering import (
    dense_ranks,
    nulls_last,
    order_of,
    text_ranks,
)
from wengang.mechanisms.register.services.columns.supplied import (
    coded_column,
    origin_keys,
    origin_order,
    taken,
)

WIDE = st.integers(-(2**62), 2**62)
NARROW = st.integers(-2, 2)
ROWS = st.lists(st.tuples(NARROW, NARROW | WIDE, NARROW), max_size=40)
NUMBERS = st.sampled_from(
    ["7", "007", "07", "-7", "+7", "0", "10", "9", "0x1F", "7.0", " 7", "a", "B12", "٣", "9" * 25]
)
ORIGINS = st.lists(st.tuples(st.sampled_from(["b", "a", "乙", "B"]), NUMBERS), max_size=20)
PERSONS = st.none() | st.from_regex(r"[0-9Xx]{1,3}", fullmatch=True) | st.text(max_size=3)


@given(ROWS)
def test_the_order_is_that_of_a_plain_sort(rows):
    """Packed into one number, split where they do not fit, asked late or given at once: the same places."""
    keys = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    plain = np.lexsort(keys[::-1]).tolist()
    assert order_of(*keys).tolist() == plain
    assert order_of(*keys[:2], lambda places: keys[2][places]).tolist() == plain
    assert order_of(keys[0], *(lambda places, key=key: key[places] for key in keys[1:])).tolist() == plain


@pytest.mark.parametrize(
    "rows", [[(0, 2**62, 1), (0, -(2**62), 2), (0, 2**62, 0)], [(2**62, 0, 0), (-(2**62), 0, 0)]]
)
def test_numbers_that_fit_nowhere_are_sorted_too(rows):
    """Wider than a word beside a place, as the first key and as the second."""
    keys = np.array(rows, dtype=np.int64).T
    assert order_of(*keys).tolist() == np.lexsort(keys[::-1]).tolist()


@given(ORIGINS)
def test_rows_lie_as_a_person_counts_them(said):
    """By file, then 2, 3, 10, then rows with a name of their own: however a number is written."""
    rows = pa.table(
        {
            "source_file": pa.array([f for f, _ in said], pa.string()),
            "n": pa.array([n for _, n in said], pa.string()),
        }
    )
    order = order_of(*origin_keys(coded_column(rows, "source_file"), rows["n"].combine_chunks()))
    assert [said[place] for place in order] == sorted(said, key=lambda origin: origin_order(*origin))


@given(st.lists(PERSONS, max_size=20) | st.lists(st.from_regex(r"[0-9X]{4}", fullmatch=True), max_size=20))
def test_texts_rank_by_their_bytes(said):
    """Numbers of one length are compared as numbers, to the same end; a null has no rank."""
    different = sorted({text.encode() for text in said if text is not None})
    for texts in (pa.array(said, pa.string()), pa.array(["12", *said], pa.string())[1:]):
        ranks, count = text_ranks(texts)
        assert count == len(different)
        assert ranks.tolist() == [-1 if text is None else different.index(text.encode()) for text in said]


@given(st.lists(WIDE | NARROW, max_size=20))
def test_ranks_of_numbers(said):
    """Equal numbers share a place."""
    different = sorted(set(said))
    ranks, count = dense_ranks(np.array(said, dtype=np.int64))
    assert (ranks.tolist(), count) == ([different.index(value) for value in said], len(different))


@given(st.lists(st.none() | NARROW, max_size=9))
def test_nulls_count_most(said):
    """As a sort does that puts them last."""
    order = order_of(nulls_last(pa.array(said, pa.int64())))
    assert [said[place] for place in order] == sorted(said, key=lambda value: (value is None, value or 0))


@given(st.lists(st.none() | st.sampled_from("cab"), max_size=9))
def test_words_are_coded_in_their_order(said):
    """The same array whichever word came first; its values are those of the column."""
    column = coded_column(pa.table({"a": pa.array(said, pa.string())}), "a")
    assert column.to_pylist() == said
    assert column.dictionary.to_pylist() == sorted(set(said) - {None})
    again = coded_column(pa.table({"a": column}), "a")
    assert again.equals(column)


def test_taken_as_they_are():
    """Nothing is copied where every value stays in its place."""
    values = pa.array([3, None, 1])
    assert taken(values, np.arange(3)) is values
    assert taken(values, np.array([2, 0])).to_pylist() == [1, 3]
