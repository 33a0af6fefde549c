"""Sections of the industrial classification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.codes.industries import SECTION_NAMES, SECTIONS, section_of


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("C3311", "C"),
        ("3311", "C"),
        ("C33", "C"),
        ("C", "C"),
        ("c", "C"),
        ("Ｆ５２", "F"),
        (" K70 ", "K"),
        ("0111", "A"),
        ("97", "T"),
        ("98", None),
        ("F33", None),
        ("Z", None),
        ("7", None),
        ("C3-3", None),
        ("商业", None),
        ("", None),
        (None, None),
    ],
)
def test_the_section_of_a_code(code, section):
    """Letter and digits, either alone, full width; a letter that contradicts the digits tells nothing."""
    assert section_of(code) == section


def test_sections_cover_the_divisions_without_gap_or_overlap():
    """GB/T 4754-2017: 97 divisions in 20 sections, in order."""
    covered = [number for _, first, last, _, _ in SECTIONS for number in range(first, last + 1)]
    assert covered == list(range(1, 98))
    assert "".join(SECTION_NAMES) == "ABCDEFGHIJKLMNOPQRST"


@given(st.text())
def test_any_text_has_a_section_or_none(text):
    """Never an error."""
    assert section_of(text) in {*SECTION_NAMES, None}
