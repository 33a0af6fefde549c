"""Small adversarial cities: canonical tables in which every edge case of the retention refund stands at high density.

The same seed gives the same city. ``write_city`` writes it as the folder of extracts that ``wengang decide`` reads.
"""

import csv
import dataclasses
import datetime as dt
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from factories import twists_months, twists_units
from factories.answers import plausible_answers
from factories.unit import Row, Setting, Unit, uscc
from oracle.conditions import HARDSHIP, Run

BALLAST = 6  # plain employers of a division, so that "a division with five or more" holds by any count
PLACES = (
    *(("210700", year) for year in range(2018, 2026)),
    *(("210700", year) for year in (2020, 2020, 2021, 2022, 2022, 2022)),
    ("360000", 2023),
    ("360000", 2024),
    ("440000", 2024),
    ("130000", 2024),
    ("220100", 2024),
    ("330000", 2022),
)
COLUMNS = {
    "employers": (
        "employer_no name code head_code entity_type industry employees revenue_fen assets_fen size status "
        "insured_from insured_to division dispatch account_no account_name bank"
    ),
    "ledger": (
        "employer_no month insurance headcount due_unit_fen due_person_fen paid_unit_fen paid_person_fen "
        "paid_on deferred_until"
    ),
    "spells": "person_id employer_no from_month to_month leave_reason",
    "claims": "employer_no person_id first_month",
    "lists": "list name code employer_no listed_on removed_on source",
    "refunds": "employer_no year scheme amount_fen",
    "funds": "place as_of balance_fen monthly_outgo_fen fund_months monthly_benefit_fen",
    "applications": "employer_no kind on detail",
    "answers": "employer_no key value by on source",
}


@dataclasses.dataclass(frozen=True)
class City:
    """A run and its inputs: files by stem, answers, tables left out, values set."""

    seed: int
    run: Run
    extracts: dict[str, list[Row]]
    answers: list[Row]


def _setting(rng: random.Random, scheme: str) -> Setting:
    place, year = ("210700", rng.choice([2019, 2020])) if scheme == HARDSHIP else rng.choice(PLACES)
    as_of = dt.date(year, rng.choice([2, 3, 5, 7, 9]), rng.choice([10, 15, 28]))
    if year == 2022:
        as_of = rng.choice([dt.date(2022, 5, 18), dt.date(2022, 5, 30), dt.date(2022, 5, 31), as_of])
    later = rng.choice([0, 0, 0, 1, 20, 60])
    return Setting(scheme, place, year, as_of, as_of + dt.timedelta(days=later))


def _units(rng: random.Random, setting: Setting, employers: int) -> list[Unit]:
    units = []
    for serial in range(employers):
        division = f"21070{serial % 2 + 2}" if serial < employers - 4 else rng.choice(["", "210781"])
        unit = Unit(rng, setting=setting, serial=serial + 1, division=division)
        if setting.scheme == HARDSHIP and rng.random() < 0.9:
            twists_units.recognised(unit)
        if serial >= 2 * BALLAST:
            for twist in rng.sample(twists_months.TWISTS, k=rng.choice([0, 1, 1, 1, 2])):
                twist(unit)
            for twist in rng.sample(twists_units.TWISTS, k=rng.choice([0, 0, 1, 1, 1, 2])):
                twist(unit)
        units.append(unit)
    return units


def _share_a_name(rng: random.Random, units: list[Unit]) -> None:
    """Two employers of one name, and a list that gives the name alone."""
    one, other = rng.sample(units, k=2)
    other.row["name"] = one.row["name"]
    one.lists.append({"list": "dishonest", "name": one.row["name"], "listed_on": "2016-03-04"})


def _split_in_units(rng: random.Random, units: list[Unit]) -> None:
    """Units of one legal person, about thirty people together."""
    head = uscc(rng)
    by_code = rng.random() < 0.5
    for unit, people in zip(
        rng.sample(units, k=2), rng.choice([(15, 15), (15, 16), (30, 1), (31, 2)]), strict=True
    ):
        unit.row["code" if by_code else "head_code"] = head
        unit.insure(range(unit.setting.december_before, unit.setting.december + 1), people)


def _insured_elsewhere_too(rng: random.Random, units: list[Unit]) -> None:
    """Some of one employer's people are insured with another in the same months."""
    one, other = rng.sample(units, k=2)
    january = one.setting.january
    shared = rng.choice([1, 2, 3])
    for number in range(10):
        person = one.person()
        one.spell(january - 12, None, person=person)
        if number < shared:
            other.spell(january + rng.choice([0, 5]), None, person=person)


def _lose_a_file(rng: random.Random, units: list[Unit]) -> None:
    """A month of a whole division was never delivered."""
    setting = units[0].setting
    month = rng.choice([setting.december_before, setting.january + 3, setting.december])
    for unit in units:
        if unit.row["division"] == "210702":
            unit.months.pop(month, None)


