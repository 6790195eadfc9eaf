"""`Math`."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.compare import compare_numbers
from app.emulators.fauna.fql.members import table_of
from app.emulators.fauna.fql.types import KINDS
from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, Arity, Function, Module, Value
from app.emulators.fauna.stdlib.java_math import cosh, hypot
from app.emulators.fauna.stdlib.numbers import (
    Number,
    add,
    as_long,
    divide,
    divide_doubles,
    is_int,
    power,
    to_double,
    to_long,
    wrap_long,
)
from app.emulators.fauna.stdlib.registry import call, constant, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

UNARY, BINARY = "(x: Number) => Number", "(x: Number, y: Number) => Number"
PRECISE = "(x: Number, precision: Number) => Number"
NUMBERS = "((numbers: Array<Number>) => Number) & ((numbers: Set<Number>) => Number)"

constant("Math", "NaN", "Number", math.nan)
constant("Math", "Infinity", "Number", math.inf)
constant("Math", "E", "Number", math.e)
constant("Math", "PI", "Number", math.pi)


def _invalid(context: "Context", name: str, reason: str) -> "RuntimeFailure":
    return context.fail("invalid_argument", f"invalid argument `{name}`: {reason}")


def _of_double(name: str, function: Callable[[float], float], infinite: float = math.nan) -> None:
    """A function of one double; where Python raises, an overflow is infinite with x's sign, the rest is NaN."""

    def body(context: "Context", module: Module, x: Number) -> float:
        value = to_double(x)
        try:
            return function(value)
        except OverflowError:
            return math.copysign(math.inf, value) if name == "sinh" else math.inf
        except ValueError:
            return math.nan

    static("Math", name, UNARY)(body)


for _name, _function in (
    ("atan", math.atan), ("cos", math.cos), ("cosh", cosh), ("exp", math.exp), ("sin", math.sin),
    ("sinh", math.sinh), ("tan", math.tan), ("tanh", math.tanh),
    ("degrees", lambda x: x * (180.0 / math.pi)), ("radians", lambda x: x * (math.pi / 180.0)),
):  # fmt: skip
    _of_double(_name, _function)


@static("Math", "abs", UNARY)
def _abs(context: "Context", module: Module, x: Number) -> Number:
    if isinstance(x, float):
        return abs(x)
    if is_int(x):
        return x if x == INT_MIN else abs(x)
    return as_long(wrap_long(abs(x)))


@static("Math", "acos", UNARY)
def _acos(context: "Context", module: Module, x: Number) -> float:
    return _arc(context, math.acos, x)


@static("Math", "asin", UNARY)
def _asin(context: "Context", module: Module, x: Number) -> float:
    return _arc(context, math.asin, x)


def _arc(context: "Context", function: Callable[[float], float], x: Number) -> float:
    value = to_double(x)
    if value < -1 or value > 1:
        raise _invalid(context, "x", "argument must lie in [-1, 1]")
    return function(value)


@static("Math", "ceil", UNARY)
def _ceil(context: "Context", module: Module, x: Number) -> Number:
    return _whole(math.ceil, x)


@static("Math", "floor", UNARY)
def _floor(context: "Context", module: Module, x: Number) -> Number:
    return _whole(math.floor, x)


def _whole(function: Callable[[float], int], x: Number) -> Number:
    if isinstance(x, int) or not math.isfinite(x):
        return x
    return math.copysign(float(function(x)), x)


@static("Math", "hypot", BINARY)
def _hypot(context: "Context", module: Module, x: Number, y: Number) -> float:
    return hypot(to_double(x), to_double(y))


@static("Math", "log", UNARY)
def _log(context: "Context", module: Module, x: Number) -> float:
    return _logarithm(context, math.log, x)


@static("Math", "log10", UNARY)
def _log10(context: "Context", module: Module, x: Number) -> float:
    return _logarithm(context, math.log10, x)


def _logarithm(context: "Context", function: Callable[[float], float], x: Number) -> float:
    if compare_numbers(x, 0) <= 0:
        raise _invalid(context, "x", "x must be positive")
    return function(to_double(x))


@static("Math", "max", BINARY)
def _max(context: "Context", module: Module, x: Number, y: Number) -> Number:
    return y if compare_numbers(x, y) < 0 else x


@static("Math", "min", BINARY)
def _min(context: "Context", module: Module, x: Number, y: Number) -> Number:
    return x if compare_numbers(x, y) <= 0 else y


@static("Math", "pow", "(x: Number, power: Number) => Number")
def _pow(context: "Context", module: Module, x: Number, exponent: Number) -> float:
    return power(to_double(x), to_double(exponent))


@static("Math", "round", PRECISE, precision="Int")
def _round(context: "Context", module: Module, x: Number, precision: int) -> Number:
    scale = power(10.0, float(precision))
    if precision <= 0:
        rounded = to_long(divide_doubles(float(to_long(to_double(x) * scale + 0.5)), scale))
        return as_long(rounded) if isinstance(x, int) else float(rounded)
    if isinstance(x, int):
        return as_long(x)
    steps, whole = _steps(scale), to_long(x)
    fraction = to_long((x - whole + 0.5 / steps) * steps)
    return whole + float(fraction) / steps


@static("Math", "trunc", PRECISE, precision="Int")
def _trunc(context: "Context", module: Module, x: Number, precision: int) -> Number:
    scale = power(10.0, float(precision))
    if precision <= 0:
        cut = divide_doubles(float(to_long(to_double(x) * scale)), scale)
        return as_long(to_long(cut)) if isinstance(x, int) else cut
    if isinstance(x, int):
        return as_long(x)
    steps, whole = _steps(scale), to_long(x)
    return whole + float(to_long((x - whole) * steps)) / steps


def _steps(scale: float) -> int:
    """How many steps a unit is cut into; held in the range of an int."""
    return min(to_long(scale), INT_MAX)


@static("Math", "sign", UNARY)
def _sign(context: "Context", module: Module, x: Number) -> int:
    return compare_numbers(x, 0)


@static("Math", "sqrt", UNARY)
def _sqrt(context: "Context", module: Module, x: Number) -> float:
    if compare_numbers(x, 0) < 0:
        raise _invalid(context, "x", "x must be nonnegative")
    return math.sqrt(to_double(x))


@static("Math", "sum", NUMBERS)
def _sum(context: "Context", module: Module, numbers: Any) -> Number:
    return _totals(context, numbers)[0]


@static("Math", "mean", NUMBERS)
def _mean(context: "Context", module: Module, numbers: Any) -> Number:
    total, count = _totals(context, numbers)
    return divide(context, total, float(count) if isinstance(numbers, list) else count)


def _totals(context: "Context", numbers: Any) -> tuple[Number, int]:
    """Sum and count of an array's or set's numbers."""
    total: Number = 0
    count = 0

    def take(value: Value) -> None:
        nonlocal total, count
        if KINDS[type(value)].name != "Number":
            raise _invalid(context, "numbers", "all array elements must be numbers")
        total, count = add(total, value), count + 1

    if isinstance(numbers, list):
        for number in numbers:
            take(number)
    else:
        step = Function("add", Arity((1,)), lambda context, args: take(args[0]), "[function add()]")
        call(table_of(numbers).methods["forEach"], context, numbers, [step])
    return total, count
