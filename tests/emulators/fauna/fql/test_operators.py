import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, Long
from tests.emulators.fauna.running import message, shown, value

longs = st.integers(LONG_MIN, LONG_MAX) | st.integers(-100, 100)
numbers = longs | st.floats()


@given(longs, longs)
def test_integers_add_subtract_and_multiply_exactly_or_as_doubles(a: int, b: int) -> None:
    for op, exact, inexact in (
        ("+", a + b, float(a) + float(b)),
        ("-", a - b, float(a) - float(b)),
        ("*", a * b, float(a) * float(b)),
    ):
        result = value(f"a {op} b", a=a, b=b)
        expected = exact if LONG_MIN <= exact <= LONG_MAX else inexact
        assert (result, type(result)) == (expected, type(expected))


@given(longs, longs)
def test_quotient_and_remainder_give_the_dividend_back(a: int, b: int) -> None:
    if b == 0:
        assert message("a / b", a=a, b=b) == "divide_by_zero: Attempted integer division by zero."
        return
    quotient, rest = value("[a / b, a % b]", a=a, b=b)
    assert (quotient * b + rest - a) % 2**64 == 0
    assert abs(rest) < abs(b)
    assert rest == 0 or (rest < 0) == (a < 0)


@given(numbers, numbers)
def test_arithmetic_with_a_double_never_fails(a: float, b: float) -> None:
    for op in "+-*/%":
        assert isinstance(value(f"a {op} b", a=float(a), b=b), float)


@given(numbers, numbers)
def test_numbers_are_in_exactly_one_order(a: float, b: float) -> None:
    assert value("[a < b, a == b, a > b]", a=a, b=b).count(True) == 1
    assert value("(a <= b) == !(a > b)", a=a, b=b)


@given(longs, longs)
def test_bits_are_those_of_longs(a: int, b: int) -> None:
    assert value("[a & b, a | b, a ^ b, ~a]", a=a, b=b) == [a & b, a | b, a ^ b, ~a]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("[1, 2] < [1, 2]", "true"),
        ("[1, 2] >= [1, 2]", "false"),
        ("let a = [1]; a < a", "false"),
        ("{} < {}", "true"),
        ('1 < "a"', "false"),
        ("null >= null", "true"),
        ("null > 1", "false"),
        ('ID("1") == "1" && ID("1") == 1 && "1" == ID("1")', "true"),
        ("Math.NaN == Math.NaN && Math.NaN > 1", "true"),
        ("9007199254740993 == 9007199254740992.0", "true"),
        ("[1] == [1.0]", "true"),
        ("{ a: 1, b: 2 } == { b: 2, a: 1 }", "true"),
        ("2 ** 62 + 2 ** 62", "9.223372036854776E18"),
        ("2 ** -1", "0.5"),
        ("2 ** 100000", "Infinity"),
        ("1 / 0.0", "Infinity"),
        ("-7 / 2", "-3"),
        ("-7 % 2", "-1"),
        ("-0.0", "0.0"),
        ("let f = x => x; [f == f, f == (x => x)]", "[true, false]"),
    ],
)
def test_peculiar_results_are_kept(query: str, expected: str) -> None:
    assert shown(query) == expected


def test_the_least_int_and_long_negate_to_themselves() -> None:
    assert value("-x", x=INT_MIN) == INT_MIN
    assert value("-x", x=LONG_MIN) == LONG_MIN
    assert type(value("-x", x=INT_MAX + 1)) is Long


def test_overloaded_operators_name_all_argument_types() -> None:
    assert message('1 - "a"') == ("invalid_argument: expected arguments to `-` of type (Number), received (String)")
    assert message('1 + "a"') == "invalid_argument: expected value for `other` of type Number, received String"


def test_powers_of_doubles_follow_java() -> None:
    assert math.isnan(value("1.0 ** Math.NaN"))
    assert value("0.0 ** -1") == math.inf
