"""A round through its files: decided, paid, decided again with later facts, answered, and asked for wrongly."""

import json
from dataclasses import replace

import pytest

from factories.extracts_folder import A_HEAD, Folder, by_number, day, read_rows, write_rows
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder

YEAR, PLACE = 2020, "210700"
OCTOBER = 2019 * 12 + 9
PLAIN, OWING, CLOSING, FOUND_LATER, GAP, NO_KIND = "P1", "P2", "P3", "P4", "P5", "P6"
LISTED, SHRUNK, AGENCY, NO_LEDGER, NO_ACCOUNT = "R1", "R2", "U1", "R3", "P7"
GRANTED = {PLAIN, CLOSING, FOUND_LATER, NO_ACCOUNT}
YEAR_OF_100 = 100 * 12 * A_HEAD
SHARE = YEAR_OF_100 * 80 // 100


def _town() -> Folder:
    town = Folder(YEAR)
    steady = [100] * 13
    for number in (PLAIN, CLOSING, FOUND_LATER):
        town.firm(number, steady)
    town.firm(NO_ACCOUNT, steady, account_no="", account_name="", bank="")
    town.firm(OWING, steady)
    [row] = [r for r in town.tables["ledger"] if (r["employer_no"], r["month"]) == (OWING, "2019-10")]
    row |= {"paid_unit_fen": "0"}
    town.firm(GAP, steady[:-1])
    town.firm(NO_KIND, steady, entity_type="")
    town.firm(LISTED, steady)
    town.listed(LISTED)
    town.firm(SHRUNK, [200] * 12 + [188])
    town.firm(AGENCY, steady, name="锦州某劳务派遣有限公司")
    town.firm(NO_LEDGER, [])
    town.fund(PLACE)
    return town


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where the town's files and rounds lie."""
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def request_(home):
    """The request of the first round."""
    extracts = _town().write(home / "extracts")
    return DecideRequest(
        scheme="retention-refund",
        year=YEAR,
        place=PLACE,
        as_of=day("2020-03-15"),
        extracts=extracts,
        out=home / "first",
    )


@pytest.fixture(scope="module")
def first(request_):
    """The first round."""
    return decide_folder(request_).out


def _paid(town: Folder, first) -> Folder:
    """The town with what the first round paid."""
    town.tables["refunds"] += [
        {"employer_no": row["employer_no"], "year": str(YEAR), "amount_fen": row["amount_fen"]}
        for row in read_rows(first / "payments.csv")
    ]
    return town


def test_the_first_round(first):
    """Every employer once; grants, refusals and open ones as the files say."""
    rows = by_number(first / "decisions.csv")
    found = {number: (row["outcome"], row["reasons"], row["questions"]) for number, row in rows.items()}
    assert found == {
        PLAIN: ("granted", "RR05a", ""),
        CLOSING: ("granted", "RR05a", ""),
        FOUND_LATER: ("granted", "RR05a", ""),
        NO_ACCOUNT: ("granted", "RR05a", "account"),
        OWING: ("refused", "RR04", ""),
        GAP: ("undetermined", "RR04;RR05", "ledger:2019-12"),
        NO_KIND: ("undetermined", "RR02", "entity_type"),
        LISTED: ("refused", "RR07", ""),
        SHRUNK: ("refused", "RR05", ""),
        AGENCY: ("undetermined", "RR10", "dispatch_application"),
        NO_LEDGER: ("refused", "RR03", ""),
    }
    assert {rows[number]["amount_fen"] for number in GRANTED} == {str(SHARE)}


def test_only_who_is_granted_and_can_be_reached_is_paid(first):
    """No account: the money is reserved, not paid."""
    assert set(by_number(first / "payments.csv")) == GRANTED - {NO_ACCOUNT}


def test_the_same_files_give_the_same_bytes(request_, first, home):
    """All files but the manifest's two times."""
    again = decide_folder(replace(request_, out=home / "again")).out
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    differing = [str(path) for path in files if (first / path).read_bytes() != (again / path).read_bytes()]
    assert set(differing) <= {"manifest.json"}
    one, other = (json.loads((out / "manifest.json").read_text(encoding="utf-8")) for out in (first, again))
    changed = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    assert changed <= {"timestamps"}


def test_deciding_a_paid_round_again_changes_nothing(request_, first, home):
    """What was paid comes back as refunds: all of them RR11, full entitlement, no change."""
    extracts = _paid(_town(), first).write(home / "paid")
    out = decide_folder(replace(request_, extracts=extracts, out=home / "second", previous=first)).out
    rows = by_number(out / "decisions.csv")
    for number in GRANTED - {NO_ACCOUNT}:
        row = rows[number]
        assert (row["outcome"], row["reasons"], row["amount_fen"]) == ("refused", "RR11", "0")
        assert row["entitlement_fen"] == str(SHARE)
    assert read_rows(out / "changes.csv") == []
    assert set(by_number(out / "payments.csv")) == set()


