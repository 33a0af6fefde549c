"""Typed values of parameters (参数值): what a file may hold, what ``--set`` may say, and how both are written.

Rates are whole basis points and are written as decimal text (``"0.80"``), so that no binary float comes near them.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeAlias

from wengang.engines.policy.text import Text
from wengang.kernel.money import BASIS_POINTS, basis_points

ParameterValue: TypeAlias = int | bool | str | tuple[str, ...] | Decimal | dt.date | None

WHOLE_UNITS = ("months", "persons", "fen", "days", "count")
UNITS = ("rate", *WHOLE_UNITS, "decimal", "flag", "choice", "list", "date")
ORDERED_UNITS = ("rate", *WHOLE_UNITS, "decimal", "date")
"""Units of which one value can be higher than another."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"\d+(\.\d{1,10})?")
_MOST_COUNTED = 10**9
"""Months, people, days: more is a slip of the pen, and would not fit where it is compared."""
_MOST_FEN = 10**17
_NULL_WORDS = ("null", "none", "无")
_YES, _NO = ("true", "1", "yes", "是"), ("false", "0", "no", "否")


class BadValueError(ValueError):
    """A value that its parameter cannot take: what was expected, in both languages."""

    def __init__(self, expected: Text) -> None:
        super().__init__(expected.en)
        self.expected = expected


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What a pack says of one of its parameters.

    Attributes
    ----------
    path, label
        ``ratio.sme`` and its name in both languages.
    unit
        One of :data:`UNITS`: rate (basis points), months, persons, fen, days, count (whole numbers), decimal,
        flag, choice, list, date.
    choices
        Words that a choice or a list may hold; empty = any word.
    nullable
        Null is allowed and means that the rule does not apply.
    latest_known
        The highest value in force on any day from the decision day to the day facts are known by applies.
    at_most
        The highest value that makes sense, so that ``80`` is not taken for ``0.80``; a rate's is 1 unless declared.
    """

    path: str
    label: Text
    unit: str
    choices: tuple[str, ...] = ()
    nullable: bool = False
    latest_known: bool = False
    at_most: int | Decimal | None = None


def from_file(declaration: Declaration, found: object) -> ParameterValue:
    """The value of a YAML scalar or list. Raises BadValueError.

    Rates and decimals stand in quotes; whole numbers, flags and dates do not.
    """
    if found is None:
        _refuse_null(declaration)
        return None
    return _checked(declaration, _FROM_FILE[declaration.unit](declaration, found))


def from_text(declaration: Declaration, text: str) -> ParameterValue:
    """The value of ``--set path=text``: the forms of the file, also ``80%``, ``1``/``0``, ``none``, ``a;b``. Raises BadValueError."""
    plain = text.strip()
    if plain.lower() in _NULL_WORDS:
        if declaration.unit == "list":
            return ()
        _refuse_null(declaration)
        return None
    return _checked(declaration, _FROM_TEXT[declaration.unit](declaration, plain))


def to_text(value: ParameterValue, unit: str) -> str:
    """The canonical text of a value; :func:`from_text` reads it back.

    >>> to_text(8000, "rate"), to_text(550, "rate"), to_text(True, "flag"), to_text(("a", "b"), "list")
    ('0.80', '0.055', 'true', 'a;b')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ";".join(value)
    if unit == "rate" and isinstance(value, int):
        whole, part = divmod(value, BASIS_POINTS)
        digits = f"{part:04d}".rstrip("0")
        return f"{whole}.{digits.ljust(2, '0')}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _refuse_null(declaration: Declaration) -> None:
    if not declaration.nullable:
        raise BadValueError(Text(f"{_form(declaration).zh}, 不能为空", f"{_form(declaration).en}, not null"))


def _checked(declaration: Declaration, value: ParameterValue) -> ParameterValue:
    """The value itself, unless it is above what makes sense or a word that the pack does not know."""
    most = _most(declaration)
    if most is not None and isinstance(value, int | Decimal) and not isinstance(value, bool) and value > most:
        limit = to_text(most, declaration.unit) if isinstance(most, int) else str(most)
        raise BadValueError(
            Text(
                f"不超过 {limit} 的值 (百分数写作 80% 或 0.80)",
                f"a value of at most {limit} (a percentage is 80% or 0.80)",
            )
            if declaration.unit == "rate"
            else Text(f"不超过 {limit} 的值", f"a value of at most {limit}")
        )
    words = value if isinstance(value, tuple) else (value,) if declaration.unit == "choice" else ()
    for word in words:
        if declaration.choices and word not in declaration.choices:
            near = get_close_matches(str(word), declaration.choices, n=1)
            one_of = ", ".join(near or declaration.choices)
            raise BadValueError(Text(f"以下之一: {one_of}", f"one of: {one_of}"))
    if isinstance(value, tuple) and len(set(value)) < len(value):
        raise BadValueError(Text("不重复的词", "words without repetition"))
    return value


