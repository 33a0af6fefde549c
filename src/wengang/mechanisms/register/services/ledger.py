"""The contribution ledger (缴费台账) of the employers to decide: one sum a row, blanks filled, corrections checked."""

from collections import defaultdict
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding
from wengang.kernel.period import last_day

from .people import Members
from .prepared_tables import LEDGER, table_of
from .supplied import arrow_column, finding, origin_rank

TEXT, DAY, MONTH, NUMBER = pa.string(), pa.date32(), pa.int32(), pa.int64()
_PARTS = {"due_fen": ("due_unit_fen", "due_person_fen"), "paid_fen": ("paid_unit_fen", "paid_person_fen")}
_SUMMED = ("headcount", "due_fen", "paid_fen")


@dataclass(frozen=True)
class LedgerRows:
    """Prepared rows, not yet sorted; corrections in quarantine are out; rows that met no employer are counted."""

    table: pa.Table
    findings: tuple[Finding, ...] = ()
    unmatched: int = 0


def ledger_rows(ledger: pa.Table, members: Members, *, spells: pa.Table | None) -> LedgerRows:
    """Turn the canonical ledger into the prepared one.

    Unit and person parts are added, a blank part counts 0; a blank ``paid_on`` is the month's last day. A blank
    headcount is filled from ``spells`` (prepared) where these were supplied, else stays null. Where the rows of a
    month and insurance sum to less than nothing, its negative rows go to quarantine and the others are used.
    """
    ids, unmatched = members.ids(ledger)
    if ids.null_count:
        known = pc.is_valid(ids)
        ledger, ids = ledger.filter(known), ids.filter(known)
    month = arrow_column(ledger, "month", MONTH)
    columns = {
        "employer_id": ids,
        "month": month,
        "insurance": arrow_column(ledger, "insurance", TEXT),
        "headcount": arrow_column(ledger, "headcount", NUMBER),
        "paid_on": pc.coalesce(arrow_column(ledger, "paid_on", DAY), _last_days(month)),
        "deferred_until": arrow_column(ledger, "deferred_until", DAY),
        "source_file": arrow_column(ledger, "source_file", TEXT),
        "source_row": arrow_column(ledger, "source_row", TEXT),
        **{total: _summed(ledger, parts) for total, parts in _PARTS.items()},
    }
    rows = table_of("ledger", columns)
    rows = with_headcounts(rows, spells)
    bad = _rows_below_zero(rows)
    findings = tuple(_correction(ledger, place) for place in bad)
    if bad:
        keep = np.ones(rows.num_rows, dtype=bool)
        keep[bad] = False
        rows = rows.filter(pa.array(keep))
    return LedgerRows(rows, findings, unmatched)


def sorted_ledger(rows: pa.Table) -> pa.Table:
    """The prepared rows by employer, month, day of payment, and then by file and row as a person counts them."""
    if rows.num_rows < 2:
        return rows
    key = (
        _number(rows, "employer_id") << 39
        | _number(rows, "month") << 22
        | _number(rows, "paid_on") + (1 << 21)
    )
    if bool(np.all(key[1:] > key[:-1])):
        return rows
    order = np.lexsort((origin_rank(rows), key))
    return rows.take(pa.array(order)).combine_chunks()


def with_headcounts(rows: pa.Table, spells: pa.Table | None) -> pa.Table:
    """Fill blank headcounts: of a mere payment beside a row with people 0, else what the month lacks by the spells.

    The people of a month are those with ``from_month`` ≤ month < ``to_month``, each once. Several blank rows of one
    month share them: the first takes all. Without spells they stay blank.
    """
    blank = np.flatnonzero(pc.is_null(rows["headcount"]).to_numpy())
    if not len(blank):
        return rows
    asked = rows.take(pa.array(blank)).append_column("place", pa.array(blank))
    with duckdb.connect(":memory:") as database:
        database.register("asked", asked)
        database.register("told", rows.filter(pc.is_valid(rows["headcount"])))
        database.register("spells", table_of("spells", {}) if spells is None else spells)
        found = database.execute(_HEADCOUNTS, [spells is not None]).to_arrow_table()
    known = found.filter(pc.is_valid(found["people"]))
    places = known["place"].to_numpy()
    headcounts = pc.fill_null(rows["headcount"], 0).to_numpy().copy()
    headcounts[places] = known["people"].to_numpy()
    still = np.zeros(rows.num_rows, dtype=bool)
    still[blank] = True
    still[places] = False
    return replaced_column(rows, "headcount", pa.array(headcounts, NUMBER, mask=still))


