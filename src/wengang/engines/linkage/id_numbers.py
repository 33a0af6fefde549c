"""Citizens' numbers as they stand in files (公民身份号码, GB 11643-1999): whole, of fifteen digits, masked, damaged."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.cn import ric

_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E[+]?\d{1,2}$")
_MASK = str.maketrans("XＸ×?？#•●", "XXX*****")
LEAST_SEEN = 10
"""Characters of a masked number that must be seen for it to say whose it may be."""


@dataclass(frozen=True, slots=True)
class IdNumber:
    """``sound``: the eighteen characters, if the check character is right. ``text``: as compared, sound or not.

    ``pattern``: for LIKE, with ``_`` for each masked character, "" if nothing is masked. ``birth``: eight digits if all are seen.
    """

    text: str = ""
    sound: str | None = None
    pattern: str = ""
    birth: str = ""
    changed: str = ""


NO_NUMBER = IdNumber()


@lru_cache(maxsize=1 << 20)
def read_id(cell: str | None) -> IdNumber:
    """What an identity number cell says.

    >>> read_id("11010519491231002x").sound, read_id("110105491231002").sound, read_id("110105********002X").pattern
    ('11010519491231002X', '11010519491231002X', '110105________002X')
    """
    if not cell:
        return NO_NUMBER
    plain = unicodedata.normalize("NFKC", cell).upper().strip(" '")
    if _SCIENTIFIC.match(plain):
        return IdNumber(changed="scientific")
    text = "".join(c for c in plain.translate(_MASK) if (c.isascii() and c.isdigit()) or c in "X*")
    if "*" in text:
        return _masked(text)
    if len(text) == 15 and text.isdigit():
        text, changed = _lengthened(text), "fifteen digits"
    elif len(text) == 17 and text.isdigit():
        text, changed = text + ric.calc_check_digit(text + "0"), "check character lost"
    else:
        changed = "" if text == cell else "spelling"
    if not _is_sound(text):
        return IdNumber(text if len(text) >= LEAST_SEEN else "", changed="check failed")
    return IdNumber(text, sound=text, birth=text[6:14], changed=changed)


def _masked(text: str) -> IdNumber:
    seen = len(text) - text.count("*")
    if len(text) != 18 or seen < LEAST_SEEN - 3:
        return IdNumber(changed="masked")
    if text.count("*") == 1 and text.endswith("*"):
        return read_id(text[:17])
    birth = text[6:14]
    return IdNumber(
        text.replace("*", "_"),
        pattern=text.replace("*", "_"),
        birth=birth if birth.isdigit() else "",
        changed="masked",
    )


def _lengthened(text: str) -> str:
    body = f"{text[:6]}19{text[6:]}"
    return body + ric.calc_check_digit(body + "0")


def _is_sound(text: str) -> bool:
    if len(text) != 18 or not text[:17].isdigit() or ric.calc_check_digit(text) != text[17]:
        return False
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return born.year >= 1900
