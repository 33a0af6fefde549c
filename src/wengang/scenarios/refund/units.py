"""The employers as they really are, before any office writes them down."""

from dataclasses import dataclass

import numpy as np

from wengang.scenarios.refund.calibration import Place, calibration, draw, pick, stream, weights
from wengang.scenarios.refund.codes import credit_codes, organisation_codes, registration_numbers
from wengang.scenarios.refund.names import brands, person_names, unit_names

WINDOW = 25
"""Months seen: the year before the base year, the base year, and the January after."""
NEVER = 10_000
"""A closing month that does not come."""


@dataclass(kw_only=True)
class Units:
    """Employers, one position each; arrays of equal length.

    Months are counted from the window's first month (negative = before it). ``text`` columns are object arrays.

    Attributes
    ----------
    employer_no, name, code, organisation, reg_no, entity_type, industry, division, legal_rep : text
        ``code`` is the true 18-character code; units of one legal person share it.
    staff : int64
        People when in full work.
    wage : int64
        Monthly wage a head on which contributions are paid, in whole even yuan, at the window's start.
    former : text
        The name that a firm bore before, else "".
    founded, closed : int64
        First month with people, and the first without (``NEVER``: still there).
    dormant : bool
        Registered, but never anybody insured in the window.
    head : int64
        Position of the legal person of a branch in the city; -1 none; -2 a legal person elsewhere.
    head_code : text
        The legal person's code of a branch, else "".
    agency : bool
        A labour-dispatch agency (劳务派遣单位).
    split : bool
        One of several units of one legal person.
    """

    place: Place
    employer_no: np.ndarray
    name: np.ndarray
    code: np.ndarray
    organisation: np.ndarray
    reg_no: np.ndarray
    entity_type: np.ndarray
    industry: np.ndarray
    division: np.ndarray
    legal_rep: np.ndarray
    former: np.ndarray
    staff: np.ndarray
    wage: np.ndarray
    founded: np.ndarray
    closed: np.ndarray
    dormant: np.ndarray
    head: np.ndarray
    head_code: np.ndarray
    agency: np.ndarray
    split: np.ndarray

    @property
    def count(self) -> int:
        """How many employers there are."""
        return len(self.employer_no)

    @property
    def section(self) -> np.ndarray:
        """Section letters of the industries."""
        return np.array([code[0] for code in self.industry.tolist()], dtype=object)


def make_units(place: Place, *, employers: int, seed: int) -> Units:
    """Employers of a city, drawn by the calibration."""
    rng = stream(seed, "units")
    settings = calibration()
    entity_type = draw(rng, settings["entity_types"]["shares"], employers)
    industry, trade = _trades(rng, entity_type)
    division = rng.choice(
        len(place.divisions), size=employers, p=weights([d.weight for d in place.divisions])
    )
    organisation = organisation_codes(np.arange(employers) + seed % 1009 * 100_000)
    founded, closed, dormant = _lives(rng, employers)
    sections = np.array([code[0] for code in industry.tolist()], dtype=object)
    serial = rng.permutation(employers) + 1
    units = Units(
        place=place,
        employer_no=np.array(
            [f"{d + 1:02d}{s:07d}" for d, s in zip(division.tolist(), serial.tolist(), strict=True)],
            dtype=object,
        ),
        name=unit_names(rng, place, entity_types=entity_type, trades=trade, divisions=division),
        code=credit_codes(entity_type, organisation, place=place.code),
        organisation=organisation,
        reg_no=registration_numbers(serial, place=place.code),
        entity_type=entity_type,
        industry=industry,
        division=np.array([d.code for d in place.divisions], dtype=object)[division],
        legal_rep=person_names(rng, employers),
        former=np.full(employers, "", dtype=object),
        staff=_staff(rng, sections, entity_type),
        wage=_wages(rng, sections),
        founded=founded,
        closed=closed,
        dormant=dormant,
        head=np.full(employers, -1),
        head_code=np.full(employers, "", dtype=object),
        agency=np.zeros(employers, dtype=bool),
        split=np.zeros(employers, dtype=bool),
    )
    _make_agencies(units, stream(seed, "agencies"))
    _make_branches(units, stream(seed, "branches"))
    _make_split_units(units, stream(seed, "split"))
    _make_renamed(units, stream(seed, "renamed"))
    return units


