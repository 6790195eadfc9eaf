"""Numbers: 32-bit and 64-bit integers and doubles, with Java's arithmetic."""

import math
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, Long
from app.emulators.fauna.stdlib.registry import operator

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Number = int | float
BINARY = "(other: Number) => Number"
BITS = 2**64
LARGEST_EXPONENT = INT_MAX - 1
EXACT_BITS = 4096


def to_double(value: Number) -> float:
    """The nearest double; infinite beyond the range."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def to_long(value: Number) -> int:
    """Java's cast to a long: cut toward zero, held in range, NaN is 0."""
    if isinstance(value, int):
        return int(value)
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return LONG_MAX if value > 0 else LONG_MIN
    return max(LONG_MIN, min(LONG_MAX, int(value)))


def wrap_long(value: int) -> int:
    """64-bit overflow as in Java."""
    return (value - LONG_MIN) % BITS + LONG_MIN


def is_int(value: int) -> bool:
    """Whether an integer is an `Int`, not a `Long`."""
    return type(value) is not Long and INT_MIN <= value <= INT_MAX


def as_long(value: int) -> int:
    """The value as a `Long`, whatever its size."""
    return Long(value) if INT_MIN <= value <= INT_MAX else value


def divide_doubles(a: float, b: float) -> float:
    """`a / b` where b may be zero."""
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """Java's `Math.pow`."""
    if math.isnan(b) or (math.isinf(b) and abs(a) == 1):
        return math.nan
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        odd = b % 2 == 1
        return math.copysign(math.inf, a if odd else 1.0) if a == 0 else math.nan


def add(a: Number, b: Number) -> Number:
    """`a + b`; integers that overflow a long are added as doubles."""
    if isinstance(a, int) and isinstance(b, int):
        result = a + b
        return result if LONG_MIN <= result <= LONG_MAX else float(a) + float(b)
    return float(a) + float(b)


def divide(context: "Context", a: Number, b: Number) -> Number:
    """`a / b`: integers truncate, and by zero is `divide_by_zero`."""
    if isinstance(a, int) and isinstance(b, int):
        return wrap_long(_truncated(context, a, b))
    return divide_doubles(float(a), float(b))


def _truncated(context: "Context", a: int, b: int) -> int:
    if b == 0:
        raise context.fail("divide_by_zero", "Attempted integer division by zero.")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


@operator("Number", "+", BINARY)
def _plus(context: "Context", a: Number, b: Number) -> Number:
    return add(a, b)


@operator("Number", "-", "((other: Number) => Number) & (() => Number)")
def _minus(context: "Context", a: Number, b: Number | None = None) -> Number:
    if b is None:
        return _negative(a)
    if isinstance(a, int) and isinstance(b, int):
        result = a - b
        return result if LONG_MIN <= result <= LONG_MAX else float(a) - float(b)
    return float(a) - float(b)


def _negative(a: Number) -> Number:
    if isinstance(a, float):
        return -a
    if is_int(a):
        return a if a == INT_MIN else -a
    return as_long(wrap_long(-a))


@operator("Number", "*", BINARY)
def _times(context: "Context", a: Number, b: Number) -> Number:
    if isinstance(a, int) and isinstance(b, int):
        result = a * b
        return result if LONG_MIN <= result <= LONG_MAX else float(a) * float(b)
    return float(a) * float(b)


@operator("Number", "/", BINARY)
def _over(context: "Context", a: Number, b: Number) -> Number:
    return divide(context, a, b)


@operator("Number", "%", BINARY)
def _remainder(context: "Context", a: Number, b: Number) -> Number:
    if isinstance(a, int) and isinstance(b, int):
        return int(a) - _truncated(context, a, b) * int(b)
    x, y = float(a), float(b)
    return math.nan if y == 0 or math.isinf(x) or math.isnan(x) else math.fmod(x, y)


@operator("Number", "**", "(exponent: Number) => Number")
def _power(context: "Context", a: Number, b: Number) -> Number:
    if not isinstance(a, int) or not isinstance(b, int):
        return power(float(a), float(b))
    if abs(a) == 1 or b == 0:
        return 1 if a == 1 or b % 2 == 0 else -1
    if a == 0 and b > 0:
        return 0
    if not 0 < b <= LARGEST_EXPONENT:
        return power(float(a), float(b))
    if a.bit_length() * b > EXACT_BITS:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    result = int(a) ** int(b)
    return result if LONG_MIN <= result <= LONG_MAX else to_double(result)


@operator("Number", "&", BINARY)
def _and(context: "Context", a: Number, b: Number) -> Number:
    return to_long(a) & to_long(b)


@operator("Number", "|", BINARY)
def _or(context: "Context", a: Number, b: Number) -> Number:
    return to_long(a) | to_long(b)


@operator("Number", "^", BINARY)
def _xor(context: "Context", a: Number, b: Number) -> Number:
    return to_long(a) ^ to_long(b)


@operator("Number", "~", "() => Number")
def _not(context: "Context", a: Number) -> Number:
    return ~to_long(a)
