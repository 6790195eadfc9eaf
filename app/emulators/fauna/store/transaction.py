"""One query's view of an install: definitions and documents as they were when it began, its own changes on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from app.emulators.fauna.store.commits import Moment
from app.emulators.fauna.store.dependencies import Reads
from app.emulators.fauna.store.records import CollectionRecord, Database, Key, Record, SchemaFiles, table_of
from app.emulators.fauna.store.view import DocumentsView
from app.emulators.fauna.store.work import Work

WRITE_UNIT = 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """What a transaction costs: reads of documents and index partitions, writes by the kilobyte, bytes."""

    read_ops: int
    bytes_read: int
    write_ops: int
    bytes_written: int


class Ledger(Protocol):
    """Where a transaction is committed, and where ids come from."""

    def commit(self, moment: Moment, reads: Reads, work: Work) -> int:
        """Make the work durable and visible; returns its time. Raises `Contended`."""
        ...

    def next_id(self) -> int:
        """A number that never has been the id of a database, collection or index."""
        ...


class Transaction:
    """Reads and changes what is kept, for a query in `database`.

    `now` is its time in microseconds: that of what it sees and, provisionally, of what it writes; once committed, the
    time of the commit. It may be read from afterwards, too. `catalog` has the definitions as they were when it began;
    `redefined` are the numbers of the collections whose
    definitions it changed, `documented` of those whose documents.
    """

    def __init__(self, ledger: Ledger, moment: Moment, database: int, documents: DocumentsView) -> None:
        self.now = moment.now
        self.catalog = moment.catalog
        self.documents = documents
        self.redefined: set[int] = set()
        self.documented: set[int] = set()
        self._ledger = ledger
        self._moment = moment
        self._changes: dict[tuple[str, int], Any] = {}
        self._facts = documents.reads.facts
        self._facts.add(("defines", database))
        self._database = database

    @property
    def writes(self) -> int:
        """How many records and documents it changes."""
        return len(self._changes) + len(self.documents.changes.documents)

    @property
    def defines(self) -> bool:
        """Whether it makes, changes or removes any definition."""
        return bool(self._changes)

    @property
    def redefines(self) -> bool:
        """Whether it makes, changes or removes collections."""
        return any(table == "collections" for table, _ in self._changes)

    @property
    def builds(self) -> bool:
        """Whether it makes indexes over documents that are there already."""
        return bool(self.documents.built)

    @property
    def usage(self) -> Usage:
        """What it has cost so far."""
        documents = self.documents
        sizes = [item.size for item in documents.changes.documents.values()]
        ops = self._definition_ops() + sum(max(1, -(-size // WRITE_UNIT)) for size in sizes)
        return Usage(documents.read_ops, documents.bytes_read, ops, sum(sizes))

    def _definition_ops(self) -> int:
        """One for each definition, one for the schema's files, one for each new index."""
        tables = [table for table, _ in self._changes]
        indexes = 0
        for (table, record_id), record in self._changes.items():
            if table == "collections" and record is not None:
                before = self.catalog.get(table, record_id)
                indexes += len(record.indexes.keys() - (set() if before is None else before.indexes.keys()))
        return len(tables) + indexes + ("schemas" in tables and "collections" not in tables)

    def get(self, table: str, record_id: int) -> Any:
        """The record, or None."""
        key = (table, record_id)
        self._facts.add(key)
        return self._changes[key] if key in self._changes else self.catalog.get(table, record_id)

    def all(self, table: str) -> Iterable[Any]:
        """All records of a table in the order of their ids; a change of those of other databases is no contention."""
        self._facts.add(("all", table, self._database))
        return self._merged(table)

    def put(self, record: Record) -> None:
        """Add or replace a record."""
        self._change(record, record)

    def remove(self, record: Record) -> None:
        """Remove a record; with a collection go its documents and indexes."""
        self._change(record, None)

    def commit(self) -> None:
        """Make the changes durable and visible. Raises `Contended`."""
        if not self.writes and not self.builds:
            return
        replaced = {key: self.catalog.get(*key) for key in self._changes}
        changes = self.documents.changes
        work = Work(self.now, self._changes, replaced, changes.documents, self.documents.built)
        self.now = self._ledger.commit(self._moment, self.documents.reads, work)
        self._changes = work.records

    def children(self, parent: int) -> list[Database]:
        """The child databases in the order of their making."""
        self._facts.add(("children", parent))
        return [item for item in self._merged("databases") if item.parent == parent]

    def child(self, parent: int, name: str) -> Database | None:
        """The child database of that name."""
        self._facts.add(("child", parent, name))
        return next((item for item in self._merged("databases") if (item.parent, item.name) == (parent, name)), None)

    def keys(self, owner: int) -> list[Key]:
        """The keys that a database lists, in the order of their making."""
        self._facts.add(("keys", owner))
        return [item for item in self._merged("keys") if item.owner == owner]

    def collections(self, database: int) -> dict[str, CollectionRecord]:
        """The collections of a database by name, in the order of their making."""
        self._facts.add(("defines", database))
        return {item.name: item for item in self._merged("collections") if item.database == database}

    def schema(self, database: int) -> SchemaFiles:
        """The schema of a database; an empty one has the time of the database for its version."""
        return self.get("schemas", database) or SchemaFiles(database, self.get("databases", database).ts, {}, {})

    def next_id(self) -> int:
        """An id for a new database, collection or index."""
        return self._ledger.next_id()

    def remove_database(self, database: Database) -> None:
        """Remove a database with its children, keys, schema, collections, tokens and credentials."""
        self._facts.add(("within", database.id))
        for child in self.children(database.id):
            self.remove_database(child)
        for key in self._merged("keys"):
            if database.id in (key.owner, key.scope):
                self.remove(key)
        for table in ("collections", "tokens", "credentials"):
            for record in self._merged(table):
                if record.database == database.id:
                    self.remove(record)
        if self.get("schemas", database.id) is not None:
            self.remove(self.schema(database.id))
        self.remove(database)

    def _change(self, record: Record, new: Record | None) -> None:
        key = (table_of(record), record.id)
        self._facts.add(key)
        self._changes[key] = new

    def _merged(self, table: str) -> list[Any]:
        stored = self.catalog.all(table)
        changed = {record_id: record for (name, record_id), record in self._changes.items() if name == table}
        if not changed:
            return list(stored)
        merged = {**{record.id: record for record in stored}, **changed}
        return [record for _, record in sorted(merged.items()) if record is not None]
