"""Types of schema files: what they print as, and that this reads back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.emulators.fauna.fql.errors import CheckFailure
from app.emulators.fauna.schema.types import display
from tests.emulators.fauna.schema.reading import type_of

NAMES = st.sampled_from(["Int", "String", "Null", "Any", "Never", "true", "1", '"x"', "Cat"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map("Array<{}>".format),
        inner.map("({})?".format),
        some.map(lambda it: "{ " + ", ".join(f"f{index}: {each}" for index, each in enumerate(it)) + " }"),
        inner.map("{{ a: Int = 1, *: {} }}".format),
        some.map(lambda it: f"[{', '.join(it)}]"),
        some.map(lambda it: " | ".join(f"({each})" for each in it)),
        some.map(lambda it: " & ".join(f"({each})" for each in it)),
        some.map(lambda it: f"({', '.join(f'x{index}: {each}' for index, each in enumerate(it))}) => {it[0]}"),
        inner.map("(Int, ...{}) => Int".format),
    )


@given(st.recursive(NAMES, larger, max_leaves=8))
def test_a_printed_type_reads_back_as_one_that_prints_the_same(text: str) -> None:
    printed = display(type_of(text))
    assert display(type_of(printed)) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Int | String|Null", "Int | String | Null"),
        ("(Int | String)?", "(Int | String)?"),
        ("Int??", "Int??"),
        ("{ a: Int, 'b c': String? ; *: Any }", '{ a: Int, "b c": String?, *: Any }'),
        ("{ a: { b: Int = 1 + 2 } }", "{ a: { b: Int = 1 + 2 } }"),
        ("{}", "{}"),
        ("Ref< Cat >", "Ref<Cat>"),
        ("(Int) => Int", "Int => Int"),
        ("(a: Int, b: ...String) => (Int => Int)", "(a: Int, b: ...String) => Int => Int"),
        ("A & (B | C)", "A & (B | C)"),
        ("[Int, [String]]", "[Int, [String]]"),
    ],
)
def test_types_have_one_printed_form(text: str, printed: str) -> None:
    assert display(type_of(text)) == printed


def test_only_parameters_may_have_names() -> None:
    with pytest.raises(CheckFailure) as caught:
        type_of("(a: Int) | String")
    assert caught.value.diagnostics[0].message == "Only lambda argument types may be named"


def test_deep_parentheses_are_read_in_one_go() -> None:
    assert display(type_of("(" * 60 + "Int" + ")" * 60)) == "Int"
