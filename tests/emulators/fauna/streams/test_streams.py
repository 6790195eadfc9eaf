"""Streams: what a client gets while it is connected, and how it resumes."""

import asyncio
import threading
import time

import pytest

from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.streams import channel, registry, subscription
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.evaluation import Evaluator
from app.emulators.fauna.streams.events import Event as EvaluatedEvent
from app.emulators.fauna.streams.happenings import Happening
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.sources import Watched
from tests.emulators.fauna.streams.streaming import SCHEMA, SECRET, SOON, Event, database


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


async def test_a_commit_is_evaluated_once_for_all_who_may_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[int] = []
    evaluate = Evaluator.event

    def counting(self: Evaluator, watched: Watched, happening: Happening) -> EvaluatedEvent | None:
        evaluated.append(happening.id)
        return evaluate(self, watched, happening)

    monkeypatch.setattr(Evaluator, "event", counting)
    async with database(SCHEMA + "role reader { privileges Note { read { predicate (note => true) } } }") as client:
        token = await client.source("Note.all().eventSource()")
        async with client.streams(token, 50) as streams, client.stream(token, f"{SECRET}:db:@role/reader") as other:
            await client.data("Note.create({ id: 1, rank: 1 })")
            for stream in (*streams, other):
                await stream.events(1)
            assert client.app.streams.channels == 2
        assert evaluated == [1, 1], "once for admins and once for the role"


@pytest.mark.parametrize(("few", "places"), [(8, ["a thread", "here", "here"]), (0, ["a thread"] * 3)])
async def test_what_is_read_quickly_is_read_without_a_thread_unless_there_are_many(
    monkeypatch: pytest.MonkeyPatch, few: int, places: list[str]
) -> None:
    found: list[str] = []
    evaluate = Evaluator.event

    def noting(self: Evaluator, watched: Watched, happening: Happening) -> EvaluatedEvent | None:
        found.append("here" if threading.current_thread() is threading.main_thread() else "a thread")
        return evaluate(self, watched, happening)

    monkeypatch.setattr(Evaluator, "event", noting)
    monkeypatch.setattr(registry, "FEW_CHANNELS", few)
    monkeypatch.setattr(channel, "BRIEF_SECONDS", SOON)
    monkeypatch.setattr(channel, "HURRIED_SECONDS", SOON)
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.stream(token) as stream:
            await stream.next()  # from its status on it is told what happens, and replays no more
            for number in range(3):
                await client.data(f"Note.create({{ id: {number}, rank: 1 }})")
                assert [shown(event) for event in await stream.events(1)] == [f"add {number}:1"]
    assert found == places


async def test_a_commit_of_many_documents_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "BRIEF_SECONDS", SOON)
    monkeypatch.setattr(channel, "HURRIED_SECONDS", SOON)
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.stream(token) as stream:
            await stream.next()
            await client.data("Note.create({ id: 100, rank: 1 })")
            await stream.events(1)
            await client.data("Set.sequence(0, 30).forEach(n => Note.create({ id: n, rank: 1 }))")
            assert [shown(event) for event in await stream.events(30)] == [f"add {number}:1" for number in range(30)]


async def test_idle_streams_evaluate_nothing_and_wake_for_their_own_collection_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with database(SCHEMA + "collection Other {}") as client:
        token = await client.source("Note.all().eventSource()")
        async with client.streams(token, 2) as streams:
            assert await streams[0].silence()
            reads: list[int] = []
            read = Reader.read
            monkeypatch.setattr(Reader, "read", lambda self, *place: reads.append(place[1]) or read(self, *place))
            await client.data("Other.create({ id: 1 })")
            assert await streams[0].silence()
            assert reads == []
            await client.data("Note.create({ id: 1, rank: 1 })")
            await streams[1].events(1)
            assert len(reads) == 1


async def test_a_slow_reader_is_cut_off_and_holds_back_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscription, "BUFFERED_EVENTS", 10)
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.streams(token, 2) as (slow, quick):
            slow.may_take.clear()
            for number in range(20):
                await client.data(f"Note.create({{ id: {number}, rank: 0 }})")
                assert [shown(event) for event in await quick.events(1)] == [f"add {number}:0"]
            assert client.app.streams.open == 1
            slow.may_take.set()
            taken = await slow.rest()
        async with client.stream(token, **({"cursor": taken[-1]["cursor"]} if taken else {})) as stream:
            resumed = await stream.events(20 - len(taken))
        assert [shown(event) for event in taken + resumed] == [f"add {number}:0" for number in range(20)]


async def test_a_function_that_fails_ends_the_stream_with_its_error() -> None:
    async with database() as client:
        token = await client.source('Note.all().map(n => if (n.rank == 2) abort("two") else n.rank).eventSource()')
        async with client.stream(token) as stream:
            await client.data("Note.create({ id: 1, rank: 1 })")
            await client.data("Note.create({ id: 2, rank: 2 })")
            first, error = await stream.events(2)
            assert first["data"] == {"@int": "1"}
            assert error["error"] == {"code": "abort", "message": "Query aborted.", "abort": "two"}
            assert "cursor" not in error
            assert await stream.next() is None


