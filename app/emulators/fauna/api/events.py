"""`POST /stream/1` and `POST /feed/1`: from a request to a source that is read as its sender."""

import time
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.api.event_requests import EventRequest
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.evaluation import SUBSCRIPTIONS
from app.emulators.fauna.streams.events import total
from app.emulators.fauna.streams.reader import Reader
from app.emulators.fauna.streams.sources import InvalidSource, Unbound, bind

PAGE_SECONDS = 4.5


class EventEndpoint:
    """Opens sources over one store; safe to use from several threads."""

    def __init__(self, store: Store, schemas: Schemas, limits: Limits) -> None:
        self._store = store
        self._schemas = schemas
        self._limits = limits

    def stream(self, session: Session, request: EventRequest) -> Reader:
        """What a stream reads. Raises `InvalidRequest`."""
        if request.cursor is not None and request.cursor.ts < request.token.start.ts:
            message = "Stream start time can not be before the stream create time."
            raise InvalidRequest(f"Invalid stream start time: {message}")
        return self._reader(session, request, "stream", "")

    def feed(self, session: Session, request: EventRequest) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a page. Raises `InvalidRequest`."""
        reader = self._reader(session, request, "event source", ".")
        until, latest = self._store.horizon(), time.monotonic() + PAGE_SECONDS
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
        return 200, {"events": page, "cursor": position.text, "has_next": more, "stats": total(events)}

    def _reader(self, session: Session, request: EventRequest, name: str, stop: str) -> Reader:
        environment = DatabaseEnvironment(self._store.begin(session.database.id), session, self._schemas)
        now, deadline = environment.transaction.now, time.monotonic() + self._limits.seconds
        context = Context(environment, self._limits, now, deadline, allowed=SUBSCRIPTIONS)
        try:
            watched = bind(context, request.token)
        except InvalidSource as error:
            raise InvalidRequest(f"Invalid request body: invalid event source provided{stop}") from error
        except Unbound as error:
            raise InvalidRequest(f"Error evaluating provided {name}, {error}") from error
        return Reader(self._store, self._schemas, session, watched, self._limits)
