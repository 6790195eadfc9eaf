"""While a worker starts, a signal ends it; afterwards the server hears of one."""

import asyncio
import os
import signal

import pytest

from app.launch import signals
from app.launch.signals import signals_end_the_start


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_during_the_start_ends_the_worker(number: signal.Signals, monkeypatch: pytest.MonkeyPatch):
    loop, heard, ended = asyncio.get_running_loop(), [], []
    monkeypatch.setattr(signals.os, "_exit", ended.append)
    loop.add_signal_handler(number, heard.append, "server")
    try:
        with signals_end_the_start():
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.01)
        assert (heard, ended) == ([], [1])
        for _ in range(3):
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.01)
        assert (heard, ended) == (["server"], [1])
    finally:
        loop.remove_signal_handler(number)


async def test_without_handlers_of_a_server_nothing_changes():
    before = signal.getsignal(signal.SIGTERM)
    with signals_end_the_start():
        assert signal.getsignal(signal.SIGTERM) is before
