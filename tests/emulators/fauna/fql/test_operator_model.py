"""Operators against a model of Java's arithmetic, of the order of values and of precedence, written apart."""

import math
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.values import LONG_MAX, LONG_MIN
from tests.emulators.fauna.running import outcome, value

EDGES = st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31), 2**31, 2**53 + 1, LONG_MAX, LONG_MIN, LONG_MAX - 1])
INTEGERS = EDGES | st.integers(LONG_MIN, LONG_MAX) | st.integers(-100, 100)
DOUBLES = st.floats() | st.sampled_from([0.0, -0.0, 1.0, 2.0**63, -(2.0**63), 1e308])
NUMBERS = INTEGERS | DOUBLES
LEVELS = (("??",), ("||",), ("&&",), ("==", "!="), (">", "<", ">=", "<="), ("|",), ("^",), ("&",), ("+", "-"),
          ("*", "/", "%"), ("**",))  # fmt: skip
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}


def run(query: str, **arguments: Any) -> str:
    """The value's and its type's text, or the code of the error."""
    result = outcome(query, **arguments)
    return result.failure.code if result.failure else f"{type(result.value).__name__} {result.value!r}"


def shown(number: float) -> str:
    return f"{type(number).__name__} {number!r}"


def whole(exact: int, rounded: float) -> str:
    """Java's exact arithmetic, with a double in place of an overflow."""
    return shown(exact) if LONG_MIN <= exact <= LONG_MAX else shown(rounded)


def wrapped(exact: int) -> int:
    return (exact + 2**63) % 2**64 - 2**63


@given(INTEGERS, INTEGERS)
def test_whole_numbers_are_added_subtracted_and_multiplied_as_longs_or_else_as_doubles(a: int, b: int) -> None:
    assert run("a + b", a=a, b=b) == whole(a + b, float(a) + float(b))
    assert run("a - b", a=a, b=b) == whole(a - b, float(a) - float(b))
    assert run("a * b", a=a, b=b) == whole(a * b, float(a) * float(b))


@given(INTEGERS, INTEGERS)
def test_whole_division_is_cut_toward_zero_and_the_remainder_has_the_sign_of_the_left(a: int, b: int) -> None:
    if b == 0:
        assert run("a / b", a=a, b=b) == run("a % b", a=a, b=b) == "divide_by_zero"
        return
    quotient = math.trunc(Fraction(a, b))
    assert run("a / b", a=a, b=b) == shown(wrapped(quotient))
    assert run("a % b", a=a, b=b) == shown(a - quotient * b)


@given(INTEGERS, INTEGERS)
def test_bits_are_those_of_longs(a: int, b: int) -> None:
    assert run("a & b", a=a, b=b) == shown(a & b)
    assert run("a | b", a=a, b=b) == shown(a | b)
    assert run("a ^ b", a=a, b=b) == shown(a ^ b)
    assert run("~a", a=a) == shown(-a - 1)


@given(NUMBERS, DOUBLES)
def test_a_double_makes_doubles_and_divides_by_zero(a: float, b: float) -> None:
    assert run("a + b", a=a, b=b) == shown(float(a) + b)
    assert run("b - a", a=a, b=b) == shown(b - float(a))
    assert run("a * b", a=a, b=b) == shown(float(a) * b)
    if b:
        assert run("a / b", a=a, b=b) == shown(float(a) / b)
    else:
        assert run("a / b", a=a, b=b).split()[1].strip("-") in ("inf", "nan")


@given(NUMBERS, NUMBERS)
def test_numbers_are_ordered_by_value_with_nan_above_and_zero_signed(a: float, b: float) -> None:
    def rank(number: float) -> tuple[int, float, float]:
        number = float(number) if mixed else number
        return (1, 0, 0) if math.isnan(number) else (0, number, math.copysign(1.0, number) if mixed else 0)

    mixed = isinstance(a, float) or isinstance(b, float)
    left, right = rank(a), rank(b)
    assert value("[a < b, a <= b, a == b, a != b, a >= b, a > b]", a=a, b=b) == [
        left < right, left <= right, left == right, left != right, left >= right, left > right,
    ]  # fmt: skip


@given(st.text(), st.text())
def test_strings_are_ordered_by_their_utf_16_units(a: str, b: str) -> None:
    left, right = (text.encode("utf-16-be", "surrogatepass") for text in (a, b))
    assert value("[a < b, a == b, a > b]", a=a, b=b) == [left < right, left == right, left > right]


def grouped(operands: list[str], operators: list[str]) -> str:
    """The expression in full parentheses: the last operator of the lowest level is the root, of `**` the first."""
    if not operators:
        return operands[0]
    lowest = min(LEVEL[name] for name in operators)
    places = [index for index, name in enumerate(operators) if LEVEL[name] == lowest]
    root = places[0] if operators[places[0]] == "**" else places[-1]
    left = grouped(operands[: root + 1], operators[:root])
    right = grouped(operands[root + 1 :], operators[root + 1 :])
    return f"({left} {operators[root]} {right})"


@settings(max_examples=500)
@given(st.data())
def test_operators_bind_as_their_levels_say(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(LEVEL)), min_size=1, max_size=6))
    operands = [data.draw(st.sampled_from(["1", "2", "3", "true", "null", "7"])) for _ in range(len(names) + 1)]
    flat = operands[0] + "".join(f" {name} {operand}" for name, operand in zip(names, operands[1:], strict=True))
    assert _result(flat) == _result(grouped(operands, names)), flat


def _result(query: str) -> object:
    try:
        return value(query)
    except QueryFailure as failure:
        return failure.code, failure.message