def _most(declaration: Declaration) -> int | Decimal | None:
    if declaration.at_most is not None:
        return declaration.at_most
    return {"rate": BASIS_POINTS, "fen": _MOST_FEN}.get(declaration.unit, _MOST_COUNTED)


def _form(declaration: Declaration) -> Text:
    """How a value of that unit is written."""
    return _FORMS.get(declaration.unit, _FORMS["count"])


def _rate(declaration: Declaration, found: object) -> int:
    if not isinstance(found, str):
        raise BadValueError(_form(declaration))
    try:
        value = basis_points(found)
    except ValueError as error:
        raise BadValueError(_form(declaration)) from error
    if value < 0:
        raise BadValueError(_form(declaration))
    return value


def _whole(declaration: Declaration, found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise BadValueError(_form(declaration))
    return found


def _whole_text(declaration: Declaration, text: str) -> int:
    # The length first: turning thousands of digits into a number is refused by Python itself.
    if not (text.isascii() and text.isdigit()) or len(text) > 30:
        raise BadValueError(_form(declaration))
    return int(text)


def _decimal(declaration: Declaration, found: object) -> Decimal:
    if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
        return Decimal(found)
    if not isinstance(found, str) or not _NUMBER.fullmatch(found) or not found.isascii():
        raise BadValueError(_form(declaration))
    return Decimal(found)


def _flag(declaration: Declaration, found: object) -> bool:
    if not isinstance(found, bool):
        raise BadValueError(_form(declaration))
    return found


def _flag_text(declaration: Declaration, text: str) -> bool:
    if text.lower() not in _YES + _NO:
        raise BadValueError(_form(declaration))
    return text.lower() in _YES


def _choice(declaration: Declaration, found: object) -> str:
    if not isinstance(found, str) or not _WORD.fullmatch(found):
        raise BadValueError(_form(declaration))
    return found


def _list(declaration: Declaration, found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise BadValueError(_form(declaration))
    return tuple(_choice(declaration, word) for word in found)


def _list_text(declaration: Declaration, text: str) -> tuple[str, ...]:
    return tuple(_choice(declaration, word.strip()) for word in text.split(";")) if text else ()


def _date(declaration: Declaration, found: object) -> dt.date:
    if not isinstance(found, dt.date) or isinstance(found, dt.datetime):
        raise BadValueError(_form(declaration))
    return found


def _date_text(declaration: Declaration, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadValueError(_form(declaration)) from error


_FORMS = {
    "rate": Text('带引号的小数, 如 "0.80" 或 "80%"', 'a decimal in quotes such as "0.80" or "80%"'),
    "count": Text("不小于零的整数", "a whole number, not below zero"),
    "decimal": Text('带引号的小数或整数, 如 "12.5"', 'a number such as "12.5", in quotes if it has decimals'),
    "flag": Text("true 或 false", "true or false"),
    "choice": Text("一个小写英文词", "one word in lower case"),
    "list": Text("小写英文词的列表", "a list of words in lower case"),
    "date": Text("日期 YYYY-MM-DD", "a day YYYY-MM-DD"),
}
_FROM_FILE: dict[str, Callable[[Declaration, object], ParameterValue]] = {
    "rate": _rate,
    **dict.fromkeys(WHOLE_UNITS, _whole),
    "decimal": _decimal,
    "flag": _flag,
    "choice": _choice,
    "list": _list,
    "date": _date,
}
_FROM_TEXT: dict[str, Callable[[Declaration, str], ParameterValue]] = {
    "rate": _rate,
    **dict.fromkeys(WHOLE_UNITS, _whole_text),
    "decimal": _decimal,
    "flag": _flag_text,
    "choice": _choice,
    "list": _list_text,
    "date": _date_text,
}
