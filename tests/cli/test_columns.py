"""Tables on a narrow terminal: no figure is broken, no column is lost."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from wengang.cli.columns import EDGES, GAP, blocks

HEADINGS = ["reform", "granted", "to pay (yuan)", "说明"]
ROWS = [
    ["ratio.sme=0.5", "8,879", "40,795,347.60", "足额缴纳, 计入"],
    ["baseline", "8,885", "65,283,665.37", "-"],
]
FIGURES = st.integers(-(10**12), 10**12).map(lambda number: f"{number:,}")


def test_all_that_fits_stands_side_by_side_as_wide_as_it_is():
    """On paper nothing is narrowed."""
    (whole,) = blocks(HEADINGS, ROWS, width=160)
    assert whole.columns == (0, 1, 2, 3)
    assert whole.widths == (13, 7, 13, 14)


def test_what_does_not_fit_stands_below_beside_the_first_column():
    """At 40 columns the money goes below, whole."""
    parts = blocks(HEADINGS, ROWS, width=40)
    assert [part.columns for part in parts] == [(0, 1), (0, 2), (0, 3)]
    assert parts[1].widths[1] >= len("65,283,665.37")


@given(st.lists(st.lists(FIGURES, min_size=6, max_size=6), min_size=1, max_size=5), st.integers(60, 200))
def test_figures_are_never_broken(rows, width):
    """Every column is shown once (the first in each block), within the width, as wide as its figures."""
    parts = blocks(["scenario", *"abcde"], rows, width=width)
    assert [at for part in parts for at in part.columns if at] == [1, 2, 3, 4, 5]
    for part in parts:
        assert part.columns[0] == 0
        assert sum(part.widths) + GAP * (len(part.widths) - 1) + EDGES <= width
        for at, room in zip(part.columns, part.widths, strict=True):
            assert room >= max(cell_len(row[at]) for row in rows)
