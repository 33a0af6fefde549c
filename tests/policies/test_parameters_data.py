"""The values that ship are those of the documents: spot checks by year and place, written out by hand.

Figures: 人社部发〔2014〕76号 and its successors up to 2025, 辽人社函〔2022〕89号, and what is reported of Jinzhou in March 2020.
"""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from wengang.engines.policy.parameter_entry import NATION
from wengang.engines.policy.parameters import load_book
from wengang.kernel.errors import InputError

POLICIES = Path(__file__).parents[2] / "policies"
GENERAL, HARDSHIP = POLICIES / "retention_refund", POLICIES / "retention_refund_hardship"
JINZHOU = "210700"
CIRCLE_2021 = (
    "enterprise",
    "social_org",
    "foundation",
    "private_institution",
    "law_firm",
    "accounting_firm",
    "sole_trader",
)
LIAONING_2022 = ("retired", "died", "expired", "resigned", "dismissed", "transferred")


@pytest.fixture(scope="module")
def book():
    """The general refund's parameters."""
    return load_book(GENERAL)


@pytest.fixture(scope="module")
def hardship():
    """The hardship refund's parameters."""
    return load_book(HARDSHIP)


def values(book, year, place, as_of=None):
    """What is in force in mid-September of the policy year, or on a day."""
    return book.resolve(year=year, place=place, as_of=as_of or dt.date(year, 9, 15))


@pytest.mark.parametrize(
    ("year", "large", "sme", "limit", "strict", "small", "months"),
    [
        (2018, 5000, 5000, 450, True, None, 0),
        (2019, 5000, 5000, 450, True, None, 12),
        (2020, 8000, 8000, 550, False, 30, 12),
        (2021, 3000, 6000, 600, False, 30, 12),
        (2022, 5000, 9000, 550, False, 30, 0),
        (2023, 3000, 6000, 550, False, 30, 12),
        (2024, 3000, 6000, 550, False, 30, 12),
        (2025, 3000, 6000, 550, False, 30, 12),
    ],
)
def test_jinzhou_year_by_year(book, year, large, sme, limit, strict, small, months):
    """Ratios, limit of the layoff rate, small-firm limb and months of contributions of each generation."""
    found = values(book, year, JINZHOU)
    assert (found["ratio.large"], found["ratio.sme"]) == (large, sme)
    assert (found["layoff.max"], found["layoff.strict"]) == (limit, strict)
    assert found["small.headcount_max"] == small
    assert found["small.max"] == (None if small is None else 2000)
    assert found["min_months"] == months
    assert found["layoff.formula"] == "dec_to_dec"
    assert found["layoff.max_large"] is None
    assert found["small.headcount_at"] == "start"
    assert found["fund_months"] == Decimal(12)
    assert found["arrears_bar"] is True


@pytest.mark.parametrize("year", range(2018, 2026))
def test_jinzhou_circle_lists_and_leavers(book, year):
    """Units of the circle, leavers that are no layoff, lists that bar, agencies, level of the fund."""
    found = values(book, year, JINZHOU)
    assert found["units"] == (CIRCLE_2021 if year >= 2021 else ("enterprise",))
    assert found["layoff.excluded_leavers"] == (LIAONING_2022 if year >= 2021 else ("retired", "died"))
    assert found["lists.environment"] == ("polluting", "overcapacity")
    assert found["lists.dishonest"] == ("dishonest", "wage_arrears")
    assert found["lists.zombie"] == (("zombie",) if year >= 2019 else ())
    assert found["lists.bankrupt"] == ("bankrupt",)
    assert found["dispatch.by_application"] is (year >= 2020)
    assert found["fund_level"] == ("province" if year == 2024 else "city")
    assert found["other_units.ratio"] == "sme"
    assert found["until"] == dt.date(year, 12, 31)


@pytest.mark.parametrize(
    ("as_of", "known_by", "large"),
    [
        ("2022-05-18", None, 3000),
        ("2022-05-30", None, 3000),
        ("2022-05-31", None, 5000),
        ("2022-07-15", None, 5000),
        ("2022-05-18", "2022-05-30", 3000),
        ("2022-05-18", "2022-07-15", 5000),
        ("2022-12-31", "2023-06-30", 5000),
    ],
)
def test_the_rise_of_31_may_2022(book, as_of, known_by, large):
    """Large firms: 30 % to 30 May, 50 % from 31 May; a May decision that is seen again in July takes 50 %."""
    days = {
        "as_of": dt.date.fromisoformat(as_of),
        "known_by": dt.date.fromisoformat(known_by) if known_by else None,
    }
    for place in (JINZHOU, "210000", "110000"):
        assert book.resolve(year=2022, place=place, **days)["ratio.large"] == large
        assert book.resolve(year=2022, place=place, **days)["ratio.sme"] == 9000


