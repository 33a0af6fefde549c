"""Employed people as they really are, and those who resemble others."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wengang.scenarios.registers import lexicon
from wengang.scenarios.registers.firms import Firm, Founder
from wengang.scenarios.registers.numbers import account, mobile, person_numbers

HARD = {"twin": 0.023, "same_name_year": 0.018, "same_name_dob": 0.012, "family_phone": 0.02}
"""Share of the people who resemble another: a twin, one of the same name and year or day, a relative with one phone."""


@dataclass(slots=True)
class Person:
    """A person: name and number, born (days since 1940) as the ``order``-th of the day, where employed."""

    entity: str
    name: str
    origin: str
    born: int
    order: int
    phone: str
    employer: Firm
    account: str
    former: str = ""
    relative: "Person | None" = None
    id_no: str = ""
    hard: str = ""
    second_phone: str = ""

    @property
    def year(self) -> int:
        """Year of birth."""
        return int(self.id_no[6:10])


def people_of(founder: Founder, firms: Sequence[Firm], count: int, *, first: int = 0) -> list[Person]:
    """People of the city, most of them unlike any other; ``first`` is the serial number of the first."""
    rng = founder.rng
    alone = max(2, round(count * (1 - sum(HARD.values()))))
    people = [_person(founder, firms) for _ in range(alone)]
    for hard, share in HARD.items():
        for other in rng.choices(people[:alone], k=round(count * share)):
            people.append(_like(rng, other, hard))
            people[-1].hard = hard
    _all_different(people)
    numbers = person_numbers(
        [person.origin for person in people], [p.born for p in people], [p.order for p in people]
    )
    for serial, (person, number) in enumerate(zip(people, numbers, strict=True), start=first):
        person.entity, person.id_no = f"P{serial:08d}", number
    return people


def _all_different(people: Sequence[Person]) -> None:
    """No two people of one place and day with the same order."""
    taken: set[tuple[str, int, int]] = set()
    for person in people:
        while (person.origin, person.born, person.order) in taken:
            person.order = person.order % 999 + 1
        taken.add((person.origin, person.born, person.order))


def _person(founder: Founder, firms: Sequence[Firm]) -> Person:
    rng = founder.rng
    home = founder.home.code if rng.random() < 0.75 else rng.choice(founder.others).code
    name = lexicon.person(rng)
    former = name[0] + lexicon.person(rng)[1:] if rng.random() < 0.05 else ""
    return Person(
        "", name, home, rng.randrange(7000, 24500), rng.randrange(1, 1000), mobile(rng), rng.choice(firms),
        account(rng), former, second_phone=mobile(rng),
    )  # fmt: skip


def _like(rng: random.Random, person: Person, hard: str) -> Person:
    order = rng.randrange(1, 1000)
    if hard == "twin":
        name = person.name[:-1] + lexicon.person(rng)[-1]
        return replace(
            person, name=name, order=min(999, person.order + 1), relative=person, former="",
            account=account(rng), phone=mobile(rng) if rng.random() < 0.6 else person.phone,
            second_phone=mobile(rng),
        )  # fmt: skip
    if hard == "family_phone":
        return replace(
            person, name=person.name[0] + lexicon.person(rng)[1:], born=rng.randrange(7000, 24500), order=order,
            relative=person, former="", account=account(rng), second_phone=mobile(rng),
        )  # fmt: skip
    born = person.born
    if hard == "same_name_year":
        start = born - born % 365
        born = start + rng.randrange(365)
    return replace(
        person, born=born, order=(order if order != person.order else order % 998 + 1), phone=mobile(rng),
        account=account(rng), second_phone=mobile(rng), former="", relative=None,
    )  # fmt: skip
