"""The lists that leave the house after a round: decisions, payments, what is published, what is held back.

Each function takes the decided table (one row for each employer) and gives the list as a table, sorted by its
identifier as bytes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.policy.evaluate import GRANTED
from wengang.engines.policy.pack import Hold
from wengang.engines.policy.parameter_entry import Entry
from wengang.engines.policy.text import Text
from wengang.kernel.errors import bad_input
from wengang.kernel.money import yuan_text
from wengang.mechanisms.decision.services.written import by_bytes

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
    rows = by_bytes(payable(table), "employer_no")
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
    rows = by_bytes(granted(table), "employer_no")
    rows = rows.filter(is_held(rows))
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

_Cell = Callable[[Mapping[str, object]], str | None]


def _percent(row: Mapping[str, object]) -> str | None:
    rate = row.get("layoff_rate_bp")
    return None if not isinstance(rate, int) else f"{rate // 100}.{rate % 100:02d}"


def _yuan(column: str) -> _Cell:
    def cell(row: Mapping[str, object]) -> str | None:
        fen = row.get(column)
        return yuan_text(fen, separators=False) if isinstance(fen, int) else None

    return cell


def _plain(column: str) -> _Cell:
    return lambda row: None if row.get(column) is None else str(row[column])


LAWFUL_FIELDS: Mapping[str, _Cell] = {
    "name": _plain("name"),
    "layoff_rate_pct": _percent,
    "amount_yuan": _yuan("amount_fen"),
    "average_headcount": _plain("average_headcount"),
    "claimants": _plain("claimants"),
    "contributions_yuan": _yuan("base_fen"),
}
"""What bureaus publish, and nothing beyond: never a person, an account, a code, a refusal."""
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
    rows = granted(table)
    rows = by_bytes(rows, "name", "employer_no").select(
        [name for name in _ROW_COLUMNS if name in rows.column_names]
    )
    lines, withheld = [], []
    for row in rows.to_pylist():
        if holds_personal_number(row["name"]):
            withheld.append(row["employer_no"])
        else:
            lines.append([LAWFUL_FIELDS[field](row) for field in fields])
    columns = {field: pa.array([line[i] for line in lines], pa.string()) for i, field in enumerate(fields)}
    return Publicity(table=pa.table(columns), withheld=tuple(sorted(withheld, key=str.encode)))


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
