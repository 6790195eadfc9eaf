"""Types of fields that a schema may not have."""

import pytest

from tests.emulators.fauna.schema.reading import refusal, schema


@pytest.mark.parametrize(
    "type_",
    [
        "Int", "Any?", "{ *: Array<UUID> }", "Ref<A>", "Ref<Z> | Null", "A | NullA", "A | EmptyRef<A>",
        '"x" | 1 | true', "Ref<CollectionDef>", "[Int, String]?",
    ],
)  # fmt: skip
def test_what_can_be_stored_is_taken(type_: str) -> None:
    assert schema(f"@alias(Z)\ncollection A {{ f: {type_} }}").collections["A"].fields[0].type == type_


@pytest.mark.parametrize(
    ("type_", "cause"),
    [
        ("ID", "Type ID is not persistable"),
        ("Array<ID>", "Type ID is not persistable"),
        ("Never", "Type Never is not persistable"),
        ("(Int) => Int", "Type Int => Int is not persistable"),
        ("{ a: Int, ... }", "Type { a: Int, ... } is not persistable"),
        ("A?", "Type A is not persistable"),
        ("NullA", "Type NullA is not persistable"),
        ("NamedRef<A>", "Type NamedRef<A> is not persistable"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_the_cause(type_: str, cause: str) -> None:
    text = refusal(f"collection A {{ f: {type_} }}")
    assert text.startswith("error: Field `f` in collection A is not persistable\n")
    assert f"\ncause: {cause}\n" in text


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("Nope", "Unknown type `Nope`"),
        ("Array", "Type constructor `Array<>` accepts 1 parameters, received 0"),
        ("Int<String>", "Type `Int` does not accept any parameters."),
        ("Nope<Int>", "Unknown type `Nope`"),
        ("Ref<Int>", "Reference type must refer to a doc type"),
    ],
)
def test_types_that_are_not_there_are_named(type_: str, message: str) -> None:
    assert refusal(f"collection A {{ f: {type_} }}").split("\n")[0] == f"error: {message}"


def test_a_default_of_another_type_is_refused() -> None:
    assert refusal('collection A {\n  a: Int = "x"\n}') == (
        "error: Type `String` is not a subtype of `Int`\n"
        'at main.fsl:2:12\n  |\n2 |   a: Int = "x"\n  |            ^^^\n  |'
    )
    assert schema("collection A {\n  a: Number = 1\n}")
