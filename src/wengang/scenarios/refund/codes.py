"""Codes that pass their check digits and that nobody was ever given.

The division within a code is the city's number 99, which GB/T 2260 does not have, and the organisation codes begin
with ``YW``, a run that was never handed out (organisation codes issued so far begin with a digit or another letter).
The algorithms are those of ``check_characters``.
"""

import numpy as np

from wengang.scenarios.check_characters import (
    ALPHABET,
    LETTERS,
    USCC_VALUE,
    with_credit_check,
    with_org_check,
    with_registration_check,
)

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


def organisation_codes(serials: np.ndarray) -> np.ndarray:
    """Nine-character organisation codes (组织机构代码), one for each serial, as an object array."""
    rest = (serials.astype(np.int64) * _STEP + 88_001) % _SPACE
    digits = np.empty((len(rest), 6), dtype=np.int64)
    for position in range(5, -1, -1):
        digits[:, position] = rest % 31
        rest = rest // 31
    bodies = np.array(["YW" + "".join(row) for row in LETTERS[digits].tolist()], dtype=object)
    return with_org_check(bodies)


def credit_codes(kinds: np.ndarray, organisations: np.ndarray, *, place: str) -> np.ndarray:
    """Unified social credit codes (统一社会信用代码) around given organisation codes, as an object array."""
    prefixes = np.array([KIND[kind] for kind in kinds.tolist()], dtype=object)
    bodies = prefixes + (place[:4] + "99") + organisations
    return with_credit_check(bodies)


def registration_numbers(serials: np.ndarray, *, place: str) -> np.ndarray:
    """Old registration numbers (注册号) of 15 digits with their check digit, as an object array."""
    bodies = np.array(
        [f"{place[:4]}99{serial % 100_000_000:08d}" for serial in serials.tolist()], dtype=object
    )
    return with_registration_check(bodies)


def mistyped(code: str, position: int) -> str:
    """The code with one character read wrongly: the check no longer holds."""
    place = position % (len(code) - 1)
    value = USCC_VALUE.get(code[place], 0)
    return code[:place] + ALPHABET[(value + 1) % 31] + code[place + 1 :]
