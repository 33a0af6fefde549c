"""What was typed, turned into what is meant; wrong words are told like any bad input."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from wengang.kernel.errors import InputError, bad_input

Turn = Callable[[Any], tuple[str, Any]]


def terms(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a round's request from the options of a command, as they were typed. Raises InputError."""
    found = {name: value for name, value in typed.items() if name not in _TURNED and name not in _TALK}
    for name, turn in _TURNED.items():
        if name in typed:
            field, value = turn(typed[name])
            found[field] = value
    return found


def day(moment: dt.datetime) -> dt.date:
    """The day of what the option parser read."""
    return moment.date()


def settings(words: Sequence[str] | None) -> dict[str, str]:
    """``path=value`` words by path. Raises InputError for another form, or for a path given twice."""
    found: dict[str, str] = {}
    for word in words or ():
        path, value = _split(word, "--set")
        if path in found:
            raise _twice("--set", path)
        found[path] = value
    return found


def grids(words: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """``path=1,2,3`` words by path. Raises InputError."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words or ():
        path, text = _split(word, "--grid")
        values = tuple(value.strip() for value in text.split(","))
        if path in found or len(set(values)) < len(values):
            raise _twice("--grid", path)
        if not all(values):
            raise _form("--grid", word, "path=1,2,3")
        found[path] = values
    return found


def percentage(text: str) -> Decimal:
    """Of ``--max-bad``: 0 to 100, with or without the sign. Raises InputError."""
    try:
        value = Decimal(text.strip().rstrip("%％"))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= 100:
        raise _form("--max-bad", text, "0 … 100")
    return value


def folder(path: Path, option: str) -> Path:
    """A folder that exists. Raises InputError."""
    if not path.is_dir():
        raise bad_input(
            "没有这个文件夹", "no such folder", "检查路径", "check the path", file=str(path), column=option
        )
    return path


def file(path: Path, option: str) -> Path:
    """A file that exists. Raises InputError."""
    if not path.is_file():
        raise bad_input(
            "没有这个文件", "no such file", "检查路径", "check the path", file=str(path), column=option
        )
    return path


def _split(word: str, option: str) -> tuple[str, str]:
    path, sign, value = word.partition("=")
    if not sign or not path.strip():
        raise _form(option, word, "path=value" if option == "--set" else "path=1,2,3")
    return path.strip(), value.strip()


def _form(option: str, word: str, form: str) -> InputError:
    return bad_input(
        "写法不对", "it cannot be read", f"应写作 {form}", f"write {form}", column=option, value=word
    )


def _twice(option: str, path: str) -> InputError:
    return bad_input(
        "同一参数或同一值给了两次",
        "a parameter or a value is given twice",
        "只留一个",
        "keep one",
        column=option,
        value=path,
    )


def _folder_or_none(field: str) -> Turn:
    return lambda path: (field, None if path is None else folder(path, f"--{field}"))


_TALK = ("lang", "as_json")
_TURNED: Mapping[str, Turn] = {
    "as_of": lambda moment: ("as_of", day(moment)),
    "known_by": lambda moment: ("known_by", None if moment is None else day(moment)),
    "extracts": _folder_or_none("extracts"),
    "links": _folder_or_none("links"),
    "previous": _folder_or_none("previous"),
    "sources": lambda paths: ("sources", [folder(path, "--sources") for path in paths or ()]),
    "answers": lambda path: ("answers", None if path is None else file(path, "--answers")),
    "without": lambda words: ("without", tuple(words or ())),
    "set_": lambda words: ("patch", settings(words)),
    "grid": lambda words: ("grid", grids(words)),
    "max_bad": lambda text: ("max_bad_percent", percentage(text)),
}
"""Option → the request's field and its value."""
