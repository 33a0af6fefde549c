"""What is known of one employer, gathered from the canonical tables and the answers."""

import dataclasses
import datetime as dt
from collections import Counter
from fractions import Fraction

from oracle.extracts import LedgerRow


@dataclasses.dataclass(frozen=True)
class Listing:
    """A list row that means the employer, or (not certain) may mean it."""

    name: str
    listed_on: dt.date | None
    removed_on: dt.date | None
    certain: bool
    key: str

    def stands(self, day: dt.date) -> bool:
        """Whether the entry stands on a day: listed on it or before, taken off after it."""
        return (self.listed_on is None or self.listed_on <= day) and (
            self.removed_on is None or self.removed_on > day
        )


@dataclasses.dataclass
class Facts:
    """One employer. ``None`` is unknown; ``unsettled`` names fields on which files disagree."""

    employer_no: str
    name: str = ""
    code: str = ""
    fields: dict[str, object] = dataclasses.field(default_factory=dict)
    unsettled: set[str] = dataclasses.field(default_factory=set)
    head: dict[str, object] | None = None  # the legal person's fields, for a branch
    ledger: dict[int, list[LedgerRow]] = dataclasses.field(default_factory=dict)
    not_insured: set[int] = dataclasses.field(default_factory=set)  # months answered "none"
    answered: set[int] = dataclasses.field(default_factory=set)  # months whose row an answer gave
    file_missing: set[int] = dataclasses.field(default_factory=set)
    spell_heads: dict[int, int] | None = None  # insured people by month from the spells; None: no such table
    leavers: Counter[str] | None = None  # of the base year by reason, "" = not stated; None: no such table
    claimants: int | None = 0
    listings: list[Listing] = dataclasses.field(default_factory=list)
    refunds: list[tuple[str, int]] = dataclasses.field(default_factory=list)  # of the policy year
    fund_months: Fraction | None = None
    benefit_fen: int | None = None
    short_share: Fraction = Fraction(0)
    double_share: Fraction = Fraction(0)
    unit_group: str = ""

    def get(self, name: str) -> object:
        """A field's value, ``None`` where blank or unsettled."""
        return None if name in self.unsettled else self.fields.get(name)

    def text(self, name: str) -> str:
        """A text field, empty where blank or unsettled."""
        return str(self.get(name) or "")

    def day(self, name: str) -> dt.date | None:
        """A day field."""
        value = self.get(name)
        return value if isinstance(value, dt.date) else None
