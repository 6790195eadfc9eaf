"""Which types are part of which."""

import pytest

from app.emulators.fauna.schema.subtypes import is_schema_subtype, is_subtype
from tests.emulators.fauna.schema.reading import type_of


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Int", "Number"),
        ("Int", "Long"),
        ("Double", "Float"),
        ("1", "Int"),
        ('"a"', "String"),
        ("Int", "Int?"),
        ("Int?", "Int | String | Null"),
        ("[Int, String]", "Array<Int | String>"),
        ("{ a: Int }", "{ a: Int, b: String? }"),
        ("{ a: Int }", "{ *: Number }"),
        ("{ *: Int }", "{ a: Int?, *: Int }"),
        ("User", "Ref<User>"),
        ("NullUser", "Ref<User>"),
        ("Never", "Int"),
        ("Int", "Any"),
    ],
)
def test_a_part_is_a_subtype_and_not_the_other_way_round(part: str, whole: str) -> None:
    assert is_subtype(type_of(part), type_of(whole))
    assert is_schema_subtype(type_of(part), type_of(whole))
    if whole not in ("Any", "Float"):
        assert not is_subtype(type_of(whole), type_of(part))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Int", "String"),
        ("Long", "Int"),
        ("3000000000", "Int"),
        ("Int?", "Int"),
        ("{ a: Int, b: Int }", "{ a: Int }"),
        ("{ a: Int }", "{ a: Int, b: Int }"),
        ("{ *: Int }", "{ a: Int, *: Int }"),
        ("{ a: Int, *: Int }", "{ a: Int }"),
        ("[Int]", "[Int, Int]"),
        ("Array<Int>", "[Int]"),
        ("Null", "Ref<User>"),
    ],
)
def test_types_that_hold_other_values_are_no_subtypes(one: str, other: str) -> None:
    assert not is_subtype(type_of(one), type_of(other))


def test_in_a_schema_any_is_more_than_anything_else() -> None:
    assert is_subtype(type_of("Any"), type_of("Int"))
    assert not is_schema_subtype(type_of("Any"), type_of("Int"))
    assert is_schema_subtype(type_of("Int"), type_of("Any"))
