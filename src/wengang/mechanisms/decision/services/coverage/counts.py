"""What the coverage report counts: each table by the employer's division and by the month or day that its rows have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.coverage import CoverageColumns
from wengang.mechanisms.register.services.intake.folder import Intake
from wengang.mechanisms.register.services.prepared_tables import Prepared

UNEMPLOYMENT = "unemployment"
_COUNTED = CoverageColumns(month="month", division="division", rows="rows", file=None)
_LEDGER = CoverageColumns(
    month="month", division="division", rows="rows", headcount="headcount", fen="fen", file=None
)
_EVENTS = (("spells", "from_month"), ("spells", "to_month"), ("claims", "first_month"))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A table's counts: division, month, rows (and headcount, fen). ``steady``: every division must have some."""

    name: str
    table: pa.Table
    columns: CoverageColumns = _COUNTED
    steady: bool = False

    @property
    def total(self) -> int:
        """All rows that were counted."""
        return int(pc.sum(self.table["rows"]).as_py() or 0)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last month that has rows."""
        found = pc.min_max(self.table["month"]).as_py()
        return found["min"] or 0, found["max"] or 0


def employers_by_division(prepared: Prepared, *, least: int = 0) -> dict[str, int]:
    """How many employers to decide each division has, where these are ``least`` or more; "" = not known."""
    counts = pc.value_counts(prepared.tables["employers"]["division"]).to_pylist()
    found = {count["values"] or "": count["counts"] for count in counts}
    return {name: here for name, here in found.items() if here >= least and (name or not least)}


def counted_ledger(prepared: Prepared) -> Iterator[Counted]:
    """Rows, people and dues of each insurance; rows of no employer are left out.

    Counted before anything else is done: a city's ledger has a million rows, what is counted a few hundred.
    """
    ledger = prepared.tables["ledger"]
    if ledger.num_rows == 0:
        return
    parts = {name: ledger[name] for name in ("employer_id", "insurance", "month", "headcount", "due_fen")}
    sums = {"headcount": "headcount", "due_fen": "fen"}
    counted = _by_employer(pa.table(parts), prepared, keys=("insurance", "month"), sums=sums)
    for insurance in sorted(filter(None, pc.unique(counted["insurance"]).to_pylist())):
        yield Counted(
            name="ledger" if insurance == UNEMPLOYMENT else f"ledger:{insurance}",
            table=counted.filter(pc.equal(counted["insurance"], insurance)),
            columns=_LEDGER,
            steady=insurance == UNEMPLOYMENT,
        )


def counted_events(prepared: Prepared, intake: Intake, *, months: tuple[int, int]) -> Iterator[Counted]:
    """Who joined, left or drew benefit for the first time, within those months (both included)."""
    for name, column in _EVENTS:
        if name in intake.tables:
            table = prepared.tables[name].select(["employer_id", column])
            within = pc.and_(
                pc.greater_equal(table[column], months[0]), pc.less_equal(table[column], months[1])
            )
            events = table.filter(within).rename_columns(["employer_id", "month"])
            counted = _by_employer(events, prepared)
            yield Counted(name=f"{name}:{column}" if name == "spells" else name, table=counted)


def counted_once(prepared: Prepared, intake: Intake, *, since: int) -> Iterator[Counted]:
    """Employers, refunds by year, applications, lists by kind and the fund's rows, as far as they were supplied.

    A day before the month ``since`` counts as none: who was listed long ago is one figure a list.
    """
    employers = prepared.tables["employers"]
    everybody = pa.table({"employer_id": employers["employer_id"], "month": _never(employers)})
    yield Counted(name="employers", table=_by_employer(everybody, prepared))
    if "refunds" in intake.tables:
        refunds = prepared.tables["refunds"]
        paid = refunds.select(["employer_id", "year", "amount_fen"]).append_column("month", _never(refunds))
        counted = _by_employer(paid, prepared, keys=("year", "month"), sums={"amount_fen": "fen"})
        yield from _families("refunds", counted, family="year", steady=True)
    if "applications" in intake.tables:
        applied = prepared.tables["applications"]
        dated = applied.select(["employer_id", "kind"]).append_column("month", _since(applied["on"], since))
        counted = _by_employer(dated, prepared, keys=("kind", "month"))
        yield from _families("applications", counted, family="kind")
    if "lists" in intake.tables:
        lists = intake.tables["lists"]
        month = _since(_of(lists, "listed_on", pa.date32()), since)
        listed = pa.table({"list": lists["list"], "division": _nowhere(lists), "month": month})
        yield from _families("lists", _sums(listed, ("list", "division", "month")), family="list")
    if "funds" in intake.tables:
        funds = prepared.tables["funds"]
        held = {"division": funds["place"], "month": _months(funds["as_of"]), "fen": funds["balance_fen"]}
        yield Counted(name="funds", table=_sums(pa.table(held), ("division", "month"), {"fen": "fen"}))


def _families(name: str, counted: pa.Table, *, family: str, steady: bool = False) -> Iterator[Counted]:
    """One table of counts for each kind of its rows."""
    for kind in sorted(pc.unique(counted[family]).to_pylist(), key=str):
        mine = counted.filter(pc.equal(counted[family], kind)).drop_columns([family])
        yield Counted(name=f"{name}:{kind}", table=mine, steady=steady)


def _sums(table: pa.Table, keys: tuple[str, ...], sums: Mapping[str, str] | None = None) -> pa.Table:
    """Rows counted, and columns summed under a new name, for each combination of keys."""
    added = dict(sums or {})
    counted = table.group_by(list(keys)).aggregate([([], "count_all"), *[(name, "sum") for name in added]])
    return counted.rename_columns([*keys, "rows", *added.values()])


def _by_employer(
    table: pa.Table,
    prepared: Prepared,
    *,
    keys: tuple[str, ...] = ("month",),
    sums: Mapping[str, str] | None = None,
) -> pa.Table:
    """The same by the division of each row's employer too, "" where it is not known; rows of no employer left out."""
    employers = prepared.tables["employers"]
    at = pc.index_in(table["employer_id"], employers["employer_id"].combine_chunks())
    divisions = employers["division"].combine_chunks().fill_null("").dictionary_encode()
    coded = table.append_column("division", divisions.indices.take(at))
    counted = _sums(coded, (*keys, "division"), sums)
    counted = counted.filter(counted["division"].is_valid())
    named = divisions.dictionary.take(counted["division"])
    return counted.set_column(counted.schema.get_field_index("division"), "division", named)


