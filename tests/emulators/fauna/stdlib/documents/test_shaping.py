"""From what a query gives to what is stored."""

import pytest
from hypothesis import given

from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.fql.values import NULL, Long, Module, Value
from app.emulators.fauna.stdlib.documents.shaping import merged, storable, without_nulls
from tests.emulators.fauna.running import NOW, EmptyDatabase
from tests.emulators.fauna.stdlib.documents.typed.generating import DATA

CONTEXT = Context(EmptyDatabase(), Limits(), NOW, 0)


@given(DATA)
def test_what_can_be_stored_is_stored_as_it_is(data: dict[str, Value]) -> None:
    assert storable(CONTEXT, data) == data


def test_a_small_long_is_stored_as_an_int() -> None:
    assert type(storable(CONTEXT, [Long(1)])[0]) is int


def test_what_cannot_be_stored_is_told_with_its_path() -> None:
    with pytest.raises(RuntimeFailure, match=r"Value at `a\.b\[1\]` has type Math, which cannot be persisted\."):
        storable(CONTEXT, {"a": {"b": [1, Module("Math")]}})


@given(DATA, DATA)
def test_merging_what_is_there_already_changes_nothing(data: dict[str, Value], change: dict[str, Value]) -> None:
    once = merged(data, change)
    assert merged(once, change) == once
    assert set(once) <= {*data, *change}


@given(DATA)
def test_merging_nothing_changes_nothing_and_nulls_take_all_away(data: dict[str, Value]) -> None:
    assert merged(data, {}) == data
    assert merged(data, dict.fromkeys(data, NULL)) == {}


@given(DATA)
def test_nulls_go_from_objects_but_not_from_arrays(data: dict[str, Value]) -> None:
    kept = without_nulls({**data, "x": NULL, "y": {"z": NULL}, "w": [NULL]})
    assert "x" not in kept
    assert (kept["y"], kept["w"]) == ({}, [NULL])
    assert without_nulls(kept) == kept
