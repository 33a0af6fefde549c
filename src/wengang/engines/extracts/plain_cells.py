"""Columns of mostly plain cells, taken over in bulk: exactly as :mod:`cells` would read them one by one.

A cell is plain if it holds none but a few bytes that its kind is made of. All others are *odd*: no judgement of them
is made here, they are only pointed out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts.arrays import Bytes, cell_bytes, odd_cells, valid
from wengang.engines.extracts.schema import Field, Kind
from wengang.kernel.money import MAX_FEN

_DECIMALS = {"yuan": 2, "10k_yuan": 6}
_FEW = 8
"""A part of which more than one cell in so many is odd is not taken over at all."""
_POINT, _ZERO = ord("."), ord("0")
_TEXT = Bytes(first=0x21, last=0x7E)
_CODE = Bytes(first=0x21, last=0x7E, without=b".eE+")
_NUMBER = Bytes(first=ord("-"), last=ord("9"))  # with the slash, which no cast takes


@dataclass(frozen=True)
class Plain:
    """The values of a part of a column, and the positions (ascending) of odd cells, whose values mean nothing."""

    values: pa.Array
    odd: np.ndarray


Taker = Callable[[pa.Array], Plain | None]


def taker(field: Field, unit: str) -> Taker | None:
    """How a part of the field's column (strings) is taken over in bulk; None where its kind has no plain cells.

    What it gives is None if the part is to be read otherwise. ``unit``: what a bare amount counts.
    """
    match field.kind:
        case Kind.TEXT:
            return partial(_texts, plain=_TEXT)
        case Kind.IDENTIFIER:
            return partial(_texts, plain=_CODE)
        case Kind.AMOUNT | Kind.INTEGER:
            return partial(_numbers, field=field, unit=unit)
        case _:
            return None


def cast_numbers(texts: pa.Array, field: Field, unit: str) -> pa.Array | None:
    """Texts of digits, points and minus signs as int64 within the field's bounds; None if one of them is not such."""
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), pa.int64())
    try:
        if field.kind is Kind.INTEGER or unit == "fen":
            numbers = texts.cast(pa.int64())
        else:
            numbers = _cents(texts) if unit == "yuan" else None
            if numbers is None:
                numbers = _unscaled(texts.cast(pa.decimal128(18, _DECIMALS[unit])))
    except pa.ArrowInvalid:
        return None
    least, most = _bounds(field)
    span = pc.min_max(numbers).as_py()
    return numbers if least <= span["min"] and span["max"] <= most else None


def decimals_of(field: Field, unit: str) -> int:
    """Decimals that a number of the field may have."""
    return 0 if field.kind is Kind.INTEGER else _DECIMALS.get(unit, 0)


def most_fen(field: Field) -> int:
    """Largest amount of a field, in fen, both ways."""
    return MAX_FEN if field.most is None else field.most


def _texts(texts: pa.Array, plain: Bytes) -> Plain | None:
    odd = odd_cells(texts, plain, few=_FEW)
    return None if odd is None else Plain(texts, odd)


def _numbers(texts: pa.Array, field: Field, unit: str) -> Plain | None:
    odd = odd_cells(texts, _NUMBER, few=_FEW)
    if odd is None:
        return None
    if not len(odd) and not texts.null_count:
        numbers = cast_numbers(texts, field, unit)
        return None if numbers is None else Plain(numbers, odd)
    kept = valid(texts)
    kept[odd] = False
    numbers = cast_numbers(texts.filter(pa.array(kept)), field, unit)
    if numbers is None:
        return None
    spread = np.zeros(len(texts), dtype=np.int64)
    spread[kept] = numbers.to_numpy()
    return Plain(pa.array(spread, mask=~kept), odd)


def _cents(texts: pa.Array) -> pa.Array | None:
    """Numbers that all have two decimals, in hundredths: their digits without the point; None if one is otherwise."""
    if texts.null_count:
        return None
    places, raw = cell_bytes(texts)
    if np.diff(places).min() < len(".00"):
        return None
    points = places[1:] - len(".00")
    pointed = np.all(raw[points] == _POINT) and np.all(raw[points + 1] >= _ZERO)
    digits = raw.tobytes().translate(None, b".") if pointed else b""
    if not pointed or len(digits) != len(raw) - len(texts):
        return None
    moved = places - np.arange(len(places), dtype=np.int32)
    whole = [None, pa.py_buffer(moved), pa.py_buffer(digits)]
    return pa.Array.from_buffers(pa.string(), len(texts), whole).cast(pa.int64())


def _unscaled(exact: pa.Array) -> pa.Array:
    """Decimals of at most 18 digits as whole numbers of their last place: the lower half of each 128 bits."""
    validity, data = exact.buffers()
    low = np.frombuffer(data, dtype="<i8")[: 2 * len(exact) : 2].copy()
    return pa.Array.from_buffers(pa.int64(), len(exact), [validity, pa.py_buffer(low)])


def _bounds(field: Field) -> tuple[int, int]:
    if field.kind is Kind.AMOUNT:
        return -most_fen(field), most_fen(field)
    far = 10**18
    return (-far if field.least is None else field.least, far if field.most is None else field.most)
