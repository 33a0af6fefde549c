"""Check characters of codes, worked out for many codes at once; bodies are object arrays of equally long texts.

Algorithms: GB 32100-2015 (统一社会信用代码), GB 11714-1997 (组织机构代码), ISO 7064 MOD 11,10 (the old registration
number of 15 digits), ISO 7064 MOD 11-2 (公民身份号码, GB 11643-1999).
"""

import numpy as np

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of a unified code."""
USCC_VALUE = {character: value for value, character in enumerate(ALPHABET)}
LETTERS = np.array(list(ALPHABET))
_ORG_VALUE = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORG_CHECK = np.array(list("0123456789X0"))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_CHECK = np.array(list("10X98765432"))


def with_org_check(bodies: np.ndarray) -> np.ndarray:
    """Nine-character organisation codes around bodies of eight characters."""
    total = _values(bodies, _ORG_VALUE, 8) @ np.array(_ORG_WEIGHTS, dtype=np.int64)
    codes: np.ndarray = bodies + _ORG_CHECK[11 - total % 11].astype(object)
    return codes


def with_credit_check(bodies: np.ndarray) -> np.ndarray:
    """Unified codes around bodies of seventeen characters."""
    weights = np.array([pow(3, position, 31) for position in range(17)], dtype=np.int64)
    total = _values(bodies, USCC_VALUE, 17) @ weights
    codes: np.ndarray = bodies + LETTERS[(31 - total % 31) % 31].astype(object)
    return codes


def with_registration_check(bodies: np.ndarray) -> np.ndarray:
    """Registration numbers of 15 digits around 14."""
    digits = _values(bodies, USCC_VALUE, 14)
    product = np.full(len(bodies), 10, dtype=np.int64)
    for position in range(14):
        total = (product + digits[:, position]) % 10
        product = (np.where(total == 0, 10, total) * 2) % 11
    checks = (11 - product) % 10
    numbers: np.ndarray = bodies + LETTERS[checks].astype(object)
    return numbers


def with_person_check(bodies: np.ndarray) -> np.ndarray:
    """Numbers of people (公民身份号码) around 17 digits."""
    total = _values(bodies, USCC_VALUE, 17) @ np.array(_PERSON_WEIGHTS, dtype=np.int64)
    numbers: np.ndarray = bodies + _PERSON_CHECK[total % 11].astype(object)
    return numbers


def _values(texts: np.ndarray, table: dict[str, int], width: int) -> np.ndarray:
    """Character values, one row a text."""
    joined = "".join(texts.tolist())
    flat = np.array([table[character] for character in joined], dtype=np.int64)
    return flat.reshape(len(texts), width)