def _funds(rng: random.Random, setting: Setting) -> list[Row]:
    needed = 24 if setting.scheme == HARDSHIP else 12
    last = f"{setting.year - 1}-12-31"
    city, province = setting.place, setting.place[:2] + "0000"
    enough = rng.choice([str(needed), f"{needed}.0", "30", "30", "30", "30", "30.5"])
    rows: list[Row] = []
    for place in dict.fromkeys([city, province]):
        row = {"place": place, "as_of": last, "fund_months": enough, "monthly_benefit_fen": "120007"}
        if rng.random() < 0.3:
            outgo = 1_000_003
            fund = {"balance_fen": str(outgo * 30), "monthly_outgo_fen": str(outgo), "fund_months": ""}
            row |= fund
        rows.append(row)
        old = f"{setting.year - 2}-12-31"
        rows.append({"place": place, "as_of": old, "fund_months": "3", "monthly_benefit_fen": "1"})
        rows.append({"place": place, "as_of": f"{setting.year}-01-31", "fund_months": "2"})
    kind = rng.random()
    if kind < 0.04:
        return [row for row in rows if row["as_of"] > last]
    if kind < 0.12:
        rows[0] |= {"fund_months": f"{needed - 1}.99"}
    elif kind < 0.2:
        return [row for row in rows if row["place"] == province]
    return rows


def _extracts(units: list[Unit], funds: list[Row], rng: random.Random) -> dict[str, list[Row]]:
    ledger = [row for unit in units for month in sorted(unit.months) for row in unit.months[month]]
    half = len(ledger) // 2
    two_files = rng.random() < 0.3
    bad = {**ledger[0], "month": f"{ledger[0]['month'][:4]}-13"}
    unknown = {**ledger[0], "employer_no": "unknown"}
    population = [row for unit in units for row in (unit.row, *unit.twice)]
    other = [row for unit in units for row in unit.other_files]
    other += [{"name": f"沈阳{n}号有限公司", "code": uscc(rng), "size": "small"} for n in range(5)]
    return {
        "employers": population,
        "employers-registry": other,
        **(
            {"ledger-1": ledger[:half], "ledger-2": [*ledger[half:], unknown, bad]}
            if two_files
            else {"ledger": [*ledger, unknown, bad]}
        ),
        "spells": [row for unit in units for row in unit.spells],
        "claims": [row for unit in units for row in unit.claims],
        "lists": [row for unit in units for row in unit.lists[:1]],
        "lists-court": [row for unit in units for row in unit.lists[1:]]
        + [{"list": "dishonest", "name": "沈阳路人有限公司", "code": uscc(rng)}],
        "refunds": [row for unit in units for row in unit.refunds],
        "funds": funds,
        "applications": [row for unit in units for row in unit.applications],
    }


def _needed_tables(setting: Setting) -> tuple[str, ...]:
    return ("lists", "refunds", "funds", "claims" if setting.place in CLAIMS_PLACES else "spells")


CLAIMS_PLACES = ("360000", "440000", "130000", "330000")
PATCHES: tuple[tuple[str, str], ...] = (
    ("layoff.max", "0.06"),
    ("min_months", "6"),
    ("ratio.sme", "0.70"),
    ("small.headcount_max", "31"),
    ("small.max", "0.25"),
    ("fund_months", "31"),
)


def random_city(seed: int, *, employers: int = 60, scheme: str = "retention-refund") -> City:
    """A city of about ``employers`` employers, twelve of them plain and the others spoiled in one to five ways."""
    rng = random.Random(seed)
    setting = _setting(rng, scheme)
    units = _units(rng, setting, employers)
    spoiled_units = units[2 * BALLAST : -4]
    for shape in (_share_a_name, _split_in_units, _insured_elsewhere_too):
        if rng.random() < 0.6:
            shape(rng, spoiled_units)
    if rng.random() < 0.25:
        _lose_a_file(rng, units)
    if rng.random() < 0.3:
        last = units[-1]
        last.twice.append({**last.row, "insured_to": "2015-01-01"})
    extracts = _extracts(units, _funds(rng, setting), rng)
    missing = frozenset([rng.choice(_needed_tables(setting))] if rng.random() < 0.2 else [])
    extracts = {stem: rows for stem, rows in extracts.items() if stem.split("-")[0] not in missing}
    patch = (rng.choice(PATCHES),) if rng.random() < 0.15 and scheme != HARDSHIP else ()
    run = Run(scheme, setting.year, setting.place, setting.as_of, setting.known_by, missing, patch)
    answers = plausible_answers(rng, run=run, extracts=extracts) if rng.random() < 0.6 else []
    return City(seed, run, extracts, answers)


def write_city(city: City, folder: Path) -> tuple[Path, Path | None]:
    """Write the extracts (and the answers beside them); returns the folder of extracts and the answers file."""
    extracts = folder / "extracts"
    extracts.mkdir(parents=True)
    for stem, rows in city.extracts.items():
        _write(extracts / f"{stem}.csv", rows, COLUMNS[stem.split("-")[0]].split())
    if not city.answers:
        return extracts, None
    answers = folder / "answers.csv"
    _write(answers, city.answers, COLUMNS["answers"].split())
    return extracts, answers


def _write(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
