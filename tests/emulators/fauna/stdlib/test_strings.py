import pytest

from tests.emulators.fauna.running import message, shown, value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("'a' + 1.0", "a1"),
        ("'😀b'.length", 2),
        ("'hello'.at(1.0)", "e"),
        ("'hello'.lastIndexOf('')", 5),
        ("'hello'.lastIndexOf('l', 2)", 2),
        ("'hello'.insert(5, '!')", "hello!"),
        ("'hello'.slice(1, 3)", "el"),
        ("'hello'.splitAt(2)", ["he", "llo"]),
        ("'ＡB'.casefold()", "ab"),
        ("'hello'.replace('', 'x')", "xhello"),
        ("'a1b22'.replaceAllRegex('\\\\d+', '$1')", "a$1b$1"),
        ("'abc'.matches('')", ["", "", "", ""]),
        ("'a1b22'.matchIndexes('\\\\d+')", [[1, "1"], [3, "22"]]),
        ("'abcxyz'.matches('[a-z&&[^b-d]]+')", ["a", "xyz"]),
        ("'aab'.matches('(?<n>a)\\\\k<n>')", ["aa"]),
        ("'a,b,,c'.split(',')", ["a", "b", "", "c"]),
        ("'abc'.split('')", ["a", "b", "c"]),
        ("'a1b'.splitRegex('[0-9]')", ["a", "b"]),
        ("'ff'.parseInt(16)", 255),
        ("'0x1p3'.parseDouble()", 8.0),
        ("'1d'.parseDouble()", 1.0),
        ("'9'.parseNumber()", 9),
    ],
)
def test_strings_answer(query: str, expected: object) -> None:
    assert value(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("'abc'[3]", "index_out_of_bounds: index 3 out of bounds for length 3"),
        ("''.matches('(')", "invalid_regex: Invalid regular expression. Unclosed group at index 1"),
        ("''.matches('[')", "invalid_regex: Invalid regular expression. Unclosed character class at index 0"),
        ("''.matches('*')", "invalid_regex: Invalid regular expression. Dangling meta character '*' at index 0"),
        ("''.matches('a**')", "invalid_regex: Invalid regular expression. Dangling meta character '*' at index 2"),
        ("''.matches('[z-a]')", "invalid_regex: Invalid regular expression. Illegal character range at index 3"),
        ("'x'.parseInt()!", "null_value: Null value, due to invalid number"),
    ],
)
def test_strings_refuse(query: str, expected: str) -> None:
    assert message(query) == expected


def test_a_pattern_that_never_ends_is_given_up() -> None:
    assert message("'abc'.replaceAll('', '#{x}')", x="y" * 100_000).startswith("value_too_large: ")


def test_searches_without_result_give_null() -> None:
    assert shown("'abc'.indexOf('x')") == "null"
