"""The durable store of an install: definitions and documents in one SQLite file, or in memory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.emulators.fauna.store.catalog import Catalog, load, save
from app.emulators.fauna.store.clock import Clock
from app.emulators.fauna.store.commits import Commits, Moment
from app.emulators.fauna.store.committed import Committed
from app.emulators.fauna.store.dependencies import Footprint, Reads
from app.emulators.fauna.store.file import StoreFile, Synchronous
from app.emulators.fauna.store.log import ChangeLog, latest_change
from app.emulators.fauna.store.records import ROOT, Database, new_global_id
from app.emulators.fauna.store.transaction import Transaction
from app.emulators.fauna.store.upkeep import Upkeep
from app.emulators.fauna.store.view import DocumentsView
from app.emulators.fauna.store.work import Work
from app.emulators.fauna.store.writing import META, write_work


class Store:
    """Safe to use from several threads; `path` None keeps everything in memory. Raises `StoreBusy`."""

    def __init__(self, path: Path | None, synchronous: Synchronous = "full") -> None:
        self.file = StoreFile(path, synchronous)
        with self.file.write() as connection:
            catalog = load(connection)
            meta: dict[str, int] = dict(connection.execute("select name, value from meta"))
            last = max(_latest(catalog), meta.get("last_ts", 0), latest_change(connection))
            clock = Clock(last)
            if catalog.get("databases", ROOT) is None:
                root = Database(ROOT, None, "", new_global_id(), clock.tick())
                save(connection, {("databases", ROOT): root})
                catalog = catalog.after({("databases", ROOT): root})
        self._ids = _Ids(max(_largest_id(catalog) + 1, meta.get("next_id", 0)))
        self._removed: dict[int, int] = {}
        self._opened_at = clock.tick()
        self._commits = Commits(catalog, clock, self._write)
        self._committed = Committed(self.file, self._removed_since)
        self.log = ChangeLog(self.file)
        self.upkeep = Upkeep(self.file, self._commits.horizon, self._commits.oldest, self._removing)
        self.upkeep.start()

    @property
    def catalog(self) -> Catalog:
        """The definitions as they are now."""
        return self._commits.catalog

    def begin(self, database: int) -> Transaction:
        """A transaction for a query in that database."""
        moment = self._commits.begin()
        return Transaction(self, moment, database, DocumentsView(self._committed, moment.now))

    def begin_at(self, database: int, at: int) -> Transaction:
        """A transaction that sees the documents as they were at a time, under today's definitions; only for reading."""
        moment = Moment(at, self.catalog)
        return Transaction(self, moment, database, DocumentsView(self._committed, at))

    def horizon(self) -> int:
        """A time up to which everything is committed and can be seen."""
        return self._commits.horizon()

    def watch(self, published: Callable[[list[Footprint]], None]) -> None:
        """Call this after every commit, in the order of commits, by the thread that committed."""
        self._commits.published = published

    def wait(self, until: int) -> None:
        """Wait until every commit up to that time can be seen or has failed."""
        self._commits.wait(until)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Let nobody else commit within the block: what is begun in it cannot be contended."""
        with self._commits.exclusively():
            yield

    def commit(self, moment: Moment, reads: Reads, work: Work) -> int:
        """Make a transaction's work durable, then visible; returns its time. Raises `Contended`."""
        return self._commits.commit(moment, reads, work)

    def next_id(self) -> int:
        """A number that never has been the id of a database, collection or index."""
        return self._ids.take()

    def close(self) -> None:
        """Close the file; transactions under way fail."""
        self.upkeep.close()
        self.file.close()

    def _write(self, works: list[Work]) -> None:
        with self.file.write() as connection:
            for work in works:
                for index, _ in work.lost:
                    self._removing(index, work.ts)
                for index, _, _, _, _, until, _ in (row for built in work.built for row in built.past):
                    self._removing(index, until)
                write_work(connection, work)
            if any(work.records for work in works):
                connection.executemany(META, [("last_ts", works[-1].ts), ("next_id", self._ids.following)])

    def _removing(self, index: int, ts: int) -> None:
        self._removed[index] = max(ts, self._removed.get(index, 0))

    def _removed_since(self, index: int, at: int) -> bool:
        return self._removed.get(index, self._opened_at) > at


class _Ids:
    def __init__(self, following: int) -> None:
        self.following = following
        self._lock = threading.Lock()

    def take(self) -> int:
        with self._lock:
            self.following += 1
            return self.following - 1


def _latest(catalog: Catalog) -> int:
    return max((_time(record) for table in catalog.tables.values() for record in table.values()), default=0)


def _time(record: Any) -> int:
    return getattr(record, "ts", None) or record.version


def _largest_id(catalog: Catalog) -> int:
    indexes = (index for record in catalog.all("collections") for index in record.indexes.values())
    return max((*catalog.tables["databases"], *catalog.tables["collections"], *indexes), default=ROOT)