def _trades(rng: np.random.Generator, entity_type: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Industry class and the word for it in the name."""
    settings = calibration()
    count = len(entity_type)
    section = draw(rng, settings["sections"]["shares"], count)
    luck = rng.random(count)
    industry, trade = np.full(count, "", dtype=object), np.full(count, "", dtype=object)
    for index, kind in enumerate(entity_type.tolist()):
        own = settings["bodies"].get(kind) or settings["classes"][section[index]]
        classes = list(own)
        industry[index] = classes[int(luck[index] * len(classes))]
        trade[index] = own[industry[index]]
    return industry, trade


def _staff(rng: np.random.Generator, section: np.ndarray, entity_type: np.ndarray) -> np.ndarray:
    """People in full work: heavy-tailed, stretched by section; sole traders stay small."""
    settings = calibration()
    brackets = settings["staff"]["brackets"]
    chosen = rng.choice(len(brackets), size=len(section), p=weights([b[2] for b in brackets]))
    low = np.array([b[0] for b in brackets], dtype=float)[chosen]
    high = np.array([b[1] for b in brackets], dtype=float)[chosen]
    drawn = low * ((high + 1) / low) ** rng.random(len(section))
    lift = np.array([settings["sections"]["lift"][letter] for letter in section.tolist()])
    staff: np.ndarray = np.maximum(1, np.floor(drawn * lift)).astype(np.int64)
    small = entity_type == "sole_trader"
    staff[small] = np.minimum(staff[small], 1 + rng.integers(0, 8, size=int(small.sum())))
    return staff


def _wages(rng: np.random.Generator, section: np.ndarray) -> np.ndarray:
    """Wage bases in whole even yuan, within the year's limits."""
    wage = calibration()["wage"]
    middle = np.array([wage["by_section"][letter] for letter in section.tolist()]) * wage["median"]
    drawn = middle * np.exp(rng.normal(0.0, wage["spread"], size=len(section)))
    bounded: np.ndarray = np.clip(drawn, wage["floor"], wage["cap"]).astype(np.int64) // 2 * 2
    return bounded


def _lives(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First month with people, first month without, and whether there were never any."""
    lives = calibration()["lives"]
    founded = -1 - np.minimum(rng.exponential(90, size=count), 320).astype(np.int64)
    young = pick(rng, count, lives["founded_a_year"] * WINDOW / 12)
    founded[young] = rng.integers(0, WINDOW, size=len(young))
    closed = np.full(count, NEVER)
    dying = pick(rng, count, lives["closed_a_year"] * WINDOW / 12)
    closed[dying] = rng.integers(1, WINDOW + 1, size=len(dying))
    gone = pick(rng, count, lives["closed_long_ago"])
    closed[gone] = -rng.integers(0, 36, size=len(gone))
    closed = np.where((closed != NEVER) & (closed <= founded), founded + 3, closed)
    dormant = np.zeros(count, dtype=bool)
    dormant[pick(rng, count, lives["dormant"])] = True
    return founded, closed, dormant


def _make_agencies(units: Units, rng: np.random.Generator) -> None:
    """Turn a few firms into labour-dispatch agencies; at least one, so that the list of them is never empty."""
    kinds = calibration()["kinds"]
    firms = np.flatnonzero(units.entity_type == "enterprise")
    number = max(1, round(units.count * kinds["agency"]))
    chosen = np.sort(rng.choice(firms, size=number, replace=False)) if len(firms) else firms
    brand = brands(rng, len(chosen))
    for position, index in enumerate(chosen.tolist()):
        trade = "劳务派遣" if rng.random() < kinds["agency_says_so_in_name"] else "人力资源服务"
        units.name[index] = f"{units.place.name}{brand[position]}{trade}有限公司"
        units.industry[index] = "L7263" if trade == "劳务派遣" else "L7262"
        units.agency[index] = True
        units.dormant[index] = False
        units.staff[index] = max(units.staff[index], int(rng.integers(20, 200)))


def _make_branches(units: Units, rng: np.random.Generator) -> None:
    """Branches (分公司) that are insured by themselves, of firms in the city and of firms elsewhere."""
    kinds = calibration()["kinds"]
    plain = (units.entity_type == "enterprise") & ~units.agency
    firms = np.flatnonzero(plain)
    heads = firms[np.argsort(-units.staff[firms], kind="stable")][: max(1, len(firms) // 40)]
    pool = np.setdiff1d(firms, heads)
    chosen = pool[pick(rng, len(pool), kinds["branch"])]
    foreign = credit_codes(
        np.full(len(chosen), "enterprise", dtype=object),
        organisation_codes(np.arange(len(chosen)) + 400_000_000),
        place="990000",
    )
    division = {d.code: d.name for d in units.place.divisions}
    for position, index in enumerate(chosen.tolist()):
        if rng.random() < kinds["branch_head_in_city"]:
            head = int(heads[int(rng.integers(len(heads)))])
            units.head[index], units.head_code[index] = head, units.code[head]
            stem = units.name[head]
        else:
            units.head[index], units.head_code[index] = -2, foreign[position]
            stem = f"{brands(rng, 1)[0]}集团有限公司{units.place.name.removesuffix('市')}"
        ordinal = "" if position % 3 else f"第{'一二三四五六七八九十'[position // 3 % 10]}"
        units.name[index] = f"{stem}{division[units.division[index]]}{ordinal}分公司"


def _make_split_units(units: Units, rng: np.random.Generator) -> None:
    """Groups of two to four small units that carry one legal person's code."""
    groups = round(units.count * calibration()["patterns"]["split_units"])
    free = np.flatnonzero(
        (units.entity_type == "enterprise") & (units.head == -1) & ~units.agency & ~units.dormant
    )
    order = rng.permutation(free)
    for _ in range(groups):
        size = int(rng.integers(2, 5))
        members, order = order[:size], order[size:]
        if len(members) < 2:
            return
        first = int(members[0])
        for rank, index in enumerate(members.tolist()):
            units.staff[index] = int(rng.integers(16, 29))
            units.split[index] = True
            units.founded[index], units.closed[index] = min(-13, units.founded[first]), NEVER
            if rank:
                units.code[index] = units.code[first]
                units.organisation[index] = units.organisation[first]
                units.legal_rep[index] = units.legal_rep[first]
                units.name[index] = f"{units.name[first]}第{'一二三四'[rank]}项目部"


def _make_renamed(units: Units, rng: np.random.Generator) -> None:
    """Firms that changed their brand word; a few of the names given up are borne by a younger firm since."""
    kinds = calibration()["kinds"]
    plain = (units.entity_type == "enterprise") & (units.head == -1) & ~units.agency & ~units.split
    old = np.flatnonzero(plain & (units.founded < 0) & ~np.isin(np.arange(units.count), units.head))
    chosen = old[pick(rng, len(old), kinds["renamed"])]
    taken = set(units.name.tolist())
    for index, word in zip(chosen.tolist(), brands(rng, len(chosen)).tolist(), strict=True):
        name = units.name[index]
        prefix = next(
            (part for part in (units.place.name, units.place.name[:-1]) if name.startswith(part)), ""
        )
        renamed = f"{prefix}{word}{name.removeprefix(prefix)[2:]}"
        if prefix and len(renamed) > 8 and renamed not in taken:
            units.former[index], units.name[index] = name, renamed
            taken.add(renamed)
    given_up = np.flatnonzero(units.former != "")
    heirs = np.setdiff1d(np.flatnonzero(plain & (units.founded >= 0)), given_up)
    released = given_up[pick(rng, len(given_up), kinds["released"])][: len(heirs)]
    for index, heir in zip(released.tolist(), rng.permutation(heirs)[: len(released)].tolist(), strict=True):
        units.name[heir] = units.former[index]
