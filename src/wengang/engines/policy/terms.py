"""The terms (口径) on which a pack judges: parameters in force, the two days, and what was not supplied."""

import datetime as dt
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

import ibis
from ibis.expr.types import Table, Value

from wengang.kernel.period import month_index

Plain: TypeAlias = int | bool | str | tuple[str, ...] | Decimal | dt.date | None


def varied_column(path: str) -> str:
    """Name of the column that carries a parameter when several values are tried in one query."""
    return "p_" + path.replace(".", "_")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a rule may ask for besides the row.

    Attributes
    ----------
    values
        Parameter path → value (money fen, rates basis points, null = the rule does not apply).
    year, place, as_of, known_by
        Policy year, place code, decision day, day up to which payments and late facts are known.
    missing
        Canonical tables that were not supplied.
    table, varied
        Set by the engine: the row being judged, and the paths that vary within the query.
    """

    values: Mapping[str, Plain]
    year: int
    place: str
    as_of: dt.date
    known_by: dt.date
    missing: frozenset[str] = frozenset()
    table: Table | None = None
    varied: frozenset[str] = frozenset()
    plain_reads: set[str] = field(default_factory=set, compare=False)
    reads: set[str] = field(default_factory=set, compare=False)

    def __getitem__(self, path: str) -> Value:
        """A parameter as an expression: a literal, or a column where several values are tried at once."""
        self.reads.add(path)
        if path in self.varied:
            if self.table is None:
                raise LookupError(f"{path} varies here, but no row is at hand")
            return self.table[varied_column(path)]
        value = self.values[path]
        if value is None:
            return ibis.null("int64")
        if isinstance(value, bool):
            return ibis.literal(value)
        if not isinstance(value, int):
            raise TypeError(f"{path} is no number: read it with plain()")
        return ibis.literal(value, type="int64")

    def plain(self, path: str) -> Plain:
        """A parameter as a Python value, for what shapes the expression itself (a formula, a list of reasons)."""
        self.reads.add(path)
        self.plain_reads.add(path)
        if path in self.varied:
            raise LookupError(f"{path} shapes the expression and cannot vary within one query")
        return self.values[path]

    def text(self, path: str) -> str:
        """A plain parameter that is a word. Raises TypeError otherwise."""
        value = self.plain(path)
        if not isinstance(value, str):
            raise TypeError(f"{path} is not a word: {value!r}")
        return value

    def words(self, path: str) -> tuple[str, ...]:
        """A plain parameter that is a list of words. Raises TypeError otherwise."""
        value = self.plain(path)
        if not isinstance(value, tuple):
            raise TypeError(f"{path} is not a list: {value!r}")
        return value

    def number(self, path: str) -> int:
        """A plain parameter that is a whole number. Raises TypeError otherwise."""
        value = self.plain(path)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{path} is not a number: {value!r}")
        return value

    def bound_to(self, table: Table) -> "Terms":
        """The same terms for the rules over ``table``; reads keep being recorded in one place."""
        return replace(self, table=table)

    def patched(self, changes: Mapping[str, Plain]) -> "Terms":
        """The same terms with some values replaced; one that no document states stays unread."""
        values: Mapping[str, Plain] = ChainMap(dict(changes), self.values)  # type: ignore[arg-type]  # never written to
        return replace(self, values=values)

    @property
    def base_first(self) -> int:
        """January of the base year (上年度), as a month index."""
        return month_index(self.year - 1, 1)

    @property
    def base_last(self) -> int:
        """December of the base year."""
        return month_index(self.year - 1, 12)
