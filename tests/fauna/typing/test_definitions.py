"""What definitions say, as data, of collections and functions."""

import pytest

from app.fauna.typing.definitions import Field, Index, collection, function
from app.fauna.typing.signature import ANY, Function, Named, Object

INT, STRING = Named("Int"), Named("String")


def test_fields_come_by_name_with_what_they_default_to_and_whether_they_are_computed() -> None:
    found = collection(
        "Note",
        {
            "fields": {"b": {"signature": "Int", "default": "1"}, "a": {"signature": "String"}},
            "computed_fields": {"c": {"body": "x => 1"}, "d": {"body": "x => 1", "signature": "Int"}},
        },
    )
    assert found.fields == (
        Field("a", STRING),
        Field("b", INT, has_default=True),
        Field("c", ANY, computed=True),
        Field("d", INT, computed=True),
    )
    assert found.wildcard is None


def test_a_collection_without_fields_takes_any() -> None:
    assert collection("Loose", {"fields": None}).wildcard == ANY
    assert collection("Loose", {"computed_fields": {"c": {"body": "x => 1"}}}).wildcard == ANY
    assert collection("Wild", {"fields": {"a": {"signature": "Int"}}, "wildcard": "Any"}).wildcard == ANY


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ({"field": ".a"}, INT),
        ({"field": "a"}, INT),
        ({"field": ".deep.b"}, STRING),
        ({"field": '.deep["odd key"]'}, INT),
        ({"field": ".list", "mva": True}, STRING),
        ({"field": ".list"}, Named("Array", (STRING,))),
        ({"field": ".pair", "mva": True}, INT),
        ({"field": ".deep.missing"}, ANY),
        ({"field": ".a.b"}, ANY),
        ({"field": ".unknown"}, ANY),
    ],
)
def test_terms_have_the_type_of_what_they_look_up_which_is_never_null(term: dict[str, object], kind: Named) -> None:
    fields = {
        "a": "Int?",
        "deep": '{ b: String | Null, "odd key": Int }?',
        "list": "Array<String>?",
        "pair": "[Int, Int]",
    }
    found = collection(
        "C",
        {
            "fields": {name: {"signature": signature} for name, signature in fields.items()},
            "indexes": {"z": {"terms": [term]}, "all": {"values": [{"field": "a"}]}},
        },
    )
    assert found.indexes == (Index("all", ()), Index("z", ((str(term["field"]), kind),)))


def test_a_functions_type_is_its_signature_or_any_of_its_parameters() -> None:
    assert function({"signature": "(a: Int) => { b: String }", "body": "(a) => 1"}) == Function(
        (("a", INT),), Object((("b", STRING),))
    )
    assert function({"body": "(x, y) => {\n  x\n}"}) == Function((("x", ANY), ("y", ANY)), ANY)
    assert function({"body": "x => x"}) == Function((("x", ANY),), ANY)
    assert function({"body": "() => 1"}) == Function((), ANY)
    assert function({"body": "(x, ...rest) => x"}) == Function((("x", ANY), ("rest", ANY)), ANY, variadic=True)
