"""The employers while facts are being added to them: columns that can still be filled, and disagreements."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.identifiers import normal_code, org_code
from wengang.mechanisms.register.services.columns.supplied import arrow_column
from wengang.mechanisms.register.services.joining.joins import BRANCH, Index, Keys, name_key, valid_codes
from wengang.mechanisms.register.services.joining.links import NO_LINKS, Links
from wengang.mechanisms.register.services.prepared_tables import EMPLOYERS

from .population import Population

CONFLICT_FIELDS = (
    *("entity_type", "industry", "employees", "revenue_fen", "assets_fen", "size", "status"),
    *("insured_from", "insured_to", "dispatch", "head_code", "account_no", "account_name", "bank"),
)
"""Fields that rules read: files that disagree on one make it unknown. Names, codes and divisions do not conflict."""
FILLED_ONLY = ("name", "code", "division")
FIELDS = (*CONFLICT_FIELDS, *FILLED_ONLY)
OWN_FIGURES = ("employees", "revenue_fen", "assets_fen")
"""Not read for a branch (分公司), whose size is its legal person's: figures under its code may be the legal person's."""

_STRUCK_OFF = ("注销", "吊销")
_NOBODY = -1


@dataclass
class Roster:
    """Employers to decide, in the order of ``employer_id``, and what is known of each so far.

    A field's value is that of a row of the canonical table: of the employer's own, or of a further one that filled it;
    or what an answer told. ``disputed`` names, for an employer's place, the fields on which files disagree; nothing is
    known of these. ``index`` finds employers: those to decide first, then those of rows that are withheld.
    """

    table: pa.Table
    keys: Keys
    numbers: pa.Array
    own: np.ndarray
    index: Index
    withheld_numbers: frozenset[str] = frozenset()
    disputed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _columns: dict[str, pa.Array] = field(default_factory=dict)
    _says: dict[str, np.ndarray] = field(default_factory=dict)
    _row: dict[str, np.ndarray] = field(default_factory=dict)
    _told: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, employers: pa.Table, people: Population, *, links: Links = NO_LINKS) -> "Roster":
        """The population's own rows, before anything is added; ``links``: the result of linkage, if there is one."""
        keys = Keys.of(employers)
        units = keys.at(np.concatenate((people.decided, people.withheld)))
        roster = cls(
            table=employers,
            keys=keys,
            numbers=units.numbers[: len(people.decided)],
            own=people.decided,
            index=Index.of(units, links=links),
            withheld_numbers=people.withheld_numbers,
        )
        for name in FIELDS:
            kind = EMPLOYERS.field(name).type if name in EMPLOYERS.names else pa.string()
            roster._columns[name] = arrow_column(employers, name, kind)
            said = pc.is_valid(roster._columns[name]).to_numpy(zero_copy_only=False)
            roster._says[name], roster._row[name] = (
                said,
                np.where(said[people.decided], people.decided, _NOBODY),
            )
        return roster

    def __len__(self) -> int:
        return len(self.own)

    def places(self) -> Mapping[str, int]:
        """Place of each employer number."""
        return {number: place for place, number in enumerate(self.numbers.to_pylist())}

    def said_by(self, row: int, names: Sequence[str]) -> dict[str, Any]:
        """What a row of the canonical table says of some fields, those left out of which it says nothing."""
        return {name: self._columns[name][row].as_py() for name in names if self._says[name][row]}

    def value(self, place: int, name: str) -> Any:
        """What is known of a field of one employer; None: nothing."""
        if place in self._told[name]:
            return self._told[name][place]
        row = int(self._row[name][place])
        return None if row == _NOBODY else self._columns[name][row].as_py()

    def column(self, name: str) -> pa.Array:
        """What is known of a field, of all employers."""
        rows = self._row[name]
        values = self._columns[name].take(pa.array(rows, mask=rows == _NOBODY))
        if not self._told[name]:
            return values
        plain = values.to_pylist()
        for place, value in self._told[name].items():
            plain[place] = value
        return pa.array(plain, values.type)

    def codes(self) -> pa.Array:
        """The valid organisation code of each employer, as its code is known now."""
        if self._told["code"]:
            return valid_codes(self.column("code"))
        rows = self._row["code"]
        return self.keys.codes.take(pa.array(rows, mask=rows == _NOBODY))

    def is_branch(self, place: int) -> bool:
        """Whether the unit is a branch: it names its legal person, or is called 分公司."""
        head = self.value(place, "head_code") is not None or "head_code" in self.disputed.get(place, ())
        return head or is_called_branch(self.value(place, "name"))

    def differs(self, name: str, places: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether rows (one for each place) say anything else of a field than what is known there, to the letter."""
        differs = np.zeros(len(places), dtype=bool)
        known = self._row[name][places]
        both = np.flatnonzero((known != _NOBODY) & self._says[name][rows])
        column = self._columns[name]
        unequal = pc.not_equal(column.take(pa.array(known[both])), column.take(pa.array(rows[both])))
        differs[both] = unequal.to_numpy(zero_copy_only=False)
        return differs

    def fill(self, name: str, places: np.ndarray, rows: np.ndarray) -> None:
        """Take a field from rows (one for each place), where nothing is known of it and they say something."""
        new = (self._row[name][places] == _NOBODY) & self._says[name][rows]
        self._row[name][places[new]] = rows[new]

    def tell(self, place: int, name: str, value: Any) -> None:
        """Give a field the value that an answer told."""
        self._told[name][place] = value

    def learned(self) -> Index:
        """The index with the codes and names that other files and answers gave to employers that had none."""
        had = {name: self._says[name][self.own] for name in ("code", "name")}
        new = {
            name: {*np.flatnonzero(~had[name] & (self._row[name] != _NOBODY)).tolist(), *self._told[name]}
            for name in had
        }
        self.index.learn(
            [
                (
                    place,
                    *(self.value(place, name) if place in new[name] else None for name in ("code", "name")),
                )
                for place in sorted(new["code"] | new["name"])
            ]
        )
        return self.index

    def dispute(self, place: int, name: str) -> None:
        """Make a field unknown because files disagree on it."""
        self._row[name][place] = _NOBODY
        self.disputed[place].add(name)


def is_called_branch(name: str | None) -> bool:
    """Whether a unit's name says that it is a branch (分公司)."""
    return name is not None and BRANCH in name


def is_struck_off(status: object) -> bool:
    """Whether a market status (登记状态) says that a unit is no longer registered."""
    return isinstance(status, str) and bool(_market_state(status))


def agree(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same: written differently is not yet different."""
    if one == other:
        return True
    match name:
        case "industry":
            return _same_industry(one, other)
        case "status":
            return _market_state(one) == _market_state(other)
        case "account_no":
            return normal_code(one) == normal_code(other)
        case "account_name" | "bank":
            return name_key(one) == name_key(other)
        case "head_code":
            return normal_code(one) == normal_code(other) or (org_code(one) or "") == (org_code(other) or "-")
        case _:
            return False


def shown(value: Any) -> str:
    """A value as it stands in a file."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _same_industry(one: str, other: str) -> bool:
    """C3311 and 3311 are one code; C33 is the same less finely. Section letters may be left out of a number."""
    first, second = (unicodedata.normalize("NFKC", text).strip().upper() for text in (one, other))
    if not (first[:1].isalpha() and second[:1].isalpha()) and first[1:] and second[1:]:
        first, second = first.lstrip("ABCDEFGHIJKLMNOPQRST"), second.lstrip("ABCDEFGHIJKLMNOPQRST")
    return bool(first and second) and (first.startswith(second) or second.startswith(first))


def _market_state(text: str) -> str:
    """What rules read of a market status (登记状态): struck off in which way, or alive."""
    return next((word for word in _STRUCK_OFF if word in text), "")
