"""What would have changed the decision: the smallest change, and nothing less."""

import re

import pytest

from engines.policy import bread_pack as bread
from factories.opened_city import opened_city
from wengang.engines.policy.counterfactual import ANSWER, would_change
from wengang.engines.policy.evaluate import ENTITY, decide, gather, judged, judged_row
from wengang.engines.policy.explain import Explainer
from wengang.engines.policy.session import DuckDBSession

BAKERIES = [
    (0, "wheat", 300, "Elm", 0),
    (1, "wheat", 307, "Elm", 0),
    (2, "wheat", 300, None, 0),
    (3, "wheat", 305, None, 0),
    (4, "oats", 305, None, 0),
    (5, "wheat", 300, None, 5_000),
]
SALES = [(0, 100, 10_000), (1, 100, 10_000), (2, 93, 10_000), (3, 90, 10_000), (4, 99, 1), (5, 99, 10_000)]
EXPECTED = {
    0: [],
    1: [("7 fen cheaper", 2_500)],
    2: [("7 more loaves", 2_500)],
    3: [("10 more loaves; and 5 fen cheaper", 2_500)],
    4: [],
    5: [],
}


@pytest.mark.parametrize("bakery", EXPECTED)
def test_the_smallest_change(bakery):
    """Alone where it suffices, together where several conditions stand in the way, none where none helps."""
    here = bread.terms()
    with DuckDBSession() as session:
        opened = {name: session.read(name, table) for name, table in bread.tables(BAKERIES, SALES).items()}
        gathered = gather(bread.PACK, session, tables=opened, terms=here)
        decided = decide(bread.PACK, session, gathered=gathered, terms=here).to_pylist()[bakery]
        row = judged_row(bread.PACK, gathered.facts, gathered.shared)
        inputs = session.arrow(row.filter(row[ENTITY] == bakery))
        found = would_change(bread.PACK, session, inputs=inputs, decided=decided, terms=here)
    assert [(change.wording.en, change.entitlement_fen) for change in found] == EXPECTED[bakery]
    assert {change.outcome for change in found} <= {"granted"}


def _judged(city, inputs, rows) -> list[dict]:
    """Made-up rows through the very expression."""
    numbered = [{**row, ENTITY: number} for number, row in enumerate(rows)]
    table = city.session.read("made_up", type(inputs).from_pylist(numbered, schema=inputs.schema))
    return city.session.arrow(judged(city.pack, table, city.terms)).sort_by(ENTITY).to_pylist()


@pytest.fixture(scope="module", params=[6, pytest.param(None, marks=pytest.mark.slow)])
def trials(request, tmp_path_factory):
    """For employers of a city (all, or a few) that one change would turn: the row at that step, and a step less."""
    with opened_city(3, tmp_path_factory.mktemp("changes")) as city:
        explainer = Explainer(
            city.pack, city.session, tables=city.tables, shared=city.gathered.shared, terms=city.terms
        )
        found, rows = [], []
        failed = [row for row in city.decided.to_pylist() if row["outcome"] != "granted"]
        for decided in failed[-request.param :] if request.param else failed:
            explainer.select(decided[ENTITY])
            inputs = explainer.inputs()
            changes = would_change(city.pack, city.session, inputs=inputs, decided=decided, terms=city.terms)
            for change in changes:
                turned = _lever(city.pack, change.wording.en)
                if turned is not None:
                    lever, step = turned
                    row = {**decided, **inputs.to_pylist()[0]}
                    found.append((decided["employer_no"], lever, step, change))
                    rows += [lever.apply(row, step), lever.apply(row, step - 1) if step > 1 else row]
        assert found, "nobody is one change away: choose another city"
        results = _judged(city, inputs, rows)
        return list(zip(found, results[::2], results[1::2], strict=True))


def _lever(pack, wording):
    """The lever and the step of a wording, where it is a single one."""
    for lever in pack.levers:
        pattern = re.escape(lever.wording.en).replace(re.escape("{step}"), r"(\d+)")
        match = re.fullmatch(pattern, wording)
        if match:
            return lever, int(match[1]) if match.groups() else 1
    return None


def test_the_change_turns_the_decision(trials):
    """Judged with it: what was told, and granted unless it is an answer to a question."""
    for (number, lever, step, change), after, _ in trials:
        told = (change.outcome, change.entitlement_fen)
        assert (after["outcome"], after["entitlement_fen"]) == told, f"{number}: {lever.id} {step}"
        assert change.outcome == "granted" or lever.id.startswith(ANSWER), f"{number}: {lever.id} {step}"


def test_one_less_does_not(trials):
    """It is the smallest. An answer is what it is: it has no size."""
    for (number, lever, step, _), _, before in trials:
        assert lever.id.startswith(ANSWER) or before["outcome"] != "granted", (
            f"{number}: {lever.id} {step - 1} would do"
        )
