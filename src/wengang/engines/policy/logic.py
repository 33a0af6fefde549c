"""Small exact pieces for rules: half-up money, rates compared without division, three-valued logic.

Everything stays in int64. Ibis's ``//`` goes through a double on both engines, so it is used here alone, and
only where the dividend is below 2**53 and the result is therefore exact.
"""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table, Value

from wengang.kernel.money import BASIS_POINTS

EXACT_BELOW = 2**53
"""Dividends of :func:`floor_div` must stay below this; base amounts below it are asserted at intake (MAX_FEN)."""

YES = ibis.literal(True)
NO = ibis.literal(False)
OPEN = ibis.null("boolean")


def total(value: IntegerValue, *, where: BooleanValue | None = None) -> IntegerValue:
    """Sum in int64 (of the rows where a condition surely holds), 0 over nothing; past 10**18 an error on both engines.

    DuckDB sums int64 into a 128-bit integer while Ibis takes the sum for int64 and drops a plain cast; the
    detour through an 18-digit decimal, which is 64 bits wide, brings it back.
    """
    # A filtered sum (FILTER) takes DuckDB twice as long as a sum of cases; a filtered count does not.
    counted = value if where is None else ibis.ifelse(where, value, 0)
    return counted.sum().cast("decimal(18, 0)").cast("int64").fill_null(0)


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator]
def _bit_or(mask: int) -> int:  # type: ignore[empty-body]
    """Bits set in any row; built into DuckDB and Spark under this name."""


def all_bits(mask: IntegerValue, *, where: BooleanValue | None = None) -> IntegerValue:
    """The bits set in any mask (of the rows where a condition surely holds), 0 over nothing."""
    value: IntegerValue = _bit_or(mask if where is None else ibis.ifelse(where, mask, 0))
    return value.fill_null(0)


def count_where(condition: BooleanValue) -> IntegerValue:
    """How many rows meet a condition; unknown does not count."""
    (rows,) = condition.op().relations
    return rows.to_expr().count(where=condition).fill_null(0)  # on Spark a sum: nothing over nothing


