import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.values import Long
from tests.emulators.fauna.running import message, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Math.abs(-3)", 3),
        ("Math.abs(-2147483648)", -2147483648),
        ("Math.ceil(1.2)", 2.0),
        ("Math.floor(-1.2)", -2.0),
        ("Math.round(2.5, 0)", 3.0),
        ("Math.round(-1.5, 0)", -1.0),
        ("Math.round(1.005, 2)", 1.0),
        ("Math.trunc(-1.29, 1)", -1.2),
        ("Math.trunc(1234, -2)", 1200),
        ("Math.sign(-2.5)", -1),
        ("Math.sign(Math.NaN)", 1),
        ("Math.max(1, 1.5)", 1.5),
        ("Math.min(1, Math.NaN)", 1),
        ("Math.hypot(3, 4)", 5.0),
        ("Math.pow(2, 10)", 1024.0),
        ("Math.exp(1000)", math.inf),
        ("Math.sinh(-1000)", -math.inf),
        ("Math.degrees(Math.PI)", 180.0),
        ("Math.sum([1, 2.5])", 3.5),
        ("Math.mean([1, 2])", 1.5),
    ],
)
def test_functions_give_numbers(query: str, expected: float) -> None:
    result = value(query)
    assert result == expected
    assert isinstance(result, float) == isinstance(expected, float)


def test_rounding_an_integer_gives_a_long() -> None:
    assert type(value("Math.round(7, 0)")) is Long
    assert type(value("Math.trunc(7, 2)")) is Long


def test_the_mean_of_nothing_is_no_number() -> None:
    assert math.isnan(value("Math.mean([])"))


@given(st.floats(0, 1e9), st.integers(1, 5))
def test_rounding_moves_a_number_by_less_than_a_step(number: float, places: int) -> None:
    assert abs(value("Math.round(x, p)", x=number, p=places) - number) <= 1.001 * 10.0**-places


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Math.acos(2)", "invalid_argument: invalid argument `x`: argument must lie in [-1, 1]"),
        ("Math.log(0)", "invalid_argument: invalid argument `x`: x must be positive"),
        ("Math.sqrt(-1)", "invalid_argument: invalid argument `x`: x must be nonnegative"),
        ('Math.sum([1, "a"])', "invalid_argument: invalid argument `numbers`: all array elements must be numbers"),
        ("Math.round(1, 1.5)", "invalid_argument: expected value for `precision` of type Int, received Double"),
        (
            "Math.mean(1)",
            "invalid_argument: expected arguments to `mean` of type (Array<Any>) | (Set<Any>), received (Int)",
        ),
    ],
)
def test_arguments_outside_the_domain_are_refused(query: str, expected: str) -> None:
    assert message(query) == expected
