"""Editing documents as JSON without losing a type."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.typed_json import JsonMistake, read, read_object, written

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = (
    st.none()
    | st.booleans()
    | names
    | st.integers(-(2**31), 2**31 - 1).map(lambda value: {"@int": str(value)})
    | st.integers(2**31, 2**63 - 1).map(lambda value: {"@long": str(value)})
    | st.integers(-(2**63), -(2**31) - 1).map(lambda value: {"@long": str(value)})
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda value: {"@double": repr(value)})
    | st.sampled_from(
        [
            {"@double": "NaN"},
            {"@double": "-Infinity"},
            {"@time": "2026-01-01T00:00:00.123456789Z"},
            {"@date": "2026-01-01"},
            {"@bytes": "aGk="},
            {"@mod": "Note"},
            {"@ref": {"id": "1", "coll": {"@mod": "Note"}}},
            {"@ref": {"name": "member", "coll": {"@mod": "Role"}}},
        ]
    )
)


def tagged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.dictionaries(names, inner, max_size=3)
    return st.lists(inner, max_size=3) | objects.map(escaped)


def escaped(fields: dict[str, Any]) -> dict[str, Any]:
    return {"@object": fields} if any(name.startswith("@") for name in fields) else fields


@given(st.recursive(scalars, tagged, max_leaves=12))
def test_every_value_survives_being_written_and_read(value: Any) -> None:
    assert read(written(value)) == value


def test_numbers_are_plain_where_json_tells_their_type() -> None:
    shown = written({"i": {"@int": "5"}, "l": {"@long": "9007199254740993"}, "d": {"@double": "5.0"}})
    assert shown == '{\n  "i": 5,\n  "l": 9007199254740993,\n  "d": 5.0\n}'
    assert written([{"@double": "9.223372036854776E18"}, {"@double": "NaN"}]) == (
        '[\n  9.223372036854776e+18,\n  {\n    "@double": "NaN"\n  }\n]'
    )


def test_a_document_in_a_field_is_a_reference() -> None:
    document = {"@doc": {"id": "1", "coll": {"@mod": "Note"}, "ts": {"@time": "2026-01-01T00:00:00Z"}, "text": "x"}}
    reference = {"@ref": {"id": "1", "coll": {"@mod": "Note"}}}
    assert json.loads(written(document)) == reference
    missing = {"@ref": {"id": "1", "coll": {"@mod": "Note"}, "exists": False, "cause": "not found"}}
    assert read(written(missing)) == reference


def test_what_turns_a_line_around_is_written_out() -> None:
    assert written({"a": "x\u202ey"}) == '{\n  "a": "x\\u202ey"\n}'
    assert read('{"a": "x\\u202ey"}') == {"a": "x\u202ey"}


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("{\n  x", "Expecting property name enclosed in double quotes.", (2, 3)),
        ("", "Expecting value.", (1, 1)),
        ('{"a": NaN}', 'NaN is no JSON; write { "@double": "NaN" }.', ()),
        ('{"a": 1, "a": 2}', "The name `a` stands twice in one object.", ()),
        ('{"a": [1, 9223372036854775808]}', "That is more than a Long holds.", ("a", 1)),
        ('{"a": ' + "9" * 5000 + "}", "99999999999999999999… has more digits than a Long holds.", ()),
        ('{"a": 1e999}', "That is more than a Double holds.", ("a",)),
        ('{"a": {"@time": "noon"}}', 'That is no value for @time: a time as in "2026-01-31T12:00:00Z".', ("a",)),
        ('{"a": {"@int": 5}}', 'That is no value for @int: digits as in "5".', ("a",)),
        ('{"a": {"@bytes": "?"}}', "That is no value for @bytes: base64.", ("a",)),
        (
            '{"a": {"@double": "x"}}',
            'That is no value for @double: a number as in "0.5", or "NaN", "Infinity".',
            ("a",),
        ),
        ('{"a": {"@ref": {"id": "x"}}}', None, ("a",)),
        ('{"a": {"@set": "x"}}', '`@set` is no type here; put the object into { "@object": … }.', ("a", "@set")),
        ('{"a": "\\ud800"}', "Half a surrogate pair is no character.", ("a",)),
        ("[" * 100_000, "This is nested too deeply.", ()),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str | None, where: tuple[Any, ...]) -> None:
    with pytest.raises(JsonMistake) as caught:
        read(text)
    assert message is None or str(caught.value) == message
    assert where in (caught.value.path, (caught.value.line, caught.value.column))


@pytest.mark.parametrize("text", ["[]", "5", "null", '{"@int": "5"}'])
def test_a_document_is_an_object_of_fields(text: str) -> None:
    with pytest.raises(JsonMistake, match="A document is an object"):
        read_object(text)
    assert read_object("{}") == {}
