"""Cities whose truth is known: through the register nobody is paid or refused who would not be if all were known.

The departments' files are linked and decided; then the same city is decided from rows that carry the number of the
employer that they are really about. What the two do not agree on may only be undetermined.
"""

import csv

import pytest

from factories.true_city import decided, decisions, three_rounds, wrong
from wengang.mechanisms.decision.services.explanations.explaining import run_explainer


@pytest.fixture(
    scope="module", params=[1, 12, 13, *(pytest.param(n, marks=pytest.mark.slow) for n in (18, 21, 35, 41))]
)
def rounds(request, tmp_path_factory):
    """A city of each seed, decided three times."""
    home = tmp_path_factory.mktemp(f"city-{request.param}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENGANG_HOME", str(home / "home"))
        yield three_rounds(home, employers=1500, seed=request.param)


def test_no_employer_is_paid_or_refused_wrongly(rounds):
    """Same outcome and same amount as in truth, or left open for a person."""
    assert decisions(rounds.linked).keys() == decisions(rounds.truth).keys()
    assert wrong(rounds.linked, rounds.truth) == []


def test_what_is_left_open_is_little(rounds):
    """Hardly anybody waits who would not if all were known: doubt is no way out."""
    said, true = decisions(rounds.linked), decisions(rounds.truth)
    waiting = [
        number for number, one in said.items() if one["outcome"] == "undetermined" != true[number]["outcome"]
    ]
    assert len(waiting) <= len(said) / 200


def test_the_register_settles_what_codes_and_names_leave_open(rounds):
    """Fewer are undetermined, fewer accounts unknown, and more can be paid than by codes and names alone."""
    plain, linked = rounds.plain.summary, rounds.linked.summary
    assert linked["outcomes"]["undetermined"]["employers"] < plain["outcomes"]["undetermined"]["employers"]
    assert linked["by_question"]["account"]["employers"] < plain["by_question"]["account"]["employers"]
    assert linked["payable"]["employers"] > plain["payable"]["employers"]


def test_few_of_the_doubtful_pairs_are_asked_about(rounds):
    """Only those on which an outcome hangs: far fewer than linkage's own queue."""
    matching = rounds.linked.summary["matching"]
    assert matching["doubtful_pairs"] >= rounds.linking.summary["queue"]["pairs"]
    assert matching["asked"] <= matching["doubtful_pairs"] / 10
    assert "matching" not in rounds.plain.summary


def test_an_answer_to_a_doubtful_match_leads_where_the_explanation_says(rounds):
    """The explanation shows what 1 and 0 give; the round decided with that answer gives it.

    In a city where nothing hangs on one match alone, none is asked alone either.
    """
    said = decisions(rounds.linked)
    matched = [(number, one["questions"]) for number, one in said.items() if "match:" in one["questions"]]
    alone = [number for number, keys in matched if keys.startswith("match:") and ";" not in keys]
    if not alone:
        assert rounds.linked.summary["matching"]["asked"] == sum(keys.count("match:") for _, keys in matched)
        return
    number = alone[0]
    with run_explainer(rounds.linked.out) as explainer:
        changes = {change.wording.en: change for change in explainer.explain(number).changes}
    told = {
        1: changes["the one listed is this employer"],
        0: changes["none of those listed is this employer"],
    }
    assert (told[1].outcome, told[1].entitlement_fen) == ("refused", 0)
    assert told[0].outcome == "granted"
    for value, change in told.items():
        answers = rounds.home / f"answer-{value}.csv"
        answers.write_text(
            f"employer_no,key,value,by,on,source\n{number},{said[number]['questions']},{value},Li,2020-03-14,list\n",
            encoding="utf-8",
        )
        again = decided(
            rounds.home / "city",
            rounds.home / f"answered-{value}",
            links=rounds.home / "linked",
            answers=answers,
        )
        one = decisions(again)[number]
        assert (one["outcome"], one["entitlement_fen"]) == (change.outcome, change.entitlement_fen)


def test_questions_of_doubt_are_ranked_by_what_is_at_stake(rounds):
    """A department's list of questions has the most at stake first; what is told of them is their sum."""
    rows = [
        row
        for path in (rounds.linked.out / "questions").glob("*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8-sig"))
        if row["key"].startswith("match:")
    ]
    stakes = [int(row["at_stake_fen"]) for row in rows]
    assert stakes == sorted(stakes, reverse=True)
    matching = rounds.linked.summary["matching"]
    assert matching["asked"] == len(rows)
    assert matching["at_stake_fen"] == sum(
        {row["employer_no"]: int(row["at_stake_fen"]) for row in rows}.values()
    )
