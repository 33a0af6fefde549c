"""Reforms tried on a folder of extracts."""

import pytest

from factories.extracts_folder import Folder, day
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.rounds.requests import SimulateRequest
from wengang.mechanisms.decision.services.trials.simulation import simulate_folder


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


def test_who_is_left_open_has_lost_nothing_yet(extracts):
    """A reform that needs facts which nobody has: its employers are counted apart from those who lose."""
    tried = simulated(extracts, patch={"layoff.formula": "claims_over_average"}, without=("claims",))
    [reform] = tried.reforms
    assert (reform.losers, reform.lost_fen, reform.left_open) == (0, 0, 1)
    assert reform.left_open_fen == tried.baseline.amount_fen > 0


def test_another_level_of_fund_is_another_fund(tmp_path):
    """The city's reserve is short, the province's is not: each reform is judged by its own, and told its months."""
    town = Folder(2020)
    town.firm("1", [100] * 13)
    town.fund("210700")
    town.tables["funds"][0]["fund_months"] = "11"
    town.tables["claims"] = []
    folder = town.write(tmp_path / "extracts")
    tried = simulated(folder, grid={"fund_level": ("city", "province"), "ratio.sme": ("0.5", "1")})
    assert [one.granted for one in (tried.baseline, *tried.reforms)] == [0, 0, 0, 1, 1]
    assert tried.reforms[3].amount_fen == tried.reforms[2].amount_fen * 2 == tried.reforms[3].gained_fen
    assert tried.baseline.months_after == "11"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"grid": {"ratio.sme": ("0.5", "50%")}}, "--grid.*ratio.sme=0.5,50%.*twice"),
        ({"grid": {"ratio.smr": ("0.5",)}}, "--grid.*ratio.smr.*no such parameter"),
        ({"grid": {"ratio.sme": ("much",)}}, "--grid.*cannot take"),
        ({"patch": {"ratio.sme": "much"}}, "--set.*cannot take"),
        (
            {"patch": {"ratio.sme": "1"}, "grid": {"ratio.sme": ("0.5",)}},
            "--grid.*both by --set and by --grid",
        ),
    ],
)
def test_what_cannot_be_tried_is_named_by_its_option(extracts, more, words):
    """A value twice, however it is written, a wrong path and a wrong value."""
    with pytest.raises(InputError, match=words):
        simulated(extracts, **more)
