"""Event sources as text, what they watch, and texts that are none."""

import asyncio
import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.api.event_requests import read_feed_request
from app.emulators.fauna.api.events import EventSources
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.streams.cursors import Cursor, read_cursor
from tests.emulators.fauna.database import TAGGED, TestDatabase
from tests.emulators.fauna.installs import Install, install
from tests.emulators.fauna.streams.streaming import SCHEMA, database

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def notes() -> Iterator[Install]:
    with install() as made:
        TestDatabase(made, SCHEMA)
        made.data("Note.create({ id: 1, kind: 'a', rank: 1 })")
        yield made


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all parts of JSON data."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def replaced(data: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The data with another part at that place."""
    if not path:
        return new
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = replaced(data[path[0]], path[1:], new)
    return copy


@settings(max_examples=60, deadline=None)
@given(data=st.data(), new=JSON)
def test_a_damaged_source_is_refused_or_read_and_never_a_fault(notes: Install, data: st.DataObject, new: Any) -> None:
    query = "let least = 0; Note.byKind('a').where(.rank > least).map(n => { rank: n.rank }).eventSource()"
    text = notes.answer(query, headers=TAGGED)["data"]["@stream"]
    parts = json.loads(base64.b64decode(text))
    path = data.draw(st.sampled_from(list(places(parts))))
    damaged = base64.b64encode(json.dumps(replaced(parts, path, new)).encode()).decode()
    sources = EventSources(notes.store, Schemas(), Limits())
    session = Session(notes.store.catalog.get("databases", notes.number), ("admin",))
    try:
        request = read_feed_request(json.dumps({"token": damaged}).encode())
        page = sources.page(session, request, time.monotonic() + 60)
    except InvalidRequest as refused:
        assert refused.message.startswith(("Invalid request body", "Error evaluating provided event source"))
    else:
        assert page["has_next"] in (True, False)


@given(st.builds(Cursor, st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1)))
def test_a_cursor_comes_back_from_its_text(cursor: Cursor) -> None:
    assert read_cursor(cursor.text) == cursor


@pytest.mark.parametrize("text", ["", "x", "AAAA", Cursor(5, 0).text[:-4], "é", Cursor(-1, 0).text])
def test_other_texts_are_no_cursors(text: str) -> None:
    assert read_cursor(text) is None


async def test_only_watched_fields_count() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventsOn(.a.b, .rank)")
        await client.data("Note.create({ id: 1, a: { b: 1, c: 1 }, rank: 1 })")
        await client.data("Note.byId(1)!.update({ a: { b: 1, c: 2 } })")
        await client.data("Note.byId(1)!.update({ a: { b: 2 } })")
        await client.data("Note.byId(1)!.update({ rank: null })")
        await client.data("Note.byId(1)!.delete()")
        events = (await client.feed(token))["events"]
        assert [event["type"] for event in events] == ["add", "update", "update"], "not all fields were there at last"


@pytest.mark.parametrize(
    ("watched", "told"),
    [
        (".twice", ["add 1", "update 2", "update", "update 3", "remove 3"]),
        (".a, .twice", ["add 1", "update 2", "update", "update 3", "remove 3"]),
        (".both", ["add 1", "update 1", "update 2", "update", "update 3", "remove 3", "add", "remove"]),
        # A null in an array is something; a field that is null is nothing.
        (".both[0]", ["add 1", "update 2", "update", "update 3", "remove 3", "add", "remove"]),
        (".both[1]", ["add 1", "update 1", "remove 3", "add", "remove"]),
        (".both[2]", []),
    ],
)
async def test_computed_fields_can_be_watched(watched: str, told: list[str]) -> None:
    """As recorded from a real node."""
    async with database() as client:
        token = await client.source(f"Sum.all().eventsOn({watched})")
        await client.data("Sum.create({ id: 1, a: 1 })")
        for change in ("b: 5", "a: 2", "a: 2", "a: null", "a: 3"):
            await client.data(f"Sum.byId(1)!.update({{ {change} }})")
        await client.data("Sum.byId(1)!.delete()")
        await client.data("Sum.create({ id: 2, b: 1 })")
        await client.data("Sum.byId(2)!.delete()")
        events = (await client.feed(token))["events"]
        shown = [(event["type"], event["data"]["@doc"].get("a", {}).get("@int", "")) for event in events]
        assert [f"{kind} {a}".strip() for kind, a in shown] == told


async def test_documents_with_several_entries_in_an_index_have_one_event_a_transaction() -> None:
    async with database() as client:
        token = await client.source("Note.byTag().eventSource()")
        await client.data('Note.create({ id: 1, tags: ["a", "b"] })')
        await client.data('Note.byId(1)!.update({ tags: ["b", "c"] })')
        await client.data("Note.byId(1)!.update({ rank: 1 })")
        await client.data("Note.byId(1)!.delete()")
        events = (await client.feed(token))["events"]
        assert [event["type"] for event in events] == ["add", "update", "remove"]


async def test_a_document_that_expires_is_no_event_and_comes_again_as_new() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        await client.data('Note.create({ id: 1, rank: 1, ttl: Time.now().add(50, "milliseconds") })')
        await asyncio.sleep(0.06)
        client.app.store.upkeep.run()
        await client.data("Note.create({ id: 1, rank: 2 })")
        events = (await client.feed(token))["events"]
        assert [event["type"] for event in events] == ["add", "add"]


async def test_a_source_of_a_query_that_writes_begins_behind_its_writes() -> None:
    async with database() as client:
        made = await client.data(
            "Note.create({ id: 1, rank: 1 })\n{ page: Note.all(), source: Note.all().eventSource() }"
        )
        token = made["source"]["@stream"]
        await client.data("Note.create({ id: 2, rank: 1 })")
        events = (await client.feed(token))["events"]
        assert [event["data"]["@doc"]["id"] for event in events] == ["2"]


async def test_a_source_means_whatever_collection_bears_the_name() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        await client.data("Collection.byName('Note')!.delete()")
        _, answer = await client.request("/feed/1", {"token": token}, None)
        assert answer["error"]["message"].endswith("Unbound variable `Note`")
        await client.data("Collection.create({ name: 'Note' })")
        await client.data("Note.create({ id: 1, rank: 1 })")
        events = (await client.feed(token))["events"]
        assert [event["type"] for event in events] == ["add"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Note.all({ from: 1 })", "range queries are not supported yet, use `.where()` method instead."),
        (
            "at (Time.now().subtract(1, 'second')) { Note.all() }",
            "streaming is not supported for sets created within an `at()` expression.",
        ),
        ("Set.single(1)", "streaming on `Set.single()` is only supported if its element is a document."),
        ("Role.all()", "only collections and user defined indexes are streamable."),
    ],
)
def test_sets_that_cannot_be_watched_say_why(notes: Install, query: str, reason: str) -> None:
    error = notes.answer(f"({query}).eventSource()")["error"]
    assert error == {"code": "invalid_receiver", "message": f"can't call `.eventSource()` because {reason}"}
