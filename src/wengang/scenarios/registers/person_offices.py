"""Offices' files about people."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.name_damage import written_name
from wengang.scenarios.registers.offices import Record
from wengang.scenarios.registers.people import Person
from wengang.scenarios.registers.person_damage import written_id, written_person_name, written_person_phone

FIELDS = {
    "name": "name", "id_no": "id_no", "phone": "phone", "phone_tail": "phone", "account_no": "account_no",
    "employer_no": "employer_no", "employer_name": "employer_name", "division": "division", "age": "age",
}  # fmt: skip


class PersonOffice:
    """One office's file about people: title, columns, rows."""

    def __init__(self, stem: str, spec: Mapping[str, Any], hand: Hand) -> None:
        self.stem, self.spec, self.hand = stem, spec, hand
        self.columns: dict[str, str] = spec["columns"]
        self.employer_hand = Hand(hand.rng, "social", {}, damage=1.0)
        self.records: list[Record] = []

    @property
    def mapping(self) -> dict[str, str]:
        """Canonical field to header."""
        return {FIELDS[content]: header for header, content in self.columns.items() if content in FIELDS}

    def write(self, people: Sequence[Person], serials: Iterable[int]) -> None:
        """Rows about those of the people whom the office knows."""
        serial, hand = iter(serials), self.hand
        for person in people:
            if hand.rng.random() < self.spec["coverage"]:
                self.records.append(self._row(person, next(serial), []))
                if hand.does("dup"):
                    self.records.append(self._row(person, next(serial), ["dup"]))

    def _row(self, person: Person, serial: int, kinds: list[str]) -> Record:
        cells = [
            _DAMAGED[content](self.hand, person, kinds)
            if content in _DAMAGED
            else _PLAIN[content](self, person)
            for content in self.columns.values()
        ]
        return Record(serial, person, cells, kinds)


def _employer(office: PersonOffice, person: Person) -> str:
    if office.hand.does("employer_blank"):
        return ""
    return written_name(office.employer_hand, person.employer, [])


def _tail(office: PersonOffice, person: Person) -> str:
    return "" if office.hand.does("phone_blank") else f"{person.phone[:3]}****{person.phone[-4:]}"


def _age(office: PersonOffice, person: Person) -> str:
    return str(2024 - person.year + office.hand.rng.choice((0, 0, 0, 1, -1)))


_DAMAGED: Mapping[str, Callable[[Hand, Person, list[str]], str]] = {
    "name": written_person_name,
    "id_no": written_id,
}
_PLAIN: Mapping[str, Callable[[PersonOffice, Person], str]] = {
    "phone": lambda office, person: written_person_phone(office.hand, person),
    "phone_tail": _tail,
    "account_no": lambda _, person: person.account,
    "employer_no": lambda _, person: person.employer.employer_no,
    "employer_name": _employer,
    "division": lambda _, person: person.employer.town.province + person.employer.town.name,
    "age": _age,
}


def person_offices_of(
    spec: Mapping[str, Any], hands: Callable[[str], random.Random], *, damage: float
) -> dict[str, PersonOffice]:
    """The offices of a city that keep files about people."""
    return {
        stem: PersonOffice(stem, entry, Hand(hands(stem), entry["profile"], {}, damage=damage))
        for stem, entry in spec.items()
    }
