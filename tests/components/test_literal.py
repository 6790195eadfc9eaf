"""Fauna's tagged values as text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.literal import headline, literal, pretty, rows, seen


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ('a "b"', '"a \\"b\\""'),
        ({"@int": "5"}, "5"),
        ({"@long": "9007199254740993"}, "9007199254740993"),
        ({"@double": "1.5"}, "1.5"),
        ({"@time": "2024-01-01T00:00:00Z"}, 'Time("2024-01-01T00:00:00Z")'),
        ({"@mod": "Note"}, "Note"),
        ({"@ref": {"id": "1", "coll": {"@mod": "Note"}}}, 'Note("1")'),
        ({"@doc": {"id": "1", "text": "x"}}, '{ id: "1", text: "x" }'),
        ({"@object": {"@int": "not a tag"}}, '{ "@int": "not a tag" }'),
        ({"a b": [{"@int": "1"}]}, '{ "a b": [1] }'),
        ({}, "{}"),
        ({"@set": "cursor"}, 'Set("cursor")'),
    ],
)
def test_values_read_like_fql(value: Any, text: str):
    assert literal(value) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a #{b}", '"a \\#{b}"'),
        ("# no", '"# no"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("\u200f", '"\\u200f"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("line\n", '"line\\n"'),
        ("\ud800", '"\\ud800"'),
    ],
)
def test_texts_can_be_pasted_into_fql_and_hide_nothing(text: str, written: str):
    assert literal(text) == written


def test_direction_marks_are_written_out_in_messages_too():
    assert headline("a\u202eb") == "a\\u202eb"
    assert seen("שלום") == "שלום"


def test_a_short_value_stays_on_its_line():
    assert pretty({"a": [{"@int": "1"}]}) == "{ a: [1] }"


def test_a_long_value_is_laid_out_over_lines():
    assert pretty({"name": "x" * 40, "list": ["y" * 40, {"@int": "1"}]}) == "\n".join(
        ["{", f'  name: "{"x" * 40}",', f'  list: ["{"y" * 40}", 1]', "}"]
    )


def test_a_text_is_the_message_itself():
    assert headline("Hello World!") == "Hello World!"


def test_sets_are_announced_by_their_size():
    assert headline({"@set": {"data": [1]}}) == "1 value"
    assert headline([]) == "0 values"


def test_long_values_are_cut():
    assert len(headline({"text": "x" * 1000})) == 160


def test_a_single_value_has_no_rows():
    assert rows({"@doc": {"id": "1"}}) is None
    assert rows("text") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8) | st.sampled_from([{"@set": None}, {"@ref": 1}, {"@int": []}]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.sampled_from(["@set", "@ref", "@doc", "data"]), inner, max_size=3)
    ),
)


@given(json_values)
def test_no_answer_is_too_strange_to_show(value: Any):
    assert isinstance(literal(value), str)
    assert isinstance(headline(value), str)
    assert "".join(pretty(value).split()) == "".join(literal(value).split())
