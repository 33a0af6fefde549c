"""The whole evaluation, on a pack that owes nothing to the refund: the engine serves whoever never saw the rest."""

from dataclasses import replace

import pytest

from engines.policy import bread_pack as bread
from wengang.engines.policy import Default
from wengang.engines.policy.evaluate import CollidingExceptions, decide, gather
from wengang.engines.policy.session import DuckDBSession

GRANT, RYE, TOPPED, CROWDED, FEW, DEAR_OATS, OPEN_PRICE, NO_KIND, PAID, NO_SALES, OPEN_AND_FAILED = range(11)
BAKERIES = [
    (GRANT, "wheat", 300, None, 0),
    (RYE, "rye", 1, "Elm", 0),
    (TOPPED, "wheat", 1, "Elm", 2_499),
    (CROWDED, "wheat", 1, "Oak", 0),
    (FEW, "wheat", 300, "Oak", 0),
    (DEAR_OATS, "oats", 301, "Oak", 0),
    (OPEN_PRICE, "wheat", None, None, 0),
    (NO_KIND, None, None, None, 0),
    (PAID, "wheat", 1, None, 2_500),
    (NO_SALES, "wheat", 1, None, 0),
    (OPEN_AND_FAILED, "oats", None, None, None),
]
SALES = [
    *[(bakery, 60, 5_001) for bakery in range(9) if bakery != FEW],
    *[(bakery, 40, 4_999) for bakery in range(9) if bakery != FEW],
    (FEW, 99, 10_000),
    (OPEN_AND_FAILED, 100, 10_000),
]


def _decided(of_terms, *, bakeries=BAKERIES, sales=SALES, pack=bread.PACK):
    with DuckDBSession() as session:
        opened = {name: session.read(name, table) for name, table in bread.tables(bakeries, sales).items()}
        return decide(
            pack, session, gathered=gather(pack, session, tables=opened, terms=of_terms), terms=of_terms
        )


@pytest.fixture(scope="module")
def rows():
    """The town decided once."""
    return _decided(bread.terms()).to_pylist()


def test_every_entity_has_one_row_in_order(rows):
    """Also a bakery without any sale."""
    assert [row["employer_id"] for row in rows] == list(range(len(BAKERIES)))


@pytest.mark.parametrize(
    ("bakery", "outcome", "reasons", "amount_fen"),
    [
        (GRANT, "granted", "WHEAT", 2_500),
        (RYE, "granted", "RYE", 5_000),
        (TOPPED, "granted", "WHEAT;B5", 1),
        (FEW, "refused", "B2", 0),
        (DEAR_OATS, "refused", "B1;B3", 0),
        (OPEN_PRICE, "undetermined", "B3", 0),
        (NO_KIND, "undetermined", "B1;B3", 0),
        (PAID, "refused", "B4", 0),
        (NO_SALES, "refused", "B2", 0),
        (OPEN_AND_FAILED, "refused", "B1", 0),
    ],
)
def test_outcome_and_reasons(rows, bakery, outcome, reasons, amount_fen):
    """Three outcomes; reasons in the statute's order; one failure refuses whatever else is open."""
    row = rows[bakery]
    assert (row["outcome"], row["reasons"], row["amount_fen"]) == (outcome, reasons, amount_fen)


def test_a_late_condition_is_judged_only_when_the_others_hold(rows):
    """B4 fails for a bakery without sales too, but it is not among its reasons; with B4 alone the entitlement stays."""
    assert (rows[NO_SALES]["B4"], rows[NO_SALES]["reasons"], rows[NO_SALES]["entitlement_fen"]) == (
        False,
        "B2",
        0,
    )
    assert rows[PAID]["entitlement_fen"] == 2_500


def test_questions_are_sorted_and_only_of_open_conditions(rows):
    """By key as written; a refusal asks nothing; a grant is asked what concerns grants."""
    asked = {number: row["questions"] for number, row in enumerate(rows)}
    assert asked[OPEN_PRICE] == "day:2;day:1;price"
    assert asked[NO_KIND] == "day:2;day:1;kind;price"
    assert asked[GRANT] == "street"
    assert {asked[number] for number in (RYE, FEW, DEAR_OATS, PAID, NO_SALES, OPEN_AND_FAILED)} == {""}


def test_holds_stand_on_grants_only(rows):
    """Three bakeries share a street; the two that are refused are not held."""
    assert {number: row["holds"] for number, row in enumerate(rows) if row["holds"]} == {CROWDED: "crowded"}


def test_columns_of_grants_show_on_grants_only(rows):
    """The rate of a refusal is blank in the report."""
    assert {row["outcome"] for row in rows if row["rate_bp"] is not None} == {"granted"}


def test_an_open_late_condition_leaves_undetermined():
    """What was paid is not known: nothing is paid, and the treasury is asked."""
    row = _decided(
        bread.terms(), bakeries=[(0, "wheat", 1, "Elm", None)], sales=[(0, 100, 10_000)]
    ).to_pylist()[0]
    assert (row["outcome"], row["reasons"], row["questions"]) == ("undetermined", "B4", "paid")
    assert (row["amount_fen"], row["entitlement_fen"]) == (0, 0)


def test_a_missing_table_leaves_open_what_needs_it():
    """A pack reads from the terms that the table was not supplied."""
    rows = _decided(bread.terms(missing=frozenset({"sales"})), sales=[]).to_pylist()
    assert rows[GRANT]["outcome"] == "undetermined"
    assert rows[DEAR_OATS]["outcome"] == "refused"


def test_nobody_to_decide():
    """An empty town gives an empty decision with all columns."""
    decided = _decided(bread.terms(), bakeries=[], sales=[])
    assert decided.num_rows == 0
    assert {"outcome", "reasons", "questions", "holds", "amount_fen"} <= set(decided.column_names)


def test_colliding_exceptions_stop_the_run():
    """Two exceptions of one general rule hold at once: the entity is named and nothing is decided."""

    def derive(row, of_terms):
        rate = Default(
            of_terms["rate"], ((row.kind == "rye", of_terms["rate_rye"]), (row.loaves > 50, of_terms["rate"]))
        )
        return row.mutate(rate_bp=rate.value(), collides_rate=rate.collides())

    with pytest.raises(CollidingExceptions, match=r"rate.*\[1\]"):
        _decided(bread.terms(), pack=replace(bread.PACK, derive=derive))


def test_an_empty_list_admits_nobody_and_leaves_the_unknown_open():
    """A list parameter may be empty."""
    rows = _decided(bread.terms(kinds=())).to_pylist()
    assert rows[GRANT]["outcome"] == "refused"
    assert rows[NO_KIND]["B1"] is None
