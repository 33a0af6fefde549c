"""Cells as offices type them: read exactly, or a problem; never a guess."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.engines.extracts import cells, problems
from wengang.engines.extracts.problems import Problem
from wengang.kernel.money import MAX_FEN
from wengang.kernel.period import month_index


@pytest.mark.parametrize(
    "text",
    ["2020-01-05", "2020.1.5", "2020/1/5", "20200105", "2020年1月5日", "2020-01-05 00:00:00", "２０２０．１．５",
     "2020-1-05", " 2020年01月05日 ", "2020-01-05T00:00:00", "2020/1/5 0:00"],
)  # fmt: skip
def test_dates_as_typed(text):
    """Each form in which offices write the fifth of January is that day."""
    assert cells.read_date(text) == dt.date(2020, 1, 5)


@pytest.mark.parametrize(
    "text", ["2020-02-30", "2020-13-01", "20201301", "5/1/2020", "见附页", "2020", "0020-01-05"]
)
def test_no_dates(text):
    """What is no day, or could be two, is a problem."""
    assert isinstance(cells.read_date(text), Problem)


def test_serials_only_in_spreadsheets():
    """43835 is 2020-01-05 in a spreadsheet; in a CSV it is a damaged date."""
    assert cells.read_date("43835", serials=True) == dt.date(2020, 1, 5)
    assert cells.read_date("43835") is problems.SERIAL


@pytest.mark.parametrize(
    "text", ["2019-12", "2019.12", "2019/12", "2019年12月", "201912", "2019-12-31", "20191215"]
)
def test_months(text):
    """Each form of December 2019 is that month, full dates included."""
    assert cells.read_month(text) == month_index(2019, 12)


@pytest.mark.parametrize("text", ["2019-13", "201913", "2019-00", "12", "一月", "2019-1-32", "2019"])
def test_no_months(text):
    """A thirteenth month and the like are problems."""
    assert isinstance(cells.read_month(text), Problem)


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [("1,234.56", "yuan", 123456), ("１２３４．５６", "yuan", 123456), ("￥1,234.5", "yuan", 123450),
     ("1234元", "fen", 123400), ("12.5万元", "yuan", 12_500_000), ("-12.30", "yuan", -1230), ("-¥3", "yuan", -300),
     ("0.000001", "10k_yuan", 1), ("1234", "fen", 1234), ("+5", "fen", 5), ("−5", "yuan", -500), ("12.300", "yuan", 1230)],
)  # fmt: skip
def test_amounts(text, unit, fen):
    """Separators, widths, signs and units written in the cell are understood, to the fen."""
    assert cells.read_amount(text, unit=unit) == fen


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [("1.234", "yuan", problems.FINE), ("12.5", "fen", problems.FINE), ("12.00", "fen", problems.FINE),
     ("1.2E+5", "yuan", problems.SCIENTIFIC), ("1e5", "fen", problems.SCIENTIFIC), ("1,23", "yuan", problems.AMOUNT),
     ("见附页", "yuan", problems.AMOUNT), ("99999999999999", "yuan", problems.HUGE), ("9" * 60, "fen", problems.HUGE),
     ("1.2.3", "yuan", problems.AMOUNT), ("--5", "yuan", problems.AMOUNT)],
)  # fmt: skip
def test_no_amounts(text, unit, problem):
    """Fractions of a fen, scientific notation, wrong groups and absurd sums are problems."""
    assert cells.read_amount(text, unit=unit) is problem


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_amounts_survive_writing(fen):
    """Any amount written in fen, yuan or ten thousand yuan, with separators or without, reads back exactly."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    assert cells.read_amount(str(fen), unit="fen") == fen
    assert cells.read_amount(f"{sign}{size // 100:,}.{size % 100:02d}", unit="yuan") == fen
    assert cells.read_amount(f"{sign}{size // 10**6}.{size % 10**6:06d}万元", unit="fen") == fen


@pytest.mark.parametrize("text", ["9.12107E+17", "9.12E17", "9E+17", "210700.0", "91210700.00"])
def test_damaged_identifiers(text):
    """Numbers that went through a spreadsheet are caught, not repaired."""
    assert isinstance(cells.read_identifier(text), Problem)


@pytest.mark.parametrize(
    "text", ["0012", "912107000000000001", "91210700MA0XE12345", "12E4567", "210105198801010011", "N-1"]
)
def test_sound_identifiers(text):
    """Leading zeros, eighteen digits and codes with an E stay as they are."""
    assert cells.read_identifier(text) == text


def test_lost_zeros():
    """Where the schema fixes the length, a shorter number has lost its zeros."""
    assert isinstance(cells.read_identifier("12345", lengths=(6,)), Problem)
    assert cells.read_identifier("012345", lengths=(6,)) == "012345"


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("1,234", 1234), ("１２", 12), ("12人", 12), ("12.0", 12)]
)
def test_integers(text, number):
    """Counts with separators, width, a measure word or a spreadsheet's .0."""
    assert cells.read_integer(text, least=0, most=None) == number


@pytest.mark.parametrize("text", ["约20人", "12.5", "-1", "1e3", "十二", "9" * 30])
def test_no_integers(text):
    """Guesses, fractions and numbers out of bounds are problems."""
    assert isinstance(cells.read_integer(text, least=0, most=None), Problem)


@pytest.mark.parametrize(
    ("text", "flag"), [("1", True), ("0", False), ("是", True), ("否", False), ("YES", True), ("no", False)]
)
def test_flags(text, flag):
    """Yes and no in digits, Chinese and English."""
    assert cells.read_flag(text) is flag
    assert isinstance(cells.read_flag("也许"), Problem)


@given(st.text(min_size=1))
def test_no_reader_ever_raises(text):
    """Whatever stands in a cell, a reader gives a value or a problem."""
    plain = text.strip(cells.BLANKS)
    cells.read_date(plain, serials=True)
    cells.read_month(plain, serials=True)
    for unit in cells.FEN_PER_UNIT:
        cells.read_amount(plain, unit=unit)
    cells.read_integer(plain, least=0, most=None)
    cells.read_flag(plain)
    cells.read_decimal(plain)
    cells.read_text(plain)
    cells.read_identifier(plain)
