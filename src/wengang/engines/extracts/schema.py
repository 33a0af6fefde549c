"""What a table holds, as data: fields with their kinds, and what a row must have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

SOURCE_FILE, SOURCE_ROW = "source_file", "source_row"
PROVENANCE = (SOURCE_FILE, SOURCE_ROW)


class Kind(StrEnum):
    """How a cell is read, and as what it is kept."""

    TEXT = "text"
    """Words: trimmed, otherwise as they stand."""
    IDENTIFIER = "identifier"
    """A number or code that is never counted with: kept as text, damage by a spreadsheet is a finding."""
    CHOICE = "choice"
    """One of a few words."""
    MONTH = "month"
    """A calendar month: months since January of the year 0 (int32)."""
    DATE = "date"
    """A calendar day (date32)."""
    AMOUNT = "amount"
    """Money: whole fen (int64)."""
    INTEGER = "integer"
    """A count (int64)."""
    FLAG = "flag"
    """Yes or no (bool)."""
    DECIMAL = "decimal"
    """An exact decimal, kept as plain text."""


ARROW_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.IDENTIFIER: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.MONTH: pa.int32(),
    Kind.DATE: pa.date32(),
    Kind.AMOUNT: pa.int64(),
    Kind.INTEGER: pa.int64(),
    Kind.FLAG: pa.bool_(),
    Kind.DECIMAL: pa.string(),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a canonical table.

    Attributes
    ----------
    name, kind
        Canonical name and how its cells are read.
    required
        Whether a blank cell sends the row to quarantine.
    expected
        Whether a file that carries canonical columns must have this one.
    choices, synonyms
        The words allowed (empty: any), and other ways of writing them.
    least, most
        Bounds of an integer, both allowed; None is open. Of an amount ``most`` bounds both ways, in fen.
    lengths
        Lengths of an identifier, where they are fixed: a shorter number has lost its zeros.
    headers
        How departments head such a column; read by the draft of a mapping only.
    zh
        What the column is called in messages.
    """

    name: str
    kind: Kind
    required: bool = False
    expected: bool = False
    choices: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    lengths: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    zh: str = ""

    @property
    def type(self) -> pa.DataType:
        """The Arrow type of the column."""
        return ARROW_TYPES[self.kind]


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """A canonical table.

    Attributes
    ----------
    name, zh
        ``ledger``; 缴费台账.
    fields
        Its columns, in order.
    any_of
        A row needs one of these filled, and a file one of these columns (empty: no such rule).
    may_be_empty
        Whether a header without rows is a statement (nobody is listed) and not a fault.
    tolerant
        Whether a cell that cannot be read is left out with a warning (a text of which a few characters are lost is
        kept), and only a row that fills none of ``any_of`` is not used.
    """

    name: str
    zh: str
    fields: tuple[Field, ...]
    any_of: tuple[str, ...] = ()
    may_be_empty: bool = False
    tolerant: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(part.name for part in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for part in self.fields:
            if part.name == name:
                return part
        raise KeyError(name)

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema: the fields, then where each row came from."""
        columns = [(part.name, part.type) for part in self.fields]
        return pa.schema([*columns, *((name, pa.string()) for name in PROVENANCE)])

    def empty(self) -> pa.Table:
        """The table without rows."""
        return self.arrow.empty_table()