@pytest.mark.parametrize("year", [2015, 2016, 2017])
def test_jinzhou_before_2018_is_the_nation(book, year):
    """50 % below the registered rate, which each place publishes: using it without --set is an error that says so."""
    found = values(book, year, JINZHOU)
    assert found["ratio.sme"] == found["ratio.large"] == 5000
    assert found["lists.dishonest"] == found["lists.zombie"] == ()
    assert {entry.place for entry in found.entries.values()} == {NATION}
    with pytest.raises(InputError, match=r"layoff\.max"):
        found["layoff.max"]
    by_hand = book.resolve(year=year, place=JINZHOU, as_of=dt.date(year, 9, 15), patch={"layoff.max": "4.3%"})
    assert by_hand["layoff.max"] == 430


def test_large_firms_of_2020(book):
    """Nationally they stay with their registered rate (a value per place, below it); in Liaoning 5.5 % is assumed for all."""
    nation, liaoning = values(book, 2020, "110000"), values(book, 2020, JINZHOU)
    with pytest.raises(InputError, match=r"layoff\.max_large"):
        nation["layoff.max_large"]
    assert nation["layoff.strict_large"] is True
    assert (nation["ratio.large"], nation["ratio.sme"]) == (5000, 10_000)
    assert liaoning["layoff.max_large"] is liaoning["layoff.strict_large"] is None
    assert liaoning.entries["layoff.max_large"].status == "assumed"


@pytest.mark.parametrize(
    ("place", "year", "expected"),
    [
        (
            "440000",
            2024,
            {
                "layoff.formula": "claims_over_average",
                "layoff.round_decimals": 2,
                "small.headcount_at": "average",
                "ratio.large": 2000,
                "ratio.sme": 4000,
            },
        ),
        (
            "220100",
            2024,
            {
                "layoff.formula": "january_to_december_less_natural",
                "layoff.excluded_leavers": ("retired", "died"),
                "ratio.large": 3000,
            },
        ),
        (
            "130000",
            2024,
            {
                "layoff.formula": "claims_over_average",
                "small.headcount_at": "average",
                "other_units.ratio": "by_headcount",
                "other_units.large_from": 300,
                "lists.dishonest": ("dishonest", "wage_arrears"),
            },
        ),
        (
            "360000",
            2023,
            {"layoff.formula": "claims_over_average", "small.headcount_at": "average", "arrears_bar": False},
        ),
        (
            "360000",
            2024,
            {"layoff.formula": "claims_over_average", "small.headcount_at": "average", "arrears_bar": False},
        ),
        (
            "330000",
            2022,
            {
                "layoff.formula": "lower_of_headcount_and_claims",
                "layoff.claims_denominator": "start",
                "layoff.excluded_leavers": (),
                "small.headcount_at": "end",
                "ratio.large": 5000,
                "ratio.sme": 9000,
            },
        ),
        (
            "420000",
            2020,
            {"ratio.large": 7000, "ratio.sme": 7000, "layoff.max": 550, "layoff.max_large": None},
        ),
    ],
)
def test_other_places_differ_where_their_texts_do(book, place, year, expected):
    """Four formulas, three headcounts, caps below the nation's."""
    found = values(book, year, place)
    assert {path: found[path] for path in expected} == expected


@pytest.mark.parametrize("place", ["440000", "220100", "130000", "330000"])
def test_another_year_of_those_places_is_the_nations(book, place):
    """A text of one year says nothing of the next."""
    found = values(book, 2021, place)
    assert found["layoff.formula"] == "dec_to_dec"
    assert found["small.headcount_at"] == "start"
    assert (found["ratio.large"], found["ratio.sme"]) == (3000, 6000)


def test_a_county_with_a_file_of_its_own(book):
    """Pengze publishes more columns for six days; all else is Jiangxi's."""
    found = values(book, 2023, "360430", dt.date(2023, 11, 20))
    assert found["publicity_working_days"] == 6
    assert found["publicity_fields"][1] == "average_headcount"
    assert found.entries["layoff.formula"].place == "360000"
    assert found.entries["ratio.sme"].place == NATION


def test_what_rests_on_no_document_is_said(book):
    """Jinzhou 2020: the 80 % is reported, the formula is assumed; Jinzhou 2018: the limit is from memory; caps are assumed."""
    uncited = {row.path: row.status for row in values(book, 2020, JINZHOU, dt.date(2020, 3, 15)).uncited()}
    assert "ratio.sme" not in uncited
    assert uncited["layoff.formula"] == "assumed"
    assert values(book, 2018, JINZHOU).entries["layoff.max"].status == "memory"
    for place in ("360000", JINZHOU):
        assert values(book, 2023, place).entries["ratio.sme"].status == "assumed"
    assert values(book, 2022, JINZHOU).entries["ratio.sme"].status == "cited"
    assert values(book, 2022, JINZHOU).entries["layoff.excluded_leavers"].status == "cited"
    assert all(row.why_zh and row.why_en for row in values(book, 2024, JINZHOU).uncited())


