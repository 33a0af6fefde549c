"""Check digits (GB 32100-2015, GB 11714-1997) and cleaned names, written a second time for the oracle."""

import unicodedata

_BASE31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_31(first_seventeen: str) -> str:
    """The last character of a 统一社会信用代码 whose first seventeen are given."""
    total, weight = 0, 1
    for character in first_seventeen:
        total += _BASE31.index(character) * weight
        weight = weight * 3 % 31
    return _BASE31[-total % 31]


def check_11(first_eight: str) -> str:
    """The last character of a 组织机构代码 whose first eight are given."""
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    remainder = sum(_BASE36.index(c) * w for c, w in zip(first_eight, weights, strict=True)) % 11
    return {0: "0", 1: "X"}.get(remainder, str(11 - remainder))


def organisation(code: str) -> str:
    """The organisation code in a check-valid code (18 or 9 characters), or an empty text."""
    code = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
    if len(code) == 18 and all(c in _BASE31 for c in code) and check_31(code[:17]) == code[17]:
        return code[8:17]
    if len(code) == 9 and all(c in _BASE36 for c in code) and check_11(code[:8]) == code[8]:
        return code
    return ""


def cleaned(name: str) -> str:
    """A name for comparison: NFKC, without spaces or punctuation, upper case."""
    folded = unicodedata.normalize("NFKC", name).upper()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] not in "PSZC")
