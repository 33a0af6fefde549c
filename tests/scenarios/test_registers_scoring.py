"""The scores of linkage: borderline cases by hand, and against the plain count over all pairs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.scenarios.registers.scoring import (
    decided,
    false_links,
    main_clusters,
    missed_links,
    pair_scores,
    queue_scores,
    united,
)

LABELS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14)


def arrays(*labels: list[int]) -> tuple[np.ndarray, ...]:
    """Lists as arrays of whole numbers."""
    return tuple(np.array(column, dtype=np.int64) for column in labels)


def test_perfect():
    """Clusters that are the entities, by other numbers: all ones."""
    scores = pair_scores(*arrays([1, 1, 2, 3], [7, 7, 5, 6]))
    assert (scores.precision, scores.recall, scores.f1, scores.mixed) == (1, 1, 1, 0)


def test_every_row_alone():
    """Nothing linked: nothing wrong and nothing found."""
    scores = pair_scores(*arrays([1, 1, 2, 2], [1, 2, 3, 4]))
    assert (scores.precision, scores.recall, scores.f1, scores.multiple) == (1, 0, 0, 0)


def test_all_in_one():
    """Everything linked: all found, two pairs of six are right, and one cluster of one is mixed."""
    scores = pair_scores(*arrays([1, 1, 2, 2], [9, 9, 9, 9]))
    assert (scores.precision, scores.recall, scores.mixed) == (2 / 6, 1, 1)
    assert scores.mixed_per_10000 == 10_000


def test_by_hand():
    """Entities a×4, b×2, c; clusters {a a a b} {a} {b} {c}: 7 true pairs, 6 linked, 3 both."""
    truth, clusters = arrays([0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 0, 2, 3])
    scores = pair_scores(truth, clusters)
    assert (scores.true_pairs, scores.linked_pairs, scores.right_pairs) == (7, 6, 3)
    assert (scores.precision, scores.recall, scores.mixed, scores.clusters) == (0.5, 3 / 7, 1, 4)
    (false,) = false_links(truth, clusters)
    assert (false.row, false.other, false.pairs) == (4, 0, 3)
    assert [(fault.row, fault.other, fault.pairs) for fault in missed_links(truth, clusters)] == [
        (3, 0, 3),
        (5, 4, 1),
    ]


def test_the_queue():
    """Two pairs over three of five rows; the true one unites whole clusters."""
    truth, clusters = arrays([0, 0, 0, 1, 1], [0, 0, 1, 2, 3])
    left, right = arrays([1, 2], [2, 3])
    queue = queue_scores(5, left, right)
    assert (queue.pairs, queue.rows, queue.share, queue.pairs_per_100) == (2, 3, 0.6, 40)
    after = pair_scores(truth, decided(clusters, (left, right), truth))
    assert (after.precision, after.recall) == (1, 0.75)


def test_nothing_at_all():
    """No rows: no pairs, no division by nothing."""
    scores = pair_scores(*arrays([], []))
    assert (scores.precision, scores.recall, scores.mixed_per_10000) == (1, 1, 0)
    assert queue_scores(0, *arrays([], [])).share == 0
    assert false_links(*arrays([], [])) == []


def test_main_clusters():
    """The cluster with most rows of an entity, several where equal."""
    entities = np.array(["a", "a", "a", "b", "b", "c"])
    clusters = np.array(["x", "x", "y", "x", "z", "w"])
    assert main_clusters(entities, clusters) == {"a": {"x"}, "b": {"x", "z"}, "c": {"w"}}


@given(LABELS)
def test_counts_are_those_of_all_pairs(labels):
    """The counts by groups equal a walk over every pair, and faults add up to the wrong pairs."""
    truth, clusters = arrays([a for a, _ in labels], [b for _, b in labels])
    scores = pair_scores(truth, clusters)
    pairs = list(combinations(range(len(labels)), 2))
    true = {(i, j) for i, j in pairs if truth[i] == truth[j]}
    linked = {(i, j) for i, j in pairs if clusters[i] == clusters[j]}
    assert scores.true_pairs == len(true)
    assert scores.linked_pairs == len(linked)
    assert scores.right_pairs == len(true & linked)
    assert sum(f.pairs for f in false_links(truth, clusters)) == pytest.approx(len(linked - true))
    assert sum(f.pairs for f in missed_links(truth, clusters)) == pytest.approx(len(true - linked))


@given(LABELS, st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=8))
def test_uniting_is_a_closure(labels, pairs):
    """Rows of a pair, and rows of one cluster, stand together; who was joined to nobody keeps to itself."""
    clusters = np.array([b for _, b in labels], dtype=np.int64)
    pairs = [(i, j) for i, j in pairs if i < len(labels) and j < len(labels)]
    left, right = arrays([i for i, _ in pairs], [j for _, j in pairs])
    after = united(clusters, left, right)
    assert (after[left] == after[right]).all()
    for cluster in set(clusters.tolist()):
        assert len(set(after[clusters == cluster].tolist())) == 1
    touched = set(clusters[left].tolist()) | set(clusters[right].tolist())
    alone = [c for c in set(clusters.tolist()) if c not in touched]
    assert all((after == after[clusters == c][0]).sum() == (clusters == c).sum() for c in alone)
