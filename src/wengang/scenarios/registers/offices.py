"""Offices' files about employers: which firms an office knows, and how it writes them down."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wengang.scenarios.registers.cell_damage import (
    written_address,
    written_contact,
    written_phone,
    written_rep,
)
from wengang.scenarios.registers.code_damage import written_code
from wengang.scenarios.registers.firms import Firm
from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.name_damage import english, written_name

FIELDS = {
    "name": "name", "code": "code", "reg_no": "reg_no", "legal_rep": "legal_rep", "contact": "contact",
    "address": "address", "phone": "phone", "landline": "phone", "section": "industry", "line": "industry",
    "established": "established", "status": "status", "former_name": "former_name", "account_no": "account_no",
    "employer_no": "employer_no", "employees": "employees", "division": "division",
}  # fmt: skip
"""What a column holds, and the canonical field that it fills; other columns no mapping names."""
_REGISTER = ("market", "registry", "old_register", "court")
_SWAPS = (("name", "legal_rep"), ("code", "reg_no"), ("legal_rep", "phone"), ("phone", "address"), ("name", "code"),
          ("name", "contact"), ("contact", "phone"), ("name", "account_no"))  # fmt: skip
_COPIED = ("name", "code", "legal_rep", "address", "phone")


@dataclass(slots=True)
class Record:
    """A row of an office's file: whom it is about, its cells in the columns' order, what was done to it.

    ``serial`` stays with the row while it is delivered; one that is ``gone`` is left out of the next delivery.
    """

    serial: int
    subject: Any
    cells: list[str]
    kinds: list[str] = field(default_factory=list)
    gone: bool = False


Copied = tuple[Record, Mapping[str, int]]
"""A row of another office, and where it has which content."""


class Office:
    """One office's file: title, columns, and its rows."""

    def __init__(self, stem: str, spec: Mapping[str, Any], hand: Hand) -> None:
        self.stem, self.spec, self.hand = stem, spec, hand
        self.columns: dict[str, str] = spec["columns"]
        self.contents = list(self.columns.values())
        self.place = {content: place for place, content in enumerate(self.contents)}
        self.records: list[Record] = []

    @property
    def mapping(self) -> dict[str, str]:
        """Canonical field to header."""
        return {FIELDS[content]: header for header, content in self.columns.items() if content in FIELDS}

    def knows(self, firm: Firm) -> bool:
        """Whether the office has the firm in its file, by the coverage of its kind."""
        coverage = self.spec["coverage"]
        if firm.year >= self.spec.get("before", 9999):
            return False
        share = coverage.get(firm.kind, coverage["other"])
        if firm.elsewhere:
            share = coverage.get("elsewhere", share)
        if firm.closed and self.stem not in _REGISTER:
            share *= 0.4
        return self.hand.rng.random() < float(share)

    def write(self, firm: Firm, serials: Iterable[int], *, copied: Copied | None = None) -> list[Record]:
        """The firm's rows: one, at times a second; ``copied`` is a row of another office to copy from."""
        serial = iter(serials)
        rows = [self.row(firm, next(serial), kinds=[], copied=copied)]
        if self.hand.does("dup"):
            rows.append(self.row(firm, next(serial), kinds=["dup"]))
        self.records += rows
        return rows

    def row(self, firm: Firm, serial: int, *, kinds: list[str], copied: Copied | None = None) -> Record:
        """One row, written afresh or with another office's cells."""
        cells = [
            _DAMAGED[content](self.hand, firm, kinds)
            if content in _DAMAGED
            else _PLAIN[content](self.hand, firm)
            for content in self.contents
        ]
        if copied is not None:
            source, place = copied
            kinds = ["copied", *(kind for kind in source.kinds if kind != "dup")]
            for content in _COPIED:
                if content in self.place and content in place:
                    cells[self.place[content]] = source.cells[place[content]]
        if self.hand.does("cells_swapped"):
            self._swap(cells, kinds)
        return Record(serial, firm, cells, kinds)

    def _swap(self, cells: list[str], kinds: list[str]) -> None:
        known = [pair for pair in _SWAPS if pair[0] in self.place and pair[1] in self.place]
        if known:
            one, other = (self.place[content] for content in self.hand.rng.choice(known))
            cells[one], cells[other] = cells[other], cells[one]
            kinds.append("cells_swapped")

    def fill_down(self) -> None:
        """Codes copied down from the row above by a hand that slipped in a spreadsheet; the order is the file's."""
        place = self.place.get("code")
        if place is None:
            return
        for above, record in zip(self.records, self.records[1:], strict=False):
            if above.cells[place] and self.hand.does("code_filled"):
                record.cells[place] = above.cells[place]
                record.kinds = [kind for kind in record.kinds if not kind.startswith("code_")]
                if above.subject is not record.subject:
                    record.kinds.append("code_filled")


