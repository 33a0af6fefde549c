"""Trying other parameters on a folder of extracts (政策模拟): money, who gains, who loses, what the fund has left."""

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from wengang.codes.industries import section_of
from wengang.engines.policy.reform import Outcome, simulate
from wengang.engines.policy.session import open_session
from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.fund import Fund
from wengang.mechanisms.decision.services.requests import Scenario, SimulateRequest, Simulation
from wengang.mechanisms.decision.services.run import law_in_force, read_facts
from wengang.mechanisms.decision.services.summary import fund_before_and_after
from wengang.mechanisms.decision.services.tables import open_tables

UNKNOWN = "unknown"


def reforms_of(request: SimulateRequest) -> list[dict[str, str]]:
    """What to try: ``--set`` is one reform; each grid multiplies, on top of it."""
    grids = [[(path, text) for text in texts] for path, texts in request.grid.items()]
    tried = [{**request.patch, **dict(point)} for point in itertools.product(*grids)]
    return [reform for reform in tried if reform]


def simulate_folder(request: SimulateRequest) -> Simulation:
    """Baseline and reforms side by side. Raises InputError as ``decide_folder`` does; writes nothing."""
    law = law_in_force(request, patch={})
    texts = reforms_of(request)
    reforms = [{path: law.book.value_of(path, text) for path, text in reform.items()} for reform in texts]
    facts = read_facts(request, law, reforms=texts)
    request.progress(Text("逐项模拟", "trying each reform"))
    with open_session(request.engine) as session:
        tables = open_tables(law.pack, session, facts.tables)
        outcome = simulate(law.pack, session, tables, baseline=facts.terms, reforms=reforms)
    scenarios = [
        _scenario(number, values, outcome=outcome, found=facts.fund)
        for number, values in enumerate([{}, *texts])
    ]
    spent = scenarios[0].amount_fen
    return Simulation(
        baseline=scenarios[0], reforms=tuple(scenarios[1:]), fund=fund_before_and_after(facts.fund, spent)
    )


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
        gained_fen=totals["gained_fen"],
        lost_fen=totals["lost_fen"],
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
