"""Clusters under constraints: whatever links come, in whatever order, a cluster holds what one unit can hold."""

import itertools
from collections import defaultdict

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from wengang.engines.linkage.clusters import Constrained

MOST = 8
CODES = st.lists(st.sampled_from(["c1", "c2", None]), min_size=MOST, max_size=MOST)
BRANCHES = st.lists(st.sampled_from(["b1", None, None]), min_size=MOST, max_size=MOST)
EDGES = st.lists(st.tuples(st.integers(0, MOST - 1), st.integers(0, MOST - 1)), max_size=20)


def sets_of(codes, branches=None):
    """Records with a code of which a cluster holds one, and a branch in which all are alike."""
    columns = pa.table(
        {
            "code": pa.array(codes, pa.string()),
            "branch": pa.array(branches or [None] * len(codes), pa.string()),
        }
    )
    return Constrained(columns, single=("code",), alike=("branch",), count=len(codes))


def clusters_of(sets):
    """The clusters, each a set of records."""
    found = defaultdict(set)
    for record, label in enumerate(sets.labels().tolist()):
        found[label].add(record)
    return {frozenset(records) for records in found.values()}


@given(CODES, BRANCHES, EDGES)
@example(["c1", None, "c2"] + [None] * 5, [None] * 8, [(0, 1), (1, 2)])
def test_no_cluster_has_two_codes_or_two_branches(codes, branches, edges):
    """Any links in any order: one code a cluster, and one branch or none for all; labels are first records."""
    sets = sets_of(codes, branches)
    for one, other in edges:
        joined = sets.join(one, other)
        assert joined == (sets.find(one) == sets.find(other))
    for records in clusters_of(sets):
        assert len({codes[record] for record in records} - {None}) <= 1
        assert len({branches[record] for record in records}) == 1
    labels = sets.labels().tolist()
    assert all(labels[label] == label <= record for record, label in enumerate(labels))


@given(CODES, BRANCHES, EDGES)
def test_a_link_refused_stays_refused(codes, branches, edges):
    """What cannot join now cannot later: clusters only grow."""
    sets = sets_of(codes, branches)
    refused = [(one, other) for one, other in edges if not sets.join(one, other)]
    assert not any(sets.join(one, other) for one, other in refused)


@given(EDGES, st.randoms(use_true_random=False))
def test_order_is_nothing_without_constraints(edges, chance):
    """Where nothing excludes anything, the clusters are the connected parts, whatever the order."""
    shuffled = [tuple(chance.sample(edge, 2)) for edge in chance.sample(edges, len(edges))]
    first, second = sets_of([None] * MOST), sets_of([None] * MOST)
    assert all(first.join(*edge) for edge in edges)
    assert all(second.join(*edge) for edge in shuffled)
    assert clusters_of(first) == clusters_of(second)


@given(CODES, BRANCHES, EDGES, st.randoms(use_true_random=False))
def test_order_is_nothing_where_no_chain_meets(codes, branches, edges, chance):
    """Links that are all taken in one order are all taken in any other, with the same clusters."""
    first = sets_of(codes, branches)
    taken = [edge for edge in edges if first.join(*edge)]
    second = sets_of(codes, branches)
    assert all(second.join(*edge) for edge in chance.sample(taken, len(taken)))
    assert clusters_of(first) == clusters_of(second)


@given(EDGES, EDGES, EDGES)
def test_records_kept_apart_never_meet(before, apart, after):
    """Known to be different, before or after other links: never in one cluster, be it through others."""
    sets = sets_of([None] * MOST)
    for edge in before:
        sets.join(*edge)
    kept = [edge for edge in apart if sets.keep_apart(*edge)]
    for one, other in itertools.zip_longest(after, kept):
        if one:
            sets.join(*one)
        if other:
            assert sets.join_decided(*other) is False
    assert all(sets.find(one) != sets.find(other) for one, other in kept)


def test_kept_apart_through_merging_on_both_sides():
    """A≠B, then A joins C and B joins D: C and D are apart as well."""
    sets = sets_of([None] * 4)
    assert sets.keep_apart(0, 1)
    assert sets.join(0, 2)
    assert sets.join(1, 3)
    assert not sets.join(2, 3)
    assert not sets.can_join(3, 2)
    assert not sets.keep_apart(0, 2)


def test_a_decision_goes_before_codes():
    """Decided to be one though their codes differ: one cluster; a third code still stays out."""
    sets = sets_of(["c1", "c2", "c2", "c3"])
    assert not sets.join(0, 1)
    assert sets.join_decided(0, 1)
    assert sets.find(0) == sets.find(1)
    assert not sets.join(0, 3)


@given(CODES, EDGES)
def test_can_join_says_what_join_does(codes, edges):
    """Asking changes nothing and is answered as done."""
    sets = sets_of(codes)
    for edge in edges:
        before = sets.labels().tolist()
        said = sets.can_join(*edge)
        assert sets.labels().tolist() == before
        assert sets.join(*edge) is said
