"""The query that runs for each tab, so that a second click can be told from the first and a stop finds it.

A tab's events all reach the worker that holds its connection, so a table of this process is enough.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_running: dict[str, asyncio.Task[object]] = {}


def is_running(tab: str) -> bool:
    """Whether a query runs for a tab."""
    task = _running.get(tab)
    return task is not None and not task.done()


@contextmanager
def running(tab: str) -> Iterator[None]:
    """The current task runs for a tab until the block is left."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - handlers are tasks
    _running[tab] = task
    try:
        yield
    finally:
        if _running.get(tab) is task:
            del _running[tab]


def cancel(tab: str) -> bool:
    """End what runs for a tab; False when nothing does."""
    task = _running.pop(tab, None)
    return task is not None and task.cancel()
