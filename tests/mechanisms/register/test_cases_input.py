"""Worked cases become prepared tables."""

import datetime as dt

from wengang.kernel.period import parse_month
from wengang.mechanisms.register.services.cases_input import areas, prepare_cases
from wengang.mechanisms.register.services.prepared_tables import TABLES

CASES = [
    (
        "RC2",
        {
            "employer": {
                "entity_type": "enterprise",
                "insured_from": "2012-03-01",
                "employees": 0,
                "dispatch": 1,
            },
            "ledger": [
                {"from": "2019-02", "to": "2019-03", "headcount": 4, "due_unit_fen": 8, "due_person_fen": 2},
                {"from": "2019-02", "to": "2019-02", "headcount": 0, "due_unit_fen": 1, "paid_unit_fen": 0},
                {"from": "2019-01", "to": "2019-01", "headcount": 1, "paid_on": "2020-01-05"},
                {"from": "2018-12", "to": "2018-12", "headcount": 1, "deferred_until": "2020-06-30"},
            ],
            "leavers": {"resigned": 2},
            "claimants": 3,
            "lists": [{"list": "zombie", "listed_on": "2020-03-15", "removed_on": ""}],
            "refunds": [{"year": 2020, "amount_fen": 5}],
            "area": {"fund_months": "26"},
        },
    ),
    (
        "RC1",
        {"employer": {"account_no": ""}, "recognised_hardship": 1, "general_refund_taken": 1},
    ),
]


def test_one_employer_a_case():
    """Sorted by case id; what is absent is known or blank."""
    found = prepare_cases(CASES, year=2020)
    assert {name: part.schema for name, part in found.tables.items()} == dict(TABLES)
    assert found.missing == frozenset()
    first, second = found.tables["employers"].to_pylist()
    assert (first["employer_no"], first["account_no"], first["insured_from"]) == ("RC1", None, None)
    assert (second["employer_no"], second["account_no"]) == ("RC2", "known")
    assert (second["insured_from"], second["employees"], second["dispatch"]) == (dt.date(2012, 3, 1), 0, True)


def test_runs_become_months():
    """One row a month of each run; payments default to dues and to the month's last day."""
    found = prepare_cases(CASES, year=2020).tables["ledger"].to_pylist()
    assert [
        (r["month"] - parse_month("2018-12"), r["headcount"], r["due_fen"], r["paid_fen"]) for r in found
    ] == [
        (0, 1, 0, 0),
        (1, 1, 0, 0),
        (2, 4, 10, 10),
        (2, 0, 1, 0),
        (3, 4, 10, 10),
    ]
    assert [r["paid_on"] for r in found[:3]] == [
        dt.date(2018, 12, 31),
        dt.date(2020, 1, 5),
        dt.date(2019, 2, 28),
    ]
    assert found[0]["deferred_until"] == dt.date(2020, 6, 30)


def test_absent_people_are_none():
    """Leavers and claimants that a case does not state are 0, stated and not unknown."""
    found = prepare_cases(CASES, year=2020).tables
    assert found["leavers_stated"].to_pylist() == [
        {"employer_id": 0, "reason": "other", "people": 0},
        {"employer_id": 1, "reason": "other", "people": 0},
        {"employer_id": 1, "reason": "resigned", "people": 2},
    ]
    assert found["claimants_stated"]["people"].to_pylist() == [0, 3]


def test_lists_refunds_and_area():
    """Listings are sure; hardship is a listing; the general refund taken is one fen; areas go to the caller."""
    found = prepare_cases(CASES, year=2020).tables
    shown = [
        (r["employer_id"], r["list"], r["listed_on"], r["certain"]) for r in found["listings"].to_pylist()
    ]
    assert shown == [(0, "hardship_recognised", None, True), (1, "zombie", dt.date(2020, 3, 15), True)]
    refunds = [
        (r["employer_id"], r["year"], r["scheme"], r["amount_fen"]) for r in found["refunds"].to_pylist()
    ]
    assert refunds == [(0, 2020, "", 1), (1, 2020, "", 5)]
    assert areas(CASES) == {"RC1": {}, "RC2": {"fund_months": "26"}}
