"""Organisation codes (组织机构代码) within many codes at once: the same answers as the kernel's, many times as fast."""

from collections.abc import Sequence

import numpy as np

from wengang.kernel.identifiers import org_code

_LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V and Z
_VALUES = np.full(128, -1, dtype=np.int64)
_VALUES[[ord(letter) for letter in _ALPHABET]] = np.arange(len(_ALPHABET))
_WEIGHTS = np.array([pow(3, position, 31) for position in range(_LENGTH - 1)], dtype=np.int64)


def org_codes(codes: Sequence[str | None]) -> list[str | None]:
    """:func:`org_code` of each code: the organisation code of a check-valid code, None for any other."""
    found: list[str | None] = [None] * len(codes)
    plain = []
    for place, code in enumerate(codes):
        if code is None:
            continue
        if len(code) == _LENGTH and code.isascii():
            plain.append(place)
        else:
            found[place] = org_code(code)
    letters = np.frombuffer("".join(codes[p] or "" for p in plain).encode("ascii"), dtype=np.uint8)
    values = _VALUES[letters.reshape(-1, _LENGTH)]
    normal = np.all(values >= 0, axis=1)
    valid = np.equal((31 - values[:, :-1] @ _WEIGHTS % 31) % 31, values[:, -1])
    for place, is_normal, is_valid in zip(plain, normal.tolist(), valid.tolist(), strict=True):
        code = codes[place]
        if code is None:
            continue
        if not is_normal:
            found[place] = org_code(code)
        elif is_valid:
            found[place] = code[8:17]
    return found
