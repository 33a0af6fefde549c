"""Codes whose check character fails: a warning, never a reason to drop a row. Whole columns at once."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.identifiers import normal_code, org_code_is_valid, uscc_is_valid

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNKNOWN = 255
_VALUES = np.full(256, _UNKNOWN, dtype=np.uint8)
_VALUES[[ord(character) for character in _ALPHABET]] = np.arange(31, dtype=np.uint8)
_WEIGHTS = np.array([pow(3, position, 31) for position in range(17)], dtype=np.int64)
_LENGTHS = (9, 18)
_BARE = r"^[0-9A-Za-z]*$"
_PLAIN = r"^[0-9A-Z]{18}$"


def failing_codes(codes: pa.ChunkedArray) -> list[str]:
    """The different codes of 18 or 9 characters (after tidying) whose check character fails.

    Codes of another length (old registration numbers, tax numbers) have none that could be looked at here.
    """
    different = codes.unique().drop_null()
    plain = pc.match_substring_regex(different, _PLAIN)
    failing: list[str] = _failing_plain(different.filter(plain))
    others = different.filter(pc.invert(plain))
    bare = pc.match_substring_regex(others, _BARE)  # tidying leaves their length
    short = pc.is_in(pc.utf8_length(others), pa.array(_LENGTHS, pa.int32()))
    others = others.filter(pc.or_(short, pc.invert(bare))).to_pylist()
    return failing + [code for code in others if _fails(code)]


def _failing_plain(codes: pa.Array) -> list[str]:
    """Of 统一社会信用代码 already in capitals and half width, those that fail (GB 32100-2015)."""
    if not len(codes):
        return []
    letters = np.array(codes.to_pylist(), dtype="S18").view(np.uint8).reshape(-1, 18)
    values = _VALUES[letters].astype(np.int64)
    wanted = (31 - (values[:, :17] * _WEIGHTS).sum(axis=1) % 31) % 31
    bad = (values == _UNKNOWN).any(axis=1) | (wanted != values[:, 17])
    failing: list[str] = codes.filter(pa.array(bad)).to_pylist()
    return failing


def _fails(code: str) -> bool:
    tidy = normal_code(code)
    return len(tidy) in _LENGTHS and not uscc_is_valid(tidy) and not org_code_is_valid(tidy)
