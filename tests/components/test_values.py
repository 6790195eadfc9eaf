"""Values as the console shows them: table cells, JSON and FQL, short enough to travel and inert."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.values import (
    LONGEST_CELL,
    LONGEST_ROW,
    NOTHING,
    TOO_DEEP,
    VIEWS,
    Cell,
    cell,
    cells,
    columns,
    plain,
    text,
)

INT, TIME = {"@int": "5"}, {"@time": "2026-01-01T00:00:00Z"}
NOTE = {"@doc": {"id": "1", "coll": {"@mod": "Note"}, "ts": TIME, "n": INT}}
REF = {"@ref": {"id": "2", "coll": {"@mod": "Note"}}}
TAGGED = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.builds(lambda tag, inner: {tag: inner}, st.sampled_from(["@int", "@time", "@doc", "@x"]), st.text(max_size=4)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", Cell("a", "string")),
        (None, Cell("null", "null")),
        (True, Cell("true", "boolean")),
        (INT, Cell("5", "number")),
        ({"@double": "NaN"}, Cell("NaN", "number")),
        (TIME, Cell("2026-01-01T00:00:00Z", "time")),
        ({"@mod": "Note"}, Cell("Note", "ref")),
        (REF, Cell('Note("2")', "ref")),
        ([INT, "a"], Cell('[5, "a"]', "object")),
        ({"a": INT}, Cell("{ a: 5 }", "object")),
    ],
)
def test_a_cell_is_one_line_and_says_its_kind(value: Any, shown: Cell) -> None:
    assert cell(value) == shown


def test_a_documents_own_fields_stand_before_its_collection_and_time() -> None:
    names = columns([NOTE], [])
    assert names == ["id", "n", "coll", "ts"]
    assert [shown.text for shown in cells(NOTE, names)] == ["1", "5", "Note", "2026-01-01T00:00:00Z"]


def test_columns_that_come_later_follow_those_that_are_shown() -> None:
    known = columns([NOTE], [])
    assert columns([{"id": "3", "more": "x"}, INT], known) == [*known, "more", "value"]
    assert cells({"more": "x"}, [*known, "more"])[:2] == [NOTHING, NOTHING]


def test_json_is_what_people_write() -> None:
    assert plain(NOTE) == {"id": "1", "coll": "Note", "ts": "2026-01-01T00:00:00Z", "n": 5}
    assert plain([{"@double": "1.5"}, {"@int": "many"}, {"@object": {"@a": INT}}]) == [1.5, "many", {"@a": 5}]
    assert json.loads(text(NOTE, "json"))["n"] == 5


def test_fql_is_a_literal() -> None:
    assert text({"a": [INT, TIME]}, "fql") == '{ a: [5, Time("2026-01-01T00:00:00Z")] }'


def test_a_megabyte_is_cut_and_its_length_told() -> None:
    value = {"text": "x" * 1_048_576}
    assert cell(value["text"]).text.endswith("… (1,048,576 characters)")
    assert len(cell(value["text"]).text) < LONGEST_CELL + 40
    for view in VIEWS:
        assert "(1,048,576 characters)" in text(value, view) and len(text(value, view)) < LONGEST_ROW


def test_what_would_turn_the_line_around_is_written_out() -> None:
    hostile = "a\u202eb\u2066c"
    assert cell(hostile).text == "a\\u202eb\\u2066c"
    for view in VIEWS:
        assert "\u202e" not in text({"a": hostile}, view) and "\u2066" not in text([hostile], view)


def test_what_is_nested_too_deeply_says_so() -> None:
    value: Any = "x"
    for _ in range(5_000):
        value = [value]
    assert text(value, "json") == cell(value).text == TOO_DEEP


@given(TAGGED)
def test_any_value_is_shown_in_every_view(value: Any) -> None:
    names = columns([value], [])
    assert len(cells(value, names)) == len(names)
    assert all(len(shown.text) < LONGEST_CELL + 40 for shown in cells(value, names))
    for view in VIEWS:
        assert isinstance(text(value, view), str)