def floor_div(dividend: IntegerValue, divisor: IntegerValue | int) -> IntegerValue:
    """Whole quotient of non-negative integers below 2**53; null for a divisor of 0."""
    safe = divisor if isinstance(divisor, int) else divisor.nullif(0)
    return (dividend // safe).cast("int64")


def half_up(amount_fen: IntegerValue, ratio_bp: IntegerValue) -> IntegerValue:
    """Amount times basis points, rounded half up (四舍五入到分) once; exact for 0 <= amount < 2**53.

    The amount is split into ten-thousands and a rest, so that no product leaves int64.
    """
    rest = amount_fen % BASIS_POINTS
    whole = floor_div(amount_fen - rest, BASIS_POINTS)
    return whole * ratio_bp + floor_div(rest * ratio_bp * 2 + BASIS_POINTS, 2 * BASIS_POINTS)


def rate_bp(part: IntegerValue, whole: IntegerValue, *, scale: int = BASIS_POINTS) -> IntegerValue:
    """``part / whole`` in 1/``scale``, rounded half up, for display; null when ``whole`` is 0 or unknown."""
    return floor_div(part * (2 * scale) + whole, whole * 2)


def not_above(
    part: IntegerValue, whole: IntegerValue, limit_bp: IntegerValue, *, strict: BooleanValue
) -> BooleanValue:
    """``part / whole`` not above (不高于) the limit, or below (低于) it where ``strict``; exact, undivided."""
    left, right = part * BASIS_POINTS, limit_bp * whole
    return ibis.ifelse(strict, left < right, left <= right)


def all_of(parts: Sequence[BooleanValue]) -> BooleanValue:
    """Three-valued *and*: false wins over unknown."""
    return functools.reduce(operator.and_, parts)


def any_of(parts: Sequence[BooleanValue]) -> BooleanValue:
    """Three-valued *or*: true wins over unknown."""
    return functools.reduce(operator.or_, parts)


def known(value: BooleanValue) -> BooleanValue:
    """A nullable boolean as a plain one: unknown counts as false."""
    return value.fill_null(False)


def chosen(*, known_met: BooleanValue, could_be_met: BooleanValue) -> BooleanValue:
    """Met if met at the worst, not met if not even at the best, else undetermined."""
    return ibis.cases((known(known_met), YES), (~known(could_be_met), NO), else_=OPEN)


def joined(pieces: Sequence[StringValue]) -> StringValue:
    """Pieces that are neither null nor empty, joined by ``;`` in the order given."""
    return _with_semicolons([piece.nullif("") for piece in pieces])


def listed(words: Sequence[tuple[BooleanValue, str]]) -> StringValue:
    """The words whose condition surely holds, joined by ``;`` in the order given."""
    nothing = ibis.null("string")
    return _with_semicolons([ibis.ifelse(condition, word, nothing) for condition, word in words])


def _with_semicolons(pieces: Sequence[StringValue]) -> StringValue:
    """``concat_ws``, which passes over nulls on both engines: one call, where a chain of sums copies each text anew."""
    return ibis.literal(";").join(pieces) if pieces else ibis.literal("")


def when(condition: BooleanValue, word: str) -> StringValue:
    """A word where a condition surely holds, else the empty text."""
    return ibis.ifelse(condition, word, "")


def bit(mask: IntegerValue, position: int) -> BooleanValue:
    """Whether a bit of a mask is set."""
    return (mask & (1 << position)) != 0


def among(word: StringValue, words: Sequence[str]) -> BooleanValue:
    """Whether a word is one of a list that may be empty; unknown for a null word."""
    return word.isin(words) if words else ibis.ifelse(word.isnull(), OPEN, NO)


def without(mask: IntegerValue, other: IntegerValue) -> IntegerValue:
    """The bits of ``mask`` that ``other`` lacks."""
    return mask - (mask & other)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(mask: int) -> int:  # type: ignore[empty-body]
    """Number of set bits; built into DuckDB and Spark under this name."""


@ibis.udf.scalar.builtin(name="bin")  # type: ignore[untyped-decorator]
def _binary(mask: int) -> str:  # type: ignore[empty-body]
    """Binary digits without leading zeros; built into DuckDB and Spark under this name."""


def highest_bit(mask: IntegerValue) -> IntegerValue:
    """Position of the highest set bit of a mask that is not empty; exact, no logarithm."""
    return _binary(mask).length().cast("int64") - 1


@dataclass(frozen=True)
class Default:
    """A general rule with exceptions (一般规则与例外), after Catala: two exceptions that hold at once are an error.

    Attributes
    ----------
    general
        What holds where no exception does.
    exceptions
        Pairs of a condition (never null) and the value that then holds.
    """

    general: Value
    exceptions: tuple[tuple[BooleanValue, Value], ...]

    def value(self) -> Value:
        """The value in force; null where exceptions collide."""
        return ibis.cases(
            (self.collides(), ibis.null(self.general.type())), *self.exceptions, else_=self.general
        )

    def collides(self) -> BooleanValue:
        """Whether more than one exception holds. Name it ``collides_…`` in the row: the engine then refuses to run on."""
        held = [ibis.ifelse(known(condition), 1, 0) for condition, _ in self.exceptions]
        return functools.reduce(operator.add, held) > 1


def power_of_two(exponent: IntegerValue) -> IntegerValue:
    """``1 << exponent`` in int64; a bare literal one would be 32 bits wide in DuckDB."""
    return ibis.literal(1).cast("int64") << exponent


def joined_by(left: Table, *parts: tuple[Table, str]) -> Table:
    """Left joins in one chain, each by a key of which the part holds every value once; the key stays once."""
    chain: Table = left
    columns = list(left.columns)
    for number, (part, key) in enumerate(parts):
        chain = chain.left_join(part, key, rname=f"{{name}}_{number}")
        columns += [name for name in part.columns if name != key]
    return chain.select(*columns)
