"""The ledger and the people, as packs read them."""

import datetime as dt

import pytest

from mechanisms.register.supply import places, prepared, rows
from wengang.kernel.period import parse_month
from wengang.mechanisms.register.services.prepare import Prepared

UNITS = rows("employers", {"employer_no": "1"}, {"employer_no": "2"})
BASE = {"employer_no": "1", "month": "2019-02", "insurance": "unemployment", "headcount": 3}


def ledger(*said, **tables) -> Prepared:
    """Prepare ledger rows of employers 1 and 2."""
    return prepared(employers=UNITS, ledger=rows("ledger", *said), **tables)


def headcounts(result: Prepared) -> list[int | None]:
    """Headcounts of the prepared rows, in order."""
    return result.tables["ledger"]["headcount"].to_pylist()


def test_parts_are_added_and_blanks_filled():
    """Unit and person parts are one sum, a blank part is 0, a blank day of payment the month's last."""
    result = ledger({**BASE, "due_unit_fen": 40, "due_person_fen": 2, "paid_person_fen": 2})
    (row,) = result.tables["ledger"].to_pylist()
    assert (row["due_fen"], row["paid_fen"], row["paid_on"]) == (42, 2, dt.date(2019, 2, 28))
    assert (row["source_file"], row["source_row"], row["deferred_until"]) == ("ledger", "2", None)
    assert row["month"] == parse_month("2019-02")


def test_rows_are_sorted_as_people_count():
    """By employer, month, day of payment, then file and row; row 10 stands after row 9."""
    said = [
        {**BASE, "employer_no": "2"},
        {**BASE, "month": "2019-03"},
        {**BASE, "paid_on": dt.date(2019, 2, 3), "source_row": "30"},
        {**BASE, "source_row": "10"},
        {**BASE, "source_row": "9"},
        {**BASE, "month": "2018-12"},
    ]
    found = ledger(*said).tables["ledger"]
    assert found["source_row"].to_pylist() == ["7", "30", "9", "10", "3", "2"]
    named = ledger(*({**BASE, "source_row": name} for name in ("b", "a", "12", "3"))).tables["ledger"]
    assert named["source_row"].to_pylist() == ["3", "12", "a", "b"]


def test_rows_of_unknown_employers_are_counted():
    """They are used nowhere and are no error; a blank employer number is nobody's."""
    result = ledger(BASE, {**BASE, "employer_no": "9"}, {**BASE, "employer_no": None})
    assert result.tables["ledger"].num_rows == 1
    assert result.unmatched == {"ledger": 2}
    assert result.findings == ()


def test_blank_headcount_without_spells_is_unknown():
    """Nobody knows the people of the month."""
    assert headcounts(ledger({**BASE, "headcount": None, "due_unit_fen": 5})) == [None]


def test_blank_headcount_counts_the_spells_of_the_month():
    """People from from_month up to, not including, to_month; each once."""
    spells = rows(
        "spells",
        {"employer_no": "1", "person_id": "a", "from_month": "2019-02", "to_month": "2019-03"},
        {"employer_no": "1", "person_id": "a", "from_month": "2019-01", "to_month": "2019-03"},
        {"employer_no": "1", "person_id": "b", "from_month": "2018-01", "to_month": "2019-02"},
        {"employer_no": "1", "person_id": "c", "from_month": "2019-02"},
        {"employer_no": "2", "person_id": "d", "from_month": "2019-02"},
    )
    blank = {**BASE, "headcount": None, "due_unit_fen": 5}
    months = [{**blank, "month": month} for month in ("2018-12", "2019-01", "2019-02", "2019-03")]
    assert headcounts(ledger(*months, BASE, spells=spells)) == [1, 2, 0, 3, 1]


def test_a_payment_beside_the_months_row_has_no_people():
    """A late payment whose headcount is blank does not make the month unknown, nor its people double."""
    late = {**BASE, "headcount": None, "paid_unit_fen": 5, "paid_on": dt.date(2019, 5, 1)}
    assert headcounts(ledger(BASE, late)) == [3, 0]


def test_several_blank_rows_share_the_spells():
    """Two blank rows with dues in one month: the people are counted once."""
    spells = rows("spells", {"employer_no": "1", "person_id": "a", "from_month": "2019-01"})
    blank = {**BASE, "headcount": None, "due_unit_fen": 5}
    assert headcounts(ledger(blank, blank, spells=spells)) == [1, 0]


@pytest.mark.parametrize(
    "name", ["due_unit_fen", "due_person_fen", "paid_unit_fen", "paid_person_fen", "headcount"]
)
def test_a_correction_below_zero_is_in_quarantine(name):
    """A month's sum that turns negative takes its negative rows out, and only those."""
    good, bad = {**BASE, name: 5}, {**BASE, "headcount": 0, name: -6}
    result = ledger(good, bad, {**bad, "month": "2019-03", name: 0}, {**bad, "employer_no": "2", name: 1})
    assert places(result) == [("ledger", "3", name)]
    assert result.tables["ledger"]["source_row"].to_pylist() == ["2", "4", "5"]


def test_a_correction_within_the_sum_is_used():
    """A negative amount is a correction as long as the month's sum holds; each insurance by itself."""
    rest = {**BASE, "headcount": 0}
    said = [{**BASE, "paid_unit_fen": 5}, {**rest, "paid_unit_fen": -5}]
    assert ledger(*said).findings == ()
    said.append({**rest, "insurance": "pension", "paid_unit_fen": -1})
    assert places(ledger(*said)) == [("ledger", "4", "paid_unit_fen")]


def test_people_have_one_number_everywhere():
    """Persons are numbered over spells and claims together; one without an id is a person of its own."""
    spells = rows(
        "spells",
        *({"employer_no": "1", "person_id": who, "from_month": "2019-01"} for who in ("b", None, "a", None)),
        {"employer_no": "9", "person_id": "z", "from_month": "2019-01"},
    )
    claims = rows("claims", {"employer_no": "2", "person_id": "b", "first_month": "2019-06"})
    result = prepared(employers=UNITS, spells=spells, claims=claims)
    assert result.tables["spells"]["person_id"].to_pylist() == [0, 1, 3, 4]
    assert result.tables["claims"]["person_id"].to_pylist() == [1]
    assert result.unmatched == {"spells": 1}
    assert result.missing == {"ledger", "lists", "refunds", "funds", "applications"}


def test_refunds_funds_and_applications_pass_through():
    """A blank scheme is the general one; strangers are counted."""
    result = prepared(
        employers=UNITS,
        refunds=rows(
            "refunds",
            {"employer_no": "2", "year": 2020, "scheme": None, "amount_fen": 7},
            {"employer_no": "9", "year": 2020, "amount_fen": 7},
        ),
        funds=rows("funds", {"place": "210700", "as_of": dt.date(2019, 12, 31), "fund_months": "18.5"}),
        applications=rows("app", {"employer_no": "1", "kind": "dispatch", "on": dt.date(2020, 2, 1)}),
    )
    (refund,) = result.tables["refunds"].to_pylist()
    assert (refund["employer_id"], refund["year"], refund["scheme"], refund["amount_fen"]) == (1, 2020, "", 7)
    assert result.tables["funds"]["fund_months"].to_pylist() == ["18.5"]
    assert result.tables["applications"].to_pylist() == [
        {"employer_id": 0, "kind": "dispatch", "on": dt.date(2020, 2, 1), "detail": None}
    ]
    assert result.unmatched == {"refunds": 1}
