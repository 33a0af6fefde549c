"""What clerks decided: the latest holds, contradictions are told with their rows, rows that are gone do no harm."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from engines.linkage.made_up import decisions
from wengang.engines.linkage.clusters import Constrained
from wengang.engines.linkage.decisions import apply, on_rows

ROWS = [("a", str(number)) for number in range(1, 6)]
POSITIONS = {row: place for place, row in enumerate(ROWS)}


def decided(*said):
    """Decisions on five rows of one file, and the sets after them."""
    found = on_rows(decisions(*said), POSITIONS)
    code = pa.table({"code": pa.array([None] * 5, pa.string())})
    sets = Constrained(code, single=("code",), alike=(), count=5)
    told = apply(found, sets, ROWS)
    return found, sets, [one.value for one in (*found.findings, *told)]


def test_none():
    """No decisions, or an empty table of them."""
    assert on_rows(None, POSITIONS).pairs == ()
    assert on_rows(decisions(), POSITIONS).pairs == ()


def test_the_later_wins():
    """The same pair decided both ways, in either order of the rows and of the file: the later day holds and the other is told."""
    for said in (
        [("1", "2", "1", "2020-01-05"), ("2", "1", "0", "2020-02-05")],
        [("2", "1", "0", "2020-02-05"), ("1", "2", "1", "2020-01-05")],
    ):
        found, _, told = decided(*said)
        assert found.pairs == ((0, 1, False),)
        assert told == ["a/1 = a/2"]


def test_on_one_day_the_later_line_wins():
    """Without a day, or on the same one, the line further down is the later."""
    assert decided(("1", "2", "1", None), ("1", "2", "0", None))[0].pairs == ((0, 1, False),)
    assert decided(("1", "2", "0", "2020-01-05"), ("1", "2", "1", "2020-01-05"))[0].pairs == ((0, 1, True),)


def test_said_twice_is_no_contradiction():
    """The same verdict again, turned round."""
    found, _, told = decided(("1", "2", "1", "2020-01-05"), ("2", "1", "1", "2020-03-05"))
    assert found.pairs == ((0, 1, True),)
    assert told == []


def test_contradiction_through_others():
    """A=B, B=C and A≠C: the oldest of the three is left out, whichever it is, and named."""
    three = [("1", "2", "1"), ("2", "3", "1"), ("1", "3", "0")]
    wrong = {0: "a/1 = a/2", 1: "a/2 = a/3", 2: "a/1 ≠ a/3"}
    for oldest in range(3):
        said = [
            (*row, "2020-01-01" if place == oldest else f"2020-02-0{place + 1}")
            for place, row in enumerate(three)
        ]
        _, sets, told = decided(*said)
        assert told == [wrong[oldest]]
        assert (sets.find(0) == sets.find(1)) == (oldest != 0)
        assert (sets.find(0) == sets.find(2)) == (oldest == 2)


def test_rows_that_are_gone():
    """A row that is not here, or whose number another row has now: told, not applied; the others hold."""
    found, sets, told = decided(("1", "9", "1", "2020-01-05"), ("1", "2", "1", "2020-01-05"))
    assert told == ["a/1 = a/9"]
    assert sets.find(0) == sets.find(1)
    renumbered = decisions(("1", "2", "1", "2020-01-05")).append_column(
        "gone_r", pa.array(["1"], pa.string())
    )
    found = on_rows(renumbered, POSITIONS)
    assert found.pairs == ()
    assert [one.value for one in found.findings] == ["a/1 = a/2"]


def test_a_row_and_itself():
    """No row is another than itself: told, nothing done."""
    found, _, told = decided(("1", "1", "0", "2020-01-05"))
    assert found.pairs == ()
    assert told == ["a/1 ≠ a/1"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("12345"),
            st.sampled_from("12345"),
            st.sampled_from("01"),
            st.sampled_from(["2020-01-01", "2020-01-02", None]),
        ),
        max_size=8,
    )
)
def test_every_decision_is_honoured_or_told(said):
    """Whatever is decided: each decision either holds in the clusters or is named in a finding."""
    _, sets, told = decided(*said)
    for left, right, same, _ in said:
        holds = (sets.find(int(left) - 1) == sets.find(int(right) - 1)) == (same == "1")
        sign = "=" if same == "1" else "≠"
        assert holds or {f"a/{left} {sign} a/{right}", f"a/{right} {sign} a/{left}"} & set(told)
