"""`POST /stream/1` and `POST /feed/1`: from a request to a source that is read as its sender."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.emulators.fauna.access.session import Session, Sessions
from app.emulators.fauna.api.errors import InvalidRequest, InvalidToken, TimedOut, Unauthorized
from app.emulators.fauna.api.event_requests import EventRequest, read_feed_request, read_stream_request
from app.emulators.fauna.api.headers import read_headers
from app.emulators.fauna.api.snapshot import reach
from app.emulators.fauna.api.streaming import Receive, Send, serve
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.evaluation import SUBSCRIPTIONS
from app.emulators.fauna.streams.events import total
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.registry import Streams
from app.emulators.fauna.streams.sources import InvalidSource, Unbound, bind

LEAST_SECONDS = 0.001
"""What a page takes at the least where time-outs are concerned."""
COLLECTING = 0.95
"""The part of the time-out in which events are collected; with what there is then the page ends."""


class EventEndpoints:
    """Answers requests for streams and feeds."""

    def __init__(
        self, sessions: Sessions, sources: "EventSources", streams: Streams, threads: ThreadPoolExecutor
    ) -> None:
        self._sessions = sessions
        self._sources = sources
        self._streams = streams
        self._threads = threads

    async def stream(self, headers: dict[str, str], body: bytes, receive: Receive, send: Send) -> None:
        """Answer with a stream until it ends or its reader is gone. Raises `RequestError`."""
        request = read_stream_request(body)
        session = await self._session(headers)
        run = asyncio.get_running_loop().run_in_executor
        reader = await run(self._threads, self._sources.stream, session, request)
        async with self._streams.subscribe(reader, request.token.shape, request.start) as subscription:
            await serve(subscription, receive, send)

    async def feed(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a page. Raises `RequestError`."""
        began = time.monotonic()
        request = read_feed_request(body)
        options = read_headers(headers)
        seconds = self._sources.limits.seconds if options.timeout_ms is None else options.timeout_ms / 1000
        session = await self._session(headers)
        if options.last_txn_ts is not None:
            await reach(self._sources.horizon, options.last_txn_ts, seconds)
        run = asyncio.get_running_loop().run_in_executor
        page = await run(self._threads, self._sources.page, session, request, began + seconds * COLLECTING)
        if time.monotonic() - began + LEAST_SECONDS > seconds:
            await asyncio.sleep(began + seconds + LEAST_SECONDS - time.monotonic())
            raise TimedOut
        return 200, page

    async def _session(self, headers: dict[str, str]) -> Session:
        try:
            return await self._sessions.open(headers.get("authorization"))
        except Unauthorized as error:
            raise InvalidToken from error


class EventSources:
    """Opens sources over one store; safe to use from several threads."""

    def __init__(self, store: Store, schemas: Schemas, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._schemas = schemas

    def horizon(self) -> int:
        """A time up to which everything is committed and can be seen."""
        return self._store.horizon()

    def stream(self, session: Session, request: EventRequest) -> Reader:
        """What a stream reads. Raises `InvalidRequest`."""
        if request.cursor is not None and request.cursor.ts < request.token.start.ts:
            message = "Stream start time can not be before the stream create time."
            raise InvalidRequest(f"Invalid stream start time: {message}")
        return self._reader(session, request, "stream", "")

    def page(self, session: Session, request: EventRequest, latest: float) -> dict[str, Any]:
        """The JSON of a page; it ends early at `latest` on the monotonic clock. Raises `InvalidRequest`."""
        reader = self._reader(session, request, "event source", ".")
        until = self.horizon()
        events, position, more = [], Cursor(until), False
        steps = reader.read(request.start, until)
        for step in steps:
            if step.event is not None:
                events.append(step.event)
            failed = step.event is not None and step.event.is_error
            if failed or len(events) == request.page_size or time.monotonic() > latest:
                more = any(following.happened for following in steps)
                position = step.cursor if more else position
                break
        if (too_old := reader.too_old(request.start)) is not None:
            events, position, more = [too_old], request.start, False
        page = [event.as_json() for event in events]
        return {"events": page, "cursor": position.text, "has_next": more, "stats": total(events)}

    def _reader(self, session: Session, request: EventRequest, name: str, stop: str) -> Reader:
        environment = DatabaseEnvironment(self._store.begin(session.database.id), session, self._schemas)
        now, deadline = environment.transaction.now, time.monotonic() + self.limits.seconds
        context = Context(environment, self.limits, now, deadline, allowed=SUBSCRIPTIONS)
        try:
            watched = bind(context, request.token)
        except InvalidSource as error:
            raise InvalidRequest(f"Invalid request body: invalid event source provided{stop}") from error
        except Unbound as error:
            raise InvalidRequest(f"Error evaluating provided {name}, {error}") from error
        return Reader(self._store, self._schemas, session, watched, self.limits)
