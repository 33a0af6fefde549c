"""The static check: conditions that cannot turn, idle parameters, cliffs."""

from dataclasses import replace

import pytest

from engines.policy import bread_pack as bread
from wengang.engines.policy import NO, YES, Condition
from wengang.engines.policy.check import check, lattice_rows
from wengang.engines.policy.session import DuckDBSession


def _checked(pack=bread.PACK, **changed):
    with DuckDBSession() as session:
        opened = {name: session.read(name, table) for name, table in bread.tables([], []).items()}
        return check(pack, session, tables=opened, terms=bread.terms(**changed))


def _condition(rule) -> Condition:
    return Condition(id="X", rule=rule, article="", wording=bread.same(""))


@pytest.fixture(scope="module")
def plain():
    """The pack as it is."""
    return _checked()


def test_a_sound_pack(plain):
    """Every condition can hold and can fail; the specimen is a grant."""
    assert (plain.never_holds, plain.never_fails) == ((), ())
    assert plain.specimen == ("granted", "WHEAT")


def test_what_no_rule_reads(plain):
    """A parameter that nobody reads is told, unless it is read elsewhere."""
    assert plain.unread == ("never_read",)


def test_the_cliff_and_its_threshold(plain):
    """One fen dearer than the limit costs everything; the threshold is named by shifting the numbers."""
    [cliff] = plain.cliffs
    assert (cliff.at, cliff.to, cliff.parameters, cliff.turned) == (300, 301, ("max_price",), ("B3",))
    assert cliff.loss_fen == cliff.before_fen == 7_500


def test_conditions_that_cannot_turn():
    """One that nobody meets, one that everybody meets."""
    never = replace(bread.PACK, conditions=(*bread.CONDITIONS, _condition(lambda _row, _of_terms: NO)))
    found = _checked(never)
    assert (found.never_holds, found.never_fails, found.cliffs) == (("X",), (), ())
    always = replace(bread.PACK, conditions=(*bread.CONDITIONS, _condition(lambda _row, _of_terms: YES)))
    assert _checked(always).never_fails == ("X",)


def test_contradicting_thresholds_are_found_under_the_terms_in_force():
    """The very pack, with a list that holds nothing."""
    assert _checked(kinds=()).never_holds == ("B1",)


def test_the_lattice_holds_each_alternative_and_each_pair():
    """1 + (4 + 3 + 3 + 3) + all pairs of two groups."""
    assert len(list(lattice_rows(bread.SPECIMEN, bread.terms()))) == 1 + 13 + 4 * 9 + 3 * 9


def test_a_misspelt_column_of_the_specimen_is_an_error():
    """A fact that the row does not have would silently vary nothing."""
    specimen = replace(bread.SPECIMEN, row=lambda _of_terms: {**bread.BAKERY, "lovaes": 1})
    with pytest.raises(LookupError, match="lovaes"):
        _checked(replace(bread.PACK, specimen=specimen))


def test_a_pack_without_a_specimen():
    """It says so."""
    with pytest.raises(LookupError, match="no specimen"):
        _checked(replace(bread.PACK, specimen=None))
