"""Indexes over the time of a transaction, which nobody knows before its commit."""

import pytest

from tests.emulators.fauna.conftest import Opening
from tests.emulators.fauna.database import SchemaRefused

NOW = "T.create({ id: 9 }).ts"


def test_a_stored_time_of_writing_is_a_term_like_any_time(database: Opening) -> None:
    shop = database("collection T { index byAt { terms [.at] }; index byBoth { terms [.o, .k] } }")
    at = shop.query(f"let t = {NOW}; T.create({{ id: 1, at: t, o: {{ in: [t] }}, k: 1 }}); T.byId(1)!.at")
    assert shop.query(f'T.byAt(Time("{at}")).map(.id).toArray()') == ["1"]
    assert shop.query(f'T.byBoth({{ in: [Time("{at}")] }}, 1).map(.id).toArray()') == ["1"]
    assert shop.query(f'T.byAt(Time("{at}").add(1, "second")).count()') == 0


def test_the_query_that_writes_finds_its_documents_too(database: Opening) -> None:
    shop = database("collection T { index byAt { terms [.at] } }")
    assert shop.query(f"let t = {NOW}; T.create({{ id: 1, at: t }}); T.byAt(t).map(.id).toArray()") == ["1"]


def test_the_entry_of_a_time_of_writing_moves_with_the_document(database: Opening) -> None:
    shop = database("collection T { index byAt { terms [.at] } }")
    before = shop.query(f"let t = {NOW}; T.create({{ id: 1, at: t }}).at")
    after = shop.query("let d = T.byId(9)!.update({ n: 1 }); T.byId(1)!.update({ at: d.ts }).at")
    assert shop.query(f'[T.byAt(Time("{before}")).count(), T.byAt(Time("{after}")).count()]') == [0, 1]
    shop.query("T.byId(1)!.delete()")
    assert shop.query(f'T.byAt(Time("{after}")).count()') == 0


def test_a_unique_time_of_writing_is_held_by_one_document(database: Opening) -> None:
    shop = database("collection T { unique [.at] }")
    at = shop.query(f"let t = {NOW}; T.create({{ at: t }}).at")
    assert shop.failures(f'T.create({{ at: Time("{at}") }})') == ["at: Failed unique constraint"]
    both = "let t = T.byId(9)!.update({ n: 1 }).ts; T.create({ at: t }); T.create({ at: t })"
    assert shop.failures(both) == ["at: Failed unique constraint"]


def test_an_index_made_later_finds_what_was_there(database: Opening) -> None:
    shop = database("collection T {}")
    at = shop.query(f"let t = {NOW}; T.create({{ id: 1, at: t }}).at")
    shop.push("collection T { index byAt { terms [.at]; values [desc(.ts)] } }")
    assert shop.query(f'T.byAt(Time("{at}")).map(.id).toArray()') == ["1"]
    assert shop.query(f'T.byAt(Time("{at}"), {{ from: Time("{at}") }}).map(.id).toArray()') == ["1"]


def test_ranges_of_times_of_writing_include_both_ends(database: Opening) -> None:
    shop = database("collection T { index x { values [.ts] }; index y { values [desc(.ts)] } }")
    times = [shop.query(f"T.create({{ id: {number} }}).ts") for number in (1, 2, 3)]
    span = f'{{ from: Time("{times[0]}"), to: Time("{times[1]}") }}'
    back = f'{{ from: Time("{times[2]}"), to: Time("{times[1]}") }}'
    assert shop.query(f"T.x({span}).map(.id).toArray()") == ["1", "2"]
    assert shop.query(f"T.y({back}).map(.id).toArray()") == ["3", "2"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("index x { terms [.ts] }", "`ts` may only be used as an index value, not as an index term."),
        ("unique [.ts]", "`ts` is not supported as a unique constraint value."),
    ],
)
def test_the_reserved_field_itself_is_no_term(database: Opening, text: str, reason: str) -> None:
    with pytest.raises(SchemaRefused, match=reason):
        database(f"collection T {{ {text} }}")
