"""Refunds taken back beyond what was paid, and rows of the fund that contradict each other."""

import datetime as dt

from mechanisms.register.supply import places, prepared, rows

UNITS = rows("employers", {"employer_no": "1"}, {"employer_no": "2"})
PAID = {"employer_no": "1", "year": 2020}
FUND = {"place": "210700", "as_of": dt.date(2019, 12, 31)}


def paid(*said):
    """Prepare rows of refunds of employers 1 and 2."""
    return prepared(employers=UNITS, refunds=rows("refunds", *said))


def fund(*said):
    """Prepare rows of the fund."""
    return prepared(employers=UNITS, funds=rows("funds", *said))


def test_a_refund_taken_back_in_part():
    """A negative amount beside a larger one is a correction, and used."""
    result = paid({**PAID, "amount_fen": 500}, {**PAID, "amount_fen": -200})
    assert sorted(result.tables["refunds"]["amount_fen"].to_pylist()) == [-200, 500]
    assert result.findings == ()


def test_less_than_nothing_was_paid():
    """More taken back than paid would be added to the next refund: its row is in quarantine, by year and scheme."""
    other_year = {**PAID, "year": 2019, "amount_fen": 900}
    result = paid(other_year, {**PAID, "amount_fen": -5}, {**PAID, "scheme": "hardship", "amount_fen": 7})
    assert sorted(result.tables["refunds"]["amount_fen"].to_pylist()) == [7, 900]
    assert places(result) == [("refunds", "3", "amount_fen")]


def test_the_general_refund_by_its_own_name():
    """A row that names the general scheme is the same as one that leaves it blank: it bars a second payment."""
    result = paid(
        {**PAID, "amount_fen": 500},
        {**PAID, "scheme": "retention-refund", "amount_fen": -200},
        {**PAID, "scheme": "retention-refund-hardship", "amount_fen": 7},
    )
    said = zip(
        *(result.tables["refunds"][name].to_pylist() for name in ("scheme", "amount_fen")), strict=True
    )
    assert sorted(said) == [("", -200), ("", 500), ("retention-refund-hardship", 7)]
    assert result.findings == ()


def test_rows_of_one_fund_that_differ():
    """Nobody can say which balance is right: neither row is used."""
    result = fund({**FUND, "balance_fen": 1}, {**FUND, "balance_fen": 2}, {**FUND, "place": "210000"})
    assert result.tables["funds"]["place"].to_pylist() == ["210000"]
    assert places(result) == [("funds", "2", "balance_fen"), ("funds", "3", "balance_fen")]


def test_rows_of_one_fund_complete_each_other():
    """The balance from one office and the outgo from another make one row."""
    result = fund({**FUND, "balance_fen": 90, "monthly_benefit_fen": 4}, {**FUND, "monthly_outgo_fen": 3})
    (row,) = result.tables["funds"].to_pylist()
    assert (row["balance_fen"], row["monthly_outgo_fen"], row["monthly_benefit_fen"]) == (90, 3, 4)
    assert result.findings == ()
