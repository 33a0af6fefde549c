"""Employers as they really are: names in parts, addresses in parts, who leads them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wengang.scenarios.registers import lexicon
from wengang.scenarios.registers.calibration import County, Draw, Town, settings, towns_of, words


@dataclass(slots=True)
class Address:
    """Where a firm is: county, town, street with number, what follows it."""

    town: Town
    county: County
    township: str
    street: str
    number: str
    inside: str = ""
    hub: str = ""

    @property
    def whole(self) -> str:
        """The address as it is registered."""
        city = "" if self.county.name.startswith(self.town.short) else self.town.name
        return f"{self.town.province}{city}{self.county.name}{self.township}{self.street}{self.number}{self.inside}"


@dataclass(slots=True)
class Firm:
    """An employer: its true particulars, what they were before, whom it resembles.

    ``name`` and ``former`` are whole names; the parts are those of ``name``, and ``was`` has those of ``former``.
    ``agent`` is the telephone of the agent who files for it, "" when it does so itself. ``parent`` is a branch's head
    or what absorbed the firm, ``kin`` a firm of the same owner.
    """

    entity: str
    kind: str
    town: Town
    county: County
    prefix: str
    trade: str
    line: str
    form: str
    section: str
    rep: str
    address: Address
    mobile: str
    landline: str
    year: int
    bracket: bool = False
    suffix: str = ""
    name: str = ""
    former: str = ""
    was: "Firm | None" = None
    code: str = ""
    reg_no: str = ""
    old_rep: str = ""
    old_address: Address | None = None
    contact: str = ""
    second_phone: str = ""
    agent: str = ""
    account: str = ""
    employer_no: str = ""
    staff: int = 1
    status: str = "存续"
    hard: str = ""
    parent: "Firm | None" = None
    kin: "Firm | None" = None
    elsewhere: bool = False
    closed: bool = False
    extras: dict[str, str] = field(default_factory=dict)

    def compose(self) -> str:
        """The name from its parts."""
        if self.bracket and self.prefix:
            return f"{self.trade}（{self.prefix}）{self.line}{self.form}{self.suffix}"
        return f"{self.prefix}{self.trade}{self.line}{self.form}{self.suffix}"


class Founder:
    """Founds firms of one city; each has a name of its own."""

    def __init__(self, city: str, rng: random.Random) -> None:
        self.rng = rng
        self.settings: Mapping[str, Any] = settings(city)
        self.home, self.others = towns_of(city)
        self.trade = lexicon.Trades(self.settings["trade"])
        self.names: set[str] = set()
        self.count = 0
        self._kind = Draw(self.settings["kinds"])
        self._prefix = Draw(self.settings["prefix"])
        self._counties = {
            town.code: Draw({str(place): county.weight for place, county in enumerate(town.counties)})
            for town in (self.home, *self.others)
        }
        self._bodies = {"school", "hospital", "gov", "village"}

    def found(self) -> Firm:
        """A new firm, unlike any other by intention."""
        rng, kind = self.rng, self._kind(self.rng)
        elsewhere = rng.random() < self.settings["elsewhere"] and kind in ("co", "gth", "soe")
        town = rng.choice(self.others) if elsewhere else self.home
        firm = self._bare(kind, town, self.county_of(town))
        firm.elsewhere = elsewhere
        self.named(firm)
        return firm

    def county_of(self, town: Town) -> County:
        """A county of the city, by weight."""
        return town.counties[int(self._counties[town.code](self.rng))]

    def _bare(self, kind: str, town: Town, county: County) -> Firm:
        rng = self.rng
        letter = lexicon.section(rng)
        return Firm(
            entity="",
            kind=kind,
            town=town,
            county=county,
            prefix="",
            trade="",
            line="",
            form="",
            section=letter,
            rep=lexicon.person(rng),
            address=self.address(town, county),
            mobile="",
            landline="",
            year=self._year(),
        )

    def _year(self) -> int:
        return 2024 - int(30 * self.rng.random() ** 1.7)

    def named(self, firm: Firm) -> None:
        """Give the firm a name that nobody has."""
        for attempt in range(60):
            self._parts(firm)
            if attempt > 20:
                firm.trade += self.rng.choice(words()["trade"]["third"])
            if self.take(firm):
                return
        raise AssertionError("no free name was found")

    def take(self, firm: Firm) -> bool:
        """Enter the name that follows from the parts; False when somebody has it."""
        name = firm.compose()
        if name in self.names:
            return False
        self.names.add(name)
        firm.name = name
        return True

    def _parts(self, firm: Firm) -> None:
        rng = self.rng
        firm.form = lexicon.form_of(rng, firm.kind)
        if firm.kind in self._bodies:
            firm.prefix, firm.line, firm.section = firm.county.name, "", "S"
            firm.trade = rng.choice(words()["body_words"])
            if firm.kind == "gov":
                firm.trade = ""
                firm.prefix = (
                    firm.town.name + firm.county.name if rng.random() < 0.5 else firm.address.township
                )
                if firm.form == "人民政府":
                    firm.prefix = firm.county.name + firm.address.township
            elif firm.kind == "village" or firm.form == "卫生院":
                firm.prefix = firm.county.name + firm.address.township
                firm.trade = rng.choice(words()["villages"]) + "村" * (firm.kind == "village")
            return
        firm.line = "" if firm.kind == "law" else lexicon.line_of(rng, firm.section)
        firm.trade = self.trade(rng)
        firm.prefix, firm.bracket = self.prefix_of(firm)

    def prefix_of(self, firm: Firm) -> tuple[str, bool]:
        """The place as it stands in a name, and whether in brackets behind the trade word."""
        town, county = firm.town, firm.county
        sort = self._prefix(self.rng)
        place = {
            "short": town.short,
            "full": town.name,
            "county": county.name,
            "full_county": town.name + county.name,
            "province": self.rng.choice((town.province, town.province[:-1])),
            "none": "",
            "bracket": self.rng.choice((town.short, county.name.rstrip("市区县") or town.short)),
            "town": county.name + firm.address.township.removesuffix("街道"),
        }[sort]
        if firm.kind == "gth" and sort in ("short", "province", "bracket"):
            place, sort = town.name + county.name, "full_county"
        return place, sort == "bracket" and firm.kind in ("co", "soe")

    def address(self, town: Town, county: County) -> Address:
        """An address in a county."""
        rng = self.rng
        number = str(rng.randint(1, 399)) + (f"-{rng.randint(1, 160)}" if rng.random() < 0.35 else "") + "号"
        township = rng.choice(county.towns) if county.towns and rng.random() < 0.7 else ""
        luck, inside = rng.random(), ""
        if luck < 0.12:
            inside = f"{rng.randint(1, 30)}号楼{rng.randint(1, 6)}单元{rng.randint(101, 2999)}室"
        elif luck < 0.22:
            hall = self.trade(rng) + rng.choice(words()["buildings"])
            inside = f"{hall}{rng.choice('ABCD')}座{rng.randint(101, 2999)}"
        elif luck < 0.3:
            inside = f"{rng.randint(1, 6)}层" if luck < 0.26 else "（一楼门市）"
        return Address(town, county, township, lexicon.street(rng), number, inside)

    def like(self, firm: Firm, **changes: Any) -> Firm:
        """A firm in the image of another, with a fresh address and leader unless changes say otherwise."""
        fresh: dict[str, Any] = {
            "entity": "",
            "rep": lexicon.person(self.rng),
            "year": self._year(),
            "former": "",
            "was": None,
            "hard": "",
            "parent": None,
            "kin": None,
            "extras": {},
            "status": "存续",
            "closed": False,
        }
        fresh |= changes
        if "address" not in fresh:
            fresh["address"] = self.address(fresh.get("town", firm.town), fresh.get("county", firm.county))
        return replace(firm, **fresh)


def entities(first: int) -> Iterator[str]:
    """Names of entities from a serial on."""
    while True:
        yield f"E{first:08d}"
        first += 1