def _never(table: pa.Table) -> pa.Array:
    return pa.nulls(table.num_rows, pa.int32())


def _nowhere(table: pa.Table) -> pa.Array:
    return pa.repeat("", table.num_rows)


def _of(table: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    return table[name] if name in table.column_names else pa.nulls(table.num_rows, kind)


def _months(days: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Month indices of days."""
    index = pc.add(pc.multiply(pc.year(days), 12), pc.subtract(pc.month(days), 1))
    return index.cast(pa.int32())


def _since(days: pa.ChunkedArray | pa.Array, first: int) -> pa.ChunkedArray | pa.Array:
    month = _months(days)
    return pc.if_else(pc.greater_equal(month, first), month, pa.scalar(None, pa.int32()))


CONTROLLED: Mapping[str, CoverageColumns] = {
    "employers": CoverageColumns(month=None, division="division", headcount="employees"),
    "ledger": CoverageColumns(month="month", division="division", headcount="headcount", fen="fen"),
    "spells": CoverageColumns(month="from_month", division="division"),
    "claims": CoverageColumns(month="first_month", division="division"),
    "lists": CoverageColumns(month="month", division=None),
    "refunds": CoverageColumns(month=None, division="division", fen="amount_fen"),
    "funds": CoverageColumns(month="month", division="place", fen="balance_fen"),
    "applications": CoverageColumns(month="month", division="division"),
}
"""Tables that control totals may be about, with what each of their measures is."""
_DAYS = {"lists": "listed_on", "funds": "as_of", "applications": "on"}
_DUES = ("due_unit_fen", "due_person_fen")


def controlled(name: str, prepared: Prepared, intake: Intake) -> tuple[pa.Table, CoverageColumns]:
    """A canonical table as it was accepted, rows of unknown employers too, with what totals may speak of."""
    table, columns = intake.tables[name], CONTROLLED[name]
    if name in _DAYS:
        table = table.append_column("month", _months(_of(table, _DAYS[name], pa.date32())))
    if name == "ledger":
        dues = [pc.fill_null(_of(table, part, pa.int64()), 0) for part in _DUES]
        table = table.append_column("fen", pc.add(*dues))
    if columns.division == "division" and name != "employers":
        table = _with_division(table, prepared)
    wanted = (columns.month, columns.division, columns.headcount, columns.fen, columns.file)
    return table.select([part for part in wanted if part]), columns


def _with_division(table: pa.Table, prepared: Prepared) -> pa.Table:
    """The division of each row's employer; the row's own where nobody knows the employer."""
    employers = prepared.tables["employers"]
    at = pc.index_in(table["employer_no"], employers["employer_no"].combine_chunks())
    division = pc.take(employers["division"].combine_chunks(), at)
    if "division" in table.column_names:
        division = pc.coalesce(division, table["division"])
        table = table.drop_columns(["division"])
    return table.append_column("division", division)
