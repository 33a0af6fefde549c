"""Reforms: baseline and grid in one query give what each reform alone gives."""

from dataclasses import replace

import pytest

from engines.policy import bread_pack as bread
from factories.opened_city import opened_city
from wengang.engines.policy.evaluate import decide, gather
from wengang.engines.policy.reform import simulate
from wengang.engines.policy.session import DuckDBSession

CITY = 3
BAKERIES = [
    *[(n, "wheat", 290 + n, "Elm", 0) for n in range(20)],
    *[(n, "rye", 301, None, 100) for n in range(20, 30)],
    *[(n, "oats", None, None, 0) for n in range(30, 33)],
]
SALES = [(n, 90 + n, 10_007 * (n + 1)) for n in range(33)]
GRID = [
    {"rate": 5_000},
    {"rate": 5_000, "max_price": 310},
    {"min_loaves": 105},
    {"min_loaves": 105, "rate_rye": 0},
    {"kinds": ("oats",)},
    {"kinds": ("wheat", "oats"), "max_price": 295},
    {"kinds": ("rye",), "max_price": 301, "rate_rye": 4_000},
]


def _sums(rows, base) -> dict[str, int]:
    before = {row["employer_id"]: row["entitlement_fen"] for row in base}
    gains = [row["entitlement_fen"] - before[row["employer_id"]] for row in rows]
    outcomes = [row["outcome"] for row in rows]
    falls = [(-gain, outcome) for gain, outcome in zip(gains, outcomes, strict=True) if gain < 0]
    lost = [fen for fen, outcome in falls if outcome != "undetermined"]
    left_open = [fen for fen, outcome in falls if outcome == "undetermined"]
    return {
        **{name: outcomes.count(name) for name in ("granted", "refused", "undetermined")},
        "amount_fen": sum(row["amount_fen"] for row in rows),
        "entitlement_fen": sum(row["entitlement_fen"] for row in rows),
        "gainers": sum(gain > 0 for gain in gains),
        "losers": len(lost),
        "left_open": len(left_open),
        "gained_fen": sum(gain for gain in gains if gain > 0),
        "lost_fen": sum(lost),
        "left_open_fen": sum(left_open),
    }


def _totals(outcome) -> list[dict[str, int]]:
    return [{k: v for k, v in row.items() if k != "scenario"} for row in outcome.totals.to_pylist()]


def test_a_grid_is_each_reform_alone():
    """Numbers, and a list that shapes the expression, on a pack of a town's own."""
    with DuckDBSession() as session:
        opened = {name: session.read(name, table) for name, table in bread.tables(BAKERIES, SALES).items()}
        outcome = simulate(bread.PACK, session, tables=opened, baseline=bread.terms(), reforms=GRID)
        runs = []
        for patch in [{}, *GRID]:
            here = bread.terms(**patch)
            gathered = gather(bread.PACK, session, tables=opened, terms=here)
            runs.append(decide(bread.PACK, session, gathered=gathered, terms=here).to_pylist())
    totals = _totals(outcome)
    assert totals == [_sums(run, runs[0]) for run in runs]
    assert len({total["amount_fen"] for total in totals}) == 5
    assert totals[0]["gainers"] == totals[0]["losers"] == 0


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A random city of the refund."""
    with opened_city(CITY, tmp_path_factory.mktemp("reform")) as opened:
        yield opened


def test_a_structural_grid_on_the_refund(city):
    """Formula and excluded leavers shape facts and query; beside them numbers that do not."""
    grid = [
        {"layoff.formula": "january_to_december_less_natural"},
        {"layoff.formula": "claims_over_average", "layoff.excluded_leavers": ()},
        {"layoff.formula": "claims_over_average", "layoff.claims_denominator": "start", "layoff.max": 100},
        {"layoff.max_large": 100, "layoff.strict_large": True},
        {"layoff.excluded_leavers": ("retired", "resigned"), "small.headcount_max": 50},
    ]
    outcome = simulate(city.pack, city.session, tables=city.tables, baseline=city.terms, reforms=grid)
    base = city.decided.to_pylist()
    expected = [base]
    for patch in grid:
        here = replace(city.terms.patched(patch), reads=set(), plain_reads=set())
        expected.append(city.decide_under(here))
    assert _totals(outcome) == [_sums(rows, base) for rows in expected]
    for scenario, rows in enumerate(expected):
        sizes = {
            row["size"]: row["amount_fen"]
            for row in outcome.by_size.to_pylist()
            if row["scenario"] == scenario
        }
        assert sum(sizes.values()) == sum(row["amount_fen"] for row in rows)


def test_raising_both_ratios_never_lowers_any_entitlement(city):
    """Nobody loses, sums rise with the ratio, gains and totals add up."""
    highest = max(city.terms.values["ratio.large"], city.terms.values["ratio.sme"])
    steps = [highest + step for step in (0, 1, 500, 2_000)]
    grid = [{"ratio.large": ratio, "ratio.sme": ratio} for ratio in steps]
    totals = _totals(simulate(city.pack, city.session, tables=city.tables, baseline=city.terms, reforms=grid))
    assert [total["losers"] for total in totals] == [0] * 5
    assert [total["lost_fen"] for total in totals] == [0] * 5
    sums = [total["entitlement_fen"] for total in totals]
    assert sums == sorted(sums)
    assert sums[-1] > sums[0]
    for total in totals:
        gone = total["lost_fen"] + total["left_open_fen"]
        assert total["entitlement_fen"] == sums[0] + total["gained_fen"] - gone
