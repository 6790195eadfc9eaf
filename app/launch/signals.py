"""Signals to a worker: the server's handler may be called once, and only when the server serves.

It hands over to the serving loop and waits, with all of Python, until that takes over; while the worker starts, or is
already ending, nobody does. Ctrl-C in a terminal brings two signals, one of the terminal and one of the main process.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def signals_end_the_start() -> Iterator[None]:
    """Let SIGINT and SIGTERM end this worker at once; its emulators follow, and nothing it does by then is half done.

    Afterwards the server's own handlers are back in place, for one signal.
    """
    loop = asyncio.get_running_loop()
    handlers = getattr(loop, "_signal_handlers", {})
    kept = {number: handlers[number] for number in (signal.SIGINT, signal.SIGTERM) if number in handlers}
    is_told = False

    def tell(handle: asyncio.Handle) -> None:
        nonlocal is_told
        if not is_told:
            is_told = True
            handle._run()

    for number in kept:
        loop.add_signal_handler(number, os._exit, 1)
    try:
        yield
    finally:
        for number, handle in kept.items():
            loop.add_signal_handler(number, tell, handle)
