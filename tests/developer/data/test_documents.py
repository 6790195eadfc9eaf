"""Pages of documents and writes that know what they were made against."""

from typing import Any

import pytest

from app.developer.data import documents, history
from app.developer.data.collections import collections, count
from app.developer.data.database import Database
from app.developer.data.documents import View
from app.fauna.errors import QueryRefused

LATE = "2100-01-01T00:00:00Z"


def number(value: int) -> dict[str, str]:
    return {"@int": str(value)}


async def fill(database: Database, *titles: str) -> None:
    for place, title in enumerate(titles):
        await documents.create(database, "Thing", {"title": title, "n": number(place + 1)})


async def titles(database: Database, view: View, size: int = 50) -> list[str]:
    page = await documents.first_page(database, view, size)
    return [member["@doc"]["title"] for member in page.members]


async def test_collections_are_told_with_fields_types_and_indexes(database: Database) -> None:
    empty, thing = await collections(database)
    assert (empty.name, thing.name, thing.history_days) == ("Empty", "Thing", 3)
    assert thing.fields == {"title": "String", "n": "Int?", "owner": "Ref<Thing>?"}
    assert thing.computed == {"loud": "String"}
    (index,) = thing.indexes
    assert (index.name, index.terms, index.values) == ("byTitle", (".title",), ("desc(.n)",))


async def test_documents_are_counted_and_a_missing_collection_has_no_count(database: Database) -> None:
    await fill(database, "a", "b")
    assert await count(database, "Thing") == 2
    assert await count(database, "Empty") == 0
    assert await count(database, "Nope") is None


async def test_pages_follow_the_cursor(database: Database) -> None:
    await fill(database, "a", "b", "c")
    page = await documents.first_page(database, View("Thing"), 2)
    assert [member["@doc"]["title"] for member in page.members] == ["a", "b"]
    page = await documents.following_page(database, page.after, 2)
    assert [member["@doc"]["title"] for member in page.members] == ["c"]
    assert page.after == ""


async def test_documents_are_found_by_an_indexs_terms_and_within_its_range(database: Database) -> None:
    await fill(database, "a", "b", "c")
    assert await titles(database, View("Thing", "byTitle", ("b",))) == ["b"]
    assert await titles(database, View("Thing", "byTitle", ("b",), lower=number(2))) == ["b"]
    assert await titles(database, View("Thing", "byTitle", ("b",), lower=number(1))) == []
    assert await titles(database, View("Thing", "byTitle", ("b",), upper=number(2))) == ["b"]
    assert await titles(database, View("Thing", "byTitle", ("b",), upper=number(3))) == []


async def test_documents_are_ordered_by_any_field(database: Database) -> None:
    await fill(database, "b", "c", "a")
    assert await titles(database, View("Thing", order="title")) == ["a", "b", "c"]
    assert await titles(database, View("Thing", order="ts", descending=True)) == ["a", "c", "b"]
    assert await titles(database, View("Thing", order="no such field")) == ["b", "c", "a"]


@pytest.mark.parametrize("name", ["", "x y", "a.delete()", "Thing) + (1", "ź"])
def test_what_is_no_name_never_reaches_a_query(name: str) -> None:
    with pytest.raises(ValueError):
        View(name)
    if name:
        with pytest.raises(ValueError):
            View("Thing", name)


async def test_a_document_is_read_without_computed_fields_and_written_with_its_types(database: Database) -> None:
    data: dict[str, Any] = {
        "title": "t",
        "long": {"@long": "9007199254740993"},
        "double": {"@double": "5.0"},
        "time": {"@time": "2026-01-01T00:00:00.123456789Z"},
        "date": {"@date": "2026-01-01"},
        "bytes": {"@bytes": "aGk="},
        "list": [number(1), None, number(2)],
        "odd": {"@object": {"@int": "x"}},
        "id": "a name that documents keep for themselves",
    }
    made = await documents.create(database, "Thing", data, ttl=LATE)
    found = await documents.read(database, "Thing", made.id)
    assert found is not None and found.ts == made.ts
    assert (found.data, found.ttl) == (data, LATE)
    written = await documents.replace(database, "Thing", made.id, made.ts, {"title": "u"})
    found = await documents.read(database, "Thing", made.id)
    assert found is not None and found.ts == written.ts
    assert (found.data, found.ttl) == ({"title": "u"}, None)


