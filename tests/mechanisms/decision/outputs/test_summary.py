"""Counts, sums, the fund, and what a person must look at."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from mechanisms.decision.decided_tables import OPEN, REFUSED, decided_table
from wengang.engines.policy.parameter_entry import Uncited
from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.basis.fund import Fund, enclosing, fund_of
from wengang.mechanisms.decision.services.outputs.summary import Attention, attentions, summarise

FUND = Fund(
    place="210700",
    as_of=dt.date(2019, 12, 31),
    balance_fen=1_000_000,
    monthly_outgo_fen=50_000,
    fund_months=None,
)


def _summary(*rows, fund=None, uncited=()):
    return summarise(decided_table(*rows), fund=fund, uncited=uncited)


def test_every_employer_is_counted_under_one_outcome():
    """Outcomes, sizes, sections and divisions each add up to everybody."""
    found = _summary(
        {},
        {"size": None},
        {**REFUSED, "industry": "X9"},
        {**OPEN, "division": None},
        {"industry": "3311", "size": "large"},
    )
    assert found["employers"] == 5
    assert {name: part["employers"] for name, part in found["outcomes"].items()} == {
        "granted": 3, "refused": 1, "undetermined": 1,
    }  # fmt: skip
    for key in ("by_size", "by_industry", "by_division"):
        assert sum(part["employers"] for part in found[key].values()) == 5
        assert sum(part["amount_fen"] for part in found[key].values()) == 240_000
    assert list(found["by_size"]) == ["large", "small", "unknown"]
    assert list(found["by_industry"]) == ["C", "F", "unknown"]


def test_granted_money_is_payable_held_or_reserved():
    """The three add up; held and without an account counts as held."""
    found = _summary({}, {"holds": "a;b"}, {"account_no": None}, {"holds": "a", "account_no": None})
    assert found["payable"] == {"employers": 1, "amount_fen": 80_000}
    assert found["reserved"] == {"employers": 1, "amount_fen": 80_000}
    assert found["held"]["employers"] == 2
    assert found["held"]["by_pattern"]["a"] == {"employers": 2, "amount_fen": 160_000}
    assert found["granted_fen"] == 320_000


def test_reasons_count_under_each_outcome():
    """Several reasons: the employer counts under each of them."""
    found = _summary({**REFUSED, "reasons": "RR04;RR05"}, {**REFUSED, "reasons": "RR04"}, {})
    assert {key: part["employers"] for key, part in found["by_reason"]["refused"].items()} == {
        "RR04": 2,
        "RR05": 1,
    }
    assert found["by_reason"]["granted"] == {"RR05a": {"employers": 1, "amount_fen": 80_000}}


def test_questions_count_by_family():
    """Months of one employer are one question of its kind."""
    found = _summary({**OPEN, "questions": "ledger:2019-01;ledger:2019-02;size"})
    assert {key: part["employers"] for key, part in found["by_question"].items()} == {"ledger": 1, "size": 1}


def test_the_fund_before_and_after():
    """Balance less everything granted, held and reserved included."""
    fund = _summary({}, {"holds": "a"}, fund=FUND)["fund"]
    assert (fund["balance_after_fen"], fund["months_before"], fund["months_after"]) == (
        840_000,
        "20.00",
        "16.80",
    )


def test_a_fund_known_by_its_months_alone():
    """Without a balance nothing is worked out."""
    fund = Fund(
        place="210700",
        as_of=dt.date(2019, 12, 31),
        balance_fen=None,
        monthly_outgo_fen=None,
        fund_months=Decimal("18.5"),
    )
    told = _summary({}, fund=fund)["fund"]
    assert (told["months_before"], told["months_after"], told["balance_after_fen"]) == ("18.5", None, None)


def test_what_a_person_must_look_at():
    """Holds, an overdrawn fund, and what the caller adds; undetermined alone asks for nobody."""
    poor = Fund(
        place="210700", as_of=dt.date(2019, 12, 31), balance_fen=1, monthly_outgo_fen=1, fund_months=None
    )
    found = attentions(
        _summary({"holds": "a"}, fund=poor),
        others=[
            Attention(key="x", text=Text("", ""), count=0),
            Attention(key="y", text=Text("", ""), count=1),
        ],
    )
    assert [one.key for one in found] == ["holds", "over_budget", "y"]
    assert attentions(_summary(OPEN, {}, fund=FUND)) == ()


def test_values_that_no_document_is_cited_for():
    """They are named, with the money that rests on them."""
    entry = Uncited(
        path="min_months",
        value="12",
        place="210700",
        status="assumed",
        why_zh="推定",
        why_en="assumed",
        sources=("D",),
    )
    told = _summary({}, uncited=[entry])["not_cited"]
    assert told["granted_fen_resting_on_them"] == 80_000
    assert told["parameters"][0]["path"] == "min_months"
    assert _summary({})["not_cited"]["granted_fen_resting_on_them"] == 0


@pytest.mark.parametrize(
    ("places", "by", "expected"),
    [
        (("210700", "210000"), dt.date(2019, 12, 31), 2),
        (("210700",), dt.date(2018, 12, 31), None),
        (("211300", "210000"), dt.date(2019, 12, 31), 3),
    ],
)
def test_the_latest_row_of_the_nearest_pooling_area_counts(places, by, expected):
    """Up to 31 December of the base year."""
    rows = [("210700", 2019, 6, 1), ("210700", 2019, 12, 2), ("210000", 2019, 12, 3), ("210700", 2020, 1, 4)]
    funds = pa.table(
        {
            "place": [row[0] for row in rows],
            "as_of": pa.array([dt.date(row[1], row[2], 28) for row in rows]),
            "balance_fen": [row[3] for row in rows],
        }
    )
    found = fund_of(funds, places=places, by=by)
    assert (None if found is None else found.balance_fen) == expected


def test_enclosing_areas():
    """A county is pooled by its city, then its province."""
    assert enclosing("360430") == ("360400", "360000", "CN")
    assert enclosing("210700", "province") == ("210000", "CN")
