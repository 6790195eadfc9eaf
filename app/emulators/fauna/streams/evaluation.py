"""From a happening to the event that somebody with certain permissions gets, if any."""

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.encode import tagged
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.compare import equal
from app.emulators.fauna.fql.errors import Aborted, RuntimeFailure
from app.emulators.fauna.fql.runtime import Context, Effect, EffectLimit, Limits
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.stdlib.documents.reading import get
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Usage
from app.emulators.fauna.streams.events import Event
from app.emulators.fauna.streams.happenings import Action, Happening
from app.emulators.fauna.streams.sources import Path, Watched

SUBSCRIPTIONS = EffectLimit(Effect.READ, "stream subscriptions")
STEPS_PER_OP = 50


class Side:
    """A document as it was at a time, seen by a session."""

    def __init__(self, environment: DatabaseEnvironment, limits: Limits, watched: Watched, number: int) -> None:
        now = environment.transaction.now
        self.context = Context(environment, limits, now, time.monotonic() + limits.seconds, allowed=SUBSCRIPTIONS)
        self.document = Document(watched.collection, number)
        self._watched = watched
        self._transaction = environment.transaction
        self._documents = environment.documents

    @property
    def usage(self) -> Usage:
        """What looking at it has cost."""
        return self._transaction.usage

    def is_readable(self) -> bool:
        """Whether the session might read it then."""
        collection = self._documents.collections.get(self.document.collection)
        return collection is not None and self._documents.permissions.may_read(self.context, collection, self.document)

    def values(self) -> list[Value]:
        """What the source makes of it: one value, or none if a filter drops it or it may not be read."""
        if not self.is_readable():
            return []
        return self._watched.of(self.document).page(self.context, 1, None).elements

    def field(self, path: Path) -> Value | None:
        """A field, stored or computed, or None where there is none; a null in an array is something."""
        value = get(self.context, self.document, str(path[0]))
        for step in path[1:]:
            if isinstance(step, int):
                value = value[step] if isinstance(value, list) and 0 <= step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return None if isinstance(value, Null) and not isinstance(path[-1], int) else value


class Sides:
    """A document just before and just after a transaction; each is looked at only when somebody wants it."""

    def __init__(self, at: Callable[[int], Side], ts: int) -> None:
        self._at = at
        self._ts = ts

    @cached_property
    def before(self) -> Side:
        """As it was until then."""
        return self._at(self._ts - 1)

    @cached_property
    def after(self) -> Side:
        """As it was from then on."""
        return self._at(self._ts)

    @property
    def used(self) -> list[Side]:
        """Those that were looked at."""
        return [side for name, side in vars(self).items() if name in ("before", "after")]


class Evaluator:
    """Makes events for one session; each is seen at the time when it happened."""

    def __init__(self, store: Store, schemas: Schemas, session: Session, limits: Limits) -> None:
        self._store = store
        self._schemas = schemas
        self._session = session
        self._limits = limits

    def environment(self, at: int) -> DatabaseEnvironment:
        """The database as it was at a time, for this session."""
        transaction = self._store.begin_at(self._session.database.id, at)
        return DatabaseEnvironment(transaction, self._session, self._schemas)

    def event(self, watched: Watched, happening: Happening) -> Event | None:
        """The event, or an error event where a function of the source failed; None if it is nothing to the session."""
        started = time.perf_counter()
        sides = Sides(lambda at: Side(self.environment(at), self._limits, watched, happening.id), happening.cursor.ts)
        try:
            found = _seen(happening.action, sides) if _counts(watched, happening.action, sides) else None
            if found is None:
                return None
            kind, side, value = found
            body = {"data": tagged(side.context, value)}
        except RuntimeFailure as failed:
            kind, body = "error", {"error": _error(failed, sides.used[-1])}
        except RecursionError:
            kind, body = "error", {"error": _error(sides.used[-1].context.too_deep(), sides.used[-1])}
        return Event(kind, body, happening.cursor, _stats(sides.used, started))


def _counts(watched: Watched, action: Action, sides: Sides) -> bool:
    """Whether the session may know of it, and one of the watched fields has to do with it."""
    readable = (action is not Action.DELETE and sides.after.is_readable()) or (
        action is not Action.CREATE and sides.before.is_readable()
    )
    if not readable or not watched.watched:
        return readable
    if action is Action.DELETE:
        return all(sides.before.field(path) is not None for path in watched.watched)
    return any(not _same(sides, path) for path in watched.watched)


def _same(sides: Sides, path: Path) -> bool:
    old, new = sides.before.field(path), sides.after.field(path)
    return (old is new) or (old is not None and new is not None and equal(sides.after.context, old, new))


def _seen(action: Action, sides: Sides) -> tuple[str, Side, Value] | None:
    """The type of the event, and the value that it carries with the side on which that is."""
    new = sides.after.values() if action is not Action.DELETE else []
    old = sides.before.values() if action is not Action.CREATE else []
    if new:
        return ("update" if old else "add"), sides.after, new[0]
    return ("remove", sides.before, old[0]) if old else None


def _error(failure: RuntimeFailure, side: Side) -> dict[str, Any]:
    error: dict[str, Any] = {"code": failure.code, "message": failure.message}
    if isinstance(failure, Aborted):
        try:
            error["abort"] = tagged(side.context, failure.abort)
        except RuntimeFailure as late:
            return {"code": late.code, "message": late.message}
    return error


def _stats(sides: list[Side], started: float) -> dict[str, Any]:
    usages = [side.usage for side in sides]
    steps = sum(side.context.steps for side in sides)
    return {
        "read_ops": max(1, sum(usage.read_ops for usage in usages)),
        "storage_bytes_read": sum(usage.bytes_read for usage in usages),
        "compute_ops": max(1, -(-steps // STEPS_PER_OP)),
        "processing_time_ms": round((time.perf_counter() - started) * 1000),
        "rate_limits_hit": [],
    }
