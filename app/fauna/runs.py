"""Which tabs watch which queries, so that a tab watches each once, and none when it has gone."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fauna.encoding import FaunaEncoder
from fauna.query.query_builder import Query

from app.fauna.hub import Subscription


class Run:
    """One tab's watching of one query; runs are numbered in the order in which they began."""

    def __init__(self, number: int) -> None:
        self.number, self.is_over = number, False
        self.subscription: Subscription | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """End the wait for whatever it waits for."""
        self._woken.set()
        if self.subscription is not None:
            self.subscription.wake()

    def end(self) -> None:
        """Let it end at its next step."""
        self.is_over = True
        self.wake()

    async def sleep(self, seconds: float) -> None:
        """Wait for a wake-up, but not longer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()


_runs: dict[str, dict[str, Run]] = {}
_last = 0


@contextmanager
def running(tab: str, query: Query) -> Iterator[Run]:
    """A run for as long as the block lasts; the tab's run of the same query before it ends."""
    key, runs = str(FaunaEncoder.encode(query)), _runs.setdefault(tab, {})
    if key in runs:
        runs[key].end()
    run = runs[key] = Run(_next_number())
    try:
        yield run
    finally:
        run.is_over = True
        if runs.get(key) is run:
            del runs[key]
        if not runs and _runs.get(tab) is runs:
            del _runs[tab]


def leave(tab: str) -> None:
    """End everything that a tab watches: it has gone."""
    for run in tuple(_runs.get(tab, {}).values()):
        run.end()


def count() -> int:
    """How many runs there are."""
    return sum(len(runs) for runs in _runs.values())


def _next_number() -> int:
    """Milliseconds since 1970, and never the same twice: a restart of the server must not begin anew."""
    global _last  # noqa: PLW0603 - one counter for the process
    _last = max(_last + 1, int(time.time() * 1000))
    return _last
