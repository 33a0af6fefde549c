"""The lists that leave the house after a round: decisions, payments, what is published, what is held back.

Each function takes the decided table (one row for each employer) and gives the list as a table, sorted by its
identifier as bytes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.policy.evaluate import GRANTED
from wengang.engines.policy.pack import Hold
from wengang.engines.policy.parameter_entry import Entry
from wengang.engines.policy.text import Text
from wengang.kernel.errors import bad_input
from wengang.mechanisms.register.services.writing.written import by_bytes

DECISION_HEAD = ("employer_no", "name", "code", "outcome", "entitlement_fen", "amount_fen")
DECISION_TAIL = ("reasons", "questions", "holds")
PAYMENT_COLUMNS = (
    *("payment_key", "employer_no", "name", "account_no", "account_name", "bank", "amount_fen", "purpose"),
)
HOLD_COLUMNS = ("employer_no", "name", "hold", "pattern_zh", "pattern_en", "thresholds", "amount_fen")


@dataclass(frozen=True, kw_only=True)
class Round:
    """Which round it is (批次): the scheme, its title, and the policy year and place that it is decided for."""

    scheme: str
    title: Text
    year: int
    place: str


def decisions(table: pa.Table, report: Sequence[str]) -> pa.Table:
    """Columns of ``decisions.csv``: each employer once; ``report`` are the scheme's own columns."""
    names = (*DECISION_HEAD, *(name for name in report if name not in DECISION_HEAD), *DECISION_TAIL)
    return by_bytes(table.select(list(names)), "employer_no")


def every_column(table: pa.Table, report: Sequence[str]) -> pa.Table:
    """The same with every intermediate column behind, for ``decisions.parquet``."""
    first = [*DECISION_HEAD, *(name for name in report if name not in DECISION_HEAD), *DECISION_TAIL]
    rest = [name for name in table.column_names if name not in first]
    return by_bytes(table.select(first + rest), "employer_no")


def granted(table: pa.Table) -> pa.Table:
    """Rows that are granted with something to pay."""
    return table.filter(pc.and_(pc.equal(table["outcome"], GRANTED), pc.greater(table["amount_fen"], 0)))


def _only(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Those of the columns that there are: filters and sorts copy every column that they are given."""
    return table.select([name for name in dict.fromkeys(columns) if name in table.column_names])


def is_held(table: pa.Table) -> pa.ChunkedArray:
    """Whether a named pattern keeps the row's amount back."""
    return pc.not_equal(pc.fill_null(table["holds"], ""), "")


def has_account(table: pa.Table) -> pa.ChunkedArray:
    """Whether the account to pay to is known."""
    return pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(table["account_no"], "")), "")


def payable(table: pa.Table) -> pa.Table:
    """Granted, amount above 0, account known, nothing held."""
    rows = granted(table)
    return rows.filter(pc.and_(has_account(rows), pc.invert(is_held(rows))))


def payments(table: pa.Table, round_: Round) -> pa.Table:
    """``payments.csv``. Keys say scheme, year, place, employer and how much was paid before.

    So the same payment keeps its key in every run and can be paid only once, and a later top-up has another.
    """
    read = (*PAYMENT_COLUMNS, "already_paid_fen", "outcome", "holds")
    rows = by_bytes(payable(_only(table, read)), "employer_no")
    head = f"{round_.scheme}-{round_.year}-{round_.place}-"
    paid = rows["already_paid_fen"].cast(pa.string())
    keys = pc.binary_join_element_wise(pc.binary_join_element_wise(head, rows["employer_no"], ""), paid, "-")
    topped_up = pc.greater(rows["already_paid_fen"], 0)
    plain, more = (f"{round_.title.zh}{kind}({round_.year}年发放)" for kind in ("", "补差"))
    purpose = pc.if_else(topped_up, pa.scalar(more), pa.scalar(plain))
    columns = {"payment_key": keys, "purpose": purpose}
    return pa.table(
        {
            name: columns.get(name, rows[name] if name in rows.column_names else None)
            for name in PAYMENT_COLUMNS
        }
    )


