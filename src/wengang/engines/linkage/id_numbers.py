"""Citizens' numbers as they stand in files (公民身份号码, GB 11643-1999): whole, of fifteen digits, masked, damaged."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.cn import ric

_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E[+]?\d{1,2}$")
_MASK = str.maketrans("XＸ×?？#•●", "XXX*****")
_MASKED_BY_X = 3
"""Letters X before the last character that hide it, where a single one is a slip of the pen."""
_FIRST_YEAR = 1800
"""The standard's own example was born in 1880."""
_RUNS = ("1234567890", "0123456789", "9876543210")
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
    if len(set(text)) <= 2 or text.startswith(_RUNS):
        return IdNumber(changed="placeholder" if text else "")
    if len(text) == 18 and text[:17].count("X") >= _MASKED_BY_X:
        return _masked(text[:17].replace("X", "*") + text[17])
    if len(text) == 15 and text.isdigit():
        text, changed = _lengthened(text), "fifteen digits"
    elif len(text) == 17 and text.isdigit():
        return _completed(text)
    else:
        changed = "" if text == cell else "spelling"
    if not is_citizens_number(text):
        return IdNumber(text if len(text) >= LEAST_SEEN else "", changed="check failed")
    return IdNumber(text, sound=text, birth=text[6:14], changed=changed)


def _masked(text: str) -> IdNumber:
    seen = len(text) - text.count("*")
    if len(text) != 18 or seen < LEAST_SEEN - 3:
        return IdNumber(changed="masked")
    if text.count("*") == 1 and text.endswith("*"):
        whole = _with_check(text[:17])
        sound = whole if is_citizens_number(whole) else None
        return IdNumber(whole, sound=sound, birth=whole[6:14] if sound else "", changed="masked")
    birth = text[6:14]
    return IdNumber(
        text.replace("*", "_"),
        pattern=text.replace("*", "_"),
        birth=birth if birth.isdigit() else "",
        changed="masked",
    )


def _completed(text: str) -> IdNumber:
    """Seventeen digits. An X is what number cells lose; else any digit may be the missing one: a hint, no sound number."""
    whole = _with_check(text)
    if not is_citizens_number(whole):
        return IdNumber(text, changed="check failed")
    if not whole.endswith("X"):
        return IdNumber(whole, changed="check character lost")
    return IdNumber(whole, sound=whole, birth=whole[6:14], changed="check character lost")


def _lengthened(text: str) -> str:
    return _with_check(f"{text[:6]}19{text[6:]}")


def _with_check(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def is_citizens_number(text: str) -> bool:
    """Whether eighteen characters are a citizen's number: a day that was, and the right check character."""
    if len(text) != 18 or not text[:17].isdigit() or ric.calc_check_digit(text) != text[17]:
        return False
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return born.year >= _FIRST_YEAR
