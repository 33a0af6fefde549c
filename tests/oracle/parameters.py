"""The oracle's own table of legal values: what the policy years and places of the tests need, and no more.

Rates are fractions. Values of the place win over its province's, those over the nation's (CN).
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

F = Fraction
ENTERPRISES = ("enterprise",)
CIRCLE_2021 = (
    "enterprise",
    "social_org",
    "foundation",
    "private_institution",
    "law_firm",
    "accounting_firm",
    "sole_trader",
)
NATURAL = ("retired", "died")
LIAONING_2022 = ("retired", "died", "expired", "resigned", "dismissed", "transferred")


@dataclasses.dataclass(frozen=True)
class Parameters:
    """Legal values for one run; rates are fractions, ``None`` means that the rule does not apply."""

    ratio_large: Fraction
    ratio_sme: Fraction
    formula: str = "dec_to_dec"
    excluded: tuple[str, ...] = LIAONING_2022
    layoff_max: Fraction = Fraction(55, 1000)
    layoff_strict: bool = False
    decimals: int | None = None
    claims_denominator: str = "average"
    small_headcount: int | None = 30
    small_max: Fraction | None = Fraction(20, 100)
    small_at: str = "start"
    min_months: int | None = 12
    units: tuple[str, ...] = CIRCLE_2021
    fund_months: Fraction = Fraction(12)
    fund_level: str = "city"
    arrears_bar: bool = True
    other_units: str = "sme"
    other_large_from: int = 300
    environment: tuple[str, ...] = ("polluting", "overcapacity")
    dishonest: tuple[str, ...] = ("dishonest",)
    zombie: tuple[str, ...] = ("zombie",)
    bankrupt: tuple[str, ...] = ("bankrupt",)
    dispatch_by_application: bool = True


# Each value: one fraction, or (last day, value) steps in time order; the last step has no end.
Steps = Fraction | tuple[tuple[dt.date | None, Fraction], ...]

_RATIOS: dict[tuple[str, int], tuple[Steps, Steps]] = {  # place, year: large, small and medium
    ("210700", 2018): (F(1, 2), F(1, 2)),
    ("210700", 2019): (F(1, 2), F(1, 2)),
    ("210700", 2020): (F(8, 10), F(8, 10)),
    ("210700", 2021): (F(3, 10), F(6, 10)),
    ("210700", 2022): (((dt.date(2022, 5, 30), F(3, 10)), (None, F(5, 10))), F(9, 10)),
    ("210700", 2023): (F(3, 10), F(6, 10)),
    ("210700", 2024): (F(3, 10), F(6, 10)),
    ("210700", 2025): (F(3, 10), F(6, 10)),
    ("440000", 2024): (F(2, 10), F(4, 10)),
    ("220100", 2024): (F(3, 10), F(6, 10)),
    ("130000", 2024): (F(3, 10), F(6, 10)),
    ("360000", 2023): (F(3, 10), F(6, 10)),
    ("360000", 2024): (F(3, 10), F(6, 10)),
    ("330000", 2022): (F(5, 10), F(9, 10)),
}

_WAGES_TOO = ("dishonest", "wage_arrears")
_NONE: tuple[str, ...] = ()

_YEARS: dict[int, dict[str, object]] = {
    2018: {
        "small_headcount": None,
        "small_max": None,
        "min_months": 0,
        "units": ENTERPRISES,
        "zombie": _NONE,
    },
    2019: {"small_headcount": None, "small_max": None, "units": ENTERPRISES},
    2020: {"units": ENTERPRISES},
    2021: {"layoff_max": F(6, 100)},
    2022: {"min_months": None},
    2023: {},
    2024: {"fund_level": "province"},
    2025: {},
}
for _year in (2018, 2019):
    _YEARS[_year] |= {"layoff_max": F(45, 1000), "layoff_strict": True, "dispatch_by_application": False}
for _year in (2018, 2019, 2020):
    _YEARS[_year] |= {"excluded": NATURAL}

_PLACES: dict[str, dict[str, object]] = {
    "210700": {"dishonest": _WAGES_TOO},
    "440000": {"formula": "claims_over_average", "decimals": 2, "small_at": "average"},
    "220100": {"formula": "january_to_december_less_natural", "excluded": NATURAL},
    "130000": {
        "formula": "claims_over_average",
        "small_at": "average",
        "other_units": "by_headcount",
        "dishonest": _WAGES_TOO,
    },
    "360000": {"formula": "claims_over_average", "small_at": "average", "arrears_bar": False},
    "330000": {
        "formula": "lower_of_headcount_and_claims",
        "claims_denominator": "start",
        "excluded": _NONE,
        "small_at": "end",
    },
}

_SET: dict[str, tuple[str, type]] = {
    "layoff.max": ("layoff_max", Fraction),
    "layoff.strict": ("layoff_strict", bool),
    "layoff.formula": ("formula", str),
    "small.headcount_max": ("small_headcount", int),
    "small.max": ("small_max", Fraction),
    "min_months": ("min_months", int),
    "fund_months": ("fund_months", Fraction),
    "arrears_bar": ("arrears_bar", bool),
    "ratio.large": ("ratio_large", Fraction),
    "ratio.sme": ("ratio_sme", Fraction),
}


def chain(place: str) -> list[str]:
    """The place and what encloses it, nearest first: county, city, province."""
    return list(dict.fromkeys([place, place[:4] + "00", place[:2] + "0000"]))


def _highest(steps: Steps, as_of: dt.date, known_by: dt.date) -> Fraction:
    """The highest value in force on any day from the decision day to the day facts are known by."""
    if isinstance(steps, Fraction):
        return steps
    found: list[Fraction] = []
    begins: dt.date | None = None
    for ends, value in steps:
        if (ends is None or ends >= as_of) and (begins is None or begins <= known_by):
            found.append(value)
        begins = None if ends is None else ends + dt.timedelta(days=1)
    return max(found)


def parameters(
    year: int, place: str, *, as_of: dt.date, known_by: dt.date, patch: Mapping[str, str]
) -> Parameters:
    """The values in force for a run, with ``--set`` changes applied last."""
    where = next(p for p in chain(place) if (p, year) in _RATIOS)
    large, sme = _RATIOS[where, year]
    found: dict[str, object] = {
        "ratio_large": _highest(large, as_of, known_by),
        "ratio_sme": _highest(sme, as_of, known_by),
    }
    found |= _YEARS[year] | _PLACES[where]
    if year == 2022 and where == "210700":
        found["min_months"] = 0
    for path, text in patch.items():
        name, kind = _SET[path]
        if kind is bool:
            found[name] = text in {"1", "true", "yes"}
        else:
            found[name] = None if text == "null" else kind(text)
    return Parameters(**found)  # type: ignore[arg-type]
