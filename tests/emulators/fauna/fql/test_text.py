import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.doubles import double_text
from tests.emulators.fauna.running import shown, value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1.0"), (100.0, "100.0"), (1e6, "1000000.0"), (1e7, "1.0E7"), (0.001, "0.001"), (9.99e-4, "9.99E-4"),
        (2.0**62, "4.6116860184273879E18"), (2e23, "1.9999999999999998E23"), (5e-324, "4.9E-324"), (-0.0, "-0.0"),
        (1.7976931348623157e308, "1.7976931348623157E308"), (float("-inf"), "-Infinity"), (float("nan"), "NaN"),
        (123456.789, "123456.789"), (1 / 3, "0.3333333333333333"), (2 / 3, "0.6666666666666666"),
    ],
)  # fmt: skip
def test_doubles_print_as_java_prints_them(number: float, text: str) -> None:
    assert double_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_double_reads_back_as_the_same(number: float) -> None:
    assert float(double_text(number)) == number


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("1.0", "1"),
        ("1e20", "100000000000000000000"),
        ("2.5", "2.5"),
        ('[1.0, "a#"]', '[1.0, "a\\#"]'),
        ('{ a: 1, "b c": null }', '{ a: 1, "b c": null }'),
        ("{}", "{}"),
        ("x => x", "[function <lambda>]"),
        ("Math.abs", "[function abs()]"),
        ("Math", "Math"),
        ("FQL.Schema", "FQL.Schema"),
        ('ID("12")', "12"),
        ("null", "null"),
        ("true", "true"),
        ("Math.NaN", "NaN"),
    ],
)
def test_values_in_a_string_are_shown_plainly(query: str, text: str) -> None:
    assert value(f'"#{{{query}}}"') == text


def test_nested_values_are_shown_as_fql_writes_them() -> None:
    assert shown('[ID("1"), "x", 1.0, null]') == '[ID("1"), "x", 1.0, null]'
