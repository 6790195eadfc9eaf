"""Defined fields: what may be written, and how the service says no."""

import pytest

from tests.emulators.fauna.conftest import Opening

SCALARS = {
    "Int": ("1", '"a"', "String"),
    "Long": ("3000000000", "1.5", "Double"),
    "Double": ("1.5", "1", "Int"),
    "Float": ("1.5", "1", "Int"),
    "Number": ("1.5", '"1"', "String"),
    "String": ('"a"', '["a"]', "[String]"),
    "Boolean": ("true", "0", "Int"),
    "Time": ('Time("2020-01-01T00:00:00Z")', 'Date("2020-01-01")', "Date"),
    "Date": ('Date("2020-01-01")', 'Time("2020-01-01T00:00:00Z")', "Time"),
    "Bytes": ('Bytes("aGk=")', "{ a: 1 }", "{ a: Int }"),
}


@pytest.mark.parametrize("name", SCALARS)
def test_a_field_takes_values_of_its_type_and_no_others(database: Opening, name: str) -> None:
    right, wrong, provided = SCALARS[name]
    shop = database(f"collection T {{ f: {name} }}")
    shown = "Double" if name == "Float" else name
    assert shop.query(f"T.create({{ f: {right} }}).f == {right}") is True
    assert shop.failures(f"T.create({{ f: {wrong} }})") == [f"f: Expected {shown}, provided {provided}"]
    assert shop.failures("T.create({})") == [f"f: Missing required field of type {shown}"]


def test_whole_numbers_are_not_made_doubles_nor_the_other_way_round(database: Opening) -> None:
    shop = database("collection T { i: Int?; l: Long?; d: Double? }")
    assert shop.failures("T.create({ i: 1.0, l: 1.0, d: 1 })") == [
        "i: Expected Int | Null, provided Double",
        "l: Expected Long | Null, provided Double",
        "d: Expected Double | Null, provided Int",
    ]
    assert shop.query("T.create({ l: 1 }).l", tagged=True) == {"@int": "1"}


def test_the_time_of_the_transaction_is_a_time(database: Opening) -> None:
    shop = database("collection T { when: Time }")
    assert shop.query("T.create({ when: TransactionTime() }).when == null") is False


def test_errors_come_in_the_order_of_the_values_and_missing_fields_after_them(database: Opening) -> None:
    shop = database("collection T { a: Int; b: Int; c: Int }")
    assert shop.failures('T.create({ z: 1, c: "x", ttl: 1 })') == [
        "z: Unexpected field provided",
        "c: Expected Int, provided String",
        "a: Missing required field of type Int",
        "b: Missing required field of type Int",
        "ttl: Expected Time | Null, provided Int",
    ]


def test_a_nullable_field_may_be_absent_null_and_removed(database: Opening) -> None:
    shop = database("collection T { a: Int? }")
    shop.query("T.create({ id: 1, a: null })")
    assert shop.query("T.byId(1)!.update({ a: 1 }).a") == 1
    assert shop.query("T.byId(1)!.update({ a: null }).a") is None


def test_an_update_is_judged_by_what_it_makes_of_the_document(database: Opening) -> None:
    shop = database("collection T { o: { a: Int, b: Int? } }")
    shop.query("T.create({ id: 1, o: { a: 1 } })")
    assert shop.query("T.byId(1)!.update({ o: { b: 2 } }).o") == {"a": 1, "b": 2}
    assert shop.failures("T.byId(1)!.update({ o: { a: null } })") == ["o.a: Missing required field of type Int"]
    assert shop.failures("T.byId(1)!.replace({ o: { b: 1 } })") == ["o.a: Missing required field of type Int"]
    assert shop.failures("T.byId(1)!.updateData({ c: 1 })") == ["c: Unexpected field provided"]


def test_a_write_that_is_refused_changes_nothing(database: Opening) -> None:
    shop = database("collection T { a: Int }")
    shop.query("T.create({ id: 1, a: 1 })")
    shop.error('T.byId(1)!.update({ a: "x" })')
    shop.error('T.create({ a: 2 }); T.create({ a: "x" })')
    assert shop.query("T.all().map(.a).toArray()") == [1]


