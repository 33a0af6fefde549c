"""What was typed, turned into what is meant."""

import datetime as dt
from decimal import Decimal

import pytest

from wengang.cli import given
from wengang.kernel.errors import InputError


def test_settings_and_grids():
    """One path, one value; several values for a grid."""
    assert given.settings(["ratio.sme=0.6", "layoff.max = 5.5%"]) == {
        "ratio.sme": "0.6",
        "layoff.max": "5.5%",
    }
    assert given.settings(None) == {}
    assert given.grids(["ratio.sme=0.5, 0.6,1"]) == {"ratio.sme": ("0.5", "0.6", "1")}


@pytest.mark.parametrize("words", [["ratio.sme"], ["=1"], ["a=1", "a=2"]])
def test_bad_settings(words):
    """Another form, or a path twice, is bad input."""
    with pytest.raises(InputError, match="--set"):
        given.settings(words)


@pytest.mark.parametrize("words", [["ratio.sme"], ["a=1,,2"], ["a=1,1"], ["a=1", "a=2"], ["a="]])
def test_bad_grids(words):
    """Another form, an empty value or one given twice is bad input."""
    with pytest.raises(InputError, match="--grid"):
        given.grids(words)


def test_percentages():
    """With or without the sign."""
    assert given.percentage("5") == given.percentage("5%") == Decimal(5)
    assert given.percentage("2.5") == Decimal("2.5")


@pytest.mark.parametrize("text", ["-1", "101", "NaN", "x", ""])
def test_bad_percentages(text):
    """Out of range or no number is bad input."""
    with pytest.raises(InputError, match="--max-bad"):
        given.percentage(text)


def test_paths_that_are_not_there(tmp_path):
    """The message names the option."""
    with pytest.raises(InputError, match="--extracts"):
        given.folder(tmp_path / "no", "--extracts")
    with pytest.raises(InputError, match="--answers"):
        given.file(tmp_path, "--answers")


def test_terms_of_a_round(tmp_path):
    """Options become the fields of a request; how to talk is none of its business."""
    typed = {
        "scheme": "retention-refund",
        "as_of": dt.datetime(2020, 3, 15),
        "known_by": None,
        "extracts": tmp_path,
        "sources": None,
        "without": ["spells"],
        "set_": ["ratio.sme=1"],
        "max_bad": "5%",
        "lang": "en",
        "as_json": True,
    }
    assert given.terms(typed) == {
        "scheme": "retention-refund",
        "as_of": dt.date(2020, 3, 15),
        "known_by": None,
        "extracts": tmp_path,
        "sources": [],
        "without": ("spells",),
        "patch": {"ratio.sme": "1"},
        "max_bad_percent": Decimal(5),
    }
