"""Migrations at work: documents, their history and their indexes after the schema has changed."""

import pytest

from tests.emulators.fauna.conftest import Opening
from tests.emulators.fauna.database import SchemaRefused, TestDatabase

SEEDED = "collection P { a: Int; b: String; index byA { terms [.a] }; history_days 1 }"


@pytest.fixture
def shop(database: Opening) -> TestDatabase:
    opened = database(SEEDED)
    opened.query('P.create({ id: 1, a: 1, b: "x" }); P.create({ id: 2, a: 2, b: "y" }); null')
    return opened


def test_documents_keep_their_time(shop: TestDatabase) -> None:
    before = shop.query("P.all().map(.ts).toArray()")
    shop.push("collection P { a: Int; b: String; c: Int = 9; migrations { add .c } }")
    assert shop.query("P.all().map(.c).toArray()") == [9, 9]
    assert shop.query("P.all().map(.ts).toArray()") == before


def test_the_past_is_seen_through_the_new_schema(shop: TestDatabase) -> None:
    shop.query("P.byId(1)!.update({ a: 5 })")
    before = shop.query("P.byId(2)!.ts")
    shop.push("collection P { z: Int; b: String; history_days 1; migrations { move .a -> .z } }")
    assert shop.query(f'at (Time("{before}")) {{ P.byId(1)!.z }}') == 1
    assert shop.query("P.byId(1)!.z") == 5


def test_documents_of_every_age_reach_the_same_schema(shop: TestDatabase) -> None:
    block = "add .c; backfill .c = 1"
    shop.push(f"collection P {{ a: Int; b: String; c: Int; migrations {{ {block} }} }}")
    shop.query('P.create({ id: 3, a: 3, b: "z", c: 3 })')
    shop.query("P.byId(2)!.update({ c: 2 })")
    block += "; move .c -> .d; drop .b"
    shop.push(f"collection P {{ a: Int; d: Int; migrations {{ {block} }} }}")
    assert shop.query("P.all().toArray() { a, d }") == [
        {"a": 1, "d": 1},
        {"a": 2, "d": 2},
        {"a": 3, "d": 3},
    ]
    assert list(shop.query("P.byId(1)!.data")) == ["a", "d"]


def test_an_index_finds_documents_by_what_migrations_made_of_them(shop: TestDatabase) -> None:
    shop.push("collection P { z: Int; b: String; index byZ { terms [.z] }; migrations { move .a -> .z } }")
    assert shop.query("P.byZ(2).map(.id).toArray()") == ["2"]
    shop.query("P.byId(2)!.update({ z: 7 })")
    assert shop.query("P.byZ(2).toArray()") == []
    assert shop.query("P.byZ(7).map(.id).toArray()") == ["2"]


def test_an_index_of_the_same_name_and_field_follows_a_new_meaning(shop: TestDatabase) -> None:
    block = "split .a -> .a, .rest; drop .rest; backfill .a = 0"
    shop.push("collection P { a: Int | String; b: String; index byA { terms [.a] } }")
    shop.query('P.byId(1)!.update({ a: "one" })')
    shop.push(f"collection P {{ a: Int; b: String; index byA {{ terms [.a] }}; migrations {{ {block} }} }}")
    assert shop.query("P.byA(0).map(.id).toArray()") == ["1"]
    assert shop.query('P.byA("one").toArray()') == []
    assert shop.query("P.byA(2).map(.id).toArray()") == ["2"]


def test_a_new_index_and_a_new_constraint_know_the_documents_that_are_there(shop: TestDatabase) -> None:
    shop.push("collection P { a: Int; b: String; index byB { terms [.b] }; unique [.b] }")
    assert shop.query('P.byB("y").map(.id).toArray()') == ["2"]
    assert shop.failures('P.create({ a: 1, b: "y" })') == ["b: Failed unique constraint"]


def test_what_is_left_of_a_block_is_history(shop: TestDatabase) -> None:
    shop.push("collection P { a: Int; b: String; c: Int?; migrations { add .c } }")
    shop.push("collection P { a: Int; b: String; c: Int?; d: Int?; migrations { add .c; add .d } }")
    shop.push("collection P { a: Int; b: String; c: Int?; d: Int? }")
    assert shop.query('P.create({ a: 1, b: "x", c: 2, d: 3 }).d') == 3


def test_a_push_that_is_refused_leaves_the_old_schema_and_its_documents(shop: TestDatabase) -> None:
    with pytest.raises(SchemaRefused, match=r"Cannot declare non-nullable field `\.c`"):
        shop.push("collection P { a: Int; b: String; c: Int; migrations { add .c } }")
    with pytest.raises(SchemaRefused, match="Failed to convert backfill value"):
        shop.push(
            'collection P { a: Int; c: Int; migrations { drop .b; add .c; backfill .c = "x".length.toString() } }'
        )
    assert shop.query("P.byId(1)!.b") == "x"
    assert shop.query('P.create({ a: 3, b: "z" }).b') == "z"


def test_a_backfill_that_fails_refuses_the_push(shop: TestDatabase) -> None:
    with pytest.raises(SchemaRefused, match=r"index 7 out of bounds for length 1\nat main\.fsl:1"):
        shop.push('collection P { a: Int; b: String; c: String; migrations { add .c; backfill .c = "x".at(7) } }')


def test_all_collections_that_are_refused_are_told(database: Opening) -> None:
    shop = database("collection A { a: Int }\ncollection B { b: Int }")
    shop.query("A.create({ a: 1 }); B.create({ b: 1 })")
    with pytest.raises(SchemaRefused) as refused:
        shop.push("collection A { x: Int? }\ncollection B { y: Int? }")
    for name in "axby":
        assert f"Field `.{name}` is" in str(refused.value)


def test_a_collection_without_documents_may_change_in_any_way(database: Opening) -> None:
    shop = database("collection P { a: Int }")
    shop.push("collection P { z: Boolean }")
    assert shop.query("P.create({ z: true }).z") is True


def test_a_schemaless_collection_gets_fields_and_keeps_what_does_not_fit(database: Opening) -> None:
    shop = database("collection P {}")
    shop.query('P.create({ id: 1, a: 1, extra: "e" }); P.create({ id: 2, a: "bad" })')
    shop.push(
        "collection P { a: Int?; rest: { *: Any }?;"
        " migrations { add .rest; add .a; move_conflicts .rest; move_wildcard .rest } }"
    )
    assert shop.query("P.all().toArray() { id, a, rest }") == [
        {"id": "1", "a": 1, "rest": {"extra": "e"}},
        {"id": "2", "a": None, "rest": {"a": "bad"}},
    ]
    assert shop.failures("P.create({ zzz: 1 })") == ["zzz: Unexpected field provided"]


def test_backfills_may_refer_to_collections_that_come_with_them(shop: TestDatabase) -> None:
    shop.push(
        "collection New {}\n"
        "collection P { a: Int; b: String; r: Ref<New>; migrations { add .r; backfill .r = New.byId(7) } }"
    )
    assert shop.query("P.byId(1)!.r.id") == "7"
