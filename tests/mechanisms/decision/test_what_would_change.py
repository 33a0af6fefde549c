"""What an explanation says would have changed the decision does change it when the files say so (RUL7)."""

import copy
from dataclasses import replace

import pytest

from factories.extracts_folder import A_HEAD, Folder, by_number, day
from wengang.mechanisms.decision.services.explaining import run_explainer
from wengang.mechanisms.decision.services.requests import DecideRequest
from wengang.mechanisms.decision.services.run import decide_folder

YEAR, PLACE = 2020, "210700"
STEADY = [100] * 13
SHRUNK, SMALL, YOUNG, OWING, LISTED, PLAIN = "E1", "E2", "E3", "E4", "E5", "E6"
TOLD = {
    SHRUNK: "1 more people still insured in December",
    SMALL: "2 more people still insured in December",
    YOUNG: "2 more months paid in full",
    OWING: "all base-year arrears paid by the day facts are known",
    LISTED: "off the list (dishonest) by the decision day",
}


def _town(*, kept: int = 0, young_since: int = 3, cured: bool = False) -> Folder:
    """The town as it is, or with a few people kept, months paid, arrears cured and the listing ended."""
    town = Folder(YEAR)
    town.firm(PLAIN, STEADY)
    for number, start, end, needed in ((SHRUNK, 200, 188, 1), (SMALL, 30, 22, 2)):
        town.firm(number, [start] * 13)
        december = town.tables["ledger"][-1]
        december |= {"headcount": str(end + min(kept, needed))}
    town.firm(YOUNG, [0] * young_since + [50] * (13 - young_since), insured_from=f"2019-{young_since:02d}-01")
    town.firm(OWING, STEADY)
    if not cured:
        town.tables["ledger"][-2] |= {"paid_unit_fen": "0"}
    town.firm(LISTED, STEADY)
    town.listed(LISTED, removed_on="2020-03-01" if cured else "")
    town.tables["ledger"] = [row for row in town.tables["ledger"] if row["headcount"] != "0"]
    town.fund(PLACE)
    return town


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where the rounds lie."""
    return tmp_path_factory.mktemp("changes")


def _decided(home, name, town):
    request = DecideRequest(
        scheme="retention-refund",
        year=YEAR,
        place=PLACE,
        as_of=day("2020-03-15"),
        extracts=town.write(home / f"{name}-extracts"),
        out=home / name,
    )
    return decide_folder(replace(request)).out


@pytest.fixture(scope="module")
def told(home):
    """Outcome and changes of every employer of the town as it is."""
    out = _decided(home, "as-it-is", _town())
    with run_explainer(out) as explainer:
        return {number: explainer.explain(number) for number in (*TOLD, PLAIN)}


@pytest.fixture(scope="module")
def mended(home):
    """The same with each change made in the files."""
    return by_number(_decided(home, "mended", _town(kept=2, young_since=1, cured=True)) / "decisions.csv")


def test_each_is_told_its_smallest_change(told):
    """One change each; a grant is told none."""
    assert {number: [c.wording.en for c in told[number].changes] for number in TOLD} == {
        number: [wording] for number, wording in TOLD.items()
    }
    assert [told[number].decision["outcome"] for number in TOLD] == ["refused"] * len(TOLD)
    assert list(told[PLAIN].changes) == []


@pytest.mark.parametrize("number", [SHRUNK, SMALL, OWING, LISTED])
def test_the_change_made_in_the_files_gives_what_was_told(told, mended, number):
    """Granted, at the entitlement that the explanation named."""
    [change] = told[number].changes
    assert (mended[number]["outcome"], mended[number]["entitlement_fen"]) == (
        "granted",
        str(change.entitlement_fen),
    )


def test_months_more_bring_their_contributions_with_them(told, mended):
    """The explanation keeps what was paid as it is; two months that were really paid raise the refund too."""
    [change] = told[YOUNG].changes
    assert mended[YOUNG]["outcome"] == "granted"
    assert int(mended[YOUNG]["entitlement_fen"]) == change.entitlement_fen + 2 * 50 * A_HEAD * 8 // 10


def test_one_less_in_the_files_is_not_enough(home):
    """One person kept of the two, one month of the two: refused still."""
    town = copy.deepcopy(_town(kept=1, young_since=2))
    rows = by_number(_decided(home, "one-less", town) / "decisions.csv")
    assert {number: rows[number]["outcome"] for number in (SHRUNK, SMALL, YOUNG)} == {
        SHRUNK: "granted",
        SMALL: "refused",
        YOUNG: "refused",
    }
