"""In which language to speak: ``--lang``, else the locale, else Chinese."""

import os
from collections.abc import Mapping, Sequence

CHINESE, ENGLISH = LANGUAGES = ("zh", "en")
_NO_LANGUAGE = ("", "C", "POSIX")


def language(arguments: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> str:
    """``zh`` or ``en``, from the words of a command line and the environment."""
    asked = _option(arguments)
    return asked if asked in LANGUAGES else of_locale(environment)


def of_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The locale's language: Chinese where it names none, English for any other than Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        word = environment.get(name, "").split(".")[0].split("@")[0]
        if word not in _NO_LANGUAGE:
            return CHINESE if word.lower().startswith("zh") else ENGLISH
    return CHINESE


def _option(arguments: Sequence[str]) -> str:
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return ""
