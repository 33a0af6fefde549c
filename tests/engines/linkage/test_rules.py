"""Small arithmetic over records and candidate pairs."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from wengang.engines.linkage.rules import Pairs, Rule, codes_of, first_of, several, unsupported

KEYS = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=12)


def pairs_of(*ends, **levels):
    """Candidate pairs with levels by name."""
    left, right = (np.array([end[side] for end in ends], dtype=np.int64) for side in (0, 1))
    whole = {name: np.array(values) for name, values in levels.items()}
    return Pairs(left, right, np.zeros(len(ends)), whole, {})


def test_texts_as_numbers():
    """Equal texts have equal numbers, null is -1; chunks and empty columns too."""
    for column in (pa.array(["x", None, "y", "x"]), pa.chunked_array([["x", None], ["y", "x"]])):
        first, none, other, again = codes_of(column).tolist()
        assert (none, first == again, first == other) == (-1, True, False)
    assert codes_of(pa.array([], pa.string())).tolist() == []


@given(KEYS)
def test_several(rows):
    """Whether the holders of a record's key hold more than one different value."""
    values, keys = (np.array([row[side] for row in rows], dtype=np.int64) for side in (0, 1))
    found = several(values, keys).tolist()
    for (_, key), said in zip(rows, found, strict=True):
        held = {value for value, other in rows if other == key and value >= 0}
        assert said == (key >= 0 and len(held) > 1)


def test_levels():
    """Known and agreeing, known and disagreeing; unknown counts as neither."""
    pairs = pairs_of((0, 1), (0, 2), (1, 2), name=[2, 0, -1], phone=[1, -1, 0])
    assert pairs.agreeing(["name", "phone"]).tolist() == [2, 0, 0]
    assert pairs.disagreeing(["name", "phone"]).tolist() == [0, 1, 1]
    assert pairs.is_at("name", 2, -1).tolist() == [True, False, True]
    assert pairs.reaches("name", 0).tolist() == [True, True, False]
    assert pairs.at(np.array([2])).right.tolist() == [2]


def test_the_first_rule_counts():
    """Of several rules that cover a pair the first in order; -1 where none does."""
    rules = [Rule("a", "", "", lambda p: p.is_at("x", 2)), Rule("b", "", "", lambda p: p.reaches("x", 1))]
    assert first_of(rules, pairs_of((0, 1), (0, 2), (1, 2), x=[2, 1, 0])).tolist() == [0, 1, -1]


def test_unsupported():
    """In a shared pair, and backed in none."""
    pairs = pairs_of((0, 1), (1, 2), (3, 4))
    same, backed = np.array([True, True, False]), np.array([True, False, False])
    assert unsupported(pairs, same=same, backed=backed, count=5).tolist() == [
        False,
        False,
        True,
        False,
        False,
    ]
