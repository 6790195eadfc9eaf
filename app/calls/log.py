"""The latest requests of each tab, in this process.

A tab's events all reach the worker that holds its connection, so a table of this process is enough.
"""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.calls.noted import Call

MOST_TABS, MOST_CALLS = 200, 120
EPOCH = secrets.token_hex(4)
"""Numbers of calls are comparable within one epoch: the life of this process."""


class Log:
    """One tab's requests, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._waiting: set[asyncio.Event] = set()

    def add(self, call: Call) -> None:
        """Keep one more, and wake who waits."""
        self._calls.append(call)
        for news in self._waiting:
            news.set()

    def after(self, number: int) -> list[Call]:
        """Those with a higher number."""
        return [call for call in self._calls if call.number > number]

    @property
    def last(self) -> int:
        """The number of the newest; 0 when there is none."""
        return self._calls[-1].number if self._calls else 0

    async def wait(self, number: int, seconds: float) -> bool:
        """Wait until there is a higher number than this; False when none came in time."""
        if self.last > number:
            return True
        news = asyncio.Event()
        self._waiting.add(news)
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(news)
        return True


_logs: OrderedDict[str, Log] = OrderedDict()
_current: ContextVar[Log | None] = ContextVar("calls", default=None)


def log_of(tab: str) -> Log:
    """A tab's log; the tabs that were used last are kept."""
    log = _logs.setdefault(tab, Log())
    _logs.move_to_end(tab)
    while len(_logs) > MOST_TABS:
        _logs.popitem(last=False)
    return log


def begin(tab: str) -> None:
    """What the current task asks from here on, and what it starts, is asked for a tab."""
    _current.set(log_of(tab))


@contextmanager
def recording(tab: str | None) -> Iterator[None]:
    """What is asked within the block is asked for a tab; for none when it is None."""
    token = _current.set(None if tab is None else log_of(tab))
    try:
        yield
    finally:
        _current.reset(token)


def current_log() -> Log | None:
    """Where the current task's requests are noted."""
    return _current.get()