def held(table: pa.Table, holds: Iterable[Hold], entries: Mapping[str, Entry]) -> pa.Table:
    """``holds.csv``: one row for each employer and pattern; an amount stands in each of an employer's rows."""
    holds = tuple(holds)
    wording = {hold.id: hold.wording for hold in holds}
    limits = {
        hold.id: ";".join(f"{path}={entries[path].text}" for path in hold.parameters if path in entries)
        for hold in holds
    }
    rows = granted(_only(table, (*HOLD_COLUMNS, "holds", "outcome")))
    rows = by_bytes(rows.filter(is_held(rows)), "employer_no")
    found = [
        {
            "employer_no": row["employer_no"],
            "name": row["name"],
            "hold": hold,
            "amount_fen": row["amount_fen"],
            "pattern_zh": wording[hold].zh,
            "pattern_en": wording[hold].en,
            "thresholds": limits[hold],
        }
        for row in rows.select(["employer_no", "name", "holds", "amount_fen"]).to_pylist()
        for hold in row["holds"].split(";")
    ]
    kinds = {"amount_fen": pa.int64()}
    return pa.table(
        {name: pa.array([row[name] for row in found], kinds.get(name, pa.string())) for name in HOLD_COLUMNS}
    )


# --- publicity (公示) ---

_Cells = Callable[[pa.Table], pa.ChunkedArray]


def _hundredths(column: str) -> _Cells:
    """Fen as yuan, basis points as per cent: two decimals, no separators."""

    def cells(table: pa.Table) -> pa.ChunkedArray:
        values = _column(table, column, pa.int64())
        size = pc.abs(values)
        whole = pc.divide(size, 100)
        rest = pc.subtract(size, pc.multiply(whole, 100)).cast(pa.string())
        text = pc.binary_join_element_wise(whole.cast(pa.string()), pc.utf8_lpad(rest, 2, "0"), ".")
        return pc.if_else(pc.less(values, 0), pc.binary_join_element_wise("-", text, ""), text)

    return cells


def _plain(column: str) -> _Cells:
    return lambda table: _column(table, column, pa.string())


def _column(table: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray:
    """A column, or nulls where the scheme has none of the name."""
    found = table[name] if name in table.column_names else pa.chunked_array([pa.nulls(table.num_rows, kind)])
    return found.cast(kind)


LAWFUL_FIELDS: Mapping[str, _Cells] = {
    "name": _plain("name"),
    "layoff_rate_pct": _hundredths("layoff_rate_bp"),
    "amount_yuan": _hundredths("amount_fen"),
    "average_headcount": _plain("average_headcount"),
    "claimants": _plain("claimants"),
    "contributions_yuan": _hundredths("base_fen"),
}
"""What bureaus publish, and nothing beyond: never a person, an account, a code, a refusal."""
PLAIN_NOTICE = ("name", "amount_yuan")
"""What is published of a scheme that does not choose."""
_ROW_COLUMNS = (
    "employer_no",
    "name",
    "layoff_rate_bp",
    "amount_fen",
    "average_headcount",
    "claimants",
    "base_fen",
)
_PERSONAL = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"  # resident id
    r"|(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"  # mobile telephone
    r"|(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)"  # bank card or account
)


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """``publicity.csv``, and the employers withheld from it because a personal number stands in their name."""

    table: pa.Table
    withheld: tuple[str, ...]


def publicity(table: pa.Table, fields: Sequence[str]) -> Publicity:
    """What is put on the notice board: who is granted something now, by name.

    Raises InputError for a field outside :data:`LAWFUL_FIELDS`, or when the name is not among the fields.
    """
    _refuse_fields(fields)
    rows = by_bytes(granted(_only(table, (*_ROW_COLUMNS, "outcome"))), "name", "employer_no")
    # A number has digits: few names need be read for more.
    doubted = pc.fill_null(pc.match_substring_regex(rows["name"], r"\p{Nd}"), False).to_numpy()
    names, numbers = rows["name"], rows["employer_no"]
    hidden = [place for place in doubted.nonzero()[0].tolist() if holds_personal_number(names[place].as_py())]
    shown = np.ones(rows.num_rows, dtype=bool)
    shown[hidden] = False
    kept = rows.filter(pa.array(shown))
    withheld = sorted((numbers[place].as_py() for place in hidden), key=str.encode)
    return Publicity(
        table=pa.table({field: LAWFUL_FIELDS[field](kept) for field in fields}), withheld=tuple(withheld)
    )


def holds_personal_number(text: str | None) -> bool:
    """Whether a resident id, a mobile number, or a card or account number stands in a text."""
    return text is not None and _PERSONAL.search(text) is not None


def _refuse_fields(fields: Sequence[str]) -> None:
    unlawful = [field for field in fields if field not in LAWFUL_FIELDS]
    if unlawful or "name" not in fields or len(set(fields)) < len(fields):
        raise bad_input(
            "公示内容只能从允许的栏目中选, 须含 name, 不得重复",
            "what is published is chosen from the lawful fields, with the name among them, each once",
            f"可选: {', '.join(LAWFUL_FIELDS)}",
            f"there is: {', '.join(LAWFUL_FIELDS)}",
            column="publicity_fields",
            value=";".join(unlawful or fields),
        )