def write_all(offices: Mapping[str, Office], firms: Iterable[Firm], serials: Iterable[int]) -> None:
    """Each office's rows about the firms it knows; an office that copies another takes its cells."""
    for firm in firms:
        written: dict[str, Record] = {}
        for stem, office in offices.items():
            if not office.knows(firm):
                continue
            copies = office.spec.get("copies", {})
            source = written.get(copies.get("from", ""))
            copied = None
            if source is not None and office.hand.rng.random() < copies["share"]:
                copied = source, offices[copies["from"]].place
            written[stem] = office.write(firm, serials, copied=copied)[0]


Plain = Callable[[Hand, Firm], str]


def _reg_no(hand: Hand, firm: Firm) -> str:
    return "" if hand.does("reg_no_blank") or firm.kind in ("gov", "school", "hospital") else firm.reg_no


def _status(hand: Hand, firm: Firm) -> str:
    if firm.status != "存续":
        return firm.status
    return hand.rng.choice(("存续", "存续（在营、开业、在册）", "在业", "开业"))


def _division(hand: Hand, firm: Firm) -> str:
    township = firm.address.township
    return township if township and hand.rng.random() < 0.3 else firm.county.name


def _number(prefix: str, digits: int) -> Plain:
    return lambda hand, _: f"{prefix}{hand.rng.randrange(10**digits):0{digits}d}"


def _choice(*things: str) -> Plain:
    return lambda hand, _: hand.rng.choice(things)


_DAMAGED: Mapping[str, Callable[[Hand, Firm, list[str]], str]] = {
    "name": written_name,
    "code": written_code,
    "legal_rep": written_rep,
    "contact": written_contact,
    "address": written_address,
    "phone": written_phone,
}
_PLAIN: Mapping[str, Plain] = {
    "reg_no": _reg_no,
    "landline": lambda hand, firm: "" if hand.does("phone_blank") else firm.landline,
    "section": lambda _, firm: firm.section,
    "line": lambda _, firm: firm.line or firm.form,
    "established": lambda _, firm: str(firm.year),
    "status": _status,
    "former_name": lambda hand, firm: firm.former if hand.rng.random() < 0.7 else "",
    "account_no": lambda _, firm: firm.account,
    "employer_no": lambda _, firm: firm.employer_no,
    "employees": lambda hand, firm: str(max(1, firm.staff + hand.rng.randint(-1, 2))),
    "division": _division,
    "year": lambda hand, _: str(hand.rng.randint(2015, 2024)),
    "case_no": _number("执", 5),
    "customs_no": _number("99", 8),
    "medical_no": _number("Y", 9),
    "power_no": _number("0", 9),
    "fund_no": _number("G", 8),
    "bank_name": _choice("示范银行", "示范农村商业银行", "示范储蓄银行"),
    "status_2014": _choice("已年检", "已年检", "未年检", "开业"),
    "english": lambda hand, firm: english(hand.rng, firm),
    "old_tax_no": lambda _, firm: firm.code[2:17] if firm.year < 2016 else "",
    "office": lambda _, firm: f"{firm.county.name}市场监督管理局",
}


def offices_of(
    spec: Mapping[str, Any], hands: Callable[[str], random.Random], *, damage: float
) -> dict[str, Office]:
    """The offices of a city in the order in which they write."""
    return {
        stem: Office(stem, entry, Hand(hands(stem), entry["profile"], entry.get("rates", {}), damage=damage))
        for stem, entry in spec.items()
    }
