"""Trying other parameters on a folder of extracts (政策模拟): money, who gains, who loses, what the fund has left."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from wengang.codes.industries import section_of
from wengang.engines.policy.reform import Outcome, simulate
from wengang.engines.policy.session import open_session
from wengang.engines.policy.terms import Plain
from wengang.engines.policy.text import Text
from wengang.kernel.errors import InputError, bad_input
from wengang.mechanisms.decision.services.basis.engine_tables import area_table, open_tables
from wengang.mechanisms.decision.services.basis.fund import Fund
from wengang.mechanisms.decision.services.outputs.summary import fund_before_and_after
from wengang.mechanisms.decision.services.rounds.requests import Scenario, SimulateRequest, Simulation
from wengang.mechanisms.decision.services.rounds.run import (
    FUND_LEVEL,
    LawInForce,
    RoundFacts,
    area_at,
    fund_at,
    law_in_force,
    read_facts,
)

UNKNOWN = "unknown"


def reforms_of(request: SimulateRequest) -> list[dict[str, str]]:
    """What to try: ``--set`` is one reform; each grid multiplies, on top of it."""
    grids = [[(path, text) for text in texts] for path, texts in request.grid.items()]
    tried = [{**request.patch, **dict(point)} for point in itertools.product(*grids)]
    return [reform for reform in tried if reform]


def simulate_folder(request: SimulateRequest) -> Simulation:
    """Baseline and reforms side by side. Raises InputError as ``decide_folder`` does; writes nothing."""
    law = law_in_force(request, patch={})
    typed = _typed(request, law)
    texts = reforms_of(request)
    reforms = [{path: typed[path, text] for path, text in reform.items()} for reform in texts]
    facts = read_facts(request, law, reforms=texts)
    funds, areas = _funds(reforms, law=law, facts=facts)
    request.progress(Text("逐项模拟", "trying each reform"))
    with open_session(request.engine) as session:
        tables = open_tables(law.pack, session, facts.tables)
        opened = {level: session.read(f"area_{level}", area) for level, area in areas.items()}
        elsewhere = {
            number: {"area": opened[str(reform[FUND_LEVEL])]}
            for number, reform in enumerate(reforms)
            if reform.get(FUND_LEVEL) in opened
        }
        outcome = simulate(
            law.pack, session, tables, baseline=facts.terms, reforms=reforms, elsewhere=elsewhere
        )
    scenarios = [
        _scenario(number, values, outcome=outcome, found=found)
        for number, (values, found) in enumerate(zip([{}, *texts], [facts.fund, *funds], strict=True))
    ]
    spent = scenarios[0].amount_fen
    return Simulation(
        baseline=scenarios[0], reforms=tuple(scenarios[1:]), fund=fund_before_and_after(facts.fund, spent)
    )


def _typed(request: SimulateRequest, law: LawInForce) -> dict[tuple[str, str], Plain]:
    """Each value to try, by path and text. Raises InputError, naming the option that gave it."""
    typed: dict[tuple[str, str], Plain] = {}
    for path, text in request.patch.items():
        typed[path, text] = law.book.value_of(path, text)
    for path, texts in request.grid.items():
        seen: dict[Plain, str] = {}
        for text in texts:
            value = typed[path, text] = law.book.value_of(path, text, option="--grid")
            if value in seen:
                raise _same_twice(f"{path}={seen[value]},{text}")
            seen[value] = text
        if path in request.patch:
            raise _set_and_grid(path)
    return typed


def _same_twice(words: str) -> InputError:
    return bad_input(
        "同一个值试了两次",
        "one value is to be tried twice",
        "每个值只留一个",
        "keep each value once",
        column="--grid",
        value=words,
    )


def _set_and_grid(path: str) -> InputError:
    return bad_input(
        "同一参数既用 --set 又用 --grid",
        "a parameter is given both by --set and by --grid",
        "留 --grid, 把 --set 的值加入其中; 或只留 --set",
        "keep --grid and add the value of --set to it; or keep --set alone",
        column="--grid",
        value=path,
    )


def _funds(
    reforms: Sequence[Mapping[str, Plain]], *, law: LawInForce, facts: RoundFacts
) -> tuple[list[Fund | None], dict[str, pa.Table]]:
    """The fund of each reform, and the table of areas of each level of fund that is not the baseline's."""
    own = law.fund_level
    levels = [str(reform.get(FUND_LEVEL, own)) for reform in reforms]
    by_level = {level: fund_at(facts.prepared, law.resolved, level=level) for level in {*levels, own}}
    employers = facts.prepared.tables["employers"].num_rows
    areas = {
        level: area_table(area_at(facts.prepared, found), employers)
        for level, found in sorted(by_level.items())
        if level != own
    }
    return [by_level[level] for level in levels], areas


def _scenario(number: int, values: Mapping[str, str], *, outcome: Outcome, found: Fund | None) -> Scenario:
    [totals] = [row for row in outcome.totals.to_pylist() if row["scenario"] == number] or [Counter()]
    left = None if found is None else found.months(totals["amount_fen"])
    return Scenario(
        values=dict(values),
        granted=totals["granted"],
        refused=totals["refused"],
        undetermined=totals["undetermined"],
        amount_fen=totals["amount_fen"],
        by_size=_groups(outcome.by_size, number, lambda row: row["size"] or UNKNOWN),
        by_industry=_groups(outcome.by_industry, number, lambda row: section_of(row["industry"]) or UNKNOWN),
        gainers=totals["gainers"],
        losers=totals["losers"],
        left_open=totals["left_open"],
        gained_fen=totals["gained_fen"],
        lost_fen=totals["lost_fen"],
        left_open_fen=totals["left_open_fen"],
        months_after=None if left is None else f"{left:f}",
    )


def _groups(table: pa.Table, number: int, name: Any) -> dict[str, dict[str, int]]:
    groups: dict[str, dict[str, int]] = {}
    for row in table.to_pylist():
        if row["scenario"] == number:
            group = groups.setdefault(name(row), {"employers": 0, "amount_fen": 0})
            group["employers"] += row["employers"]
            group["amount_fen"] += row["amount_fen"]
    return dict(sorted(groups.items()))
