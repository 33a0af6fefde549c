"""A pack made up for the tests: a town pays bakeries part of the flour of cheap bread. It owes nothing to the refund."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from wengang.engines.policy import (
    NO,
    OPEN,
    YES,
    Condition,
    Default,
    Hold,
    Lever,
    Pack,
    Profile,
    Question,
    Specimen,
    Terms,
    Text,
    among,
    half_up,
    joined_by,
    total,
    when,
)

AS_OF = dt.date(2020, 3, 15)
VALUES: Mapping[str, Any] = {
    "min_loaves": 100,
    "max_price": 300,
    "rate": 2_500,
    "rate_rye": 5_000,
    "kinds": ("wheat", "rye"),
    "crowd": 2,
    "never_read": 7,
}
BAKERIES = pa.schema(
    [
        ("employer_id", pa.int32()),
        ("kind", pa.string()),
        ("price_fen", pa.int64()),
        ("street", pa.string()),
        ("paid_fen", pa.int64()),
        *[(name, pa.string()) for name in ("size", "industry", "division")],
    ]
)
SALES = pa.schema([("employer_id", pa.int32()), ("loaves", pa.int64()), ("flour_fen", pa.int64())])


def same(text: str) -> Text:
    """One wording for both languages."""
    return Text(text, text)


def terms(**changed: Any) -> Terms:
    """The town's terms, some of them changed (``missing`` sets the tables that were not supplied)."""
    missing = changed.pop("missing", frozenset())
    values = {**VALUES, **changed}
    return Terms(values=values, year=2020, place="CN", as_of=AS_OF, known_by=AS_OF, missing=missing)


def tables(bakeries: Sequence[tuple], sales: Sequence[tuple]) -> dict[str, pa.Table]:
    """Bakeries (id, kind, price, street, paid) and their days of sale (id, loaves, flour)."""
    wide = [(*row, None, None, None) for row in bakeries]
    return {
        name: pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
        for name, schema, rows in (("employers", BAKERIES, wide), ("sales", SALES, sales))
    }


def _facts(opened, of_terms):
    sales = opened["sales"]
    sold = sales.group_by("employer_id").aggregate(
        loaves=total(sales.loaves), flour_fen=total(sales.flour_fen)
    )
    row = joined_by(opened["employers"], (sold, "employer_id"))
    return row.mutate(loaves=row.loaves.fill_null(0), flour_fen=row.flour_fen.fill_null(0))


def _shared(facts, opened, of_terms):
    placed = facts.filter(facts.street.notnull())
    return {"streets": placed.group_by("street").aggregate(neighbours=placed.count())}


def _derive(row, of_terms):
    rate = Default(
        of_terms["rate"], ((row.kind == "rye", of_terms["rate_rye"]), (row.kind == "both", of_terms["rate"]))
    )
    return row.mutate(rate_bp=rate.value(), collides_rate=rate.collides())


def _sold(row, of_terms):
    enough = row.loaves >= of_terms["min_loaves"]
    return ibis.ifelse(enough, YES, OPEN) if "sales" in of_terms.missing else enough


def _owed(row, of_terms):
    return half_up(row.flour_fen, row.rate_bp)


CONDITIONS = (
    Condition(
        id="B1",
        rule=lambda row, of_terms: among(row.kind, of_terms.words("kinds")),
        article="1",
        wording=same("bakes a kind that is paid for"),
        granted_as=lambda row, _of_terms: row.kind.upper(),
    ),
    Condition(id="B2", rule=_sold, article="2", wording=same("sold enough"), parameters=("min_loaves",)),
    Condition(
        id="B3",
        rule=lambda row, of_terms: row.price_fen <= of_terms["max_price"],
        article="3",
        wording=same("cheap"),
        parameters=("max_price",),
    ),
    Condition(
        id="B4",
        rule=lambda row, of_terms: _owed(row, of_terms) > row.paid_fen,
        article="4",
        wording=same("something is left to pay"),
        after_others=True,
    ),
)
QUESTIONS = (
    Question(
        key="price", of=("B3",), to=same("market"), wording=same("price?"), asked=lambda _row, _of_terms: YES
    ),
    Question(
        key="day:",
        of=("B2", "B3"),
        to=same("tax"),
        wording=same("sales of the day?"),
        keys=lambda row, _of_terms: when(row.price_fen.isnull(), "day:2;day:1"),
    ),
    Question(
        key="kind", of=("B1",), to=same("market"), wording=same("kind?"), asked=lambda _row, _of_terms: YES
    ),
    Question(
        key="paid", of=("B4",), to=same("treasury"), wording=same("paid?"), asked=lambda _row, _of_terms: YES
    ),
    Question(
        key="street",
        of=("",),
        to=same("map"),
        wording=same("street?"),
        asked=lambda row, _of_terms: row.street.isnull(),
    ),
)
LEVERS = (
    Lever(
        id="sell_more",
        of=("B2",),
        wording=same("{step} more loaves"),
        steps=lambda _row: range(1, 500),
        apply=lambda row, step: {**row, "loaves": row["loaves"] + step},
    ),
    Lever(
        id="cheaper",
        of=("B3",),
        wording=same("{step} fen cheaper"),
        steps=lambda row: range(1, (row["price_fen"] or 0) + 1),
        apply=lambda row, step: {**row, "price_fen": row["price_fen"] - step},
    ),
)
BAKERY = {
    "kind": "wheat",
    "price_fen": 300,
    "loaves": 100,
    "flour_fen": 10_000,
    "paid_fen": 0,
    "neighbours": 1,
}
SPECIMEN = Specimen(
    row=lambda _of_terms: BAKERY,
    variations=lambda of_terms: (
        [{"kind": kind} for kind in ("wheat", "rye", "oats", None)],
        [{"loaves": of_terms.values["min_loaves"] + step} for step in (-1, 0, 1)],
        [
            {"price_fen": price}
            for price in (of_terms.values["max_price"], of_terms.values["max_price"] + 1, None)
        ],
        [{"paid_fen": paid} for paid in (1, 2_499, 2_500)],
    ),
    profiles=lambda _of_terms: (
        Profile(
            id="dearer",
            wording=same("dearer bread"),
            step=same("one fen more"),
            rows=[(price, {"price_fen": price, "flour_fen": price * 100}) for price in range(290, 310)],
        ),
    ),
    assumed=same("a hundred loaves"),
)
PACK = Pack(
    name="bread",
    title=same("Cheap bread"),
    years=(2020, 2020),
    needs=lambda _of_terms: ("employers", "sales"),
    keyed=("employers", "sales"),
    facts=_facts,
    shared=_shared,
    shared_keys={"streets": "street"},
    derive=_derive,
    conditions=CONDITIONS,
    questions=QUESTIONS,
    entitlement=_owed,
    paid=lambda row, _of_terms: row.paid_fen,
    rounding="half_up_fen",
    notes={"B5": lambda row, _of_terms: row.paid_fen > 0},
    holds=(
        Hold(
            id="crowded",
            rule=lambda row, of_terms: row.neighbours > of_terms["crowd"],
            wording=same("many bakeries of one street"),
            parameters=("crowd",),
        ),
        Hold(id="never", rule=lambda _row, _of_terms: NO, wording=same("never")),
    ),
    report=("rate_bp", "loaves"),
    granted_only=("rate_bp",),
    levers=LEVERS,
    specimen=SPECIMEN,
)
