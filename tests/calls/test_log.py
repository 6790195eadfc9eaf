"""Who sees which calls, and when."""

import asyncio

import httpx
import pytest

from app.calls import RecordingClient, begin, log_of, recording
from app.calls.log import MOST_CALLS, MOST_TABS, Log


def client(status: int = 200) -> RecordingClient:
    return RecordingClient(transport=httpx.MockTransport(lambda _: httpx.Response(status, json={})))


async def test_calls_are_noted_for_the_tab_that_they_are_made_for():
    async with client() as http:
        with recording("one"):
            await http.get("http://127.0.0.1/a")
        with recording("two"):
            await http.get("http://127.0.0.1/b")
        await http.get("http://127.0.0.1/c")
    assert [call.path for call in log_of("one").after(0)] == ["/a"]
    assert [call.path for call in log_of("two").after(0)] == ["/b"]


async def test_what_a_task_starts_is_noted_for_its_tab():
    async def handler() -> None:
        begin("starts others")
        async with client() as http:
            await asyncio.create_task(http.get("http://127.0.0.1/below"))

    await asyncio.create_task(handler())
    assert [call.path for call in log_of("starts others").after(0)] == ["/below"]


async def test_a_failing_call_is_noted_and_raises_as_before():
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away", request=request)

    with recording("failing"), pytest.raises(httpx.ConnectError):
        async with RecordingClient(transport=httpx.MockTransport(fail)) as http:
            await http.get("http://127.0.0.1/a")
    assert [call.outcome for call in log_of("failing").after(0)] == ["no answer"]


async def test_only_the_latest_are_kept():
    async with client() as http:
        with recording("busy"):
            for number in range(MOST_CALLS + 5):
                await http.get(f"http://127.0.0.1/{number}")
    kept = log_of("busy").after(0)
    assert [kept[0].path, kept[-1].path, len(kept)] == ["/5", f"/{MOST_CALLS + 4}", MOST_CALLS]
    assert log_of("busy").after(kept[-3].number) == kept[-2:]


async def test_tabs_long_unused_are_forgotten():
    log = log_of("old")
    for number in range(MOST_TABS):
        log_of(f"new {number}")
    assert log_of("old") is not log


async def test_who_waits_hears_of_the_next_call_or_of_none():
    log = log_of("waited for")
    waiting = asyncio.create_task(log.wait(log.last, 5))
    await asyncio.sleep(0)
    with recording("waited for"):
        async with client() as http:
            await http.get("http://127.0.0.1/a")
    assert await waiting
    assert await log.wait(0, 0)
    assert not await Log().wait(0, 0.01)
