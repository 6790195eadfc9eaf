"""Creating, changing and deleting documents."""

import pytest

from tests.emulators.fauna.conftest import Opening
from tests.emulators.fauna.database import TestDatabase


@pytest.fixture
def shop(database: Opening) -> TestDatabase:
    opened = database("collection Cat {}")
    opened.query("Cat.create({ id: 1, n: 1, o: { a: 1, b: 2 } })")
    return opened


def test_update_merges_objects_and_removes_what_is_null(shop: TestDatabase) -> None:
    assert shop.query("Cat.byId(1)!.update({ n: null, o: { a: 3, c: [1, null] } }).data") == {
        "o": {"a": 3, "b": 2, "c": [1]}
    }


def test_replace_keeps_nothing_and_nulls_in_arrays(shop: TestDatabase) -> None:
    assert shop.query("Cat.byId(1)!.replace({ x: [null], y: null }).data") == {"x": [None]}


def test_an_id_is_taken_once(shop: TestDatabase) -> None:
    assert str(shop.error("Cat.create({ id: 1 })")) == (
        "document_id_exists: Collection `Cat` already contains document with id 1."
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("null", "Missing required field of type ID | String | Long"),
        ("1.5", "Expected ID | String | Long, provided Double"),
        ("{ x: 1 }", "Expected ID | String | Long, provided { x: Int }"),
        ('"abc"', "Expected ID | String | Long, provided String"),
        ("-1", "id must be nonnegative"),
    ],
)
def test_an_id_must_be_one(shop: TestDatabase, given: str, message: str) -> None:
    assert shop.failures(f"Cat.create({{ id: {given} }})") == [f"id: {message}"]


@pytest.mark.parametrize("given", ['"7"', "7", 'ID("7")'])
def test_an_id_may_be_written_in_three_ways(shop: TestDatabase, given: str) -> None:
    assert shop.query(f"Cat.create({{ id: {given} }}).id") == "7"


def test_reserved_names_are_refused_but_not_in_plain_data(shop: TestDatabase) -> None:
    message = "Is a reserved field and cannot be used"
    assert shop.failures("Cat.create({ exists: 1, update: 2 })") == [f"update: {message}", f"exists: {message}"]
    assert shop.failures("Cat.byId(1)!.update({ id: 2 })") == [f"id: {message}"]
    assert shop.query("Cat.byId(1)!.updateData({ id: 2 }).data.id") == 2


def test_a_ttl_is_a_time_and_null_removes_it(shop: TestDatabase) -> None:
    assert shop.failures("Cat.create({ ttl: 1 })") == ["ttl: Expected Time | Null, provided Int"]
    shop.query('Cat.byId(1)!.update({ ttl: Time("2999-01-01T00:00:00Z") })')
    assert shop.query("Cat.byId(1)!.update({ n: 2 }).ttl") == "2999-01-01T00:00:00Z"
    assert shop.query("Cat.byId(1)!.update({ ttl: null }).ttl") is None


def test_documents_get_the_ttl_of_their_collection(database: Opening) -> None:
    shop = database("collection Cat { ttl_days 1 }")
    assert shop.query('Cat.create({}).ttl!.difference(Time.now(), "hours") >= 23') is True


def test_a_document_that_is_not_there_cannot_be_changed(shop: TestDatabase) -> None:
    for change in ("update({})", "replace({})", "delete()"):
        assert str(shop.error(f"Cat.byId(9)!.{change}")) == (
            "document_not_found: Collection `Cat` does not contain document with id 9."
        )


def test_nothing_is_written_in_the_past_nor_in_set_functions(shop: TestDatabase) -> None:
    past = 'at (Time("2020-01-01T00:00:00Z")) { Cat.create({}) }'
    assert str(shop.error(past)) == "invalid_write: Cannot write at a snapshot time in the past."
    assert str(shop.error("Cat.all().map(c => c.update({ n: 2 })).toArray()")) == (
        "invalid_effect: `update` performs a write, which is not allowed in set functions."
    )


def test_privileges_are_asked_with_the_document_as_it_is_and_as_it_will_be(database: Opening) -> None:
    shop = database(
        "collection Cat {}\nrole r { privileges Cat { read; create_with_id; create { predicate (c => c.n < 10) };"
        " write { predicate ((old, new) => old.n == new.n) }; delete { predicate (c => c.n == 1) } } }"
    )
    denied = "permission_denied: Insufficient privileges to perform the action."
    shop.query("Cat.create({ id: 1, n: 1 }); null", "r")
    assert str(shop.error("Cat.create({ n: 10 })", "r")) == denied
    assert str(shop.error("Cat.byId(1)!.update({ n: 2 })", "r")) == denied
    assert shop.query("Cat.byId(1)!.update({ m: 2 }).m", "r") == 2
    shop.query("Cat.create({ id: 2, n: 2 }); null")
    assert str(shop.error("Cat.byId(2)!.delete()", "r")) == denied
    shop.query("Cat.byId(1)!.delete()", "r")
    assert shop.query("Cat.all().map(.id).toArray()") == ["2"]
