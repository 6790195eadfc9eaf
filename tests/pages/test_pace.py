"""Steps in bundles: none lost, none late, not more often than wanted."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.pace import paced

LONG = 3600.0


async def steps(*items: int | asyncio.Event | Exception) -> AsyncIterator[int]:
    """Items in order; waits for an event, raises an exception."""
    for item in items:
        if isinstance(item, Exception):
            raise item
        if isinstance(item, asyncio.Event):
            await item.wait()
        else:
            yield item


async def bundles(items: AsyncIterator[int], seconds: float) -> list[list[int]]:
    return [bundle async for bundle in paced(items, seconds)]


async def test_what_comes_at_once_is_one_bundle():
    assert await bundles(steps(1, 2, 3), LONG) == [[1, 2, 3]]


async def test_a_run_that_takes_long_is_shown_while_it_runs_and_its_end_at_once():
    event = asyncio.Event()
    shown = paced(steps(1, event, 2, 3), 0.01)
    assert await anext(shown) == [1]
    event.set()
    assert await anext(shown) == [2, 3]


async def test_when_nothing_has_come_yet_that_is_shown_once():
    event = asyncio.Event()
    shown = paced(steps(event, 1), 0.001)
    assert await anext(shown) == []
    following = asyncio.ensure_future(anext(shown))
    await asyncio.sleep(0.01)
    assert not following.done()
    event.set()
    assert await following == [1]


async def test_a_failure_of_the_steps_is_raised_after_what_came_before():
    shown = paced(steps(1, ValueError("broken")), LONG)
    assert await anext(shown) == [1]
    with pytest.raises(ValueError, match="broken"):
        await anext(shown)


async def test_who_stops_looking_stops_the_steps():
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            ended.set()

    shown = paced(endless(), 0.001)
    assert await anext(shown) == [1]
    await shown.aclose()
    await asyncio.wait_for(ended.wait(), 5)


@given(st.lists(st.integers()), st.sampled_from([0.0, 0.0001, LONG]))
def test_nothing_is_lost_or_out_of_order(items: Sequence[int], seconds: float):
    shown = asyncio.run(bundles(steps(*items), seconds))
    assert [item for bundle in shown for item in bundle] == items
