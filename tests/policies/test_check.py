"""The static check of the schemes that ship, for every year, nationally and in Jinzhou."""

import json

import pytest

from wengang.cli import app as application
from wengang.mechanisms.decision.services.trials.checking import check_scheme

REFUND, HARDSHIP = "retention-refund", "retention-refund-hardship"
UNSTATED = {**dict.fromkeys(range(2015, 2020), ("layoff.max", "0.045")), 2020: ("layoff.max_large", "0.045")}
"""What no document states, or only from memory: the registered rate of unemployment of a place."""
FEW = [("CN", 2018), ("CN", 2024), ("210700", 2020), ("210700", 2022)]
REST = [(place, year) for place in ("CN", "210700") for year in range(2015, 2026) if (place, year) not in FEW]


def _check(place, year, scheme=REFUND):
    patch = dict([UNSTATED[year]]) if year in UNSTATED and (place, year) != ("210700", 2020) else {}
    return check_scheme(scheme, year=year, place=place, patch=patch).checked


def _never_failing(place, year):
    """What the law of the year leaves idle."""
    idle = set()
    if year < 2020:
        idle.add("RR10")
    if year < 2019:
        idle |= {"RR07", "RR08"} if place == "CN" or year < 2018 else {"RR08"}
    return idle


@pytest.mark.parametrize(
    ("place", "year"), [*FEW, *[pytest.param(*one, marks=pytest.mark.slow) for one in REST]]
)
def test_every_year(place, year):
    """Every condition can hold; a plain firm is granted; what can never fail is what the year does not ask."""
    found = _check(place, year)
    assert found.specimen == ("granted", "RR05a")
    assert found.never_holds == ()
    assert set(found.never_fails) - {"RR12"} == _never_failing(place, year)
    assert found.cliffs


def test_jinzhou_2020_costs_the_thirty_first_worker():
    """30 → 31 people at 20 % leaving: the small-firm limit is lost, and with it the whole refund."""
    cliffs = {cliff.profile.id: cliff for cliff in _check("210700", 2020).cliffs}
    small = cliffs["grows_at_small_limit"]
    assert (small.at, small.to, small.parameters, small.turned) == (
        *(30, 31, ("small.headcount_max",)),
        ("RR05",),
    )
    # 30 people for eleven months and 24 in December at 40 yuan a head, 80 % of it
    assert (small.before_fen, small.after_fen) == ((30 * 11 + 24) * 4_000 * 8 // 10, 0)
    assert (cliffs["leavers_of_small"].at, cliffs["leavers_of_small"].parameters) == (6, ("small.max",))
    assert (cliffs["leavers_of_others"].at, cliffs["leavers_of_others"].parameters) == (11, ("layoff.max",))
    assert (cliffs["months"].at, cliffs["months"].to, cliffs["months"].parameters) == (
        12,
        11,
        ("min_months",),
    )


def test_growing_large_halves_the_refund_where_the_ratios_differ():
    """2022 in Jinzhou: 90 % below, 50 % from the bound of a large firm on; the thousandth worker costs 40 %."""
    [cliff] = [cliff for cliff in _check("210700", 2022).cliffs if cliff.profile.id == "grows_large"]
    assert (cliff.at, cliff.to, cliff.turned) == (999, 1000, ())
    assert cliff.loss_fen == 999 * 12 * 4_000 * 9 // 10 - 1000 * 12 * 4_000 // 2


@pytest.mark.slow
@pytest.mark.parametrize(("place", "year"), [("CN", 2019), ("210700", 2020)])
def test_the_hardship_variant(place, year):
    """Its own conditions can hold and can fail too."""
    found = _check(place, year, HARDSHIP)
    assert found.specimen == ("granted", "RR20")
    assert found.never_holds == ()
    assert set(found.never_fails) == _never_failing(place, year)


def test_the_command(capsys):
    """A circle that holds nobody: RR02 can never hold, no cliffs are told, and a person must look."""
    words = ["schemes", REFUND, "--check", "--year", "2020", "--place", "210700", "--lang", "en", "--json"]
    assert application.run([*words, "--set", "units="]) == 3
    told = capsys.readouterr().out
    assert "can never hold" in told
    last = json.loads(told.splitlines()[-1])
    assert (last["exit"], last["never_holds"], last["specimen"]) == (3, ["RR02"], ["refused", "RR02"])


def test_the_command_shows_cliffs_in_yuan(capsys):
    """With what they rest on, in the reader's language."""
    words = ["schemes", REFUND, "--check", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15"]
    assert application.run([*words, "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert all(text in told for text in ("2020-03-15", "30 → 31", "11,328.00", "40.00元"))


@pytest.mark.parametrize(
    "words",
    [["--check"], [REFUND, "--check", "--year", "2020"], ["no-such"], [REFUND, "--check", "--year", "x"]],
)
def test_the_command_wants_scheme_year_and_place(words, capsys):
    """Bad input, told as such."""
    assert application.run(["schemes", *words]) == 2
    assert capsys.readouterr().err