@pytest.mark.parametrize("year", range(2015, 2026))
@pytest.mark.parametrize("place", ["CN", "210000", JINZHOU, "360430", "440100"])
def test_every_year_resolves_everywhere(book, year, place):
    """Each policy year has a complete set at each place; what is unset can be set by hand."""
    found = book.resolve(
        year=year,
        place=place,
        as_of=dt.date(year, 3, 31),
        patch={"layoff.max": "0.045", "layoff.max_large": "null"},
    )
    assert len(dict(found.values)) == len(book.declarations)
    assert len(book.table(year=year, place=place)) >= len(book.declarations)


def test_decision_days_end_with_the_policy_year(book):
    """31 December is the last day; Guangdong pays the round of 2024 until 31 March 2025."""
    assert values(book, 2022, JINZHOU, dt.date(2022, 12, 31))["ratio.sme"] == 9000
    with pytest.raises(InputError, match="2022-12-31"):
        values(book, 2022, JINZHOU, dt.date(2023, 1, 1))
    assert values(book, 2024, "440100", dt.date(2025, 3, 31))["ratio.sme"] == 4000


def test_the_reform_paths_take_values_by_hand(book):
    """Every path that --set promises takes a value as typed."""
    patch = {
        "ratio.large": "0.6",
        "ratio.sme": "60%",
        "layoff.max": "0.06",
        "layoff.strict": "1",
        "layoff.formula": "claims_over_average",
        "small.headcount_max": "50",
        "small.max": "0.2",
        "min_months": "6",
        "fund_months": "11.5",
        "arrears_bar": "0",
        "publicity_working_days": "7",
    }
    found = book.resolve(year=2020, place=JINZHOU, as_of=dt.date(2020, 3, 15), patch=patch)
    assert [found[path] for path in patch] == [
        *(6000, 6000, 600, True, "claims_over_average", 50, 2000, 6, Decimal("11.5"), False, 7)
    ]
    assert sum(entry.patched for entry in found.entries.values()) == len(patch)


@pytest.mark.parametrize(("year", "status"), [(2019, "cited"), (2020, "assumed")])
def test_hardship(hardship, year, status):
    """Six months' benefit, a reserve of 24 months, and the general rules of the year and place."""
    found = values(hardship, year, JINZHOU)
    assert (found["hardship.months"], found["hardship.fund_months"]) == (6, Decimal(24))
    assert found["hardship.either_or"] is True
    assert found.entries["hardship.fund_months"].status == status
    assert found["layoff.max"] == (450 if year == 2019 else 550)
    assert found["min_months"] == 12
    assert "ratio.sme" not in found.entries


def test_hardship_ended_with_2020(hardship):
    """There was no such refund before 2019 or after 2020."""
    for year in (2018, 2021):
        with pytest.raises(InputError, match="2019"):
            values(hardship, year, JINZHOU)


def test_no_document_is_a_mirror():
    """Addresses are those of a government or of a newspaper; copies elsewhere are cited by number only."""
    for folder in (GENERAL, HARDSHIP):
        sources = yaml.safe_load((folder / "parameters.yaml").read_text(encoding="utf-8"))["sources"]
        for source in sources.values():
            host = source.get("url", "").split("/")[2] if source.get("url") else "gov.cn"
            assert host.endswith(("gov.cn", "gmw.cn", "qzwb.com")), source


def rows(name):
    """A table of the pack."""
    with (GENERAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sections_cover_each_division_once():
    """GB/T 4754 has 97 divisions in 20 sections, none twice."""
    divisions = [
        division
        for row in rows("sections.csv")
        for division in range(int(row["first_division"]), int(row["last_division"]) + 1)
    ]
    assert divisions == list(range(1, 98))
    assert "".join(row["section"] for row in rows("sections.csv")) == "ABCDEFGHIJKLMNOPQRST"


def test_size_classes_are_ordered():
    """Large above medium above small, micro below small; sixteen rows of 国统字〔2017〕213号, industry without assets."""
    table = rows("size_classes.csv")
    assert sorted({int(row["row"]) for row in table}) == list(range(1, 17))
    for row in table:
        large, medium, small, micro = (
            int(row[f"{name}"])
            for name in ("large_at_least", "medium_at_least", "small_at_least", "micro_below")
        )
        assert large > medium > small == micro > 0
        assert row["source"].startswith("国统字〔2017〕213号")
    assert {row["indicator"] for row in table if row["row"] == "2"} == {"employees", "revenue"}
    assert {row["indicator"] for row in table if row["row"] == "3"} == {"revenue", "assets"}


@pytest.mark.parametrize(
    "path", sorted(POLICIES.glob("retention_refund*/cases/*.csv")), ids=lambda path: path.stem
)
def test_cases_belong_to_their_scheme(path):
    """Each worked case names its scheme, has an id of its own, and asks for a year that the book knows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cases = list(csv.DictReader(file))
    assert cases
    assert {case["family"].replace("-", "_") for case in cases} == {path.parents[1].name}
    assert len({case["case_id"] for case in cases}) == len(cases)
    book = load_book(path.parents[1])
    for case in cases:
        book.resolve(
            year=int(case["policy_year"]), place=case["place"], as_of=dt.date.fromisoformat(case["as_of"])
        )
