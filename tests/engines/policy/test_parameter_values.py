"""Values of parameters: what a file may hold, what a person may type, and one text for each."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.engines.policy.parameter_values import (
    UNITS,
    BadValueError,
    Declaration,
    from_file,
    from_text,
    to_text,
)
from wengang.engines.policy.text import Text


def declared(unit, **more):
    """A parameter of that unit."""
    return Declaration(path="some.path", label=Text("某", "some"), unit=unit, **more)


@pytest.mark.parametrize(
    ("unit", "found", "value", "text"),
    [
        ("rate", "0.80", 8000, "0.80"),
        ("rate", "0.055", 550, "0.055"),
        ("rate", "5.5%", 550, "0.055"),
        ("rate", "1", 10000, "1.00"),
        ("rate", "0.0001", 1, "0.0001"),
        ("rate", "0", 0, "0.00"),
        ("months", 12, 12, "12"),
        ("persons", 30, 30, "30"),
        ("fen", 90071992547409931, 90071992547409931, "90071992547409931"),
        ("days", 5, 5, "5"),
        ("count", 0, 0, "0"),
        ("decimal", "12.5", Decimal("12.5"), "12.5"),
        ("decimal", 12, Decimal(12), "12"),
        ("flag", True, True, "true"),
        ("choice", "sme", "sme", "sme"),
        ("list", ["retired", "died"], ("retired", "died"), "retired;died"),
        ("list", [], (), ""),
        ("date", dt.date(2022, 12, 31), dt.date(2022, 12, 31), "2022-12-31"),
    ],
)
def test_a_files_value_has_one_type_and_one_text(unit, found, value, text):
    """Each unit gives its Python type; the canonical text is read back to the same value."""
    assert from_file(declared(unit), found) == value
    assert type(from_file(declared(unit), found)) is type(value)
    assert to_text(value, unit) == text
    assert from_text(declared(unit), text) == value


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("rate", 0.8),
        ("rate", 1),
        ("rate", True),
        ("rate", "-0.1"),
        ("rate", "0.00001"),
        ("rate", "80"),
        ("rate", "0,8"),
        ("rate", "nan"),
        ("months", "12"),
        ("months", -1),
        ("months", True),
        ("months", 1.0),
        ("decimal", 12.5),
        ("decimal", "1e3"),
        ("decimal", "-1"),
        ("flag", 1),
        ("flag", "true"),
        ("choice", "中"),
        ("choice", ["sme"]),
        ("list", "retired"),
        ("list", ["retired", "retired"]),
        ("list", [1]),
        ("date", "2022-12-31"),
        ("date", dt.datetime(2022, 12, 31)),
        *((unit, None) for unit in UNITS),
    ],
)
def test_a_files_value_of_another_kind_is_refused(unit, found):
    """No float, no number for a flag, no text for a day, no null unless declared: nothing is guessed."""
    with pytest.raises(BadValueError) as caught:
        from_file(declared(unit), found)
    assert caught.value.expected.zh
    assert caught.value.expected.en


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("rate", " 80% ", 8000),
        ("rate", "5.5％", 550),
        ("rate", ".5", 5000),
        ("flag", "1", True),
        ("flag", "0", False),
        ("flag", "TRUE", True),
        ("flag", "是", True),
        ("flag", "否", False),
        ("list", "retired; died", ("retired", "died")),
        ("list", "none", ()),
        ("list", "", ()),
    ],
)
def test_a_person_may_type_it_in_several_ways(unit, text, value):
    """--set takes percentages, 1 and 0, lists parted by semicolons."""
    assert from_text(declared(unit), text) == value


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("flag", "2"),
        ("flag", ""),
        ("months", "1.5"),
        ("months", "-1"),
        ("months", "²"),
        ("date", "2022"),
        ("rate", ""),
    ],
)
def test_a_slip_of_the_pen_is_refused(unit, text):
    """What is typed must be a value of the unit."""
    with pytest.raises(BadValueError):
        from_text(declared(unit), text)


def test_null_is_for_parameters_that_may_not_apply():
    """A nullable parameter takes null from the file and null, none or 无 from a person."""
    nullable = declared("rate", nullable=True)
    assert from_file(nullable, None) is None
    assert [from_text(nullable, text) for text in ("null", "none", "无", "NULL")] == [None] * 4
    assert to_text(None, "rate") == "null"


def test_a_word_outside_the_choices_is_refused_with_the_nearest():
    """A choice and each word of a list must be one that the pack knows."""
    for unit, found in (("choice", "avrage"), ("list", ["avrage"])):
        with pytest.raises(BadValueError, match="average"):
            from_file(declared(unit, choices=("start", "average")), found)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("months", "99999999999999999999"),
        ("fen", "9" * 5000),
        ("decimal", "1" + "0" * 30),
        ("decimal", "0." + "0" * 30 + "1"),
    ],
)
def test_numbers_that_fit_nowhere_are_refused(unit, text):
    """What no comparison could hold is a slip of the pen."""
    with pytest.raises(BadValueError):
        from_text(declared(unit), text)


def test_a_bound_of_its_own():
    """A rate is at most one unless the pack says otherwise; other units have no bound unless declared."""
    assert from_text(declared("rate", at_most=100_000), "1.30") == 13_000
    assert from_text(declared("persons"), "1000000") == 1_000_000
    with pytest.raises(BadValueError, match="at most 2"):
        from_text(declared("count", at_most=2), "3")
    with pytest.raises(BadValueError, match="at most 24"):
        from_text(declared("decimal", at_most=Decimal(24)), "24.5")


@given(st.integers(0, 10_000))
def test_every_rate_survives_its_text(value):
    """Rates go to text and back without a float between."""
    assert from_text(declared("rate"), to_text(value, "rate")) == value


@given(st.decimals(0, 10**6, places=3, allow_nan=False))
def test_every_decimal_survives_its_text(value):
    """Decimals keep their digits."""
    text = to_text(value, "decimal")
    assert "E" not in text
    assert from_text(declared("decimal"), text) == value


@given(st.lists(st.sampled_from(["retired", "died", "resigned"]), unique=True))
def test_every_list_survives_its_text(words):
    """A list of words goes through a cell and back."""
    assert from_text(declared("list"), to_text(tuple(words), "list")) == tuple(words)
