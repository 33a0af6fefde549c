"""An explanation names the rows of departments' files that each condition rests on, and no others."""

import csv
import datetime as dt
from dataclasses import replace

import pytest

from wengang.engines.policy.catalogue import scheme_named
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.basis.evidence import TABLES as KEPT
from wengang.mechanisms.decision.services.basis.evidence import refuse_unknown_tables, tables_of
from wengang.mechanisms.decision.services.basis.policies import shipped
from wengang.mechanisms.decision.services.explanations.explaining import explain_run
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder

DAY = dt.date(2020, 3, 15)
MONTHS = [f"{year}-{month:02d}" for year in (2018, 2019) for month in range(1, 13)]
TABLES = {
    "employers": [("employer_no", "name", "entity_type", "insured_from", "size", "account_no"),
                  ("001", "甲厂", "enterprise", "2015-01-01", "small", "6222"),
                  ("002", "乙厂", "enterprise", "2015-01-01", "small", "6223")],
    "ledger": [("employer_no", "month", "insurance", "headcount", "due_unit_fen", "due_person_fen", "paid_unit_fen",
                "paid_person_fen"),
               *((number, month, "unemployment", 10, 800, 400, 800, 400) for month in MONTHS for number in ("001", "002"))],
    "spells": [("person_id", "employer_no", "from_month", "to_month", "leave_reason"),
               ("p1", "001", "2015-01", "2018-07", "retired"), ("p2", "001", "2015-01", "2019-07", "retired")],
    "lists": [("list", "employer_no", "listed_on"), ("dishonest", "002", "2020-01-01"), ("polluting", "001", "2020-01-01")],
    "refunds": [("employer_no", "year", "scheme", "amount_fen"), ("001", 2019, "", 5), ("001", 2020, "", 7)],
    "funds": [("place", "as_of", "fund_months"), ("210700", "2018-12-31", "20"), ("210700", "2019-12-31", "24")],
}  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Two employers, decided."""
    folder = tmp_path_factory.mktemp("evidence")
    files = folder / "files"
    files.mkdir()
    for name, rows in TABLES.items():
        with (files / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    request = DecideRequest(
        scheme="retention-refund", year=2020, place="210700", as_of=DAY, extracts=files, out=folder / "out"
    )
    return decide_folder(request).out


def _rows(out, number):
    return {one.id: list(one.rows) for one in explain_run(out, number).conditions}


def test_each_condition_names_its_rows(out):
    """Fund, employer, months, leavers of the base year, the lists that its parameters name, this year's refunds."""
    rows = _rows(out, "001")
    assert rows["RR01"] == [("funds", "3")]
    assert rows["RR02"] == rows["RR10"] == rows["RR12"] == [("employers", "2")]
    assert (len(rows["RR03"]), len(rows["RR04"])) == (24, 12)
    assert [row for row in rows["RR05"] if row[0] == "spells"] == [("spells", "3")]
    assert len([row for row in rows["RR05"] if row[0] == "ledger"]) == 13
    assert (rows["RR06"], rows["RR07"]) == ([("lists", "3")], [])
    assert rows["RR11"] == [("refunds", "3")]


def test_the_neighbours_rows_are_not_named(out):
    """Each employer's own rows only; the fund is everybody's."""
    rows = _rows(out, "002")
    assert rows["RR01"] == [("funds", "3")]
    assert rows["RR02"] == [("employers", "3")]
    assert (rows["RR06"], rows["RR07"], rows["RR11"]) == ([], [("lists", "2")], [])
    assert not {row for row in rows["RR05"] if row[0] != "ledger"}


@pytest.mark.parametrize("name", ["retention-refund", "retention-refund-hardship"])
def test_every_condition_that_ships_rests_on_rows_that_a_round_keeps(name):
    """Each names its tables, and between them they name all there are."""
    pack = scheme_named(name, [shipped()]).load()
    refuse_unknown_tables(pack)
    assert all(condition.rests_on for condition in pack.conditions)
    assert tables_of(pack) == sorted(KEPT)


def test_a_table_that_no_round_keeps_is_told():
    """With the condition, and the name that was meant."""
    pack = scheme_named("retention-refund", [shipped()]).load()
    first, *others = pack.conditions
    wrong = replace(pack, conditions=(replace(first, rests_on=("fund_rows", "ledger_row")), *others))
    with pytest.raises(InputError, match=r"RR01.*ledger_row.*there is: ledger_rows"):
        refuse_unknown_tables(wrong)
