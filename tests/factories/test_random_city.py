"""Random cities are repeatable, and bad in every way that the oracle can tell."""

import pytest

from factories.random_city import random_city, write_city
from oracle.decide import decide

EVERY_RULE = {f"RR{number:02d}" for number in range(1, 14)} | {"RR05a", "RR05b", "RR05c", "RR14"}
EVERY_QUESTION = {
    "ledger",
    "match",
    "size",
    "entity_type",
    "insured_from",
    "insured_to",
    "dispatch_application",
    "leavers",
    "account",
    "fund",
}


@pytest.fixture(scope="module")
def decided() -> list[dict[str, str]]:
    """Decisions of some cities."""
    cities = [random_city(seed) for seed in range(30)]
    return [row for c in cities for row in decide(c.extracts, run=c.run, answers=c.answers).rows.values()]


def test_a_seed_gives_one_city(tmp_path):
    """The same seed writes the same bytes."""
    one, _ = write_city(random_city(7), tmp_path / "one")
    other, _ = write_city(random_city(7), tmp_path / "other")
    files = sorted(path.name for path in one.iterdir())
    assert [(one / f).read_bytes() for f in files] == [(other / f).read_bytes() for f in files]


def test_every_rule_and_question_occurs(decided):
    """No rule, question, hold or outcome is left untried by the cities."""
    assert {r for row in decided for r in row["reasons"].split(";")} >= EVERY_RULE
    assert {k.split(":")[0] for row in decided for k in row["questions"].split(";")} >= EVERY_QUESTION
    assert len({h for row in decided for h in row["holds"].split(";")} - {""}) == 5
    assert {row["outcome"] for row in decided} == {"granted", "refused", "undetermined"}
