"""What is compared of an employer's row (用人单位的比较字段): the columns that the weights and the rules read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import pyarrow as pa

from .codes import Code, read_code
from .contacts import NO_ADDRESS, read_account, read_address, read_phone
from .names import UNNAMED, NameParts, NameReader, family, marks
from .places import Gazetteer
from .shared import barred, in_parts, rare
from .text import all_folded, glyphs, has_letters, sounds, without_dots
from .vocabulary import Place, words

Columns: TypeAlias = dict[str, list[str | None]]
FIELDS = (
    *("name", "code", "reg_no", "legal_rep", "contact", "address", "phone", "industry", "division", "status"),
    *("established", "former_name", "account_no", "employer_no", "employees"),
)
"""Canonical fields; a file may lack any of them."""
MOST_NAMES_A_CODE, MOST_NAMES_A_PHONE, MOST_NAMES_A_STREET, MOST_ROWS_A_BLOCK = 12, 6, 8, 60
"""Beyond these a code is a placeholder, a phone is an agent's, an address a business centre's, a word too common to search by."""
_RARE_TRADE, _RARE_PERSON = 12, 12
_UNIFIED = 18
SURE_FAMILIES = ("company", "cooperative", "trader", "society", "works", "partnership")
"""Families of legal forms that do not turn into each other by a slip of the pen."""


def employer_columns(records: pa.Table, *, places: Sequence[Place]) -> pa.Table:
    """One row a record, in their order: the parts of its name, codes, people, phone, address.

    Text columns are null where nothing is known. ``*_sound`` is toneless pinyin.
    """
    read = _Read(records, places)
    columns = {"file": records["file"].to_pylist(), **read.names(), **read.codes(), **read.contacts()}
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


class _Read:
    """The cells of all records, each different one read once."""

    def __init__(self, records: pa.Table, places: Sequence[Place]) -> None:
        self._texts = {name: _texts(records, name) for name in FIELDS}
        folding = ("name", "former_name", "address", "legal_rep", "contact", "division")
        self._folded = all_folded(cell for name in folding for cell in self._texts[name])
        self._gazetteer = Gazetteer(places, home=_home(self._texts["code"]))
        reader = NameReader(self._gazetteer)
        self._part_of = cache(lambda cell: reader.read(self._folded[cell]) if cell else UNNAMED)
        self._parts = [self._part_of(cell) for cell in self._texts["name"]]
        registered = zip(self._texts["code"], self._texts["reg_no"], strict=True)
        self._codes = [_code(code, number) for code, number in registered]
        self._inner = reader.read

    def names(self) -> Columns:
        """The parts of names, and of former ones: those in a column of their own, or within the name."""
        cells = zip(self._parts, self._texts["former_name"], strict=True)
        formers = [self._part_of(cell) if cell else self._inner(part.former) for part, cell in cells]
        former = {
            "former": [part.core or None for part in formers],
            "former_name": [part.key or None for part in formers],
        }
        return _name_columns(self._parts) | former

    def codes(self) -> Columns:
        """Codes, and what cleaning changed in them and in the names."""
        changed = [self._change(place) for place in range(len(self._codes))]
        return _code_columns(self._codes) | {"changed": changed}

    def _change(self, place: int) -> str | None:
        part, code, name = self._parts[place], self._codes[place], self._texts["name"][place]
        said = [f"note {'、'.join(part.notes)}"] if part.notes else []
        if name and self._folded[name] != name:
            said.append("name spelling")
        if code.changed:
            said.append(f"code {code.changed}")
        return ", ".join(said) or None

    def contacts(self) -> Columns:
        """Person in charge, phone, address, county, account, number; a pooled address has no street."""
        either = zip(self._texts["legal_rep"], self._texts["contact"], strict=True)
        people = [self._person(one or other) for one, other in either]
        addresses = [
            read_address(self._folded[cell]) if cell else NO_ADDRESS for cell in self._texts["address"]
        ]
        return {
            "rep": people,
            "rep_sound": [sounds(person) if person else None for person in people],
            "phone": [read_phone(cell) or None for cell in self._texts["phone"]],
            "street": [None if address.pooled else address.street or None for address in addresses],
            "place": [address.full or None for address in addresses],
            "county": self._counties(),
            "account": [read_account(cell) for cell in self._texts["account_no"]],
            "number": self._texts["employer_no"],
            "status": self._texts["status"],
        }

    def _person(self, cell: str | None) -> str | None:
        person = without_dots(self._folded[cell]) if cell else ""
        return person if has_letters(person) and person not in words().nameless else None

    def _counties(self) -> list[str | None]:
        """The county of a row: its own column, else its address, else its name."""
        county = cache(self._county)
        cells = zip(self._parts, self._texts["division"], self._texts["address"], strict=True)
        return [county(here) or county(there) or part.region.county or None for part, here, there in cells]

    def _county(self, cell: str | None) -> str:
        if not cell:
            return ""
        text = self._folded[cell]
        whole = self._gazetteer.named(text)
        return whole.county or whole.city or self._gazetteer.leading(text)[0].county


def _texts(records: pa.Table, name: str) -> list[str | None]:
    if name not in records.column_names:
        return [None] * records.num_rows
    return [cell.strip() or None if cell else None for cell in records[name].to_pylist()]


def _home(cells: Iterable[str | None]) -> str:
    """The city (four digits) in which most of the codes were issued."""
    read = [code.text for code in map(read_code, cells) if code.org]
    cities = Counter(text[2:6] for text in read if len(text) == _UNIFIED)
    return min(cities, key=lambda city: (-cities[city], city)) if cities else ""


def _code(code: str | None, registered: str | None) -> Code:
    """The code of a row, with its registration number where that has a column of its own."""
    one, other = read_code(code), read_code(registered)
    if other.reg_no is None:
        return one
    return Code(one.text or other.text, one.org, one.likely_org, one.reg_no or other.reg_no, one.changed)


def _name_columns(parts: Sequence[NameParts]) -> Columns:
    return {
        "name": [part.key or None for part in parts],
        "core": [part.core or None for part in parts],
        "core_sound": [sounds(part.core) if part.core else None for part in parts],
        "core_glyphs": [glyphs(part.core) or None for part in parts],
        "core_sorted": ["".join(sorted(part.core)) or None for part in parts],
        "trade": [part.trade or None for part in parts],
        "trade_sound": [sounds(part.trade) if part.trade else None for part in parts],
        "line": [part.line or None for part in parts],
        "form": [part.form or None for part in parts],
        "family": [family(part.form) or None for part in parts],
        "sure_family": [family(part.form) if family(part.form) in SURE_FAMILIES else None for part in parts],
        "branch": [part.branch or None for part in parts],
        "marks": [marks(part) or None for part in parts],
        "prefix": [part.region.text or None for part in parts],
        "city": [part.region.city or None for part in parts],
    }


def _code_columns(codes: Sequence[Code]) -> Columns:
    return {
        "code": [code.text or None for code in codes],
        "org": [code.org for code in codes],
        "likely_org": [code.likely_org or code.org for code in codes],
        "reg_no": [code.reg_no for code in codes],
        "kind": [code.text[:2] if len(code.text) == _UNIFIED and code.org else None for code in codes],
    }


def searchable_employers(prepared: pa.Table) -> pa.Table:
    """With ``id`` (the position), and columns to search candidates by (``by_*``).

    A code, phone or street that many different names share is left out (``shared.barred``), as is a name part too
    common to search by.
    """
    columns = prepared.to_pydict()
    core = columns["core"]
    for name in ("code", "org", "likely_org", "reg_no"):
        columns[name] = barred(columns[name], core, most=MOST_NAMES_A_CODE)
    holders = [org or name for org, name in zip(columns["org"], core, strict=True)]
    columns["phone"] = barred(columns["phone"], holders, most=MOST_NAMES_A_PHONE)
    columns["street"] = barred(columns["street"], holders, most=MOST_NAMES_A_STREET)
    trade = rare(columns["trade"], most=_RARE_TRADE)
    sound = rare(columns["trade_sound"], most=_RARE_TRADE)
    blocks = {
        "by_name": columns["name"],
        "by_core": core,
        "by_sound": columns["core_sound"],
        "by_sorted": columns["core_sorted"],
        "by_former": columns["former"],
        "by_trade": trade,
        "by_trade_sound": sound,
        "by_trade_rep": _both(columns["trade_sound"], columns["rep_sound"]),
        "by_rep": rare(columns["rep"], most=_RARE_PERSON),
        "by_rep_line": _both(columns["rep"], columns["line"]),
        "by_rep_street": _both(columns["rep"], columns["street"]),
        "by_phone": columns["phone"],
        "by_street_line": _both(columns["street"], columns["line"]),
        "by_code": columns["code"],
        "by_org": columns["likely_org"],
        "by_reg_no": columns["reg_no"],
    }
    limited = {}
    for name, column in blocks.items():
        if name in ("by_org", "by_code", "by_reg_no"):
            limited[name], limited[f"{name}_next"] = in_parts(column, size=MOST_ROWS_A_BLOCK)
        else:
            limited[name] = rare(column, most=MOST_ROWS_A_BLOCK)
    every = columns | limited | {"code": columns["code"]}
    table = {name: pa.array(column, pa.string()) for name, column in every.items()}
    return pa.table({"id": pa.array(range(len(core)), pa.int32()), **table})


def _both(one: Sequence[str | None], other: Sequence[str | None]) -> list[str | None]:
    return [f"{a}|{b}" if a and b else None for a, b in zip(one, other, strict=True)]
