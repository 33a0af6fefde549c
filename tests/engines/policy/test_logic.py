"""The small exact pieces of rules, each against plain Python, on DuckDB."""

from collections.abc import Iterator
from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wengang.engines.policy import (
    NO,
    OPEN,
    YES,
    Default,
    all_of,
    among,
    any_of,
    bit_count,
    chosen,
    count_where,
    floor_div,
    half_up,
    highest_bit,
    joined,
    joined_by,
    listed,
    not_above,
    power_of_two,
    rate_bp,
    total,
    when,
    without,
)
from wengang.engines.policy.logic import EXACT_BELOW
from wengang.engines.policy.session import DuckDBSession

Three = bool | None
THREE: tuple[Three, ...] = (True, False, None)
AMOUNTS = st.integers(0, EXACT_BELOW - 1)
RATES = st.integers(0, 20_000)
PEOPLE = st.integers(0, 10_000_000)
MANY = settings(max_examples=25)


@pytest.fixture(scope="module")
def session() -> Iterator[DuckDBSession]:
    """One database for all."""
    with DuckDBSession() as opened:
        yield opened


def _rows(session, columns, expression) -> list:
    """The values of an expression over a table of columns (name → values), in the order of the rows."""
    numbers = pa.array(range(len(next(iter(columns.values())))), pa.int64())
    made = {
        name: values if isinstance(values, pa.Array) else pa.array(values) for name, values in columns.items()
    }
    table = session.read("given", pa.table({"row_number_": numbers, **made}))
    found = session.arrow(table.select("row_number_", found=expression(table)))
    return found.sort_by("row_number_")["found"].to_pylist()


def _ints(values) -> pa.Array:
    return pa.array(values, pa.int64())


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


@MANY
@given(st.lists(st.tuples(AMOUNTS, RATES), min_size=1, max_size=40))
@example(
    [(EXACT_BELOW - 1, 20_000), (201_096, 6_000), (1, 5_000), (0, 0), (9_999, 1), (5_000, 1), (4_999, 1)]
)
def test_half_up_is_exact(session, pairs):
    """Amount times basis points, rounded half up, as exact fractions give it, up to the bound of int64 amounts."""
    amounts, rates = _ints([a for a, _ in pairs]), _ints([r for _, r in pairs])
    found = _rows(session, {"a": amounts, "r": rates}, lambda t: half_up(t.a, t.r))
    assert found == [_half_up(Fraction(a * r, 10_000)) for a, r in pairs]


@MANY
@given(st.lists(st.tuples(PEOPLE, PEOPLE), min_size=1, max_size=40))
def test_rate_bp_is_rounded_half_up(session, pairs):
    """For display; nothing over nobody."""
    columns = {"p": _ints([p for p, _ in pairs]), "w": _ints([w for _, w in pairs])}
    found = _rows(session, columns, lambda t: rate_bp(t.p, t.w))
    assert found == [_half_up(Fraction(p * 10_000, w)) if w else None for p, w in pairs]


@MANY
@given(st.lists(st.tuples(PEOPLE, PEOPLE, RATES), min_size=1, max_size=40))
@example([(11, 200, 550), (6, 30, 2_000), (12, 200, 550), (0, 0, 0)])
def test_not_above_compares_without_dividing(session, triples):
    """At equality 不高于 holds and 低于 does not; both agree with fractions everywhere else."""
    part, whole, limit = (_ints([triple[i] for triple in triples]) for i in range(3))
    columns = {"p": part, "w": whole, "l": limit}
    loose = _rows(session, columns, lambda t: not_above(t.p, t.w, t.l, strict=NO))
    strict = _rows(session, columns, lambda t: not_above(t.p, t.w, t.l, strict=YES))
    assert loose == [p * 10_000 <= limit * w for p, w, limit in triples]
    assert strict == [p * 10_000 < limit * w for p, w, limit in triples]


