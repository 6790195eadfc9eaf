"""What a push does to the store: records of collections and of their indexes."""

from app.emulators.fauna.schema.keeping import keep_collections
from app.emulators.fauna.store.records import CollectionRecord
from tests.emulators.fauna.installs import Install
from tests.emulators.fauna.schema.reading import schema


def push(db: Install, text: str) -> dict[str, CollectionRecord]:
    """The records after a push."""
    db.push(text)
    return db.collections()


def test_a_kept_collection_keeps_its_id_and_a_dropped_one_comes_back_as_another(db: Install) -> None:
    first = push(db, "collection A {}\ncollection B {}")
    second = push(db, "collection B { history_days 2 }")
    third = push(db, "collection A {}\ncollection B {}")
    assert second == {"B": first["B"]}
    assert third["B"] == first["B"]
    assert third["A"].id not in {first["A"].id, first["B"].id}


def test_an_index_is_kept_while_it_covers_the_same(db: Install) -> None:
    def only_index(body: str) -> int:
        (found,) = push(db, f"collection A {{ {body} }}")["A"].indexes.values()
        return found

    first = only_index("index x { terms [.a]; values [.b] }")
    assert only_index("index renamed { terms [.a]; values [asc(.b)] }") == first
    assert only_index("index x { terms [.a]; values [desc(.b)] }") > first


def test_an_index_on_another_computed_field_is_another_index(db: Install) -> None:
    def index_of(body: str) -> int:
        record = push(db, f"collection A {{ {body}; compute b = (d => d.c); index x {{ terms [.b] }} }}")["A"]
        return next(iter(record.indexes.values()))

    first = index_of("compute c = (d => 1)")
    assert index_of("compute c = (d => 1); compute other = (d => 1)") == first
    assert index_of("compute c = (d => 2)") != first


def test_a_unique_constraint_is_indexed_like_an_index_of_its_terms(db: Install) -> None:
    indexes = push(db, "collection A { unique [.a]; index x { terms [.a] }; unique [.a, .b] }")["A"].indexes
    assert len(indexes) == 2
    assert len(set(indexes.values())) == 2


def test_a_renamed_collection_keeps_its_record(db: Install) -> None:
    before = push(db, "collection A { index x { terms [.a] } }")["A"]
    transaction = db.store.begin(db.number)
    keep_collections(transaction, db.number, schema("collection B { index x { terms [.a] } }"), {"B": "A"})
    transaction.commit()
    after = db.collections()
    assert list(after) == ["B"]
    assert (after["B"].id, after["B"].indexes) == (before.id, before.indexes)


def test_numbers_are_unique_in_the_whole_install(db: Install) -> None:
    first = push(db, "collection A { index x { terms [.a] } }")["A"]
    used = {first.id, *first.indexes.values()}
    db.push("")
    again = push(db, "collection A { index x { terms [.a] } }")["A"]
    assert used.isdisjoint({again.id, *again.indexes.values()})


def test_a_push_that_fails_at_any_step_changes_nothing(db: Install) -> None:
    before = push(db, "collection A {}\nfunction f() { 1 }")
    for text in (
        "collection B { nope }",
        "collection B { a: Nope }",
        "collection B {}\nfunction Math() { 1 }",
        "collection B {}\n@role(nope)\nfunction f() { 1 }",
        "collection B { index create { terms [.a] } }",
        "collection B {}\nrole r { privileges A { read } }",
    ):
        db.message("POST", "/update", {"main.fsl": text})
        assert db.collections() == before
        assert db.file() == "collection A {}\nfunction f() { 1 }"
        assert db.data("Collection.all().map(.name).toArray()") == ["A"]


def test_what_a_query_wrote_stays_as_written_until_a_push_changes_it(db: Install) -> None:
    db.data('Function.create({ name: "f", body: "x => x", data: { note: 1 } })')
    assert db.data("f.definition.body") == "x => x"
    db.push(f"collection A {{}}\n{db.file()}")
    assert db.data("f.definition.body") == "x => x"
    db.push("function f(x) {\n  x + 1\n}")
    assert db.data("f.definition { body, data }") == {"body": "(x) => {\n  x + 1\n}", "data": {"note": 1}}
