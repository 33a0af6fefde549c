"""What is wrong with a command line, in the reader's language."""

import re
from difflib import get_close_matches
from typing import Any

from wengang.cli.language import CHINESE


def what_is_wrong(error: Any, lang: str) -> str:
    """One sentence for an error of the option parser."""
    english = str(error.format_message())
    kind, zh = type(error).__name__, lang == CHINESE
    if kind == "NoArgsIsHelpError":
        return "缺少命令" if zh else "a command is missing"
    if kind == "NoSuchOption":
        near = ", ".join(error.possibilities or ())
        more = (f", 相近的: {near}" if zh else f"; the nearest: {near}") if near else ""
        return (f"没有选项 {error.option_name}" if zh else f"there is no option {error.option_name}") + more
    name = _name_of(error)
    if kind == "MissingParameter":
        return f"缺少 {name}" if zh else f"{name} is missing"
    if kind == "BadParameter" and name:
        return (
            f"{name} 的值不对, {_expected(error)}"
            if zh
            else f"the value of {name} is wrong: {_plainly(error)}"
        )
    return _no_such_command(error, zh=zh) or english


_EXPECTED = {"int": "应为整数", "float": "应为数字", "datetime": "应为日期 YYYY-MM-DD"}


def _expected(error: Any) -> str:
    """What an option takes, in Chinese."""
    described = str(getattr(error.param, "type_descriptor", "")) + str(
        getattr(error.param, "metavar", "") or ""
    )
    for kind, zh in _EXPECTED.items():
        if kind in described:
            return zh
    if "YYYY-MM-DD" in described:
        return _EXPECTED["datetime"]
    choices = re.search(r"is not one of (.+?)\.?$", str(error.message))
    if choices:
        return f"应为 {choices[1]} 之一"
    return _plainly(error)


def _plainly(error: Any) -> str:
    """The option parser's own words, without the name of its exception."""
    return str(error.message).removeprefix("Value error, ")


def usage_of(error: Any) -> str:
    """How the command is called."""
    context = getattr(error, "ctx", None)
    return "" if context is None else f"{context.get_usage()}\n{context.command_path} --help"


def _name_of(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    options = [word for word in getattr(parameter, "opts", ()) if word.startswith("--")]
    return options[0] if options else str(parameter.name).upper()


def _no_such_command(error: Any, *, zh: bool) -> str:
    context = getattr(error, "ctx", None)
    commands = getattr(getattr(context, "command", None), "commands", None)
    words = error.message.split("'")
    if not commands or len(words) < 2 or "command" not in words[0]:
        return ""
    near = ", ".join(get_close_matches(words[1], commands, n=2) or sorted(commands))
    return f"没有命令 {words[1]}, 可用: {near}" if zh else f"there is no command {words[1]}; there is: {near}"
