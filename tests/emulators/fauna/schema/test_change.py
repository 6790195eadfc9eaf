"""What a push does to the store: records of collections and of their indexes."""

from collections.abc import Iterator

import pytest

from app.emulators.fauna.schema import change
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.keeping import keep_collections
from app.emulators.fauna.schema.read import SchemaFailure
from app.emulators.fauna.store.records import ROOT, CollectionRecord
from app.emulators.fauna.store.store import Store
from tests.emulators.fauna.schema.reading import schema


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store(None)
    yield opened
    opened.close()


def collections(store: Store) -> dict[str, CollectionRecord]:
    return store.begin(ROOT).collections(ROOT)


def push(store: Store, text: str) -> dict[str, CollectionRecord]:
    """The records after a push to the root."""
    transaction = store.begin(ROOT)
    stored = transaction.schema(ROOT)
    proposal = change.propose(stored, {"main.fsl": text}, staged=False, override=True)
    change.push(transaction, Schemas(), stored, proposal)
    transaction.commit()
    return collections(store)


def test_a_kept_collection_keeps_its_id_and_a_dropped_one_comes_back_as_another(store: Store) -> None:
    first = push(store, "collection A {}\ncollection B {}")
    second = push(store, "collection B { history_days 2 }")
    third = push(store, "collection A {}\ncollection B {}")
    assert second == {"B": first["B"]}
    assert third["B"] == first["B"]
    assert third["A"].id not in {first["A"].id, first["B"].id}


def test_an_index_is_kept_while_it_covers_the_same(store: Store) -> None:
    def only_index(body: str) -> int:
        (found,) = push(store, f"collection A {{ {body} }}")["A"].indexes.values()
        return found

    first = only_index("index x { terms [.a]; values [.b] }")
    assert only_index("index renamed { terms [.a]; values [asc(.b)] }") == first
    assert only_index("index x { terms [.a]; values [desc(.b)] }") > first


def test_an_index_on_another_computed_field_is_another_index(store: Store) -> None:
    def index_of(body: str) -> int:
        record = push(store, f"collection A {{ {body}; compute b = (d => d.c); index x {{ terms [.b] }} }}")["A"]
        return next(iter(record.indexes.values()))

    first = index_of("compute c = (d => 1)")
    assert index_of("compute c = (d => 1); compute other = (d => 1)") == first
    assert index_of("compute c = (d => 2)") != first


def test_a_unique_constraint_is_indexed_like_an_index_of_its_terms(store: Store) -> None:
    indexes = push(store, "collection A { unique [.a]; index x { terms [.a] }; unique [.a, .b] }")["A"].indexes
    assert len(indexes) == 2
    assert len(set(indexes.values())) == 2


def test_a_renamed_collection_keeps_its_record(store: Store) -> None:
    before = push(store, "collection A { index x { terms [.a] } }")["A"]
    transaction = store.begin(ROOT)
    keep_collections(transaction, ROOT, schema("collection B { index x { terms [.a] } }"), {"B": "A"})
    transaction.commit()
    after = collections(store)
    assert list(after) == ["B"]
    assert (after["B"].id, after["B"].indexes) == (before.id, before.indexes)


def test_a_push_that_fails_changes_nothing(store: Store) -> None:
    before = push(store, "collection A {}")
    with pytest.raises(SchemaFailure):
        push(store, "collection B { nope }")
    assert collections(store) == before
