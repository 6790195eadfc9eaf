"""One source read as one identity, once for all who watch it so."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.emulators.fauna.store.dependencies import Footprint
from app.emulators.fauna.streams.batches import Batch
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.events import INTERNAL_ERROR, status
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.subscription import Subscription

log = logging.getLogger(__name__)
STATUS_SECONDS = 300.0
"""How often everybody is told how far they are, so that a cursor stays young where nothing happens."""
Read = Callable[[Reader, Cursor, int], Awaitable[Batch]]


class Channel:
    """Gives every subscriber the same lines; used in the event loop only. `position` is how far it has read."""

    def __init__(self, reader: Reader, read: Read, horizon: Callable[[], int]) -> None:
        self.position = Cursor(0)
        self.subscribers: set[Subscription] = set()
        self._reader = reader
        self._read = read
        self._until = 0
        self._task: asyncio.Task[None] | None = None
        self._telling = False
        self._horizon = horizon
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
                batch = await self._read(self._reader, self.position, self._until)
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