_HEADCOUNTS = """
with beside as (
    select employer_id, month, insurance, sum(headcount)::bigint as people
    from told semi join asked using (employer_id, month, insurance) group by all
), insured as (
    select m.employer_id, m.month, count(distinct s.person_id) as people
    from (select distinct employer_id, month from asked) m
    join spells s on s.employer_id = m.employer_id
        and s.from_month <= m.month and (s.to_month is null or m.month < s.to_month)
    group by all
), said as (
    select a.*, coalesce(b.people, 0) as others, coalesce(i.people, 0) as insured,
        b.people is not null and a.due_fen = 0 as payment_only
    from asked a left join beside b using (employer_id, month, insurance) left join insured i using (employer_id, month)
), ranked as (
    select *, row_number() over (
        partition by employer_id, month, insurance, payment_only order by source_file, source_row, place
    ) as turn
    from said
)
select place, (case when payment_only then 0 when not $1 then null
    when turn = 1 then greatest(insured - others, 0) else 0 end)::bigint as people
from ranked
"""


def _rows_below_zero(rows: pa.Table) -> list[int]:
    """Places of the negative rows of every month whose people, dues or payments sum to less than nothing."""
    values = {name: pc.fill_null(rows[name], 0).to_numpy() for name in _SUMMED}
    negative = np.flatnonzero(np.logical_or.reduce([part < 0 for part in values.values()]))
    if not len(negative):
        return []
    key = _number(rows, "employer_id") << 20 | _number(rows, "month")
    near = np.flatnonzero(np.isin(key, key[negative]))
    insurance = rows["insurance"].take(pa.array(near)).to_pylist()
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(_SUMMED))
    for place, kind in zip(near.tolist(), insurance, strict=True):
        total = sums[int(key[place]), kind]
        for number, name in enumerate(_SUMMED):
            total[number] += int(values[name][place])
    bad = set(negative.tolist())
    return [
        place
        for place, kind in zip(near.tolist(), insurance, strict=True)
        if place in bad and min(sums[int(key[place]), kind]) < 0
    ]


def _correction(ledger: pa.Table, place: int) -> Finding:
    row = ledger.slice(place, 1).to_pylist()[0]
    named = ("headcount", *(part for parts in _PARTS.values() for part in parts))
    name = next((part for part in named if (row.get(part) or 0) < 0), "paid_unit_fen")
    return finding(
        (row["source_file"], row["source_row"], name, str(row.get(name))),
        (
            "冲减后该月合计为负, 本行未使用",
            "with this correction the month's sum falls below zero; the row is not used",
        ),
        ("请核对冲减金额和所属期", "check the amount of the correction and the month that it belongs to"),
    )


def _summed(ledger: pa.Table, parts: tuple[str, str]) -> pa.Array:
    unit, person = (pc.fill_null(arrow_column(ledger, part, NUMBER), 0) for part in parts)
    return pc.add_checked(unit, person)


def _last_days(month: pa.Array) -> pa.Array:
    months = pc.unique(month)
    days = pa.array([None if m is None else last_day(m) for m in months.to_pylist()], DAY)
    return days.take(pc.index_in(month, value_set=months))


def _number(rows: pa.Table, name: str) -> np.ndarray:
    values = rows[name]
    plain: np.ndarray = (values.cast(MONTH) if values.type == DAY else values).to_numpy().astype(np.int64)
    return plain


def replaced_column(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The prepared ledger with one column replaced."""
    return rows.set_column(LEDGER.get_field_index(name), LEDGER.field(name), values)
