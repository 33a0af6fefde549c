"""One cell of text to one value: dates, months, amounts, counts and codes as offices type them.

Each reader takes trimmed, non-empty text and gives its value, or the :class:`Problem` that keeps it from having
one. Nothing is guessed: what could be meant in two ways is a problem.
"""

import datetime as dt
import functools
import re
import unicodedata
from decimal import Decimal

from wengang.engines.extracts import problems
from wengang.engines.extracts.problems import Problem
from wengang.kernel.money import FEN_PER_10K_YUAN, FEN_PER_YUAN, MAX_FEN
from wengang.kernel.period import month_index

FEN_PER_UNIT = {"fen": 1, "yuan": FEN_PER_YUAN, "10k_yuan": FEN_PER_10K_YUAN}
BLANKS = " \t\r\n\v\f\u3000\u00a0\u2007\u202f\u200b\ufeff"
FIRST_YEAR, LAST_YEAR = 1900, 2199
_SERIAL_ZERO = dt.date(1899, 12, 30)  # day numbers from March 1900 on count from here

_DATE = re.compile(r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIME = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月?|(\d{2}))", re.ASCII)
_SERIAL = re.compile(r"\d{2,6}(\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d*)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+", re.ASCII)
_DAMAGED = re.compile(r"[+-]?\d(\.\d+[eE][+-]?|\.?[eE][+-])\d+", re.ASCII)
_POINT_ZERO = re.compile(r"\d+\.0+", re.ASCII)
_UNITS = (("万元", "10k_yuan"), ("元", "yuan"), ("分", "fen"))
_DECODED_TWICE = ("\ufffd", "锟斤拷", "ï»¿", "ï¿½")
_YES = {"1", "是", "yes", "y", "true", "有"}
_NO = {"0", "否", "no", "n", "false", "无"}


def fold(text: str) -> str:
    """Half width (NFKC), without blanks around, a typographic minus as a plain one."""
    if text.isascii():  # as it is already
        return text.strip(BLANKS)
    return unicodedata.normalize("NFKC", text).strip(BLANKS).replace("\u2212", "-")


def _day(year: int, month: int, day: int) -> dt.date | Problem:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return problems.DATE
    try:
        return dt.date(year, month, day)
    except ValueError:
        return problems.DATE


@functools.lru_cache(maxsize=1 << 15)  # the same days come back in every file
def read_date(text: str, *, serials: bool = False) -> dt.date | Problem:
    """A day: 2020-01-05, 2020/1/5, 2020.1.5, 2020年1月5日, 20200105, each also with a time of midnight.

    With ``serials`` (cells of a spreadsheet) also its day numbers: 43835 is 2020-01-05.
    """
    plain = fold(text)
    if ":" in plain:
        plain = _TIME.sub("", plain)
    plain = plain.replace(" ", "")
    match = _DATE.fullmatch(plain)
    if match:
        year, _, month, day, month_zh, day_zh = match.groups()
        return _day(int(year), int(month or month_zh), int(day or day_zh))
    match = _EIGHT.fullmatch(plain)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if _SERIAL.fullmatch(plain) and len(plain.split(".")[0]) == 5:
        if not serials:
            return problems.SERIAL
        number = int(plain.split(".")[0])
        return _SERIAL_ZERO + dt.timedelta(days=number)
    return problems.DATE


def read_month(text: str, *, serials: bool = False) -> int | Problem:
    """A month as its index: 2019-12, 2019.12, 2019/12, 2019年12月, 201912, or the month of a full date."""
    plain = fold(text).replace(" ", "")
    match = _MONTH.fullmatch(plain)
    if match:
        year, *rest = match.groups()
        month = next(int(part) for part in rest if part is not None)
        if 1 <= month <= 12 and FIRST_YEAR <= int(year) <= LAST_YEAR:
            return month_index(int(year), month)
        return problems.MONTH
    day = read_date(text, serials=serials)
    if isinstance(day, Problem):
        return problems.SERIAL if day is problems.SERIAL else problems.MONTH
    return month_index(day.year, day.month)


def read_amount(text: str, *, unit: str, most: int = MAX_FEN) -> int | Problem:
    """An amount in whole fen; ``unit`` (fen, yuan, 10k_yuan) is what a bare number counts.

    A unit written in the cell (12.5万元) goes before it. Anything finer than a fen, beyond ``most`` fen or in
    scientific notation is a problem, and in fen any decimal point.
    """
    plain = fold(text).replace(" ", "").removeprefix("¥").removeprefix("CNY").removeprefix("RMB")
    if plain[:2] in ("-¥", "+¥"):
        plain = plain[0] + plain[2:]
    for suffix, stated in _UNITS:
        if plain.endswith(suffix):
            plain, unit = plain.removesuffix(suffix), stated
            break
    if not _NUMBER.fullmatch(plain):
        return problems.SCIENTIFIC if _SCIENTIFIC.fullmatch(plain) else problems.AMOUNT
    if unit == "fen" and "." in plain:
        return problems.FINE
    if len(plain) > 40:
        return problems.HUGE
    fen = Decimal(plain.replace(",", "")) * FEN_PER_UNIT[unit]
    if abs(fen) > most:
        return problems.HUGE
    return int(fen) if fen == fen.to_integral_value() else problems.FINE


def read_integer(text: str, *, least: int | None, most: int | None) -> int | Problem:
    """A whole number within bounds: 12, 1,234, １２, 12人, 12.0."""
    plain = fold(text).replace(" ", "").removesuffix("人").removesuffix("户")
    match = _NUMBER.fullmatch(plain)
    if not match:
        return problems.SCIENTIFIC if _SCIENTIFIC.fullmatch(plain) else problems.INTEGER
    if match[3] and match[3].strip(".0"):
        return problems.INTEGER
    digits = plain.split(".", maxsplit=1)[0].replace(",", "")
    if len(digits) > 18:
        return problems.out_of_bounds(least, most)
    number = int(digits) if digits.strip("+-") else 0
    if (least is not None and number < least) or (most is not None and number > most):
        return problems.out_of_bounds(least, most)
    return number


def read_flag(text: str) -> bool | Problem:
    """Yes or no: 1/0, 是/否, yes/no, true/false, 有/无."""
    plain = fold(text).lower()
    return True if plain in _YES else False if plain in _NO else problems.FLAG


def read_decimal(text: str) -> str | Problem:
    """A decimal as plain text (``12.5``), half width and without separators."""
    plain = fold(text).replace(" ", "")
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        return problems.SCIENTIFIC if _SCIENTIFIC.fullmatch(plain) else problems.DECIMAL
    return plain.replace(",", "").removeprefix("+")


def read_text(text: str) -> str | Problem:
    """Words as they stand; a trace of bytes read in the wrong encoding (乱码) is a problem."""
    return problems.UNDECODABLE if any(trace in text for trace in _DECODED_TWICE) else text


def read_identifier(text: str, *, lengths: tuple[int, ...] = ()) -> str | Problem:
    """A number or code, as text: leading zeros and all 18 digits stay.

    Scientific notation, a trailing ``.0`` and, where the schema fixes the length, lost zeros are problems.
    """
    plain = fold(text)
    if _DAMAGED.fullmatch(plain):
        return problems.SCIENTIFIC
    if _POINT_ZERO.fullmatch(plain):
        return problems.POINT_ZERO
    if lengths and len(plain) not in lengths:
        return problems.wrong_length(lengths)
    return read_text(text)
