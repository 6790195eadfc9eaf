"""What a document holds: fields, absence, time, and who may see it."""

from tests.emulators.fauna.conftest import Opening

CATS = "collection Cat { history_days 1 }"


def test_a_document_shows_what_it_is_before_what_it_holds(database: Opening) -> None:
    shop = database(CATS)
    made = shop.query('Cat.create({ id: 1, z: 1, a: { b: null }, ttl: Time("2999-01-01T00:00:00Z") })')
    assert list(made) == ["id", "coll", "ts", "ttl", "z", "a"]
    assert made["a"] == {}


def test_a_missing_document_has_an_id_and_a_collection_and_nothing_else(database: Opening) -> None:
    shop = database(CATS)
    assert shop.query("[Cat.byId(7).id, Cat.byId(7).exists(), Cat.byId(7) == null]") == ["7", False, True]
    assert str(shop.error("Cat.byId(7)!.name")) == (
        "document_not_found: Collection `Cat` does not contain document with id 7."
    )
    assert shop.query("Cat.byId(7)", tagged=True)["@ref"]["cause"] == "not found"


def test_a_deleted_document_says_so(database: Opening) -> None:
    shop = database(CATS)
    shop.query("Cat.create({ id: 1 })")
    assert shop.query("Cat.byId(1)!.delete()", tagged=True)["@ref"]["cause"] == "deleted"
    assert str(shop.error("let c = Cat.create({ id: 2 }); c.delete(); c.name")).startswith("document_not_found")


def test_a_query_reads_its_own_writes(database: Opening) -> None:
    shop = database(CATS)
    assert shop.query("Cat.create({ id: 1, n: 1 }); Cat.byId(1)!.update({ n: 2 }); Cat.byId(1)!.n") == 2
    assert shop.query("Cat.byId(1)!.delete(); Cat.all().count()") == 0


def test_the_past_is_read_with_all_that_is_in_it(database: Opening) -> None:
    shop = database(CATS)
    shop.query("Cat.create({ id: 1, n: 1 }); Cat.create({ id: 2, friend: Cat.byId(1) }); null")
    before = shop.query("Cat.byId(2)!.ts")
    shop.query("Cat.byId(1)!.update({ n: 2 })")
    assert shop.query(f'at (Time("{before}")) {{ Cat.byId(2)!.friend.n }}') == 1
    assert shop.query("Cat.byId(2)!.friend.n") == 2


def test_a_document_is_gone_when_its_time_is_over(database: Opening) -> None:
    shop = database(CATS)
    shop.query('Cat.create({ id: 1, ttl: Time("2020-01-01T00:00:00Z") })')
    assert shop.query("[Cat.byId(1).exists(), Cat.all().count() == 0]") == [False, True]


def test_who_may_not_read_a_document_is_not_told_whether_it_is_there(database: Opening) -> None:
    shop = database(f"{CATS}\nrole r {{ privileges Cat {{ read {{ predicate (c => c.open) }} }} }}")
    shop.query("Cat.create({ id: 1, open: true }); Cat.create({ id: 2, open: false }); null")
    assert shop.query("Cat.all().map(.id).toArray()", "r") == ["1"]
    assert shop.query("Cat.byId(2).exists()", "r") is False
    assert str(shop.error("Cat.byId(2)!.open", "r")) == "null_value: Null value, due to permission denied"
    assert str(shop.error("Cat.byId(3)!.open", "r")) == "null_value: Null value, due to permission denied"


def test_fields_under_reserved_names_are_kept_under_data(database: Opening) -> None:
    shop = database(CATS)
    made = shop.query("Cat.createData({ id: 5, n: 1 })")
    assert (made["n"], made["data"]) == (1, {"id": 5})
    assert shop.query("Cat.all().first()!.data") == {"id": 5, "n": 1}
