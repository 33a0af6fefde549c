"""What a code column holds (证照号码): unified code, organisation code, registration number, tax number, or nothing.

GB 32100-2015 (统一社会信用代码, 18 characters; 9-17 are the organisation code), GB 11714-1997 (组织机构代码, 9), the
registration number (注册号, 15 digits, check digit by ISO 7064 MOD 11,10), the tax number before 2015 (6 digits of
the division and the organisation code). A code that fails its check is kept as text: it may still be near another.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.iso7064 import mod_11_10

from wengang.kernel.identifiers import org_code_is_valid, uscc_is_valid

from .id_numbers import is_citizens_number

_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E[+]?\d{1,2}$")
_LOOKALIKES = str.maketrans("OISVZ", "01572")
_RUNS = tuple(run * 2 for run in ("0123456789", "9876543210", "1234567890"))


@dataclass(frozen=True, slots=True)
class Code:
    """A code cell as read.

    ``text``: as compared (upper case, half width, letters and digits), "" if unusable. ``org``: the organisation code
    that is certain by its check characters. ``likely_org``: one within a damaged or ambiguous code, itself with a
    right check character. ``reg_no``: a registration number. ``changed``: what reading it changed, for the evidence.
    """

    text: str = ""
    org: str | None = None
    likely_org: str | None = None
    reg_no: str | None = None
    changed: str = ""


NOTHING = Code()


def is_placeholder(text: str) -> bool:
    """Whether a code is what people type who have none: 无, 待办, 000000000, 123456789.

    >>> is_placeholder("999999999999999"), is_placeholder("无"), is_placeholder("91350100M000100Y43")
    (True, True, False)
    """
    if len(text) < 8 or not any(character.isdigit() for character in text):
        return True
    if any(
        len(run) >= len(text.rstrip("0")) and text.startswith(run[: len(text.rstrip("0"))]) for run in _RUNS
    ):
        return True
    return len(set(text)) <= 2 or text.count(max(set(text), key=text.count)) >= len(text) - 3


@lru_cache(maxsize=1 << 20)
def read_code(cell: str | None) -> Code:
    """What a code cell says.

    >>> read_code("9135 0100M000100y43").org, read_code("350100M000100Y4").org, read_code("2.10781E+17")
    ('M000100Y4', 'M000100Y4', Code(text='', org=None, likely_org=None, reg_no=None, changed='scientific'))
    """
    if not cell:
        return NOTHING
    plain = unicodedata.normalize("NFKC", cell).upper()
    if _SCIENTIFIC.match(plain.strip(" '")):
        return Code(changed="scientific")
    if "*" in plain.strip(" *"):
        return Code(changed="masked")
    text = "".join(character for character in plain if character.isascii() and character.isalnum())
    if not text:
        return NOTHING
    if is_placeholder(text):
        return Code(changed="placeholder")
    changed = "" if text == cell else "spelling"
    if len(text) == 18:
        return _unified(text, changed)
    if len(text) == 9:
        return (
            Code(text, org=text, changed=changed) if org_code_is_valid(text) else Code(text, changed=changed)
        )
    if len(text) == 15:
        return _fifteen(text, changed)
    return Code(text, changed=changed)


def _unified(text: str, changed: str) -> Code:
    """A unified code, sound if both its check characters are; a sole trader's tax number is his own (公民身份号码)."""
    if text[0] != "9" and is_citizens_number(text):
        return Code(text, changed=changed)
    if _sound(text):
        return Code(text, org=text[8:17], changed=changed)
    repaired = repair(text)
    if repaired is not None:
        return Code(text, likely_org=repaired[8:17], changed="repaired")
    return Code(
        text, likely_org=text[8:17] if org_code_is_valid(text[8:17]) else None, changed="check_failed"
    )


def _fifteen(text: str, changed: str) -> Code:
    """A registration number by its check digit; else the tax number before 2015, if its organisation code is sound."""
    if text.isdigit() and mod_11_10.is_valid(text):
        return Code(text, reg_no=text, changed=changed)
    if text[:6].isdigit() and org_code_is_valid(text[6:]):
        return Code(text, org=text[6:], changed="tax_number")
    return Code(text, changed="check_failed")


def repair(text: str) -> str | None:
    """The one check-valid unified code that a single slip of the pen explains; None where none or several do.

    A slip is a letter that no code holds (O, I, S, V, Z) put for the digit it looks like, or two neighbours swapped;
    a letter replaced by another is not tried, since eighteen codes would do.
    """
    plain = text.translate(_LOOKALIKES)
    found = {plain} if plain != text and _sound(plain) else set()
    for place in range(17):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text and _sound(swapped):
            found.add(swapped)
    return found.pop() if len(found) == 1 else None


def _sound(code: str) -> bool:
    return uscc_is_valid(code) and org_code_is_valid(code[8:17])
