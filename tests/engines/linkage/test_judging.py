"""From pairs to clusters and questions: the clearly best of several codes, few questions, one between any two clusters."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from wengang.engines.linkage.decisions import Decided
from wengang.engines.linkage.employer_kind import EMPLOYERS
from wengang.engines.linkage.judging import judge
from wengang.engines.linkage.rules import Pairs, Rule

LINKS, ASKS, VETOED = 2, 1, 0


def _nobody(pairs, columns):
    return np.zeros(columns.num_rows, bool)


def _as_they_are(pairs, doubted):
    return pairs


PLAIN = replace(
    EMPLOYERS,
    vetoes=(Rule("never", "", "", lambda pairs: pairs.is_at("x", VETOED)),),
    rules=(Rule("sure", "", "", lambda pairs: pairs.is_at("x", LINKS)),),
    worth_asking=lambda pairs: pairs.is_at("x", ASKS),
    doubted=_nobody,
    without_doubted=_as_they_are,
    clear_by=6.0,
    most_questions=2,
    single=("org",),
    alike=(),
)


def judged(codes, pairs, *, decided=()):
    """The judgement over records with these codes and pairs (left, right, level, weight)."""
    ends = [np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1)]
    levels = {"x": np.array([pair[2] for pair in pairs])}
    weights = np.array([float(pair[3]) for pair in pairs])
    columns = pa.table({"org": pa.array(codes, pa.string())})
    return judge(
        Pairs(*ends, weights, levels, {}),
        columns,
        PLAIN,
        decided=Decided(tuple(decided), ()),
        rows=[("a", str(place)) for place in range(len(codes))],
    )


def asked(found):
    """The pairs asked about, the first first."""
    return [(int(found.pairs.left[at]), int(found.pairs.right[at])) for at in found.asked]


def test_links_join_and_vetoes_do_not():
    """A rule links, a veto excludes, what is between is asked."""
    found = judged([None] * 6, [(0, 1, LINKS, 9), (2, 3, VETOED, 99), (4, 5, ASKS, 1)])
    assert found.clusters.tolist() == [0, 0, 2, 3, 4, 5]
    assert found.linked.tolist() == [0]
    assert asked(found) == [(4, 5)]


@pytest.mark.parametrize("codeless", [0, 2])
def test_two_codes_as_good_as_each_other(codeless):
    """A record without a code that would go to two codes alike goes to neither; both are asked."""
    codes = ["c1", "c2"]
    codes.insert(codeless, None)
    one, other = (place for place in range(3) if place != codeless)
    pairs = [(*sorted((codeless, one)), LINKS, 12), (*sorted((codeless, other)), LINKS, 12)]
    found = judged(codes, pairs)
    assert found.clusters.tolist() == [0, 1, 2]
    assert len(asked(found)) == 2


def test_two_codes_on_both_sides():
    """The same where one of the two stands before it and one behind."""
    found = judged(["c1", None, "c2"], [(0, 1, LINKS, 12), (1, 2, LINKS, 12)])
    assert found.clusters.tolist() == [0, 1, 2]


def test_the_clearly_better_of_two_codes():
    """Where one leads by the bits that the kind asks for, it takes the record."""
    found = judged([None, "c1", "c2"], [(0, 1, LINKS, 19), (0, 2, LINKS, 12)])
    assert found.clusters.tolist() == [0, 0, 2]
    assert asked(found) == []


def test_codes_never_meet_through_records_without():
    """A chain from code to code breaks at its weakest link, and no question would join them."""
    pairs = [(0, 1, LINKS, 20), (1, 2, LINKS, 10), (2, 3, LINKS, 20), (0, 3, ASKS, 30)]
    found = judged(["c1", None, None, "c2"], pairs)
    assert found.clusters.tolist() == [0, 0, 2, 2]
    assert asked(found) == []


def test_one_question_between_two_clusters():
    """The best of those that mean the same; none within a cluster."""
    pairs = [(0, 1, LINKS, 9), (2, 3, LINKS, 9), (0, 2, ASKS, 3), (1, 3, ASKS, 5), (0, 3, ASKS, 4)]
    found = judged([None] * 4, pairs)
    assert asked(found) == [(1, 3)]


def test_few_questions_about_one_cluster():
    """Not more than the kind allows, the best of them, best first."""
    pairs = [(0, other, ASKS, other) for other in range(1, 6)]
    assert asked(judged([None] * 6, pairs)) == [(0, 5), (0, 4)]


def test_decided_comes_first():
    """Decided to be one: joined though vetoed. Decided to be different: neither linked nor asked."""
    pairs = [(0, 1, VETOED, 0), (2, 3, LINKS, 30), (4, 5, ASKS, 9)]
    found = judged([None] * 6, pairs, decided=[(0, 1, True), (2, 3, False), (4, 5, False)])
    assert found.clusters.tolist() == [0, 0, 2, 3, 4, 5]
    assert asked(found) == []
    assert found.findings == ()


def test_no_pairs():
    """Records that nothing brings together."""
    found = judged(["c1", None], [])
    assert found.clusters.tolist() == [0, 1]
    assert asked(found) == []