@MANY
@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 10**9)), min_size=1, max_size=40))
@example([(EXACT_BELOW - 1, 1), (EXACT_BELOW - 1, 3), (7, 0)])
def test_floor_div_is_exact_below_its_bound(session, pairs):
    """And nothing for a divisor of 0."""
    columns = {"a": _ints([a for a, _ in pairs]), "b": _ints([b for _, b in pairs])}
    found = _rows(session, columns, lambda t: floor_div(t.a, t.b))
    assert found == [a // b if b else None for a, b in pairs]


@MANY
@given(st.lists(st.integers(1, (1 << 62) - 1), min_size=1, max_size=40))
def test_bits_of_a_mask(session, masks):
    """The highest bit, their number, and those that another mask lacks."""
    columns = {"m": _ints(masks)}
    assert _rows(session, columns, lambda t: highest_bit(t.m)) == [mask.bit_length() - 1 for mask in masks]
    assert _rows(session, columns, lambda t: bit_count(t.m)) == [mask.bit_count() for mask in masks]
    other = 0b1011
    assert _rows(session, columns, lambda t: without(t.m, ibis.literal(other))) == [m & ~other for m in masks]


def test_powers_of_two_are_64_bits_wide(session):
    """A bare literal would overflow at 31."""
    assert _rows(session, {"e": _ints(range(62))}, lambda t: power_of_two(t.e)) == [1 << e for e in range(62)]


def _and(parts: tuple[Three, ...]) -> Three:
    return False if False in parts else None if None in parts else True


def _or(parts: tuple[Three, ...]) -> Three:
    return True if True in parts else None if None in parts else False


def test_three_valued_logic(session):
    """False wins over unknown in *and*, true wins in *or*."""
    grid = [(a, b) for a in THREE for b in THREE]
    columns = {
        "a": pa.array([a for a, _ in grid], pa.bool_()),
        "b": pa.array([b for _, b in grid], pa.bool_()),
    }
    assert _rows(session, columns, lambda t: all_of([t.a, t.b])) == [_and(pair) for pair in grid]
    assert _rows(session, columns, lambda t: any_of([t.a, t.b])) == [_or(pair) for pair in grid]


def test_chosen_is_open_only_where_it_could_turn(session):
    """Met at the worst: met; not met at the best: not met; else open. Unknown counts as false."""
    grid = [(a, b) for a in THREE for b in THREE]
    columns = {
        "a": pa.array([a for a, _ in grid], pa.bool_()),
        "b": pa.array([b for _, b in grid], pa.bool_()),
    }
    found = _rows(session, columns, lambda t: chosen(known_met=t.a, could_be_met=t.b))
    assert found == [True if worst else None if best else False for worst, best in grid]


def test_among_with_an_empty_list(session):
    """Nobody is among nothing; an unknown word stays unknown."""
    columns = {"w": pa.array(["a", "b", None], pa.string())}
    assert _rows(session, columns, lambda t: among(t.w, ())) == [False, False, None]
    assert _rows(session, columns, lambda t: among(t.w, ("a", "c"))) == [True, False, None]


PIECES = st.lists(st.tuples(*[st.sampled_from(["", "x", "y;z"])] * 3), min_size=1, max_size=20)


@MANY
@given(PIECES)
def test_joined_leaves_out_the_empty(session, rows):
    """In the order given, with ``;`` between."""
    columns = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate("abc")}
    found = _rows(session, columns, lambda t: joined([t.a, t.b, t.c]))
    assert found == [";".join(piece for piece in row if piece) for row in rows]


def test_listed_and_when_take_unknown_for_no(session):
    """Words of what holds, in order; nothing of nothing."""
    columns = {"a": pa.array(THREE, pa.bool_()), "b": pa.array([True] * 3, pa.bool_())}
    assert _rows(session, columns, lambda t: listed([(t.a, "A"), (t.b, "B")])) == ["A;B", "B", "B"]
    assert _rows(session, columns, lambda t: when(t.a, "A")) == ["A", "", ""]
    assert _rows(session, columns, lambda _t: listed([])) == [""] * 3
    assert _rows(session, columns, lambda _t: joined([])) == [""] * 3


def test_totals_stay_in_int64(session):
    """Nothing over nothing, unknown rows do not count."""
    table = session.read(
        "sums", pa.table({"n": _ints([1 << 40, 1 << 40, None]), "b": pa.array([True, None, False])})
    )
    found = session.arrow(table.aggregate(total=total(table.n), many=count_where(table.b)))
    assert found.schema.types == [pa.int64(), pa.int64()]
    assert found.to_pylist() == [{"total": 1 << 41, "many": 1}]
    nothing = session.arrow(table.filter(table.n < 0).aggregate(total=total(table.n)))
    assert nothing.to_pylist() == [{"total": 0}]


def test_a_sum_past_18_digits_is_an_error(session):
    """Never a wrong number."""
    table = session.read("large", pa.table({"n": _ints([10**18 - 1, 10**18 - 1])}))
    with pytest.raises(Exception, match="18"):
        session.arrow(table.aggregate(total=total(table.n)))


def test_default_takes_the_exception_that_holds(session):
    """General 1; exceptions 2 and 3; where both hold there is no value, and it says so."""
    grid = [(a, b) for a in THREE for b in THREE]
    columns = {
        "a": pa.array([a for a, _ in grid], pa.bool_()),
        "b": pa.array([b for _, b in grid], pa.bool_()),
    }

    def rule(t) -> Default:
        return Default(
            ibis.literal(1),
            ((t.a.fill_null(False), ibis.literal(2)), (t.b.fill_null(False), ibis.literal(3))),
        )

    assert _rows(session, columns, lambda t: rule(t).value()) == [
        None if a and b else 2 if a else 3 if b else 1 for a, b in grid
    ]
    assert _rows(session, columns, lambda t: rule(t).collides()) == [bool(a and b) for a, b in grid]


def test_joined_by_keeps_every_row_and_each_key_once(session):
    """Two parts that share a column's name with nothing but their key."""
    base = session.read("base", pa.table({"k": _ints([1, 2, 3]), "g": ["x", None, "y"]}))
    one = session.read("one", pa.table({"k": _ints([1, 3]), "v": _ints([10, 30])}))
    two = session.read("two", pa.table({"g": ["x"], "w": _ints([7])}))
    found = session.arrow(joined_by(base, (one, "k"), (two, "g"))).sort_by("k")
    assert found.column_names == ["k", "g", "v", "w"]
    assert found["v"].to_pylist() == [10, None, 30]
    assert found["w"].to_pylist() == [7, None, None]


def test_the_constants(session):
    """Met, not met, undetermined."""
    found = [
        _rows(session, {"x": [1]}, lambda _, constant=constant: constant)[0] for constant in (YES, NO, OPEN)
    ]
    assert found == [True, False, None]
