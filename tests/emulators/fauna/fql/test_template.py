from typing import Any

import pytest

from app.emulators.fauna.fql.errors import CheckFailure
from app.emulators.fauna.fql.template import MalformedTemplateError, Query, read_query
from tests.emulators.fauna.running import outcome, shown


def decode(data: Any) -> Any:
    """Tagged integers, lists and objects."""
    match data:
        case {"@int": text}:
            return int(text)
        case {"@object": fields}:
            return {name: decode(field) for name, field in fields.items()}
        case list():
            return [decode(element) for element in data]
        case int():
            raise ValueError("numbers must be tagged")
        case _:
            return data


def int_(number: int) -> dict[str, Any]:
    return {"value": {"@int": str(number)}}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ({"fql": ["1 + ", int_(2)]}, "3"),
        ({"fql": [int_(1), " + ", int_(2)]}, "3"),
        ({"fql": ["1 + ", {"fql": ["2 * ", int_(3)]}]}, "7"),
        ({"fql": [{"array": [int_(1), {"fql": ["1 + 1"]}]}]}, "[1, 2]"),
        ({"fql": [{"array": [int_(1), int_(2)]}, "!"]}, "[1, 2]"),
        ({"fql": [{"object": {"@a": int_(1), "b": {"array": []}}}]}, '{ "@a": 1, b: [] }'),
        ({"fql": [{"object": {"a b": {"fql": ["3 - 2"]}, "c": {"value": "s"}}}]}, '{ "a b": 1, c: "s" }'),
    ],
)
def test_values_and_queries_are_put_together(template: Any, expected: str) -> None:
    assert shown(read_query(template, decode)) == expected


def test_a_plain_string_is_a_query_without_values() -> None:
    assert read_query("1 + 1", decode) == Query("1 + 1")


def test_errors_show_a_placeholder_for_values() -> None:
    assert "1 | 1 / <value>\n  |     ^^^^^^^\n" in outcome(read_query({"fql": ["1 / ", int_(0)]}, decode)).summary


def test_a_value_that_cannot_be_decoded_is_pointed_to() -> None:
    with pytest.raises(CheckFailure) as caught:
        read_query({"fql": ["1 + ", {"value": 5}]}, decode)
    [diagnostic] = caught.value.diagnostics
    assert (diagnostic.message, diagnostic.span.start, diagnostic.span.end) == ("numbers must be tagged", 4, 11)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"fql": [5]}, "Unexpected JSON Integer. Expected query template."),
        ({"fql": "1"}, "Unexpected JSON String."),
        ({"array": {"a": 1}}, "Unexpected JSON Object Start."),
        ({}, "Unexpected JSON Object End."),
        ([1], "Unexpected JSON Array Start. Expected query template."),
        (
            {"nope": []},
            "Unexpected JSON Object Field Name. Expected an object with a single key 'fql', 'value', 'array', or "
            "'object'.",
        ),
    ],
)
def test_what_is_no_template_is_refused(data: Any, text: str) -> None:
    with pytest.raises(MalformedTemplateError) as caught:
        read_query(data, decode)
    assert str(caught.value) == text
