"""Days and contribution months in plain Python: a month is ``year * 12 + month - 1``."""

import calendar
import datetime as dt
import re


def parse_day(text: str) -> dt.date:
    """A day written ``YYYY-MM-DD``. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f"not a day: {text!r}")
    return dt.date.fromisoformat(text)


def parse_month(text: str) -> int:
    """Index of ``YYYY-MM``. Raises ValueError for anything else, 2019-13 included."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match is None or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"not a month: {text!r}")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(index: int) -> str:
    """``YYYY-MM`` of a month index."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of(day: dt.date) -> int:
    """Index of the month in which a day lies."""
    return day.year * 12 + day.month - 1


def last_day(index: int) -> dt.date:
    """The last day of a month."""
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])
