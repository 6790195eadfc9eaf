"""The SQLite file of an install: its tables, one writing connection and a reading one for each thread."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal
from weakref import WeakSet

from app.emulators.fauna.store.errors import StoreBusy
from app.emulators.fauna.store.records import TABLES

Synchronous = Literal["full", "normal", "off"]
Row = tuple[Any, ...]
BUSY_SECONDS = 30.0
CACHE_KIB = 1024
LOG_BYTES, LONGEST_LOG_BYTES = 4 * 1024 * 1024, 64 * 1024 * 1024
CHECKPOINT_COMMITS = 200
"""About as many as fill the log."""
CREATE = (
    "".join(f"create table if not exists {name} (id integer primary key, record text not null);" for name in TABLES)
    + """
create table if not exists meta (name text primary key, value integer not null) without rowid;
create table if not exists versions (
    collection integer, id integer, ts integer, ttl integer, keys blob, data blob,
    primary key (collection, id, ts)
) without rowid;
create table if not exists entries (
    idx integer, key blob, collection integer, id integer, from_ts integer not null, ttl integer,
    primary key (idx, key, collection, id)
) without rowid;
create table if not exists past_entries (
    idx integer, key blob, collection integer, id integer, from_ts integer, to_ts integer not null, ttl integer,
    primary key (idx, key, collection, id, from_ts)
) without rowid;
create index if not exists past_entries_by_end on past_entries (collection, to_ts);
create table if not exists changes (
    collection integer, ts integer, id integer, primary key (collection, ts, id)
) without rowid;
create table if not exists expiries (
    ttl integer, collection integer, id integer, ts integer, primary key (ttl, collection, id, ts)
) without rowid;
create table if not exists drops (
    id integer primary key, ts integer not null
);
"""
)


class _Reader:
    """A connection for one thread; its lock keeps others from closing it while it is read from."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.Lock()


class StoreFile:
    """Reads from several threads at once; writes one after the other. Without a path it is kept in memory."""

    def __init__(self, path: Path | None, synchronous: Synchronous = "full") -> None:
        self.path = path
        self._held = None if path is None else _hold(path)
        self._local = threading.local()
        self._readers: WeakSet[_Reader] = WeakSet()
        self._opening = threading.Lock()
        self._closed = False
        self.writing = threading.RLock()
        self._writer = self._connect()
        self._writer.executescript(f"pragma journal_mode=wal; pragma synchronous={synchronous};" + CREATE)
        self._log = None if path is None else path.with_name(path.name + "-wal")
        self._unmoved = 0
        if self._log is not None:
            self._writer.execute("pragma wal_autocheckpoint=0")
            if synchronous == "full":
                _lengthen(self._log)

    def close(self) -> None:
        """Close every connection and let go of the file; who reads or writes afterwards gets a `sqlite3.Error`."""
        with self._opening:
            self._closed = True
            readers = list(self._readers)
        for reader in readers:
            with reader.lock:
                reader.connection.close()
        with self.writing:
            self._writer.close()
            if self._held is not None:
                self._held.close()

    def read(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of one statement, in a state of the file that is committed or, in memory, being written."""
        if self.path is None:
            with self.writing:
                return self._writer.execute(statement, parameters).fetchall()
        try:
            reader: _Reader = self._local.reader
        except AttributeError:
            reader = self._local.reader = self._new_reader()
        with reader.lock:
            return reader.connection.execute(statement, parameters).fetchall()

    def read_little(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """As `read`, for a few rows; not by a connection that must read anew what another has written, if possible."""
        if not self.writing.acquire(blocking=False):
            return self.read(statement, parameters)
        try:
            return self._writer.execute(statement, parameters).fetchall()
        finally:
            self.writing.release()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are durable when the block ends, and undone when it raises."""
        with self.writing:
            self._writer.execute("begin immediate")
            try:
                yield self._writer
                self._writer.execute("commit")
                self._unmoved += 1
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise

    def checkpoint(self) -> None:
        """Move what has been written from the log into the file once it is much, keeping nobody waiting."""
        if self._log is None or not self._log.exists():
            return
        size = self._log.stat().st_size
        if not self._unmoved or (self._unmoved < CHECKPOINT_COMMITS and size <= LOG_BYTES):
            return
        self._unmoved = 0
        self.read("pragma wal_checkpoint(passive)")
        if size > LONGEST_LOG_BYTES:
            with self.writing:
                self._writer.execute("pragma wal_checkpoint(restart)").fetchall()

    def _new_reader(self) -> _Reader:
        with self._opening:
            if self._closed:
                raise sqlite3.ProgrammingError("The store is closed.")
            reader = _Reader(self._connect())
            self._readers.add(reader)
            return reader

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            ":memory:" if self.path is None else str(self.path),
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"pragma cache_size=-{CACHE_KIB}")
        return connection


def _lengthen(log: Path) -> None:
    """Fill the log up with nothing: a commit that need not make the file longer is durable in two thirds of the time.

    SQLite reads the log up to the first frame that is not its own.
    """
    with log.open("ab") as file:
        file.write(bytes(max(0, LOG_BYTES - file.tell())))
        file.flush()
        os.fsync(file.fileno())


def _hold(path: Path) -> IO[str]:
    held = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise StoreBusy(f"{path} is in use; stop the emulator that has it open, or choose another folder.") from error
    return held
