"""Where strings, numbers and times behave as on a JVM (the expectations were taken from one)."""

import math

import pytest

from app.emulators.fauna.stdlib.java_math import cosh, hypot
from app.emulators.fauna.stdlib.java_regex import compiled
from app.emulators.fauna.stdlib.java_time import parse_date, parse_time
from tests.emulators.fauna.running import message, outcome, shown


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "Unclosed group at index 1"),
        ("a)b", "Unmatched closing ')' at index 0"),
        ("[a", "Unclosed character class at index 1"),
        ("[z-a]", "Illegal character range at index 3"),
        ("[a-", "Illegal character range at index 3"),
        (r"[a-\d]", "Illegal character range at index 4"),
        ("*", "Dangling meta character '*' at index 0"),
        ("a**", "Dangling meta character '*' at index 2"),
        ("a{x}", "Illegal repetition at index 2"),
        ("a{3,2}", "Illegal repetition range at index 5"),
        ("a{1", "Unclosed counted closure at index 3"),
        ("\\", "Unexpected internal error at index 1"),
        (r"\i", "Illegal/unsupported escape sequence at index 1"),
        (r"[\b]", "Illegal/unsupported escape sequence at index 2"),
        (r"\xzz", "Illegal hexadecimal escape sequence at index 2"),
        (r"\u12", "Illegal Unicode escape sequence at index 4"),
        (r"\0", "Illegal octal escape sequence at index 2"),
        (r"\p{Foo}", "Unknown character property name {Foo} at index 6"),
        (r"\p{L", "Unclosed character family at index 4"),
        ("(?a)", "Unknown inline modifier at index 2"),
        ("(?<1>a)", "capturing group name does not start with a Latin letter at index 3"),
        ("(?<n>a)(?<n>b)", "Named capturing group <n> is already defined at index 11"),
        (r"\k<x>", "named capturing group <x> does not exist at index 4"),
        ("[&&]", "Bad class syntax at index 2"),
    ],
)
def test_a_damaged_pattern_is_refused_in_java_s_words(pattern: str, problem: str) -> None:
    quoted = pattern.replace("\\", "\\\\")
    assert message(f'"a".matches("{quoted}")') == f"invalid_regex: Invalid regular expression. {problem}"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a??", "a", ["", ""]),
        ("|a", "ba", ["", "", ""]),
        (r"\d+", "a1b22", ["1", "22"]),
        ("[a-z&&[^bc]]", "abcd", ["a", "d"]),
        ("[[:alpha:]]", "p:", ["p", ":"]),
        ("[]a]", "]a", ["]", "a"]),
        (r"[\w--z]", "a-", ["a", "-"]),
        ("{2}", "x", ["", ""]),
        ("a$", "a\n", ["a"]),
        ("^b", "a\nb", []),
        ("(?m)^b", "a\nb", ["b"]),
        (".+", "a\u2028b", ["a", "b"]),
        ("(?s).+", "a\nb", ["a\nb"]),
        ("(?x)a b # c", "ab", ["ab"]),
        (r"\Qa.b\E", "axb a.b", ["a.b"]),
        (r"(a)\1", "aaa", ["aa"]),
        (r"\1", "a", []),
        (r"(?<n>a)\k<n>", "aa", ["aa"]),
        (r"\p{IsAlphabetic}\P{L}", "é1", ["é1"]),
        (r"\p{Upper}", "aÉB", ["B"]),
        (r"\R", "\r\n", ["\r\n"]),
        ("", "😀x", ["", "", "", ""]),
        ("(?i:A)b", "aB ab", ["ab"]),
    ],
)
def test_patterns_match_as_java_s(pattern: str, text: str, found: list[str]) -> None:
    assert shown("x.matches(y)", x=text, y=pattern) == shown("x", x=found)


def test_a_pattern_is_translated_once() -> None:
    assert compiled("a+") is compiled("a+")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"😀x".split("")', '["?", "?", "x"]'),
        ('"x😀".split("")', '["x", "?", "?"]'),
        ('"abc".split("")', '["a", "b", "c"]'),
        ('"x".replace("", "y", 3)', '"yyyx"'),
        ('"😀x".matchIndexes("")', '[[0, ""], [1, ""], [1, ""], [2, ""]]'),
        ('"ＡＢ".parseInt(16)', "171"),
        ('"ⓐ".parseInt(16)', "null"),
        ('"𝟙".parseInt()', "null"),
        ('[{ "²": 1, "a1": 2 }].toString()', '"[{ \\"²\\": 1, a1: 2 }]"'),
        ("2.0E-3.toString()", '"0.002"'),
        ("1e22.toString()", '"10000000000000000000000"'),
    ],
)
def test_strings_count_in_utf_16_where_java_does(query: str, expected: str) -> None:
    assert shown(query) == expected


