"""Contribution months (费款所属期) as integers that can be compared, subtracted and packed into bits."""

import calendar
import datetime as dt
import re

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def month_index(year: int, month: int) -> int:
    """Months since January of the year 0: consecutive months differ by one.

    >>> month_index(2020, 1) - month_index(2019, 12)
    1
    """
    if not 1 <= month <= 12:
        raise ValueError(f"no such month: {year}-{month}")
    return year * 12 + month - 1


def parse_month(text: str) -> int:
    """Index of ``YYYY-MM``. Raises ValueError for anything else, 2019-13 included."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(f"not a month YYYY-MM: {text!r}")
    return month_index(int(match[1]), int(match[2]))


def month_text(index: int) -> str:
    """``YYYY-MM`` of a month index; the inverse of :func:`parse_month`."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of(day: dt.date) -> int:
    """Index of the month in which a day lies."""
    return month_index(day.year, day.month)


def last_day(index: int) -> dt.date:
    """The last day of a month."""
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
