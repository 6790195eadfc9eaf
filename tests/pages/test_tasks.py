"""Which query runs for which tab."""

import asyncio

import pytest

from app.pages.tasks import cancel, is_running, running


async def hold(tab: str, entered: asyncio.Event) -> None:
    with running(tab):
        entered.set()
        await asyncio.Event().wait()


async def begin(tab: str) -> asyncio.Task[None]:
    entered = asyncio.Event()
    task = asyncio.create_task(hold(tab, entered))
    await entered.wait()
    return task


async def test_a_tab_runs_from_the_start_of_the_block_to_its_end():
    with running("a"):
        assert is_running("a")
        assert not is_running("b")
    assert not is_running("a")


async def test_cancelling_ends_the_tabs_own_task_only():
    first, second = await begin("a"), await begin("b")
    assert cancel("a")
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not is_running("a")
    assert is_running("b")
    assert cancel("b")
    await asyncio.wait([second])


async def test_nothing_to_cancel_is_said():
    assert not cancel("a")


async def test_what_was_cancelled_does_not_clear_its_successor():
    first = await begin("a")
    cancel("a")
    second = await begin("a")
    await asyncio.wait([first])
    assert is_running("a")
    cancel("a")
    await asyncio.wait([second])
