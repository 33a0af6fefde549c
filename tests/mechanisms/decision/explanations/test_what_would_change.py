"""What an explanation says would have changed the decision does change it when the files say so (RUL7)."""

import copy
from dataclasses import replace

import pytest

from factories.extracts_folder import A_HEAD, Folder, by_number, day
from wengang.mechanisms.decision.services.explanations.explaining import run_explainer
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder

YEAR, PLACE = 2020, "210700"
STEADY = [100] * 13
SHRUNK, SMALL, YOUNG, OWING, LISTED, PLAIN = "E1", "E2", "E3", "E4", "E5", "E6"
TOLD = {
    SHRUNK: "1 more still insured in December",
    SMALL: "2 more still insured in December",
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
    """One change each."""
    assert {number: [c.wording.en for c in told[number].changes] for number in TOLD} == {
        number: [wording] for number, wording in TOLD.items()
    }
    assert [told[number].decision["outcome"] for number in TOLD] == ["refused"] * len(TOLD)


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


def test_a_grant_is_told_what_would_have_lost_it(told, home):
    """The nearest of each kind; made in the files it is refused, and one step less is granted still.

    With two months fewer the months before those in the ledger, of which nothing is known, would matter.
    """
    nearest = {change.wording.en: (change.outcome, change.entitlement_fen) for change in told[PLAIN].changes}
    assert nearest == {
        "6 fewer insured in December": ("refused", 0),
        "2 fewer months paid in full": ("undetermined", 0),
    }
    for fewer, outcome in ((6, "refused"), (5, "granted")):
        town = _town()
        december = next(row for row in town.tables["ledger"][::-1] if row["employer_no"] == PLAIN)
        december |= {"headcount": str(100 - fewer)}
        rows = by_number(_decided(home, f"{fewer}-fewer", town) / "decisions.csv")
        assert rows[PLAIN]["outcome"] == outcome


WAITING = {
    "Q1": {"name": "锦州安心劳务派遣有限公司"},
    "Q2": {"status": "注销"},
    "Q3": {"entity_type": ""},
}
PAID = "100 people in each month asked for, paid in full (what was paid then comes on top)"
SAID = {
    ("Q1", "no dispatch agency"): ("dispatch_application", "not_agency"),
    ("Q2", "ended by the decision day"): ("insured_to", "2020-01-31"),
    ("Q2", "still insured on the decision day"): ("insured_to", "2020-12-31"),
    ("Q3", "an enterprise"): ("entity_type", "enterprise"),
    ("Q3", "a government body"): ("entity_type", "government"),
    ("Q4", "not insured in the months asked for"): ("ledger:2019-12", "none"),
    ("Q4", PAID): (
        "ledger:2019-12",
        "100;400000;0;400000;0;2019-12-31",
    ),
    ("Q5", "a medium, small or micro firm"): ("size", "small"),
    ("Q5", "a large firm"): ("size", "large"),
}


def _waiting() -> Folder:
    """Firms about which one thing is not known."""
    town = Folder(YEAR)
    for number, said in WAITING.items():
        town.firm(number, STEADY, **said)
    town.firm("Q4", STEADY[1:])
    town.firm("Q5", STEADY, size="")
    town.fund(PLACE)
    return town


@pytest.fixture(scope="module")
def waiting(home):
    """What each answer would lead to; the sizes' ratios differ."""
    request = DecideRequest(
        scheme="retention-refund",
        year=YEAR,
        place=PLACE,
        as_of=day("2020-03-15"),
        patch={"ratio.large": "0.3"},
        extracts=_waiting().write(home / "waiting-extracts"),
        out=home / "waiting",
    )
    decide_folder(request)
    with run_explainer(request.out) as explainer:
        return request, {number: explainer.explain(number) for number in (*WAITING, "Q4", "Q5")}


def test_an_open_decision_is_told_what_answers_lead_to(waiting):
    """Each answer that decides it."""
    _, told = waiting
    assert {one.decision["outcome"] for one in told.values()} == {"undetermined"}
    assert {(number, c.wording.en) for number, one in told.items() for c in one.changes} == SAID.keys() | {
        ("Q3", "a sole trader"),
        ("Q3", "a social organisation"),
    }


@pytest.mark.parametrize(("number", "wording"), SAID)
def test_the_answer_given_leads_there(waiting, home, number, wording):
    """Outcome and entitlement, but for what a month's own contributions add."""
    request, told = waiting
    [change] = [change for change in told[number].changes if change.wording.en == wording]
    key, value = SAID[number, wording]
    answers = home / f"{number}-{wording[:9]}.csv"
    answers.write_text(
        f"employer_no,key,value,by,on,source\n{number},{key},{value},Li,2020-03-10,letter\n", encoding="utf-8"
    )
    out = home / f"{number}-{wording[:9]}"
    row = by_number(decide_folder(replace(request, out=out, answers=answers)).out / "decisions.csv")[number]
    added = 400_000 * 8 // 10 if value.startswith("100;") else 0
    assert (row["outcome"], int(row["entitlement_fen"])) == (change.outcome, change.entitlement_fen + added)


def test_two_answers_together(home):
    """Where one alone grants nothing, those that do together are told beside the one that refuses."""
    town = Folder(YEAR)
    town.firm("Q6", STEADY[1:], status="注销")
    town.fund(PLACE)
    with run_explainer(_decided(home, "two", town)) as explainer:
        changes = explainer.explain("Q6").changes
    assert [(change.wording.en, change.outcome) for change in changes] == [
        ("ended by the decision day", "refused"),
        ("not insured in the months asked for", "refused"),
        (f"still insured on the decision day; and {PAID}", "granted"),
    ]


def test_one_less_in_the_files_is_not_enough(home):
    """One person kept of the two, one month of the two: refused still."""
    town = copy.deepcopy(_town(kept=1, young_since=2))
    rows = by_number(_decided(home, "one-less", town) / "decisions.csv")
    assert {number: rows[number]["outcome"] for number in (SHRUNK, SMALL, YOUNG)} == {
        SHRUNK: "granted",
        SMALL: "refused",
        YOUNG: "refused",
    }
