"""Money in whole fen (分), ratios in whole basis points (万分之一): no float anywhere."""

import re
from decimal import Decimal, InvalidOperation

BASIS_POINTS = 10_000
FEN_PER_YUAN = 100
FEN_PER_10K_YUAN = 1_000_000
MAX_FEN = 10**15
"""Largest amount taken from a file: ten thousand billion yuan; more is a slip of the pen."""

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def half_up(amount_fen: int, ratio_bp: int) -> int:
    """``amount_fen`` times ``ratio_bp`` / 10,000, rounded half up (四舍五入) to the fen.

    >>> half_up(201096, 6000)
    120658
    """
    return (amount_fen * ratio_bp * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)


def basis_points(text: str) -> int:
    """Basis points of a decimal (``0.055``) or a percentage (``5.5%``). Raises ValueError.

    >>> basis_points("0.80"), basis_points("5.5%")
    (8000, 550)
    """
    plain = text.strip()
    scale = 100 if plain.endswith(("%", "％")) else BASIS_POINTS
    plain = plain.rstrip("%％ ")
    if not _DECIMAL.fullmatch(plain):
        raise ValueError(f"not a decimal: {text!r}")
    try:
        value = Decimal(plain) * scale
    except InvalidOperation as error:
        raise ValueError(f"not a decimal: {text!r}") from error
    if value != value.to_integral_value():
        raise ValueError(f"finer than one basis point: {text!r}")
    return int(value)


def percent_text(basis_points_: int) -> str:
    """A rate for people: 550 → ``5.5%``, 8000 → ``80%``."""
    return (
        f"{Decimal(basis_points_) / 100:f}".rstrip("0").rstrip(".") + "%"
        if basis_points_ % 100
        else f"{basis_points_ // 100}%"
    )


def yuan_text(fen: int, *, separators: bool = True) -> str:
    """Fen as yuan with two decimals: 123456789 → ``1,234,567.89``."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(whole, FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{rest:02d}" if separators else f"{sign}{yuan}.{rest:02d}"
