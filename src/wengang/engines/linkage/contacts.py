"""Phones, addresses, persons in charge: the fields that support a link (电话, 地址, 负责人)."""

import re
import unicodedata
from dataclasses import dataclass

_SEVERAL = re.compile("[/、,;|]")
_EXTENSION = re.compile("(?:转|分机|EXT|#|(?<=[0-9]{7})-(?=[0-9]{1,5}$)).*$")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_LOCAL = re.compile("(?!1234567)[0-9]{7,8}")
_ROAD = re.compile(
    r"([^\W\d_A-Z镇乡区县市省]{1,6}?(?:大道|大街|东路|西路|南路|北路|中路|路|街|里|巷|弄|胡同|村|园区|工业园))"
    r"([一二三四五六七八九十\d]+段)?(\d+(?:[-之—]\d+)*)"
)
_DOOR = re.compile(r"(\d+)(?:号楼|栋|幢|座)|([A-Z\d]+)(?:室|座)|(\d{3,4})$")
_LEAST_ALIKE = 7
"""Equal digits that make a phone a made-up one (13800000000)."""
_SHORTEST_ACCOUNT = 6
_SHARED = ("集群注册", "众创空间", "孵化", "托管", "商务秘书")


def read_phone(cell: str | None) -> str:
    """A phone as its digits without country, or area code for a landline; "" if it is none.

    >>> read_phone("+86 138-0000 1234"), read_phone("0416-2123456"), read_phone("2123456"), read_phone("110")
    ('13800001234', '2123456', '2123456', '')
    """
    if not cell:
        return ""
    plain = unicodedata.normalize("NFKC", cell).upper()
    numbers = [number for part in _SEVERAL.split(plain) for number in _numbers(part.strip())]
    return next((number for number in numbers if number), "")


def _numbers(part: str) -> list[str]:
    """A part as one phone, else as several apart from each other by spaces."""
    whole = _phone(part)
    return [whole] if whole else [_phone(word) for word in part.split()]


def _phone(text: str) -> str:
    digits = re.sub("[^0-9]", "", _EXTENSION.sub("", re.sub(r"\.0+$", "", text)))
    digits = digits.removeprefix("0086")
    if len(digits) in (12, 13) and digits.startswith("86"):
        digits = digits[2:] if len(digits) == 13 else f"0{digits[2:]}"
    if len(digits) == 12 and digits.startswith("01"):
        digits = digits[1:]
    if digits.startswith("0") and len(digits) in (10, 11, 12):
        digits = digits[3:] if digits[1:2] in ("1", "2") else digits[4:]
    if not (_MOBILE.fullmatch(digits) or _LOCAL.fullmatch(digits)):
        return ""
    most = max(digits.count(digit) for digit in set(digits))
    return "" if len(set(digits)) <= 2 or most >= len(digits) - 3 >= _LEAST_ALIKE else digits


_NUMERALS = str.maketrans("123456789", "一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Address:
    """``street``: road and number; ``full``: with building and room where stated; ``county`` as the text names it."""

    street: str = ""
    full: str = ""
    pooled: bool = False


NO_ADDRESS = Address()


def read_address(folded: str) -> Address:
    """The road and number of a folded address; ``pooled``: registered at an address that many share (集群注册)."""
    if not folded:
        return NO_ADDRESS
    found = _ROAD.search(folded.replace("街道", "区"))
    pooled = any(word in folded for word in _SHARED)
    if found is None:
        return Address(pooled=pooled)
    road, section, number = found.groups()
    street = road + (section or "").translate(_NUMERALS) + re.sub("[之—]", "-", number)
    rooms = "-".join("".join(part) for part in _DOOR.findall(found.string[found.end() :]))
    return Address(street, f"{street}#{rooms}", pooled)


def read_account(cell: str | None) -> str | None:
    """An account by its letters and digits, None if they are too few, or all the same, to be one.

    >>> read_account("6222 0200 0000 1234"), read_account("0"), read_account("无")
    ('6222020000001234', None, None)
    """
    text = "".join(character for character in cell or "" if character.isascii() and character.isalnum())
    return text.upper() if len(text) >= _SHORTEST_ACCOUNT and len(set(text)) > 2 else None
