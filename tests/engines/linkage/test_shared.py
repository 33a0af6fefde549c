"""Values that many share are no evidence."""

from hypothesis import given
from hypothesis import strategies as st

from wengang.engines.linkage.shared import barred, rare

CELLS = st.lists(
    st.tuples(st.sampled_from(["1", "2", None]), st.sampled_from(["甲", "乙", "丙", None])), max_size=12
)


@given(CELLS, st.integers(0, 4))
def test_barred_by_different_holders(rows, most):
    """A value goes where more than so many different ones hold it, wherever they stand; nulls stay null."""
    values, holders = [list(side) for side in zip(*rows, strict=True)] or [[], []]
    found = barred(values, holders, most=most)
    for value, kept in zip(values, found, strict=True):
        held_by = {holder for other, holder in rows if other == value}
        assert kept == (value if value is not None and len(held_by) <= most else None)


@given(CELLS, st.integers(0, 4))
def test_rare_by_rows(rows, most):
    """A value goes where more than so many rows have it."""
    values = [value for value, _ in rows]
    for value, kept in zip(values, rare(values, most=most), strict=True):
        assert kept == (value if values.count(value) <= most else None)
