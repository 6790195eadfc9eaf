"""A signal that comes while a worker still starts."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def signals_end_the_start() -> Iterator[None]:
    """Let SIGINT and SIGTERM end this worker at once; its emulators follow, and nothing it does by then is half done.

    The server's own handlers, back in place afterwards, wait for the serving loop and hang a worker that has none yet.
    """
    loop = asyncio.get_running_loop()
    handlers = getattr(loop, "_signal_handlers", {})
    kept = {number: handlers[number] for number in (signal.SIGINT, signal.SIGTERM) if number in handlers}
    for number in kept:
        loop.add_signal_handler(number, os._exit, 1)
    try:
        yield
    finally:
        for number, handle in kept.items():
            loop.add_signal_handler(number, handle._callback, *handle._args)
