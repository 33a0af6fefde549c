"""Codes of legal units: 统一社会信用代码 (GB 32100-2015) and 组织机构代码 (GB 11714-1997); cleaned names.

A failed check digit is a warning, never a reason to drop a row: some real codes of the first years fail.
"""

import unicodedata

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {character: value for value, character in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_VALUE = {character: value for value, character in enumerate(_ORG_ALPHABET)}


def normal_code(text: str | None) -> str:
    """Upper case, half width, without spaces or hyphens: the form in which codes are compared."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isalnum())


def uscc_is_valid(code: str) -> bool:
    """Whether a normalised 18-character 统一社会信用代码 has the right check character.

    >>> uscc_is_valid("91350100M000100Y43")
    True
    """
    if len(code) != 18 or any(character not in _USCC_VALUE for character in code):
        return False
    total = sum(_USCC_VALUE[c] * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def org_code_is_valid(code: str) -> bool:
    """Whether a normalised 9-character 组织机构代码 has the right check character."""
    if len(code) != 9 or any(character not in _ORG_VALUE for character in code):
        return False
    total = sum(_ORG_VALUE[c] * w for c, w in zip(code, _ORG_WEIGHTS, strict=False))
    check = 11 - total % 11
    return code[8] == ("X" if check == 10 else "0" if check == 11 else str(check))


def org_code(text: str | None) -> str | None:
    """The organisation code within a check-valid code (USCC characters 9-17, or nine characters); else None.

    >>> org_code("91350100M000100Y43"), org_code("M000100Y-4"), org_code("91350100M000100Y4Z")
    ('M000100Y4', 'M000100Y4', None)
    """
    code = normal_code(text)
    if uscc_is_valid(code):
        return code[8:17]
    return code if org_code_is_valid(code) else None


def clean_name(text: str | None) -> str:
    """A name for exact comparison: NFKC, no spaces or punctuation, upper case.

    >>> clean_name("锦州（A）商贸 有限公司") == clean_name("锦州(a)商贸有限公司")
    True
    """
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM")
