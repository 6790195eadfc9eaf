"""Changing data as migrations say."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.values import NULL, Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.stdlib.documents.typed.migrating import (
    AddField,
    Change,
    DropField,
    MoveConflicts,
    MoveField,
    MoveWildcard,
    SplitField,
    at,
    migrate,
)
from app.emulators.fauna.stdlib.documents.typed.recording import from_record, to_record
from app.emulators.fauna.stdlib.documents.typed.shapes import OneOf, Scalar, Shape, is_of
from tests.emulators.fauna.stdlib.documents.typed.generating import DATA, NAMES, SHAPES, values_of

Data = dict[str, Value]
INT, STRING = Scalar("Int"), Scalar("String")
PATHS = st.lists(NAMES, min_size=1, max_size=2).map(tuple)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any change."""
    path, to = draw(PATHS), draw(PATHS)
    shape = draw(SHAPES)
    value = draw(st.just(NULL) | values_of(shape))
    return draw(
        st.sampled_from(
            [
                AddField(path, shape, value),
                DropField(path),
                MoveField(path, to),
                SplitField(path, to, shape, value, NULL),
                MoveConflicts(path),
                MoveWildcard(path[:1], (str(path[0]), "b")),
            ]
        )
    )


def leaves(value: Value) -> list[Value]:
    """All that is in a value but objects."""
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    return [repr(value)]


def test_a_new_field_gets_its_value_where_there_is_none() -> None:
    change = AddField(("n",), INT, 7)
    assert migrate({"a": 1}, [change]) == {"a": 1, "n": 7}
    assert migrate({"n": 1}, [change]) == {"n": 1}
    assert migrate({"a": 1}, [AddField(("n",), OneOf((INT, Scalar("Null"))), NULL)]) == {"a": 1}


def test_a_new_field_within_an_object_makes_the_object() -> None:
    assert migrate({}, [AddField(("o", "n"), INT, 7)]) == {"o": {"n": 7}}


def test_what_is_in_the_way_of_a_new_field_is_kept_as_a_conflict() -> None:
    moved = [AddField(("n",), INT, 7), MoveConflicts(("rest",))]
    assert migrate({"n": "x"}, moved) == {"n": 7, "rest": {"n": "x"}}
    assert migrate({"n": "x", "rest": {"n": 1}}, moved) == {"n": 7, "rest": {"n": 1, "_n": "x"}}
    assert migrate({"n": 1}, moved) == {"n": 1}


def test_a_dropped_field_leaves_the_object_around_it() -> None:
    assert migrate({"o": {"a": 1}, "b": 2}, [DropField(("o", "a"))]) == {"o": {}, "b": 2}
    assert migrate({"b": 2}, [DropField(("o", "a"))]) == {"b": 2}


def test_a_moved_field_goes_with_all_that_is_in_it() -> None:
    assert migrate({"a": {"x": 1}, "b": 2}, [MoveField(("a",), ("o", "z"))]) == {"b": 2, "o": {"z": {"x": 1}}}
    assert migrate({"b": 2}, [MoveField(("a",), ("z",))]) == {"b": 2}


def test_a_split_moves_values_of_other_types_and_fills_what_is_empty() -> None:
    split = SplitField(("v",), ("s",), INT, 0, "none")
    assert migrate({"v": 1}, [split]) == {"v": 1, "s": "none"}
    assert migrate({"v": "x"}, [split]) == {"v": 0, "s": "x"}
    assert migrate({}, [split]) == {"v": 0, "s": "none"}


def test_moving_the_wildcard_renames_what_is_taken() -> None:
    change = MoveWildcard(("dump",), ("dump", "foo"))
    assert migrate({"foo": 3, "dump": {"baz": 10}, "_baz": 6, "baz": 5}, [change]) == {
        "foo": 3,
        "dump": {"baz": 10, "_baz": 5, "__baz": 6},
    }
    assert migrate({"foo": 3}, [change]) == {"foo": 3}


@given(DATA, st.lists(changes(), max_size=4))
def test_the_data_given_stays_as_it_was(data: Data, applied: list[Change]) -> None:
    before = repr(data)
    migrate(data, applied)
    assert repr(data) == before


@given(DATA, PATHS, PATHS)
def test_moves_lose_nothing(data: Data, path: Path, to: Path) -> None:
    if to[: len(path)] != path and not isinstance(at(data, to[:1]), str | int | float | bytes | list):
        assert set(leaves(data)) <= set(leaves(migrate(data, [MoveField(path, to)])))


@given(DATA, NAMES, SHAPES)
def test_conflicts_and_wildcards_that_move_lose_nothing(data: Data, name: str, shape: Shape) -> None:
    moved = [AddField((name,), shape, NULL), MoveConflicts(("rest",)), MoveWildcard(("rest",), (name, "rest"))]
    after = migrate(data, moved)
    assert sorted(leaves(after)) == sorted(leaves(data))
    assert set(after) <= {name, "rest"}


@given(st.data(), NAMES)
def test_an_added_field_is_of_its_type_afterwards(data: st.DataObject, name: str) -> None:
    shape = data.draw(SHAPES)
    value = data.draw(values_of(shape))
    found = at(migrate(data.draw(DATA), [AddField((name,), shape, value)]), (name,))
    assert is_of(shape, NULL if found is None else found)


@given(changes())
def test_a_change_is_the_same_after_it_was_recorded(change: Change) -> None:
    assert from_record(json.loads(json.dumps(to_record(change)))) == change