async def test_a_write_against_an_older_version_changes_nothing(database: Database) -> None:
    made = await documents.create(database, "Thing", {"title": "a"})
    await documents.replace(database, "Thing", made.id, made.ts, {"title": "b"})
    assert (await documents.replace(database, "Thing", made.id, made.ts, {"title": "c"})).outcome == "changed"
    assert (await documents.delete(database, "Thing", made.id, made.ts)).outcome == "changed"
    found = await documents.read(database, "Thing", made.id)
    assert found is not None and found.data == {"title": "b"}
    assert (await documents.delete(database, "Thing", made.id, found.ts)).outcome == "done"
    assert await documents.read(database, "Thing", made.id) is None
    assert (await documents.replace(database, "Thing", made.id, found.ts, {"title": "c"})).outcome == "gone"
    assert (await documents.delete(database, "Thing", made.id, found.ts)).outcome == "gone"


async def test_a_document_is_made_under_a_given_id(database: Database) -> None:
    made = await documents.create(database, "Thing", {"title": "a"}, doc_id="77", ttl=LATE)
    assert made.id == "77"
    found = await documents.read(database, "Thing", "77")
    assert found is not None and found.ttl == LATE


async def test_a_refused_write_says_at_which_field(database: Database) -> None:
    with pytest.raises(QueryRefused) as caught:
        await documents.create(database, "Thing", {"owner": number(3)})
    assert [(failure.path, failure.message[:22]) for failure in caught.value.failures] == [
        (("owner",), "Expected Thing | NullT"),
        (("title",), "Missing required field"),
    ]
    with pytest.raises(QueryRefused) as caught:
        await documents.create(database, "Thing", {"title": "a", "n": number(-1)})
    assert [(failure.path, failure.message) for failure in caught.value.failures] == [
        ((), "Document failed check constraint `positive`")
    ]


async def test_versions_are_found_newest_first_back_to_the_first(database: Database) -> None:
    made = await documents.create(database, "Thing", {"title": "a"})
    second = await documents.replace(database, "Thing", made.id, made.ts, {"title": "a", "n": number(2)})
    third = await documents.replace(database, "Thing", made.id, second.ts, {"title": "c"})
    found = await history.versions(database, "Thing", made.id, third.ts)
    assert [version.ts for version in found.versions] == [third.ts, second.ts, made.ts]
    assert found.before == ""
    older = await history.version_at(database, "Thing", made.id, second.ts)
    assert older is not None and older.data == {"title": "a", "n": number(2)}


async def test_a_long_history_goes_on_where_it_stopped(database: Database) -> None:
    made = await documents.create(database, "Thing", {"title": "0"})
    for step in range(1, 26):
        made = await documents.replace(database, "Thing", made.id, made.ts, {"title": str(step)})
    first = await history.versions(database, "Thing", made.id, made.ts)
    rest = await history.versions(database, "Thing", made.id, first.before)
    found = [version.data["title"] for version in (*first.versions, *rest.versions)]
    assert found == [str(step) for step in range(25, -1, -1)]
    assert rest.before == ""


async def test_what_is_retained_is_shown_where_older_versions_are_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await documents.create(database, "Thing", {"title": "a"})
    second = await documents.replace(database, "Thing", made.id, made.ts, {"title": "b"})
    walk = history._walk

    async def retained(database: Database, collection: str, doc_id: str, before: str, steps: int) -> history.History:
        if steps > 1 or before < second.ts:
            raise QueryRefused("invalid_request", "Requested timestamp is older than what is retained.")
        return await walk(database, collection, doc_id, before, steps)

    monkeypatch.setattr(history, "_walk", retained)
    found = await history.versions(database, "Thing", made.id, second.ts)
    assert [version.ts for version in found.versions] == [second.ts]


def test_changes_are_named_by_their_path() -> None:
    before = {"a": number(1), "o": {"x": "1", "gone": True}, "l": [number(1)]}
    after = {"a": number(2), "o": {"x": "1", "new": None}, "l": [number(1), number(2)]}
    assert [change.path for change in history.changes(before, after)] == ["a", "o.gone", "o.new", "l"]
    assert list(history.changes(before, before)) == []
