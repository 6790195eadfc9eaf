"""The definitions of an install: one SQLite file (or memory), and everything also in memory.

A lookup never waits for the disk. A change is on disk, durably, before it is visible to others.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from app.emulators.fauna.store.clock import Clock
from app.emulators.fauna.store.memory_documents import MemoryDocuments
from app.emulators.fauna.store.records import ROOT, TABLES, Database, Key, Token, digest, new_global_id

CREATE = "".join(
    f"create table if not exists {name} (id integer primary key, record text not null);" for name in TABLES
)
Changes = Mapping[tuple[str, int], Any]


class Contended(Exception):
    """Somebody else changed the definitions since the transaction began; begin again."""


class Catalog:
    """Holds the records; safe to use from several threads. Changes come from `Transaction`s."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._sql = sqlite3.connect(":memory:" if path is None else str(path), check_same_thread=False)
        self._sql.executescript("pragma journal_mode=wal; pragma synchronous=full;" + CREATE)
        self.tables: dict[str, dict[int, Any]] = {name: self._load(name) for name in TABLES}
        self.revision = 0
        self.documents = MemoryDocuments()
        self.clock = Clock(
            max((_time(record) for table in self.tables.values() for record in table.values()), default=0)
        )
        self._index()
        if ROOT not in self.tables["databases"]:
            root = Database(ROOT, None, "", new_global_id(), self.clock.tick())
            self.commit({("databases", ROOT): root}, self.revision)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._sql.close()

    def get(self, table: str, record_id: int) -> Any:
        """The record, or None."""
        return self.tables[table].get(record_id)

    def all(self, table: str) -> Iterable[Any]:
        """All records of a table in the order of their ids."""
        return list(self.tables[table].values())

    def key_of(self, secret: str) -> Key | None:
        """The key whose secret this is."""
        return self._keys.get(digest(secret))

    def token_of(self, secret: str) -> Token | None:
        """The token whose secret this is."""
        return self._tokens.get(digest(secret))

    def by_global_id(self, global_id: str) -> Database | None:
        """The database with that global id."""
        return self._by_global_id.get(global_id)

    def child(self, parent: int, name: str) -> Database | None:
        """The child database of that name."""
        return self._children.get((parent, name))

    def commit(self, changes: Changes, revision: int) -> None:
        """Write records, or None for removed ones, all or nothing. Raises `Contended` if `revision` has passed."""
        with self._lock:
            if revision != self.revision:
                raise Contended
            with self._sql:
                for (table, record_id), record in changes.items():
                    self._store(table, record_id, record)
            for (table, record_id), record in changes.items():
                kept = {key: value for key, value in self.tables[table].items() if key != record_id}
                self.tables[table] = kept if record is None else dict(sorted([*kept.items(), (record_id, record)]))
            self.revision += 1
            self._index()

    def _store(self, table: str, record_id: int, record: Any) -> None:
        if record is None:
            self._sql.execute(f"delete from {table} where id = ?", (record_id,))  # noqa: S608 - own names
            return
        values = {item.name: getattr(record, item.name) for item in fields(record)}
        statement = f"insert or replace into {table} values (?, ?)"  # noqa: S608 - own names
        self._sql.execute(statement, (record_id, json.dumps(values)))

    def _load(self, table: str) -> dict[int, Any]:
        rows = self._sql.execute(f"select id, record from {table} order by id")  # noqa: S608 - own names
        return {record_id: TABLES[table](**json.loads(text)) for record_id, text in rows}

    def _index(self) -> None:
        databases: Iterable[Database] = self.tables["databases"].values()
        self._by_global_id = {item.global_id: item for item in databases}
        self._children = {(item.parent, item.name): item for item in databases}
        self._tokens: dict[str, Token] = {item.digest: item for item in self.tables["tokens"].values()}
        self._keys: dict[str, Key] = {item.digest: item for item in self.tables["keys"].values()}


def _time(record: Any) -> int:
    return getattr(record, "ts", None) or getattr(record, "version", 0)
