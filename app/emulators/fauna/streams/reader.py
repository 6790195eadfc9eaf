"""Reading the events of a source from some place on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.stdlib.documents.session import DAY, GRACE
from app.emulators.fauna.stdlib.java_time import format_time, from_micros
from app.emulators.fauna.store.log import Changes
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.streams.cursors import LAST, Cursor
from app.emulators.fauna.streams.evaluation import Evaluator
from app.emulators.fauna.streams.events import Event, failure
from app.emulators.fauna.streams.happenings import happenings
from app.emulators.fauna.streams.sources import Watched

BATCH = 256


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, with the event that it gave, if any, or that no more did up to the cursor's time."""

    event: Event | None
    cursor: Cursor
    happened: bool = True


class Reader:
    """Reads one source as one session; safe to use from several threads."""

    def __init__(self, store: Store, schemas: Schemas, session: Session, watched: Watched, limits: Limits) -> None:
        self.session = session
        self.watched = watched
        self._store = store
        self._schemas = schemas
        self._limits = limits
        self._evaluator = Evaluator(store, schemas, session, limits)

    def hurried(self, seconds: float) -> "Reader":
        """One that reads the same and gives each event so many seconds at most."""
        limits = replace(self._limits, seconds=min(seconds, self._limits.seconds))
        return Reader(self._store, self._schemas, self.session, self.watched, limits)

    def read(self, after: Cursor, until: int) -> Iterator[Step]:
        """What happened behind a cursor up to the time `until`; each event is made only when it is asked for."""
        more = True
        while more:
            batch = self._changes(after.ts + (after.ordinal == LAST), until)
            for happening in happenings(self.watched, batch.changes):
                if happening.cursor > after:
                    yield Step(self._evaluator.event(self.watched, happening), happening.cursor)
            after, more = max(after, Cursor(batch.until)), batch.more
            yield Step(None, after, happened=False)

    def too_old(self, cursor: Cursor) -> Event | None:
        """The error of reading on from before the history that is kept; to be asked once something was read."""
        now = time.time_ns() // 1000
        if cursor.ts >= now - GRACE:
            return None
        collection = self._evaluator.environment(now).documents.collections.get(self.watched.collection)
        days = 0 if collection is None else collection.item.history_days
        if cursor.ts >= now - days * DAY - GRACE:
            return None
        at = format_time(from_micros(cursor.ts))
        message = f"Stream start time {at} is too far in the past. Recreate the stream and try again."
        return failure("invalid_stream_start_time", message)

    def _changes(self, since: int, until: int) -> Changes:
        watched, log = self.watched, self._store.log
        if watched.document is None:
            return log.of_collection(watched.collection, since, until, BATCH)
        return log.of_document(watched.collection, watched.document, since, until, BATCH)
