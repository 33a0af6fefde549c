"""The employers while facts are being added to them: columns that can still be filled, and disagreements."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from wengang.kernel.identifiers import normal_code, org_code

from .joins import Clusters, Index, Keys, name_key
from .population import Population
from .supplied import column, rows_at

CONFLICT_FIELDS = (
    *("entity_type", "industry", "employees", "revenue_fen", "assets_fen", "size", "status"),
    *("insured_from", "insured_to", "dispatch", "head_code", "account_no", "account_name", "bank"),
)
"""Fields that rules read: files that disagree on one make it unknown. Names, codes and divisions do not conflict."""
FILLED_ONLY = ("name", "code", "division")
FIELDS = (*CONFLICT_FIELDS, *FILLED_ONLY)
OWN_FIGURES = ("employees", "revenue_fen", "assets_fen")
"""Not read for a branch (分公司), whose size is its legal person's: figures under its code may be the legal person's."""

_FOUND_BY = {"code", "name"}
_STRUCK_OFF = ("注销", "吊销")


@dataclass
class Roster:
    """Employers to decide, one entry a column and employer, in the order of ``employer_id``.

    ``disputed`` names, for an employer's place, the fields on which files disagree; their entry is None.
    ``index`` finds them: places of employers to decide first, then those of rows that are withheld.
    """

    numbers: Sequence[str]
    columns: dict[str, list[Any]]
    files: Sequence[str]
    rows: Sequence[str]
    withheld: Keys
    withheld_numbers: frozenset[str] = frozenset()
    disputed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    index: Index = field(default_factory=Index)
    _new: list[tuple[int, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, employers: pa.Table, people: Population, *, clusters: Clusters | None = None) -> "Roster":
        """The population's own rows, before anything is added; ``clusters``: the result of linkage, if there is one."""
        own, apart = rows_at(employers, people.decided), rows_at(employers, people.withheld)
        roster = cls(
            numbers=column(own, "employer_no"),
            columns={name: column(own, name) for name in FIELDS},
            files=column(own, "source_file"),
            rows=column(own, "source_row"),
            withheld=Keys.of(apart),
            withheld_numbers=people.withheld_numbers,
        )
        roster.index = Index.of(roster.units(), clusters=clusters)
        return roster

    def __len__(self) -> int:
        return len(self.numbers)

    def units(self) -> Keys:
        """The employers to decide, then the rows that are withheld, with what rows can be joined by."""
        apart = self.withheld
        return Keys(
            [*self.numbers, *apart.numbers],
            [*self.columns["code"], *apart.codes],
            [*self.columns["name"], *apart.names],
            [*self.files, *apart.files],
            [*self.rows, *apart.rows],
        )

    def places(self) -> Mapping[str, int]:
        """Place of each employer number."""
        return {number: place for place, number in enumerate(self.numbers)}

    def is_branch(self, place: int) -> bool:
        """Whether the unit is a branch: it names its legal person, or is called 分公司."""
        head = self.columns["head_code"][place] is not None or "head_code" in self.disputed.get(place, ())
        return head or is_called_branch(self.columns["name"][place])

    def fill(self, place: int, name: str, value: Any) -> None:
        """Give a field its value; a new code or name can be found by from :meth:`learned` on."""
        self.columns[name][place] = value
        if name in _FOUND_BY:
            self._new.append((place, name, value))

    def learned(self) -> Index:
        """The index with the codes and names that were filled in since it was made."""
        for place, name, value in sorted(self._new):
            self.index.learn(place, **{name: value})
        self._new.clear()
        return self.index

    def dispute(self, place: int, name: str) -> None:
        """Make a field unknown because files disagree on it."""
        self.columns[name][place] = None
        self.disputed[place].add(name)


def is_called_branch(name: str | None) -> bool:
    """Whether a unit's name says that it is a branch (分公司)."""
    return name is not None and "分公司" in name


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
