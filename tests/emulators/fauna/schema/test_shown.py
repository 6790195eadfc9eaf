"""Types as errors show them."""

import pytest

from app.emulators.fauna.schema.shown import shown, shown_without
from tests.emulators.fauna.schema.reading import type_of


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Int?", "Int | Null"),
        ("Null | Int | String", "Int | String | Null"),
        ("Int | Int", "Int"),
        ('String | "a" | 1', "1 | String"),
        ("true | false", "Boolean"),
        ("Array<Int?>", "Array<Int | Null>"),
        ("Array<Int> | Array<String>", "Array<Int | String>"),
        ("{ a: Int, b: Int } | { a: String }", "{ a: Int | String }"),
        ("{ a: Int } | { *: String }", "{ a: Int | String }"),
        ("[Int, Int] | [String, String] | [Int]", "[Int | String, Int | String] | [Int]"),
        ("{ a: Int, *: Any }?", "{ a: Int, *: Any } | Null"),
        ('{ "b c": Int }', '{ "b c": Int }'),
        ("{}", "{}"),
        ("Any | Int", "Any | Int"),
        ("Never | Int", "Int"),
        ("Never", "Never"),
        ("Ref<User>?", "Ref<User> | Null"),
        ('{ a: Int } | Int | "x"', '"x" | Int | { a: Int }'),
        ("Int => String", "Int => String"),
        ("(Int => String) | Null", "(Int => String) | Null"),
    ],
)
def test_a_type_is_shown_with_its_members_sorted_and_joined(written: str, expected: str) -> None:
    assert shown(type_of(written)) == expected


def test_what_is_left_of_a_union_is_what_the_other_does_not_name() -> None:
    assert shown_without(type_of("Int | String | Null"), type_of("Int")) == "String | Null"
    assert shown_without(type_of("{ a: Int }"), type_of("{ a: String }")) == "{ a: Int }"
    assert shown_without(type_of("Int"), type_of("Int | Null")) == "Never"
