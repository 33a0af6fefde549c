"""Months booked in bulk just before the decision day hold a grant back until a person has looked."""

import pytest

from factories.extracts_folder import A_HEAD, Folder, by_number, day
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder

PAID_IN_TIME, SIX_LATE, FIVE_LATE, TOO_EARLY, TAKEN_BACK = "P1", "P2", "P3", "P4", "P5"
MONTHS = [f"2019-{month:02d}" for month in range(7, 13)]


def _booked(town: Folder, number: str, months: list[str], *, on: str, paid_fen: int | None = None) -> None:
    for row in town.tables["ledger"]:
        if row["employer_no"] == number and row["month"] in months:
            row |= {"paid_on": on} | ({} if paid_fen is None else {"paid_unit_fen": str(paid_fen)})


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """Five firms with 100 people, whose second half of 2019 was booked on different days."""
    home, town = tmp_path_factory.mktemp("bulk"), Folder(2020)
    for number in (PAID_IN_TIME, SIX_LATE, FIVE_LATE, TOO_EARLY, TAKEN_BACK):
        town.firm(number, [100] * 13)
    town.fund("210700")
    _booked(town, SIX_LATE, MONTHS, on="2020-03-06")
    _booked(town, FIVE_LATE, MONTHS[1:], on="2020-03-15")
    _booked(town, TOO_EARLY, MONTHS, on="2020-03-05")
    anew = [row | {"headcount": "0", "due_unit_fen": "0"} for row in town.tables["ledger"]]
    anew = [row for row in anew if row["employer_no"] == TAKEN_BACK and row["month"] in MONTHS]
    back = {"paid_unit_fen": str(-100 * A_HEAD), "paid_on": "2019-12-31"}
    town.tables["ledger"] += [row | back for row in anew] + [row | {"paid_on": "2020-03-15"} for row in anew]
    request = DecideRequest(
        scheme="retention-refund",
        year=2020,
        place="210700",
        as_of=day("2020-03-15"),
        extracts=town.write(home / "extracts"),
        out=home / "out",
    )
    decide_folder(request)
    return by_number(home / "out" / "decisions.csv")


def test_six_months_within_ten_days_are_held(decided):
    """The window is the ten days that end with the decision day; a month taken back and paid anew counts by its day."""
    held = {number for number, row in decided.items() if row["holds"] == "late_bulk_payment"}
    assert held == {SIX_LATE, TAKEN_BACK}
    assert {row["outcome"] for row in decided.values()} == {"granted"}
