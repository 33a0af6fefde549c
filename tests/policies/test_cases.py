"""Every worked case that ships with a pack comes out as written, on both engines."""

import csv
from pathlib import Path

import pytest

from wengang.engines.policy.session import SparkSession
from wengang.mechanisms.decision.services.basis.policies import shipped
from wengang.mechanisms.decision.services.trials import replay

FILES = sorted(shipped().glob("*/cases/*.csv"))
MOST_CASES = ("2020", "210700")


def _whole(file: Path) -> str:
    return f"{file.parents[1].name}/{file.stem}"


def test_each_pack_has_cases():
    """A pack without worked cases is not checked by anything."""
    packs = {rules.parent.name for rules in shipped().glob("*/rules.py")}
    assert packs == {file.parents[1].name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=_whole)
def test_on_duckdb(file):
    """Nothing differs, and every row was replayed."""
    replayed = replay.replay_cases(file)
    assert replayed.mismatches == ()
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert replayed.passed == sum(1 for _ in csv.DictReader(stream))


@pytest.fixture
def on_spark(spark, monkeypatch):
    """Cases are replayed in the one Spark of the tests, which goes on after each file."""
    monkeypatch.setattr(replay, "open_session", lambda _: SparkSession(spark))


def test_on_spark(on_spark, tmp_path):
    """The cases of the year and place that has most of them."""
    kept = tmp_path / "cases.csv"
    [file] = [file for file in FILES if file.stem == "retention-refund-cases"]
    with (
        file.open(encoding="utf-8-sig", newline="") as source,
        kept.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(out, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(row for row in rows if (row["policy_year"], row["place"]) == MOST_CASES)
    replayed = replay.replay_cases(kept, engine="spark")
    assert replayed.mismatches == ()
    assert replayed.passed > 40


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=_whole)
def test_all_on_spark(on_spark, file):
    """And all the others."""
    assert replay.replay_cases(file, engine="spark").mismatches == ()


def test_a_wrong_case_is_told_field_by_field(tmp_path):
    """What was expected, what was found, in which case."""
    wrong = tmp_path / "cases.csv"
    [file] = [file for file in FILES if file.stem == "pengze-2023"]
    with (
        file.open(encoding="utf-8-sig", newline="") as source,
        wrong.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(out, rows.fieldnames or ())
        writer.writeheader()
        row = next(rows)
        writer.writerow(row | {"amount_fen": "1", "reasons": ""})
    replayed = replay.replay_cases(wrong)
    assert (replayed.passed, replayed.failed) == (0, 1)
    assert {(miss.field, miss.expected, miss.found) for miss in replayed.mismatches} == {
        ("amount_fen", "1", row["amount_fen"]),
        ("reasons", "", row["reasons"]),
    }