@pytest.fixture(scope="module")
def later(request_, first, home):
    """Six weeks later: arrears paid, a firm closed, one found on a list without a day."""
    town = _paid(_town(), first)
    town.month(OWING, OCTOBER, 0, due=0, paid=100 * A_HEAD)["paid_on"] = "2020-04-10"
    [closing] = [row for row in town.tables["employers"] if row["employer_no"] == CLOSING]
    closing |= {"insured_to": "2020-04-20"}
    town.listed(FOUND_LATER, listed_on="")
    request = replace(
        request_,
        extracts=town.write(home / "later"),
        known_by=day("2020-05-01"),
        out=home / "third",
        previous=first,
    )
    return decide_folder(request).out


def test_cured_arrears_are_topped_up(later):
    """Paid by the day facts are known: granted now, the whole of it a top-up."""
    row, change = by_number(later / "decisions.csv")[OWING], by_number(later / "changes.csv")[OWING]
    assert (row["outcome"], row["amount_fen"]) == ("granted", str(SHARE))
    assert (change["before_outcome"], change["after_outcome"]) == ("refused", "granted")
    assert (change["difference_fen"], change["kind"]) == (str(SHARE), "top_up")
    assert OWING in by_number(later / "payments.csv")


def test_a_firm_that_closed_after_it_was_paid_keeps_it(later):
    """Closure is judged on the decision day."""
    assert by_number(later / "decisions.csv")[CLOSING]["reasons"] == "RR11"
    assert CLOSING not in by_number(later / "changes.csv")


def test_a_listing_without_a_day_found_later_leaves_open(later):
    """It may be newer than the payment: asked, never clawed back."""
    row, change = (
        by_number(later / "decisions.csv")[FOUND_LATER],
        by_number(later / "changes.csv")[FOUND_LATER],
    )
    assert (row["outcome"], row["reasons"]) == ("undetermined", "RR07")
    assert row["questions"].startswith("match:lists:")
    assert (change["after_outcome"], change["kind"]) == ("undetermined", "none")


def test_nothing_else_changed(later):
    """Only the two."""
    assert set(by_number(later / "changes.csv")) == {OWING, FOUND_LATER}


def test_answers_decide(request_, first, home):
    """What officers answered comes in as facts and decides; the difference is a top-up."""
    said = [
        (GAP, "ledger:2019-12", f"100;{100 * A_HEAD};0;{100 * A_HEAD};0;2019-12-20"),
        (NO_KIND, "entity_type", "enterprise"),
    ]
    said.append((NO_ACCOUNT, "account", "62220001;某公司;农业银行"))
    answers = [
        {"employer_no": number, "key": key, "value": value, "by": "张", "on": "2020-03-14", "source": "电话"}
        for number, key, value in said
    ]
    path = write_rows(home / "answers.csv", answers, table="answers")
    out = decide_folder(replace(request_, answers=path, out=home / "answered", previous=first)).out
    rows = by_number(out / "decisions.csv")
    assert {rows[number]["outcome"] for number in (GAP, NO_KIND, NO_ACCOUNT)} == {"granted"}
    assert {rows[number]["questions"] for number in (GAP, NO_KIND, NO_ACCOUNT)} == {""}
    changes = by_number(out / "changes.csv")
    assert {number: change["kind"] for number, change in changes.items()} == {
        GAP: "top_up",
        NO_KIND: "top_up",
    }
    assert by_number(out / "payments.csv")[NO_ACCOUNT]["account_no"] == "62220001"


WITHOUT = {
    "lists": ({PLAIN: "lists", NO_ACCOUNT: "lists"}, {OWING, SHRUNK}),
    "refunds": ({PLAIN: "refunds"}, {OWING, SHRUNK, LISTED}),
    "spells": ({SHRUNK: "spells"}, {OWING, LISTED}),
    "funds": ({PLAIN: "funds"}, {OWING, SHRUNK, LISTED}),
    "ledger": ({PLAIN: "ledger", OWING: "ledger", SHRUNK: "ledger"}, {LISTED}),
}
"""Table → who is open and what is asked, and who is refused all the same."""


