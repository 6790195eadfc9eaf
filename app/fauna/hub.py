"""Every watched query once for each identity, however many tabs watch it.

An upstream starts with the first subscriber and ends with the last.
"""

import asyncio
import logging
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fauna.encoding import FaunaEncoder
from fauna.query.query_builder import Query

from app.fauna.events import Event
from app.fauna.health import Health
from app.fauna.renewal import Pull
from app.fauna.upstream import Update, Upstream
from app.fauna.view import View

log = logging.getLogger(__name__)
MOST_WAITING = 5_000


@dataclass(frozen=True, slots=True)
class News:
    """What a subscriber has not seen yet: events, or the whole view where they were too many or meant nothing."""

    view: View
    health: Health
    events: tuple[Event, ...] = ()
    is_whole: bool = False


@dataclass(eq=False)
class Subscription:
    """One subscriber's place: news gathers here until it is taken."""

    _last: Update | None = None
    _events: list[Event] = field(default_factory=list)
    _is_whole: bool = False
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, update: Update) -> None:
        """Add an update to what waits; a slow subscriber gets the whole view instead of a long past."""
        self._last = update
        self._is_whole = self._is_whole or update.is_whole
        if update.event is not None and not self._is_whole:
            self._events.append(update.event)
        if self._is_whole or len(self._events) > MOST_WAITING:
            self._events, self._is_whole = [], True
        self._came.set()

    def wake(self) -> None:
        """End the wait for news."""
        self._came.set()

    async def take(self, seconds: float) -> News | None:
        """The news that wait, or the next; None when there are none after so many seconds or a wake-up."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return None
        self._came.clear()
        last, events, is_whole = self._last, tuple(self._events), self._is_whole
        self._last, self._events, self._is_whole = None, [], False
        return None if last is None else News(last.view, last.health, events, is_whole)


class _Source:
    """An upstream, its task, and who listens."""

    def __init__(self, query: Query, endpoint: str, pull: Pull) -> None:
        self.listeners: dict[Subscription, None] = {}
        self.upstream = Upstream(query, endpoint, pull, self._tell)
        self.task = asyncio.create_task(self.upstream.run(), name="fauna-upstream")
        self.task.add_done_callback(self._report)

    def add(self, listener: Subscription) -> None:
        self.listeners[listener] = None
        listener.put(Update(self.upstream.view, self.upstream.health, is_whole=self.upstream.is_filled))

    def _tell(self, update: Update) -> None:
        for listener in self.listeners:
            listener.put(update)

    def _report(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("A live query ended unexpectedly.", exc_info=error)
            self._tell(Update(View(), Health("failed", "The live view ended unexpectedly."), is_whole=True))


class Hub:
    """The upstreams of one event loop."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str, str], _Source] = {}

    @property
    def upstreams(self) -> int:
        """How many there are now."""
        return len(self._sources)

    @asynccontextmanager
    async def subscribe(self, query: Query, *, endpoint: str, identity: str, pull: Pull) -> AsyncIterator[Subscription]:
        """News of a query as an identity sees it, beginning with the whole view, for as long as the block lasts."""
        key = (endpoint, identity, str(FaunaEncoder.encode(query)))
        source = self._sources.get(key)
        if source is None or source.task.done():
            source = self._sources[key] = _Source(query, endpoint, pull)
        subscription = Subscription()
        source.add(subscription)
        try:
            yield subscription
        finally:
            del source.listeners[subscription]
            if not source.listeners:
                source.task.cancel()
                if self._sources.get(key) is source:
                    del self._sources[key]


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The running loop's hub."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
