"""Streams and feeds on the wire, and what every refusal means."""

from contextlib import aclosing
from typing import Any

import httpx
import pytest
from fauna.query.models import EventSource

from app.fauna.errors import (
    CursorRefused,
    FaunaError,
    FaunaUnavailable,
    PermissionLost,
    QueryRefused,
    StreamRefused,
    Unauthorized,
)
from app.fauna.events import read_event, row_of
from app.fauna.plain import plain
from app.fauna.streams import Streams
from tests.fauna.fake import ENDPOINT, FakeFauna, failure

SOURCE = EventSource("100")


async def pages(fauna: FakeFauna, **options: Any) -> list[list[str]]:
    streams = Streams(ENDPOINT, fauna.transport)
    feed = streams.feed(SOURCE, secret="s", **options)
    found = [[event.row.data["text"] for event in page.events if event.row] async for page in feed]
    await streams.aclose()
    return found


async def test_a_feed_gives_its_pages_up_to_now():
    fauna = FakeFauna()
    for number in range(5):
        await fauna.commit(number, f"n{number}")
    assert await pages(fauna, page_size=2) == [["n0", "n1"], ["n2", "n3"], ["n4"]]
    assert await pages(fauna, cursor="c120") == [["n2", "n3", "n4"]]
    assert await pages(fauna, start_ts=140) == [["n4"]]


async def test_a_stream_that_is_left_is_closed():
    fauna = FakeFauna()
    await fauna.commit(1, "one")
    async with Streams(ENDPOINT, fauna.transport).stream(SOURCE, secret="s") as events:
        kinds = [(await anext(events)).kind, (await anext(events)).kind]
        assert fauna.open == 1
    assert kinds == ["status", "add"]
    assert fauna.open == 0


REFUSALS = [
    (failure(401, "unauthorized", "Invalid token, unable to authenticate request"), Unauthorized),
    (failure(400, "invalid_request", "Invalid request body: invalid event cursor provided"), CursorRefused),
    (
        failure(400, "invalid_request", "Invalid stream start time: Stream start time can not be before the …"),
        CursorRefused,
    ),
    (failure(400, "invalid_request", "Invalid request body: invalid event source provided"), QueryRefused),
    (httpx.Response(503, text="{}"), FaunaUnavailable),
    (httpx.Response(502, text="<html>"), FaunaUnavailable),
    (httpx.Response(404, json=[]), QueryRefused),
    (httpx.ConnectError("refused"), FaunaUnavailable),
    (httpx.ReadTimeout("slow"), FaunaUnavailable),
]


@pytest.mark.parametrize(("answer", "error"), REFUSALS)
async def test_a_refusal_is_typed(answer: httpx.Response | Exception, error: type[FaunaError]):
    streams = Streams(ENDPOINT, FakeFauna(faults=[answer, answer]).transport)
    with pytest.raises(error) as of_stream:
        async with streams.stream(SOURCE, secret="s"):
            pass
    assert type(of_stream.value) is error
    if not isinstance(answer, httpx.Response) or answer.is_success is False:
        async with aclosing(streams.feed(SOURCE, secret="s")) as feed:  # pyright: ignore[reportArgumentType] - a generator
            with pytest.raises(error):
                await anext(feed)


EVENTS = [
    ({"type": "error", "error": {"code": "permission_loss", "message": "no"}}, PermissionLost),
    ({"type": "error", "error": {"code": "divide_by_zero", "message": "no"}}, StreamRefused),
    ({"type": "error", "error": {"code": "invalid_stream_start_time", "message": "no"}}, CursorRefused),
    ({"type": "error"}, StreamRefused),
    ({"type": "add", "data": {"@int": "1"}, "txn_ts": 1, "cursor": "c"}, StreamRefused),
    ({"type": "add", "data": {"id": "1"}, "txn_ts": "1", "cursor": "c"}, FaunaUnavailable),
    ({"type": "new"}, FaunaUnavailable),
    ([], FaunaUnavailable),
]


@pytest.mark.parametrize(("line", "error"), EVENTS)
def test_an_event_that_is_none_is_typed(line: Any, error: type[FaunaError]):
    with pytest.raises(error):
        read_event(line)


def test_documents_are_known_by_collection_and_id_and_projections_by_their_id():
    assert row_of({"@doc": {"id": "7", "coll": {"@mod": "Note"}, "n": {"@int": "1"}}}, 5).key == "Note/7"
    assert row_of({"id": "7", "n": {"@int": "1"}}, 5).data == {"id": "7", "n": 1}


PLAIN = [
    ({"@int": "5"}, 5),
    ({"@long": "9007199254740993"}, "9007199254740993"),
    ({"@double": "1.5"}, 1.5),
    ({"@double": "NaN"}, "NaN"),
    ({"@time": "2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z"),
    ({"@object": {"@int": {"@int": "1"}}}, {"@int": 1}),
    ({"@ref": {"id": "1", "coll": {"@mod": "Note"}, "exists": False}}, None),
    ({"@ref": {"id": "1", "coll": {"@mod": "Note"}}}, {"id": "1", "coll": "Note"}),
    ({"@set": {"data": [{"@int": "1"}]}}, {"data": [1]}),
    ({"@set": "cursor"}, "cursor"),
    ([{"@doc": {"id": "1", "t": None}}, True], [{"id": "1", "t": None}, True]),
]


@pytest.mark.parametrize(("raw", "value"), PLAIN)
def test_values_lose_their_tags(raw: Any, value: Any):
    assert plain(raw) == value
