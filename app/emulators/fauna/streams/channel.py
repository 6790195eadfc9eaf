"""One source read as one identity, once for all who watch it so."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from app.emulators.fauna.store.dependencies import Footprint
from app.emulators.fauna.streams.batches import Batch, read_briefly
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.events import INTERNAL_ERROR, status
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.subscription import Subscription

log = logging.getLogger(__name__)
STATUS_SECONDS = 300.0
"""How often everybody is told how far they are, so that a cursor stays young where nothing happens."""
BRIEF_SECONDS, HURRIED_SECONDS = 0.003, 0.006
"""Who read as quickly the last time reads in the event loop, and is given up there after the longer time."""
Read = Callable[[Reader, Cursor, int], Awaitable[Batch]]


class Channel:
    """Gives every subscriber the same lines; used in the event loop only. `position` is how far it has read."""

    def __init__(
        self, reader: Reader, read: Read, horizon: Callable[[], int], is_one_of_few: Callable[[], bool]
    ) -> None:
        self.position = Cursor(0)
        self.subscribers: set[Subscription] = set()
        self._reader = reader
        self._hurried = reader.hurried(HURRIED_SECONDS)
        self._is_brief = False
        self._read = read
        self._until = 0
        self._task: asyncio.Task[None] | None = None
        self._telling = False
        self._horizon = horizon
        self._is_one_of_few = is_one_of_few
        self._timer = self._sleep()

    def committed(self, footprint: Footprint) -> None:
        """Read on if a commit may be something to the source."""
        watched = self._reader.watched
        if watched.document is None:
            concerned = watched.collection in footprint.collections
        else:
            concerned = (watched.collection, watched.document) in footprint.documents
        if concerned:
            self.read_on(footprint.ts)
        elif self._task is None:
            self.position = max(self.position, Cursor(footprint.ts))

    def read_on(self, until: int) -> None:
        """Read what happened up to a time and give it to all."""
        self._until = max(self._until, until)
        if self._task is None and self.position < Cursor(self._until):
            self._task = asyncio.get_running_loop().create_task(self._go())

    def close(self) -> None:
        """Read no more."""
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    async def _next(self) -> Batch:
        """Read on: a thread's beginning and end can cost as much as the reading itself."""
        began = time.perf_counter()
        is_here = self._is_brief and self._is_one_of_few()
        batch = read_briefly(self._hurried, self.position, self._until) if is_here else None
        if batch is None:
            batch = await self._read(self._reader, self.position, self._until)
        self._is_brief = time.perf_counter() - began < BRIEF_SECONDS and not batch.more
        return batch

    def _sleep(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(STATUS_SECONDS, self._tell_status)

    def _tell_status(self) -> None:
        """Tell everybody how far they are, once they have all up to now."""
        self._telling = True
        self.read_on(self._horizon())
        self._timer = self._sleep()

    async def _go(self) -> None:
        try:
            while self.position < Cursor(self._until):
                batch = await self._next()
                for subscription in self.subscribers:
                    subscription.hear(batch.events)
                self.position = batch.position
            if self._telling:
                self._telling, event = False, status(self.position)
                for subscription in self.subscribers:
                    subscription.hear([(event, event.line())])
        except Exception:
            log.exception("Reading the events of a stream failed")
            for subscription in self.subscribers:
                subscription.fail(INTERNAL_ERROR)
        finally:
            self._task = None
