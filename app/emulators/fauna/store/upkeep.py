"""Removing in the background, in small steps, what nobody can see any more.

Documents past their ttl become deleted at that time; versions and entries go when they are older than every transaction
under way and than their collection's history, with a quarter of an hour on top for event streams and `at`; collections
and indexes that were removed go when the last transaction that began before has ended.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator

from app.emulators.fauna.store.file import StoreFile
from app.emulators.fauna.store.packing import unpack
from app.emulators.fauna.store.writing import CHANGE, META, REMOVE, RETIRE, VERSION

log = logging.getLogger(__name__)
STREAM_MICROS = 15 * 60 * 1_000_000
DAY_MICROS = 86_400 * 1_000_000
LONGEST_MICROS = 20 * 60 * 1_000_000
"""No query is given more than ten minutes."""
STEP = 256
TICK_SECONDS, TICKS_A_ROUND = 1.0, 10
EXPIRED = "select ttl, collection, id, ts from expiries where ttl <= ? order by ttl limit ?"
LATEST = "select ts, keys from versions where collection = ? and id = ? order by ts desc limit 1"
NEXT_CHANGED = "select min(collection) from changes where collection > ?"
NEXT_PAST = "select min(collection) from past_entries where collection > ?"
OLD_CHANGES = "select id, ts from changes where collection = ? and ts <= ? order by ts, id limit ?"
SUPERSEDED = "delete from versions where collection = ? and id = ? and ts < ?"
DELETED = "delete from versions where collection = ? and id = ? and ts = ? and data is null"
OLD_ENTRIES = (
    "delete from past_entries where (idx, key, collection, id, from_ts) in"
    " (select idx, key, collection, id, from_ts from past_entries where collection = ? and to_ts <= ? limit ?)"
)
DROPPED = (
    # The index of all documents of a collection, and the marks of an index, have the number's opposite.
    "delete from entries where (idx, key, collection, id) in"
    " (select idx, key, collection, id from entries where idx in (:id, -:id) limit :step)",
    "delete from past_entries where (idx, key, collection, id, from_ts) in"
    " (select idx, key, collection, id, from_ts from past_entries where idx in (:id, -:id) limit :step)",
    "delete from versions where (collection, id, ts) in"
    " (select collection, id, ts from versions where collection = :id limit :step)",
    "delete from changes where (collection, ts, id) in"
    " (select collection, ts, id from changes where collection = :id limit :step)",
)
FIRST_ID = -(2**63)
Retention = Callable[[int], float]
"""The days of history that a collection keeps, by its id."""


class Upkeep:
    """`horizon` is a time up to which all is committed, `oldest` the earliest that a transaction still reads at."""

    def __init__(
        self,
        file: StoreFile,
        horizon: Callable[[], int],
        oldest: Callable[[], int | None],
        removing: Callable[[int, int], None],
    ) -> None:
        self.retention: Retention = lambda collection: 0
        self._file = file
        self._horizon = horizon
        self._oldest = oldest
        self._removing = removing
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Go on in a thread until closed."""
        self._thread = threading.Thread(target=self._loop, name="upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the step under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Remove all that can be."""
        now = self._horizon()
        oldest = self._oldest()
        visible = now if oldest is None else max(min(now, oldest), now - LONGEST_MICROS)
        self._repeat(lambda connection: self._expire(connection, now))
        for collection in self._collections():
            days = self.retention(collection)
            limit = min(visible, now - STREAM_MICROS - int(min(days, 10**6) * DAY_MICROS))
            self._repeat(lambda connection, at=collection, limit=limit: _trim(connection, at, limit))
        for dropped, _ in self._file.read("select id, ts from drops where ts < ?", (visible,)):
            self._repeat(lambda connection, gone=dropped: _drop(connection, gone))

    def _loop(self) -> None:
        ticks = 0
        while not self._stop.wait(TICK_SECONDS):
            try:
                self._file.checkpoint()
                ticks += 1
                if ticks % TICKS_A_ROUND == 0:
                    self.run()
            except sqlite3.Error:
                log.exception("The store's upkeep failed; it is tried again")

    def _repeat(self, step: Callable[[sqlite3.Connection], bool]) -> None:
        more = True
        while more and not self._stop.is_set():
            with self._file.write() as connection:
                more = step(connection)

    def _collections(self) -> Iterator[int]:
        found: int | None = FIRST_ID
        while found is not None:
            following = [self._file.read(query, (found,))[0][0] for query in (NEXT_CHANGED, NEXT_PAST)]
            found = min((item for item in following if item is not None), default=None)
            if found is not None:
                yield found

    def _expire(self, connection: sqlite3.Connection, now: int) -> bool:
        rows = connection.execute(EXPIRED, (now, STEP)).fetchall()
        for ttl, collection, document, ts in rows:
            latest = connection.execute(LATEST, (collection, document)).fetchone()
            at = max(ttl, ts + 1)
            if latest is not None and latest[0] == ts and at <= now:
                for index, key in unpack(latest[1]):
                    self._removing(index, at)
                    connection.execute(RETIRE, (at, index, key, collection, document))
                    connection.execute(REMOVE, (index, key, collection, document))
                connection.execute(VERSION, (collection, document, at, None, None, None))
                connection.execute(CHANGE, (collection, at, document))
            place = (ttl, collection, document, ts)
            connection.execute("delete from expiries where ttl = ? and collection = ? and id = ? and ts = ?", place)
        return len(rows) == STEP


def _trim(connection: sqlite3.Connection, collection: int, limit: int) -> bool:
    rows = connection.execute(OLD_CHANGES, (collection, limit, STEP)).fetchall()
    connection.executemany(SUPERSEDED, ((collection, document, ts) for document, ts in rows))
    connection.executemany(DELETED, ((collection, document, ts) for document, ts in rows))
    if rows:
        connection.execute(META, ("last_ts", rows[-1][1]))
    gone = "delete from changes where collection = ? and ts = ? and id = ?"
    connection.executemany(gone, ((collection, ts, document) for document, ts in rows))
    entries = connection.execute(OLD_ENTRIES, (collection, limit, STEP)).rowcount
    return STEP in (len(rows), entries)


def _drop(connection: sqlite3.Connection, dropped: int) -> bool:
    values = {"id": dropped, "step": STEP}
    removed = sum(connection.execute(statement, values).rowcount for statement in DROPPED)
    if not removed:
        connection.execute("delete from drops where id = ?", (dropped,))
    return removed > 0
