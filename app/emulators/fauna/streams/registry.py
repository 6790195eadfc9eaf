"""All open streams of an install: who watches what, and what commits and changed definitions mean for them."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.dependencies import Footprint
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.streams.authority import Authority
from app.emulators.fauna.streams.batches import Batch, read_batch, replay_batch
from app.emulators.fauna.streams.channel import Channel
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.events import INTERNAL_ERROR, TOO_MANY, status
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.subscription import Subscription

log = logging.getLogger(__name__)
Key = tuple[int, int, int | None, str, str]
REPLAYED = 127
"""How many happenings a stream may replay."""
FEW_CHANNELS = 8


class Streams:
    """Belongs to the event loop in which streams are opened; commits are told by any thread."""

    def __init__(self, store: Store, schemas: Schemas, threads: ThreadPoolExecutor) -> None:
        self._store = store
        self._schemas = schemas
        self._threads = threads
        self._channels: dict[Key, Channel] = {}
        self._subscriptions: set[Subscription] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: set[Hashable] = set()
        self._checking: asyncio.Task[None] | None = None
        self._closed = False
        store.watch(self._published)

    @property
    def channels(self) -> int:
        """How many sources are read, each as one identity."""
        return len(self._channels)

    @property
    def open(self) -> int:
        """How many streams are open."""
        return len(self._subscriptions)

    def drop(self) -> int:
        """Break all streams off, as a restart would; clients resume by cursor. Returns how many there were."""
        dropped = list(self._subscriptions)
        for subscription in dropped:
            subscription.cut_off()
        return len(dropped)

    def close(self) -> None:
        """Break all streams off for good."""
        self._closed = True
        self.drop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def subscribe(self, reader: Reader, shape: str, start: Cursor) -> AsyncIterator[Subscription]:
        """A stream from a cursor on, for as long as the block runs; `shape` is the same for equal sources."""
        self._loop = asyncio.get_running_loop()
        subscription = Subscription(start, Authority(reader.session, self._store.catalog, self._schemas))
        watched = reader.watched
        key = (reader.session.database.id, watched.collection, watched.index, shape, _identity(reader.session))
        channel = self._join(key, reader, subscription)
        replaying = self._loop.create_task(self._replay(subscription, reader, channel.position.ts))
        expires = subscription.authority.expires
        timer = None if expires is None else self._loop.call_later(expires - time.time(), subscription.lose)
        if self._closed:
            subscription.cut_off()
        try:
            yield subscription
        finally:
            replaying.cancel()
            if timer is not None:
                timer.cancel()
            self._leave(key, channel, subscription)

    def _join(self, key: Key, reader: Reader, subscription: Subscription) -> Channel:
        channel = self._channels.get(key)
        if channel is None:
            channel = self._channels[key] = Channel(reader, self._read, self._store.horizon, self._are_few)
            channel.position = Cursor(self._store.horizon())
        channel.subscribers.add(subscription)
        self._subscriptions.add(subscription)
        return channel

    def _are_few(self) -> bool:
        """Whether all channels could read one after the other without anybody noticing."""
        return len(self._channels) <= FEW_CHANNELS

    def _leave(self, key: Key, channel: Channel, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)
        channel.subscribers.discard(subscription)
        if not channel.subscribers:
            channel.close()
            del self._channels[key]

    async def _replay(self, subscription: Subscription, reader: Reader, until: int) -> None:
        """Give what happened up to the time from which on the channel tells it."""
        first, replayed = status(subscription.position), 0
        try:
            await subscription.replay([(first, first.line())], subscription.position)
            while subscription.position < Cursor(until) and not subscription.has_ended:
                batch = await self._run(replay_batch, reader, subscription.position, until)
                await subscription.replay(batch.events, batch.position)
                replayed += batch.happened
                if replayed > REPLAYED:
                    subscription.fail(TOO_MANY)
        except Exception:
            log.exception("Replaying the events of a stream failed")
            subscription.fail(INTERNAL_ERROR)
        subscription.release()

    def _read(self, reader: Reader, after: Cursor, until: int) -> Awaitable[Batch]:
        return self._run(read_batch, reader, after, until)

    async def _run(self, body: Callable[..., Batch], *args: Any) -> Batch:
        return await asyncio.get_running_loop().run_in_executor(self._threads, body, *args)

    def _published(self, footprints: list[Footprint]) -> None:
        """Called by the thread that committed."""
        if self._channels and self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._committed, footprints)

    def _committed(self, footprints: list[Footprint]) -> None:
        for footprint in footprints:
            for channel in self._channels.values():
                channel.committed(footprint)
            self._without_identity(footprint)
            self._changed |= {fact[2] for fact in footprint.facts if fact[0] == "all"}
        if self._changed and self._checking is None:
            self._checking = asyncio.get_running_loop().create_task(self._check())

    def _without_identity(self, footprint: Footprint) -> None:
        """End the streams of documents that were deleted."""
        for subscription in self._subscriptions:
            identity = subscription.authority.identity
            if identity in footprint.documents and self._store.begin(ROOT).documents.read(*identity) is None:
                subscription.lose()

    async def _check(self) -> None:
        """End the streams that could not be opened any more now that definitions have changed."""
        while self._changed:
            databases, self._changed = self._changed, set()
            catalog = self._store.catalog
            asked = [each for each in self._subscriptions if each.authority.database in databases]
            for subscription in asked:
                if not subscription.authority.holds(catalog):
                    subscription.lose()
        self._checking = None


def _identity(session: Session) -> str:
    """The same for sessions that may see the same: all that predicates can ask for."""
    return json.dumps([session.roles, session.token, session.identity], sort_keys=True)
