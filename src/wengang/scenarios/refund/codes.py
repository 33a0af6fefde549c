"""Codes that pass their check digits and that nobody was ever given.

The division within a code is the city's number 99, which GB/T 2260 does not have, and the organisation codes begin
with ``YW``, a run that was never handed out (organisation codes issued so far begin with a digit or another letter).
Algorithms: GB 32100-2015, GB 11714-1997; the old registration number: 15 digits, check by ISO 7064 MOD 11,10.
"""

import numpy as np

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LETTERS = np.array(list(_ALPHABET))
_USCC_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_ORG_VALUE = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORG_CHECK = np.array(list("0123456789X0"))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SPACE = 31**6
_STEP = 547_813_219  # prime to 31, so that consecutive serials give codes all different

KIND = {
    "enterprise": "91",
    "sole_trader": "92",
    "other": "93",
    "public_institution": "12",
    "government": "11",
    "private_institution": "52",
    "social_org": "51",
    "foundation": "53",
    "law_firm": "31",
    "accounting_firm": "91",
}
"""First two characters of a code by kind of body: who registered it, and as what."""


def _values(texts: np.ndarray, table: dict[str, int], width: int) -> np.ndarray:
    """Character values, one row a text."""
    joined = "".join(texts.tolist())
    flat = np.array([table[character] for character in joined], dtype=np.int64)
    return flat.reshape(len(texts), width)


def organisation_codes(serials: np.ndarray) -> np.ndarray:
    """Nine-character organisation codes (组织机构代码), one for each serial, as an object array."""
    rest = (serials.astype(np.int64) * _STEP + 88_001) % _SPACE
    digits = np.empty((len(rest), 6), dtype=np.int64)
    for position in range(5, -1, -1):
        digits[:, position] = rest % 31
        rest = rest // 31
    bodies = np.array(["YW" + "".join(row) for row in _LETTERS[digits].tolist()], dtype=object)
    total = _values(bodies, _ORG_VALUE, 8) @ np.array(_ORG_WEIGHTS, dtype=np.int64)
    codes: np.ndarray = bodies + _ORG_CHECK[11 - total % 11].astype(object)
    return codes


def credit_codes(kinds: np.ndarray, organisations: np.ndarray, *, place: str) -> np.ndarray:
    """Unified social credit codes (统一社会信用代码) around given organisation codes, as an object array."""
    prefixes = np.array([KIND[kind] for kind in kinds.tolist()], dtype=object)
    bodies = prefixes + (place[:4] + "99") + organisations
    weights = np.array([pow(3, position, 31) for position in range(17)], dtype=np.int64)
    total = _values(bodies, _USCC_VALUE, 17) @ weights
    codes: np.ndarray = bodies + _LETTERS[(31 - total % 31) % 31].astype(object)
    return codes


def registration_numbers(serials: np.ndarray, *, place: str) -> np.ndarray:
    """Old registration numbers (注册号) of 15 digits with their check digit, as an object array."""
    bodies = np.array(
        [f"{place[:4]}99{serial % 100_000_000:08d}" for serial in serials.tolist()], dtype=object
    )
    digits = _values(bodies, _USCC_VALUE, 14)
    product = np.full(len(bodies), 10, dtype=np.int64)
    for position in range(14):
        total = (product + digits[:, position]) % 10
        product = (np.where(total == 0, 10, total) * 2) % 11
    checks = (11 - product) % 10
    numbers: np.ndarray = bodies + _LETTERS[checks].astype(object)
    return numbers


def mistyped(code: str, position: int) -> str:
    """The code with one character read wrongly: the check no longer holds."""
    place = position % (len(code) - 1)
    value = _USCC_VALUE.get(code[place], 0)
    return code[:place] + _ALPHABET[(value + 1) % 31] + code[place + 1 :]