def test_a_wildcard_takes_fields_that_are_not_defined(database: Opening) -> None:
    shop = database("collection T { a: Int; *: Any }")
    assert shop.query('T.create({ a: 1, b: "x", c: [null] }) { a, b, c }') == {"a": 1, "b": "x", "c": [None]}
    assert shop.failures("T.create({ b: 1 })") == ["a: Missing required field of type Int"]


def test_the_wildcard_of_an_object_has_its_type(database: Opening) -> None:
    shop = database("collection T { f: { a: Int, *: String } }")
    assert shop.query('T.create({ f: { a: 1, b: "x" } }).f') == {"a": 1, "b": "x"}
    assert shop.failures("T.create({ f: { a: 1, b: 2 } })") == ["f.b: Expected String, provided Int"]


def test_elements_of_arrays_and_tuples_are_told_by_their_index(database: Opening) -> None:
    shop = database("collection T { a: Array<Int?>; t: [Int, String] }")
    assert shop.failures('T.create({ a: [1, null, "x"], t: ["x", 1] })') == [
        "a.2: Expected Int | Null, provided String",
        "t.0: Expected Int, provided String",
        "t.1: Expected String, provided Int",
    ]
    assert shop.failures("T.create({ a: [], t: [1] })") == ["t: Invalid tuple arity"]


def test_a_reference_must_be_into_its_collection_be_there_a_document_or_not(database: Opening) -> None:
    shop = database("collection A {}\ncollection B {}\ncollection T { one: Ref<A>?; doc: A? }")
    shop.query("A.create({ id: 1 })")
    assert shop.query("T.create({ one: A.byId(7), doc: A.byId(1) }).doc!.id") == "1"
    assert shop.failures("T.create({ one: B.byId(1), doc: 1 })") == [
        "one: Expected A | NullA | Null, provided Document",
        "doc: Expected A | Null, provided Int",
    ]


def test_a_document_of_another_collection_is_told_by_name(database: Opening) -> None:
    shop = database("collection A {}\ncollection T { a: A }")
    assert shop.failures("T.create({ a: T.byId(1) })") == [
        "a: Expected A document, provided document from another collection"
    ]


def test_literals_are_compared_by_value_and_by_type(database: Opening) -> None:
    shop = database('collection T { f: "a" | 1 | true }')
    for right in ('"a"', "1", "true"):
        shop.query(f"T.create({{ f: {right} }})")
    assert shop.failures('T.create({ f: "b" })') == ['f: Expected "a" | 1 | true, provided "b"']
    assert shop.failures("T.create({ f: 1.0 })") == ['f: Expected "a" | 1 | true, provided Double']


def test_unions_of_objects_tell_what_is_missing_in_each(database: Opening) -> None:
    shop = database("collection T { f: { a: Int, b: Int } | { c: Int } }")
    assert shop.failures("T.create({ f: { a: 1 } })") == ["f: Union requires fields [b] or [c]"]
    assert shop.failures("T.create({ f: { z: 1 } })") == [
        "f.z: Unexpected field provided",
        "f: Union requires fields [a, b] or [c]",
    ]
    assert shop.failures('T.create({ f: { c: "x" } })') == ["f.c: Expected Int, provided String"]


def test_fields_named_like_the_documents_own_are_told_apart_by_data(database: Opening) -> None:
    shop = database("collection T { a: Int? }")
    assert shop.failures("T.createData({ id: 1, ttl: 2, coll: 3 })") == [
        "data.id: Unexpected field provided",
        "data.ttl: Unexpected field provided",
        "coll: Unexpected field provided",
    ]


def test_a_type_that_cannot_be_stored_takes_only_null(database: Opening) -> None:
    shop = database("collection T { f: Set<Int> | Int }")
    assert shop.failures("T.create({ f: 1 })") == ["f: Expected Null, provided Int"]
    assert shop.query("T.create({}).f") is None
