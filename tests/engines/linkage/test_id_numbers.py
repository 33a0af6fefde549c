"""Citizens' numbers: the standard's vectors, old and shortened ones, masked ones, what a spreadsheet leaves of them."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.linkage.made_up import cases, person_number
from wengang.engines.linkage.id_numbers import is_citizens_number, read_id

BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2005, 12, 31)).map(lambda day: f"{day:%Y%m%d}")


@pytest.mark.parametrize("case", cases("id_numbers.csv"), ids=lambda case: case["cell"])
def test_cells(case):
    """What each cell says: a sound number, a pattern, the day of birth, what reading it changed."""
    number = read_id(case["cell"])
    found = {name: getattr(number, name) or "" for name in case if name != "cell"}
    assert found == {name: case[name] for name in found}


@given(st.text())
@example("X" * 18)
@example("*" * 18)
@example("1" * 17 + "*")
@example("9" * 15)
@example("²" * 18)
@example("٣" * 17)
def test_no_text_crashes_the_reader(text):
    """Any text; what is called sound is, and patterns hold digits, X and wildcards only (they go into LIKE)."""
    number = read_id(text)
    assert number.sound is None or is_citizens_number(number.sound)
    assert number.sound in (None, number.text)
    assert set(number.text) <= set("0123456789X_")
    assert number.pattern in ("", number.text)


@given(BIRTHS, st.integers(0, 999))
def test_all_forms_of_one_number(birth, sequence):
    """Whole, small x, spaced: the same sound number; fifteen digits too, of whoever was born before 2000."""
    whole = person_number(birth, sequence=sequence)
    forms = [whole, whole.lower(), f"{whole[:6]} {whole[6:14]} {whole[14:]}", f"{whole[:17]}*"]
    if birth < "2000":
        forms.append(whole[:6] + whole[8:17])
    assert {read_id(form).sound for form in forms} == {whole}
    assert read_id(whole).birth == birth


@given(BIRTHS, st.integers(0, 999), st.integers(0, 17), st.integers(0, 9))
def test_one_wrong_digit_is_never_sound(birth, sequence, place, digit):
    """One wrong digit is always found out."""
    whole = person_number(birth, sequence=sequence)
    wrong = f"{whole[:place]}{digit}{whole[place + 1 :]}"
    assert (read_id(wrong).sound is not None) == (wrong == whole)


@given(BIRTHS, st.integers(0, 999), st.integers(0, 16))
def test_a_digit_lost_within_makes_no_other_person(birth, sequence, place):
    """Seventeen digits with one lost in the middle are not taken for sound, but where they look like one that lost its X."""
    whole = person_number(birth, sequence=sequence)
    short = whole[:place] + whole[place + 1 :]
    number = read_id(short)
    assert number.sound is None or number.sound.endswith("X")
