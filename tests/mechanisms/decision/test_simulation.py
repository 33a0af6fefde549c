"""Reforms tried on a folder of extracts."""

import pytest

from factories.extracts_folder import Folder, day
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.requests import SimulateRequest
from wengang.mechanisms.decision.services.simulation import simulate_folder


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """A town of one firm, without a table of claims."""
    town = Folder(2020)
    town.firm("1", [100] * 13)
    town.fund("210700")
    town.tables.pop("claims", None)
    return town.write(tmp_path_factory.mktemp("town") / "extracts")


def simulated(extracts, **more):
    """The simulation of Jinzhou's 2020 with these reforms."""
    given = {"scheme": "retention-refund", "year": 2020, "place": "210700", "as_of": day("2020-03-15")}
    return simulate_folder(SimulateRequest(**given, extracts=extracts, **more))


def test_a_reform_that_needs_a_table_more(extracts):
    """A formula by claims cannot be tried without the claims: nobody may seem to have had none."""
    grid = {"layoff.formula": ("dec_to_dec", "claims_over_average")}
    with pytest.raises(InputError, match="claims"):
        simulated(extracts, grid=grid)
    left_open = simulated(extracts, grid=grid, without=("claims",))
    assert [one.undetermined for one in left_open.reforms] == [0, 1]


def test_reforms_are_told_side_by_side(extracts):
    """The baseline and each point of the grid."""
    tried = simulated(extracts, grid={"ratio.sme": ("0.5", "1"), "ratio.large": ("0.5", "1")})
    assert [one.amount_fen > 0 for one in (tried.baseline, *tried.reforms)] == [True] * 5
    assert tried.reforms[0].amount_fen * 2 == tried.reforms[3].amount_fen