@pytest.mark.parametrize("table", WITHOUT)
def test_without_a_table(request_, home, table):
    """What would need it stays open with its name as the question; what fails anyway stays refused."""
    extracts = _town().write(home / f"no-{table}", without=[table])
    with pytest.raises(InputError, match=table):
        decide_folder(replace(request_, extracts=extracts, out=home / f"refused-{table}"))
    assert not (home / f"refused-{table}").exists()
    out = decide_folder(
        replace(request_, extracts=extracts, without=[table], out=home / f"without-{table}")
    ).out
    rows = by_number(out / "decisions.csv")
    opened, refused = WITHOUT[table]
    assert {number: (rows[number]["outcome"], rows[number]["questions"]) for number in opened} == {
        number: ("undetermined", key) for number, key in opened.items()
    }
    assert {number for number in refused if rows[number]["outcome"] == "refused"} == refused
    if table == "spells":
        assert rows[PLAIN]["outcome"] == "granted"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("none", "refused"), ("resigned=12", "refused"), ("retired=1;resigned=11", "granted")],
)
def test_leavers_answered_without_spells(request_, home, said, outcome):
    """Without the spells an answer on leavers decides, also one that names nobody who would be taken off."""
    extracts = _town().write(home / f"no-spells-{said}", without=["spells"])
    answer = {
        "employer_no": SHRUNK,
        "key": "leavers",
        "value": said,
        "by": "张",
        "on": "2020-03-14",
        "source": "电话",
    }
    answers = write_rows(home / f"leavers-{said}.csv", [answer], table="answers")
    request = replace(
        request_, extracts=extracts, answers=answers, without=["spells"], out=home / f"told-{said}"
    )
    row = by_number(decide_folder(request).out / "decisions.csv")[SHRUNK]
    assert (row["outcome"], row["questions"]) == (outcome, "")


def test_claimants_answered_without_claims(request_, home):
    """Nobody drew benefit: an answer of 0 decides as any other number does."""
    said = {SHRUNK: "0", PLAIN: "5", NO_LEDGER: "0"}
    rows = [
        {
            "employer_no": number,
            "key": "claimants",
            "value": value,
            "by": "张",
            "on": "2020-03-14",
            "source": "电话",
        }
        for number, value in said.items()
    ]
    request = replace(
        request_,
        patch={"layoff.formula": "claims_over_average"},
        answers=write_rows(home / "claimants.csv", rows, table="answers"),
        extracts=_town().write(home / "no-claims", without=["claims"]),
        without=["claims"],
        out=home / "claimants",
    )
    decided = by_number(decide_folder(request).out / "decisions.csv")
    assert {number: decided[number]["reasons"] for number in (SHRUNK, PLAIN, CLOSING)} == {
        SHRUNK: "RR05a",
        PLAIN: "RR05b",
        CLOSING: "RR05",
    }
    assert decided[CLOSING]["questions"] == "claims"


WRONG = {
    "scheme": ({"scheme": "retention-refnd"}, "retention-refund"),
    "year": ({"year": 1999}, "2015"),
    "place": ({"place": "Jinzhou"}, "210700"),
    "path": ({"patch": {"ratio.smee": "1"}}, "ratio.sme"),
    "value": ({"patch": {"ratio.sme": "much"}}, "ratio.sme"),
    "known_by": ({"known_by": day("2020-03-14")}, "--as-of"),
    "no such table": ({"without": ["lodgers"]}, "ledger"),
    "past the window": ({"as_of": day("2023-01-01"), "known_by": None}, "2020"),
    "no output": ({"previous": "elsewhere"}, "decide"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_request_is_told_and_writes_nothing(request_, home, what):
    """Told with what there is; no folder appears."""
    changed, told = WRONG[what]
    if "previous" in changed:
        changed = {"previous": home / "elsewhere"}
    with pytest.raises(InputError, match=told):
        decide_folder(replace(request_, out=home / "wrong", **changed))
    assert not (home / "wrong").exists()


def test_employers_cannot_be_left_out(request_, home):
    """There is nobody to decide without them."""
    extracts = _town().write(home / "nobody", without=["employers"])
    with pytest.raises(InputError, match="employers"):
        decide_folder(replace(request_, extracts=extracts, without=["employers"], out=home / "none"))


def test_another_round_is_no_earlier_one(request_, first, home):
    """The decision day of a re-decision is that of the first."""
    with pytest.raises(InputError, match="another round"):
        decide_folder(replace(request_, as_of=day("2020-03-16"), previous=first, out=home / "other"))


@pytest.mark.parametrize(
    ("place", "level"),
    [(PLACE, "province"), ("210702", "city")],
    ids=["a province's fund", "a county's city"],
)
def test_an_answer_on_the_fund_is_about_the_pooling_area(home, request_, place, level):
    """Where the fund is the province's, or the round a county's, the answered months are those of that very fund."""
    town = Folder(YEAR)
    town.firm(PLAIN, [100] * 13)
    town.fund("990000")
    name = f"fund-{place}"
    answers = home / f"{name}.csv"
    answers.write_text(
        "employer_no,key,value,by,on,source\n,fund,24.5,王,2020-03-02,财政\n", encoding="utf-8"
    )
    asked = replace(
        request_,
        place=place,
        extracts=town.write(home / name),
        out=home / f"{name}-out",
        patch={"fund_level": level},
    )
    assert by_number(decide_folder(asked).out / "decisions.csv")[PLAIN]["questions"] == "fund"
    done = decide_folder(replace(asked, answers=answers, out=home / f"{name}-answered"))
    assert by_number(done.out / "decisions.csv")[PLAIN]["outcome"] == "granted"
