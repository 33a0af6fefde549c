"""`schemes` and `parameters`: what ships and what is in force."""

import json

import pytest

from wengang.cli import app as application


def _last(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_schemes_lists_what_ships(capsys):
    """The retention refund is among it."""
    assert application.run(["schemes", "--json"]) == 0
    assert "retention-refund" in _last(capsys)["schemes"]


def test_parameters_show_value_source_and_status(capsys):
    """Jinzhou's 80 % of 2020, from the city; what comes from the nation says so."""
    words = ["parameters", "retention-refund", "--year", "2020", "--place", "210700", "--json"]
    assert application.run(words) == 0
    rows = {row["path"]: row for row in _last(capsys)["parameters"]}
    assert (rows["ratio.sme"]["value"], rows["ratio.sme"]["place"], rows["ratio.sme"]["status"]) == (
        "0.80",
        "210700",
        "cited",
    )
    assert rows["fund_months"]["place"] == "CN"
    assert all(row["status"] and row["documents"] for row in rows.values())
    assert all(len(row["links"]) == len(row["documents"]) for row in rows.values())
    assert any(link.startswith("http") for link in rows["fund_months"]["links"])
    assert "76号" in rows["layoff.max"]["rules"]["RR05"]


def test_parameters_are_shown_whole(capsys):
    """A path is never broken over two lines."""
    assert application.run(["parameters", "retention-refund", "--year", "2020", "--place", "210700"]) == 0
    told = capsys.readouterr().out
    assert "layoff.excluded_leavers" in told
    assert "layoff.claims_denominator" in told


@pytest.mark.parametrize(
    "words",
    [
        ["parameters", "retention-refnd", "--year", "2020", "--place", "210700"],
        ["parameters", "retention-refund", "--year", "1999", "--place", "210700"],
        ["parameters", "retention-refund", "--year", "2020", "--place", "Jinzhou"],
    ],
)
def test_unknown_scheme_year_and_place(words, capsys):
    """Bad input, told with what there is."""
    assert application.run(words) == 2
    assert "→" in capsys.readouterr().err