def test_replacing_nothing_without_end_is_too_large() -> None:
    text = "value_too_large: Value too large: string size 16777217 exceeds limit 16777216."
    assert message('"x".replaceAll("", "y")') == text
    assert message('"x".replace("", "y", 2147483647)') == text
    assert message('"ab".replaceAllRegex("x*", "-")') == text


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T00:00Z", "2020-01-01T00:00:00.Z", "2020-01-01T00:00:00+0530", "2020-01-01T00:00:00+05:30:15",
        "2020-01-01T00:00:00Z+0000", "2020-01-01t00:00:00z", "2020-02-30T24:00:00Z", "+10000-01-01T00:00:00-18:00",
        "-0001-12-31T00:00:00Z",
    ],
)  # fmt: skip
def test_java_s_spellings_of_times_are_read(text: str) -> None:
    assert parse_time(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T00:00:00", "2020-01-01T00:00:60Z", "2020-01-01T00:00:00+18:01", "2020-01-01T24:00:01Z",
        "2020-01-01T00:00:00Z+0530", "-0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2020-1-01T00:00:00Z",
        "2020-01-01T00:00:00+05", "٢٠٢٠-01-01T00:00:00Z", "2020-01-32T00:00:00Z",
    ],
)  # fmt: skip
def test_what_java_refuses_is_no_time(text: str) -> None:
    assert parse_time(text) is None
    assert parse_date("2021-02-29") is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('Time("2020-01-01T00:00:00Z").add(1, " day ")', "2020-01-02T00:00:00Z"),
        ('Time("2020-01-01T00:00:00Z").add(200000.5, "days")', "2567-08-01T12:00:00Z"),
        ('Time("2020-01-01T00:00:00Z").add(1.9, "nanoseconds")', "2020-01-01T00:00:00.000000001Z"),
        ('Time("2020-01-01T00:00:00Z").subtract(-1.9, "nanoseconds")', "2020-01-01T00:00:00.000000001Z"),
        ('Time.epoch(1.5, "nanosecond")', "1970-01-01T00:00:00.000000002Z"),
        ('Time.epoch(Math.Infinity, "day")', "+1000000000-12-31T23:59:59.999999999Z"),
    ],
)
def test_times_move_by_parts_of_units(query: str, expected: str) -> None:
    assert shown(query) == f'Time("{expected}")'


@pytest.mark.parametrize(
    ("call", "bound"),
    [
        ("add(1000000000000, 'days')", "maximum"),
        ("add(-1000000000000, 'days')", "maximum"),
        ("subtract(1000000000000, 'days')", "minimum"),
        ("subtract(366000000000, 'days')", "minimum"),
        ("add(Math.NaN, 'days')", "maximum"),
        ("subtract(1e300, 'days')", "minimum"),
    ],
)
def test_times_have_bounds(call: str, bound: str) -> None:
    failed = message(f'Time("2020-01-01T00:00:00Z").{call}')
    assert failed == f"invalid_time: Time exceeds the {bound} value."


def test_a_difference_in_milliseconds_is_between_whole_ones() -> None:
    later, earlier = 'Time("1970-01-01T00:00:01.0015Z")', 'Time("1970-01-01T00:00:00.0019Z")'
    assert shown(f'{later}.difference({earlier}, "millisecond")') == "1000"
    assert shown(f'{later}.difference({earlier}, "microsecond")') == "999600"


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (3.0, 4.0, 5.0), (1.0, 1e-7, 1.0000000000000049), (2.0, 1e-7, 2.000000000000002),
        (0.1, 0.1, 0.14142135623730953), (1e300, 1e300, 1.4142135623730952e300), (0.0, -2.0, 2.0),
        (math.inf, math.nan, math.inf),
        (5e-324, 0.0, 5e-324),
    ],
)  # fmt: skip
def test_the_hypotenuse_is_java_s(x: float, y: float, expected: float) -> None:
    assert hypot(x, y) == expected == hypot(y, -x)


@pytest.mark.parametrize(("x", "expected"), [(0.0, 1.0), (1.0, 1.543080634815244), (0.1, 1.0050041680558035)])
def test_the_hyperbolic_cosine_is_java_s(x: float, expected: float) -> None:
    assert cosh(x) == expected == cosh(-x)


def test_a_pattern_is_searched_without_end_where_time_has_none():
    """As when a result is shown once more with the time of its commit."""
    result = outcome(r"'a b'.matches('\\S+')", seconds=math.inf)
    assert result.value == ["a", "b"]