COMPUTED = """
collection Note {
  text: String?
  compute words: Number = note => note.text!.matches("\\\\S+").length
  compute slow: Number = note => note.text!.matches("^(a|aa)+$").length
  compute again: Number = note => again(note.text)
}
function again(x) { if (x == "deep") again(x) + 1 else 0 }
"""


@pytest.mark.parametrize(
    ("text", "code", "limits"),
    [("a" * 60 + "!", "time_out", Limits(seconds=0.3)), ("deep", "stack_overflow", Limits(seconds=60))],
    ids=["too long", "too deep"],
)
async def test_a_computed_field_that_does_not_end_while_an_event_is_written_is_its_error(
    text: str, code: str, limits: Limits
) -> None:
    async with database(COMPUTED, limits) as client:
        token = await client.source("Note.all().eventSource()")
        async with client.stream(token) as stream:
            await client.data('Note.create({ id: 1, text: "a word or two" })')
            await client.data(f'Note.create({{ id: 2, text: "{text}" }}).id')
            first, error = await stream.events(2)
            assert first["data"]["@doc"]["words"] == {"@int": "4"}
            assert (error["type"], error["error"]["code"]) == ("error", code)
            assert await stream.next() is None
        status, page = await client.request("/feed/1", {"token": token})
        if code == "time_out":
            assert (status, page["error"]["code"]) == (440, "time_out")
        else:
            assert [event.get("error", {}).get("code") for event in page["events"]] == [None, code]


async def test_an_abort_whose_value_cannot_be_written_is_still_an_error_event() -> None:
    async with database(COMPUTED, Limits(seconds=0.3)) as client:
        token = await client.source("Note.all().map(note => abort(note)).eventSource()")
        async with client.stream(token) as stream:
            await client.data(f'Note.create({{ id: 1, text: "{"a" * 60}!" }}).id')
            (event,) = await stream.events(1)
            assert (event["type"], event["error"]["code"]) == ("error", "time_out")


async def test_a_set_function_may_not_write() -> None:
    async with database() as client:
        token = await client.source("Note.all().map(n => n.update({ rank: 5 })).eventSource()")
        await client.data("Note.create({ id: 1, rank: 1 })")
        error = (await client.feed(token))["events"][0]["error"]
        assert error["code"] == "invalid_effect"
        assert await client.data("Note.byId(1)!.rank") == {"@int": "1"}


async def test_more_than_can_be_replayed_is_told_as_far_as_it_goes() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        await client.data("Set.sequence(0, 200).forEach(i => Note.create({ id: ID(i), rank: i }))")
        async with client.stream(token) as stream:
            events = await stream.events(129)
            assert events[-1]["error"]["code"] == "stream_replay_volume_exceeded"
            assert await stream.next() is None
        async with client.stream(token, cursor=events[-2]["cursor"]) as stream:
            assert [shown(event) for event in await stream.events(72)] == [f"add {i}:{i}" for i in range(128, 200)]


async def test_a_cursor_before_the_history_that_is_kept_is_refused() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        old = Cursor((int(time.time()) - 16 * 60) * 1_000_000)
        page = await client.feed(token, cursor=old.text)
        (error,) = page["events"]
        assert error["error"]["code"] == "invalid_stream_start_time"
        assert error["error"]["message"].endswith("is too far in the past. Recreate the stream and try again.")
        assert (page["cursor"], page["has_next"]) == (old.text, False)
        await client.push(SCHEMA.replace("history_days 0", "history_days 1"))
        assert (await client.feed(token, cursor=old.text))["events"] == []


async def test_everybody_is_told_now_and_then_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "STATUS_SECONDS", 0.05)
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.stream(token) as stream:
            statuses = [await stream.next() for _ in range(3)]
            assert [each and each["type"] for each in statuses] == ["status"] * 3
            times = [each["txn_ts"] for each in statuses if each]
            assert times == sorted(times)
            assert times[0] < times[-1]


async def test_dropped_streams_are_broken_off_and_resume() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        async with client.streams(token, 3) as streams:
            assert client.app.streams.drop() == 3
            assert [await stream.next() for stream in streams] == [None] * 3
            assert not any(stream.is_whole for stream in streams)
        assert (client.app.streams.channels, client.app.streams.open) == (0, 0)


async def test_clients_that_come_and_go_leave_nothing_behind() -> None:
    async with database() as client:
        token = await client.source("Note.all().eventSource()")
        tasks, threads = len(asyncio.all_tasks()), set(threading.enumerate())
        for _ in range(20):
            async with client.streams(token, 10) as streams:
                assert client.app.streams.open == len(streams)
        await asyncio.sleep(0)
        assert (client.app.streams.channels, client.app.streams.open) == (0, 0)
        assert len(asyncio.all_tasks()) == tasks
        assert [thread.name for thread in threading.enumerate() if thread not in threads] == []
