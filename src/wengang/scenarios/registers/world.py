"""A city and its offices, as they stand in some month, and what changed from one month to the next."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from wengang.scenarios.registers.firms import Firm, Founder
from wengang.scenarios.registers.offices import Office
from wengang.scenarios.registers.people import Person
from wengang.scenarios.registers.person_offices import PersonOffice


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that happened to an entity: founded, renamed, new_rep, moved, closed, merged_into, became_company."""

    month: int
    entity: str
    change: str
    before: str = ""
    after: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        """Its line in ``history.csv``."""
        return (str(self.month), self.entity, self.change, self.before, self.after)


@dataclass(kw_only=True)
class World:
    """Who there is and what each office holds; ``numbered`` codes and ``ids`` were given, ``serials`` count rows."""

    founder: Founder
    firms: list[Firm]
    people: list[Person]
    offices: dict[str, Office]
    person_offices: dict[str, PersonOffice]
    ids: Iterator[str]
    serials: Iterator[int]
    rng: random.Random
    numbered: int
