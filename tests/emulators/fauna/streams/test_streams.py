"""Streams: what a client gets while it is connected, and how it resumes."""

import pytest

from tests.emulators.fauna.streams.streaming import Event, database


def shown(event: Event) -> str:
    """Type, id and rank of an event's document."""
    document = event["data"]["@doc"]
    return f"{event['type']} {document['id']}:{document['rank']['@int']}"


async def test_a_stream_begins_with_its_status_and_goes_on_with_what_happens() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.stream(token) as stream:
            first = await stream.next()
            assert first is not None
            assert first["type"] == "status"
            assert set(first) == {"type", "txn_ts", "cursor", "stats"}
            await client.data("Note.create({ id: 1, rank: 1 })")
            await client.data("Note.byId(1)!.update({ rank: 2 })")
            await client.data("Note.byId(1)!.delete()")
            assert [shown(event) for event in await stream.events(3)] == ["add 1:1", "update 1:2", "remove 1:2"]
            assert await stream.silence()


async def test_a_stream_tells_what_happened_since_its_source_was_made() -> None:
    async with database() as client:
        token = await client.source('Note.byKind("a").eventSource()')
        await client.data('Note.create({ id: 1, kind: "a", rank: 1 })')
        await client.data('Note.create({ id: 2, kind: "b", rank: 1 })')
        async with client.stream(token) as stream:
            await client.data('Note.byId(2)!.update({ kind: "a" })')
            await client.data('Note.byId(1)!.update({ kind: "b" })')
            await client.data("Note.byId(1)!.update({ rank: 9 })")
            assert [shown(event) for event in await stream.events(3)] == ["add 1:1", "add 2:1", "remove 1:1"]
            assert await stream.silence()


async def test_a_cursor_resumes_behind_its_event() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        await client.data("Set.sequence(1, 4).forEach(i => Note.create({ id: ID(i), rank: i }))")
        async with client.stream(token) as stream:
            first, second, _ = await stream.events(3)
        async with client.stream(token, cursor=first["cursor"]) as stream:
            assert [shown(event) for event in await stream.events(2)] == ["add 2:2", "add 3:3"]
        async with client.stream(token, start_ts=second["txn_ts"]) as stream:
            assert await stream.next() is not None
            assert await stream.silence()


@pytest.mark.parametrize("count", [1, 20])
async def test_all_who_watch_the_same_get_the_same_from_one_reading(count: int) -> None:
    async with database() as client:
        token = await client.source("Note.where(.rank > 0).map(.rank).eventSource()")
        async with client.streams(token, count) as streams:
            assert client.app.streams.channels == 1
            await client.data("Note.create({ id: 1, rank: 1 })\nNote.create({ id: 2, rank: 0 })")
            for stream in streams:
                assert [event["data"] for event in await stream.events(1)] == [{"@int": "1"}]
        assert (client.app.streams.channels, client.app.streams.open) == (0, 0)
