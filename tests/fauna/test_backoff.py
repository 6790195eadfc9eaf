"""Waiting before the next try."""

import asyncio
import socket
import time

import pytest

from app.fauna import backoff


@pytest.mark.parametrize(("attempt", "whole"), [(1, 0.25), (2, 0.5), (3, 1.0), (5, 4.0), (6, 8.0), (40, 8.0)])
def test_each_wait_is_twice_the_last_up_to_eight_seconds_and_between_half_and_whole(attempt: int, whole: float):
    assert backoff.delay(attempt, lambda: 0.0) == whole / 2
    assert backoff.delay(attempt, lambda: 1.0) == whole


async def test_a_wait_ends_early_when_an_endpoint_that_was_away_is_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backoff, "PROBE_SECONDS", 0.05)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        waiting = asyncio.create_task(backoff.wait(8, f"http://127.0.0.1:{listener.getsockname()[1]}"))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        listener.listen()
        async with asyncio.timeout(2):
            await waiting


async def test_a_wait_is_not_cut_short_for_an_endpoint_that_is_there_and_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(backoff, "PROBE_SECONDS", 0.05)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        began = time.monotonic()
        await backoff.wait(0.4, f"http://127.0.0.1:{listener.getsockname()[1]}")
        assert time.monotonic() - began >= 0.4
