"""Phones, addresses, persons in charge: the fields that support a link (电话, 地址, 负责人)."""

import re
from dataclasses import dataclass

_DIGITS = re.compile(r"\d+")
_ROAD = re.compile(
    r"([^\W\d_A-Z镇乡区县市省]{1,6}?(?:大道|大街|东路|西路|南路|北路|中路|路|街|里|巷|弄|胡同|村|园区|工业园))"
    r"(?:[一二三四五六七八九十]+段)?(\d+(?:[-之—]\d+)*)"
)
_DOOR = re.compile(r"(\d+)(?:号楼|栋|幢|座)|([A-Z\d]+)(?:室|座)|(\d{3,4})$")
_SHARED = ("集群注册", "众创空间", "孵化", "托管", "商务秘书")


def read_phone(cell: str | None) -> str:
    """A phone as its digits without country, or area code for a landline; "" if it is none.

    >>> read_phone("+86 138-0000 1234"), read_phone("0416-2123456"), read_phone("2123456"), read_phone("110")
    ('13800001234', '2123456', '2123456', '')
    """
    if not cell:
        return ""
    digits = "".join(_DIGITS.findall(cell.split("/")[0].split("、")[0]))
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 12 and digits.startswith("01"):
        digits = digits[1:]
    if digits.startswith("0") and len(digits) in (10, 11, 12):
        digits = digits[-8:] if digits[1] in "12" else digits[4:]
    if len(digits) not in (7, 8, 11) or len(set(digits)) <= 2:
        return ""
    return digits


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
    street = found.group(1) + re.sub("[之—]", "-", found.group(2))
    rooms = "".join("".join(part) for part in _DOOR.findall(found.string[found.end() :]))
    return Address(street, f"{street}#{rooms}", pooled)
