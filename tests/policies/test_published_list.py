"""A list that a county published (彭泽县 2023-11 公示): from its headcounts, claimants and contributions, every refund to the fen."""

import json
from decimal import Decimal
from itertools import pairwise

import pytest

from factories.extracts_folder import Folder, day, read_rows
from wengang.mechanisms.decision.services.basis.policies import shipped
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder

PLACE, YEAR = "360430", 2023
PUBLISHED = shipped() / "retention_refund/cases/pengze-2023.csv"
FIELDS = ["name", "average_headcount", "claimants", "layoff_rate_pct", "contributions_yuan", "amount_yuan"]


@pytest.fixture(scope="module")
def published():
    """The twelve rows as published: number, people, contributions, refund, what else is said."""
    rows = []
    for case in read_rows(PUBLISHED):
        given = json.loads(case["inputs"])
        rows.append(
            {
                "number": case["case_id"],
                "people": given["ledger"][0]["headcount"],
                "claimants": given["claimants"],
                "base_fen": int(case["base_fen"]),
                "refund_fen": int(case["amount_fen"]),
                "said": {"size": "", **given["employer"]},
            }
        )
    return rows


@pytest.fixture(scope="module")
def out(published, tmp_path_factory):
    """The round decided from departments' files that say just that."""
    home = tmp_path_factory.mktemp("pengze")
    folder = Folder(YEAR)
    for row in published:
        folder.firm(row["number"], [], name=f"彭泽县{row['number']}公司", **row["said"])
        edges = [row["base_fen"] * month // 12 for month in range(13)]
        for month, (before, after) in enumerate(pairwise(edges), start=(YEAR - 1) * 12):
            folder.month(row["number"], month, row["people"], due=after - before)
    folder.fund(PLACE)
    request = DecideRequest(
        scheme="retention-refund",
        year=YEAR,
        place=PLACE,
        as_of=day("2023-11-20"),
        extracts=folder.write(home / "extracts"),
        out=home / "out",
    )
    return decide_folder(request).out


def test_twelve_rows(published):
    """All that the kept part of the list holds, and both ratios of the year among them."""
    assert len(published) == 12
    assert {round(row["refund_fen"] / row["base_fen"], 2) for row in published} == {0.6, 0.3}


def test_every_published_refund_to_the_fen(published, out):
    """Through the whole pipeline, from files to payments."""
    decided = {row["employer_no"]: row for row in read_rows(out / "decisions.csv")}
    assert {number: int(row["amount_fen"]) for number, row in decided.items()} == {
        row["number"]: row["refund_fen"] for row in published
    }
    paid = {row["employer_no"]: int(row["amount_fen"]) for row in read_rows(out / "payments.csv")}
    assert paid == {row["number"]: row["refund_fen"] for row in published}


def test_what_the_county_publishes(published, out):
    """The columns of its notice, and no more; amounts in yuan with two decimals."""
    rows = read_rows(out / "publicity.csv")
    assert list(rows[0]) == FIELDS
    assert [
        (
            row["name"],
            int(row["average_headcount"]),
            int(row["claimants"]),
            Decimal(row["layoff_rate_pct"]),
            Decimal(row["contributions_yuan"]) * 100,
            Decimal(row["amount_yuan"]) * 100,
        )
        for row in sorted(rows, key=lambda row: row["name"])
    ] == [
        (
            f"彭泽县{row['number']}公司",
            row["people"],
            row["claimants"],
            0,
            row["base_fen"],
            row["refund_fen"],
        )
        for row in sorted(published, key=lambda row: row["number"])
    ]
