"""A round from files to decisions through the command line: what an officer's script sees."""

import csv
import io
import json
from pathlib import Path

import pytest

from wengang.cli import app as application

TERMS = ("retention-refund", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15")


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    out = tmp_path_factory.mktemp("round") / "city"
    assert (
        application.run(["scenario", "refund", "--employers", "120", "--seed", "5", "--out", str(out)]) == 0
    )
    return out


@pytest.fixture(scope="module")
def decided(city):
    """Its round, decided once."""
    out = city.parent / "decided"
    assert application.run(["decide", *TERMS, "--extracts", str(city), "--out", str(out)]) in (0, 3)
    return out


def test_a_city_that_exists_is_refused(city, capsys):
    """As every output folder."""
    assert application.run(["scenario", "refund", "--employers", "120", "--out", str(city)]) == 2
    assert "--replace" in capsys.readouterr().err


def test_payments_follow_from_decisions(decided):
    """Granted, above zero, nothing held; each key once."""
    rows = {row["employer_no"]: row for row in _rows(decided / "decisions.csv")}
    payments = _rows(decided / "payments.csv")
    assert payments
    assert len({row["payment_key"] for row in payments}) == len(payments)
    for payment in payments:
        row = rows[payment["employer_no"]]
        assert (row["outcome"], row["holds"], row["amount_fen"]) == ("granted", "", payment["amount_fen"])


def test_the_last_line_is_for_machines(city, decided, capsys):
    """--json: exit, out, counts and sums; the decisions are the same bytes again."""
    out = city.parent / "again"
    status = application.run(["decide", *TERMS, "--extracts", str(city), "--out", str(out), "--json"])
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["exit"], last["out"]) == (status, str(out))
    assert last["rows"]["decisions.csv"] == last["employers"] == len(_rows(out / "decisions.csv"))
    for name in ("decisions.csv", "decisions.parquet", "payments.csv", "summary.json"):
        assert (out / name).read_bytes() == (decided / name).read_bytes()


def test_an_existing_output_is_refused_and_kept(city, decided, capsys):
    """Before anything is read."""
    before = (decided / "decisions.csv").read_bytes()
    assert application.run(["decide", *TERMS, "--extracts", str(city), "--out", str(decided)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert (decided / "decisions.csv").read_bytes() == before


def test_a_second_run_against_the_first_changes_nothing(city, decided):
    """--previous with the same facts: an empty changes.csv."""
    out = city.parent / "second"
    words = ["decide", *TERMS, "--extracts", str(city), "--out", str(out), "--previous", str(decided)]
    assert application.run(words) in (0, 3)
    assert _rows(out / "changes.csv") == []


def test_another_round_is_no_previous(city, decided, capsys):
    """The decision day is kept."""
    words = ["decide", *TERMS[:-1], "2020-03-16", "--extracts", str(city), "--out", str(city.parent / "no")]
    assert application.run([*words, "--previous", str(decided), "--lang", "en"]) == 2
    assert "another round" in capsys.readouterr().err
    assert not (city.parent / "no").exists()


def test_an_unknown_parameter_path_is_told_with_the_nearest(city, capsys):
    """And nothing is written."""
    words = [
        "decide",
        *TERMS,
        "--extracts",
        str(city),
        "--out",
        str(city.parent / "no"),
        "--set",
        "ratio.smee=1",
    ]
    assert application.run(words) == 2
    assert "ratio.sme" in capsys.readouterr().err
    assert not (city.parent / "no").exists()


@pytest.mark.parametrize("outcome", ["granted", "refused", "undetermined"])
def test_each_outcome_is_explained(decided, outcome, capsys):
    """The decision shown is the one that stands in decisions.csv."""
    rows = [row for row in _rows(decided / "decisions.csv") if row["outcome"] == outcome]
    if not rows:
        pytest.fail(f"nobody {outcome}: the city is too small")
    row = rows[0]
    assert application.run(["explain", str(decided), row["employer_no"], "--lang", "en", "--json"]) == 0
    told = capsys.readouterr().out
    last = json.loads(told.splitlines()[-1])
    assert {name: last["decision"][name] for name in ("outcome", "amount_fen", "reasons")} == {
        name: row[name] for name in ("outcome", "amount_fen", "reasons")
    }
    assert outcome in told


def test_an_unknown_employer_is_bad_input(decided, capsys):
    """Told as bad input, not as a defect."""
    assert application.run(["explain", str(decided), "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
