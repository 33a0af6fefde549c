"""The explanation is the very expression that decided the batch (RUL6): its row is the batch's row."""

import pytest

from factories.opened_city import opened_city
from wengang.engines.policy.explain import Explainer

SEEDS = [11]
MANY = (3, *range(200, 209))


def _explainer(city) -> Explainer:
    return Explainer(
        city.pack, city.session, tables=city.tables, shared=city.gathered.shared, terms=city.terms
    )


def _check(seed, home) -> None:
    with opened_city(seed, home) as city:
        explainer = _explainer(city)
        batch = city.decided.to_pylist()
        assert len(batch) > 50
        for row in batch:
            [found] = explainer.decision(row["employer_id"]).to_pylist()
            differing = {name for name in row if found[name] != row[name]}
            assert not differing, f"seed {seed}, {row['employer_no']}: {sorted(differing)}"


@pytest.mark.parametrize("seed", SEEDS)
def test_explained_as_decided(seed, tmp_path):
    """Every column of every employer of a random city."""
    _check(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_explained_as_decided_in_many_cities(seed, tmp_path):
    """And of more cities."""
    _check(seed, tmp_path)


def test_nobody_and_the_sheet(tmp_path):
    """An unknown entity has no row; the sheet is its months in order; inputs are one row."""
    with opened_city(SEEDS[0], tmp_path) as city:
        explainer = _explainer(city)
        assert explainer.decision(10_000_000).num_rows == 0
        paid = next(row for row in city.decided.to_pylist() if row["months_contributed"] > 0)
        explainer.select(paid["employer_id"])
        sheet, inputs = explainer.sheet(), explainer.inputs()
        assert sheet is not None
        months = sheet["month"].to_pylist()
        assert months == sorted(months)
        assert sum(sheet["counts"].to_pylist()) == paid["months_contributed"]
        assert inputs.num_rows == 1
        assert "outcome" not in inputs.column_names
