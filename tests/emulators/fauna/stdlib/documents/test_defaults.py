"""Defaults: when they are taken, what they may do, and how they fail."""

import pytest

from tests.emulators.fauna.conftest import Opening
from tests.emulators.fauna.database import SchemaRefused


def test_a_default_is_for_fields_that_are_not_given_even_not_as_null(database: Opening) -> None:
    shop = database("collection T { a: Int? = 5; b: Int = 6 }")
    assert shop.query("T.create({ a: null }) { a, b }") == {"a": None, "b": 6}
    assert shop.failures("T.create({ b: null })") == ["b: Missing required field of type Int"]


def test_replace_takes_defaults_again_and_update_does_not(database: Opening) -> None:
    shop = database("collection T { a: Int? = 5 }")
    shop.query("T.create({ id: 1, a: 1 })")
    assert shop.query("T.byId(1)!.update({ a: null }).a") is None
    assert shop.query("T.byId(1)!.replace({}).a") == 5
    assert shop.query("T.byId(1)!.replaceData({}).a") == 5


def test_defaults_within_objects_make_the_objects(database: Opening) -> None:
    shop = database('collection T { o: { a: Int = 1, b: { c: String = "z", d: Int? } } }')
    assert shop.query("T.create({}).o") == {"a": 1, "b": {"c": "z"}}
    assert shop.query("T.create({ o: { b: { d: 4 } } }).o") == {"b": {"d": 4, "c": "z"}, "a": 1}


def test_each_document_gets_a_default_of_its_own(database: Opening) -> None:
    shop = database("collection T { k: String = newId().toString() }")
    assert shop.query("T.create({}).k != T.create({}).k") is True


def test_a_default_must_be_of_the_type(database: Opening) -> None:
    shop = database('collection T { a: Int = { let x: Any = "s"; x } }')
    assert shop.failures("T.create({})") == ["a: Expected Int, provided String"]


@pytest.mark.parametrize(
    ("default", "reason"),
    [
        ('"a".at(7)', "      error: index 7 out of bounds for length 1\n      at *field:f*:1:7"),
        ("(x) => x", "      Value has type Lambda, which cannot be persisted"),
    ],
)
def test_a_default_without_a_value_is_refused_with_its_field(database: Opening, default: str, reason: str) -> None:
    with pytest.raises(SchemaRefused) as refused:
        database(f"collection T {{ f: Any = {default} }}")
    assert f"\n  f: Default field evaluation failed.\n{reason}" in str(refused.value)


def test_a_default_that_fails_later_is_an_error_of_its_field(database: Opening) -> None:
    schema = "function f(x) { 1 }\ncollection A {}\ncollection T { f: Any = A.byId(1)!.x; g: Any = f(1) }"
    shop = database(schema)
    read = "f: Default field evaluation failed.\nerror: `byId` performs a read, which is not allowed in default values."
    (failure,) = shop.failures("T.create({ g: 1 })")
    assert failure.startswith(f"{read}\nat *field:T:f*:1:7")
    shop.push(schema.replace("{ 1 }", '{ "a".at(7) }'))
    (failure,) = shop.failures("T.create({ f: 1 })")
    assert failure.startswith("g: Default field evaluation failed.\nerror: index 7 out of bounds for length 1")


def test_the_place_of_a_default_within_an_object_is_in_the_fields_type(database: Opening) -> None:
    shop = database('collection T { o: { a: Int, b: String = "a".at(7) } }')
    (failure,) = shop.failures("T.create({ o: { a: 1 } })")
    assert failure.startswith("o.b: Default field evaluation failed.\nerror: index 7 out of bounds for length 1")
    assert "at *field:T:o*:1:29" in failure
    assert '1 | { a: Int, b: String = "a".at(7) }' in failure


def test_a_default_is_nobodys_and_may_call_any_function(database: Opening) -> None:
    shop = database(
        "function secret() { 7 }\nrole r { privileges T { create; read } }\n"
        "collection T { k: Int = secret(); who: Any = Query.token() }"
    )
    assert shop.query("T.create({}) { k, who }", "r") == {"k": 7, "who": None}
    assert str(shop.error("secret()", "r")).startswith("permission_denied")
