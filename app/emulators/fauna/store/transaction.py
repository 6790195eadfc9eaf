"""The changes of one query to the definitions: seen by the query itself, by others once committed."""

from collections.abc import Iterable
from typing import Any

from app.emulators.fauna.store.catalog import Catalog
from app.emulators.fauna.store.memory_documents import MemoryView
from app.emulators.fauna.store.records import CollectionRecord, Counter, Database, Key, Record, SchemaFiles, table_of


class Transaction:
    """Reads the catalog as it is plus its own changes. `now` is the transaction's time in microseconds.

    `redefined` are the numbers of the collections whose definitions it changed, `documented` of those whose documents.
    """

    def __init__(self, catalog: Catalog, now: int) -> None:
        self.catalog = catalog
        self.now = now
        self._revision = catalog.revision
        self._changes: dict[tuple[str, int], Any] = {}
        self.redefined: set[int] = set()
        self.documented: set[int] = set()
        self.documents = MemoryView(catalog.documents, now)

    @property
    def writes(self) -> int:
        """How many records it changes."""
        return len(self._changes)

    def get(self, table: str, record_id: int) -> Any:
        """The record, or None."""
        key = (table, record_id)
        return self._changes[key] if key in self._changes else self.catalog.get(table, record_id)

    def all(self, table: str) -> Iterable[Any]:
        """All records of a table in the order of their ids."""
        merged = {record.id: record for record in self.catalog.all(table)}
        merged |= {record_id: record for (name, record_id), record in self._changes.items() if name == table}
        return [record for _, record in sorted(merged.items()) if record is not None]

    def put(self, record: Record) -> None:
        """Add or replace a record."""
        self._changes[table_of(record), record.id] = record

    def remove(self, record: Record) -> None:
        """Remove a record."""
        self._changes[table_of(record), record.id] = None

    def commit(self) -> None:
        """Make the changes durable and visible. Raises `Contended`."""
        self.documents.commit(self.now)
        if self._changes:
            self.catalog.commit(self._changes, self._revision)

    def children(self, parent: int) -> list[Database]:
        """The child databases in the order of their making."""
        return [item for item in self.all("databases") if item.parent == parent]

    def child(self, parent: int, name: str) -> Database | None:
        """The child database of that name."""
        return next((item for item in self.children(parent) if item.name == name), None)

    def keys(self, owner: int) -> list[Key]:
        """The keys that a database lists, in the order of their making."""
        return [item for item in self.all("keys") if item.owner == owner]

    def schema(self, database: int) -> SchemaFiles:
        """The schema of a database; an empty one has the time of the database for its version."""
        return self.get("schemas", database) or SchemaFiles(database, self.get("databases", database).ts, {}, {})

    def next_id(self) -> int:
        """An id for a new database."""
        return max(item.id for item in self.all("databases")) + 1

    def new_number(self) -> int:
        """A number for a collection or an index, unique in the whole install and never given out again."""
        last = self.get("counters", 0) or Counter(0, 0)
        self.put(Counter(0, last.value + 1))
        return last.value + 1

    def collections(self, database: int) -> dict[str, CollectionRecord]:
        """The collections of a database by name, in the order of their making."""
        return {item.name: item for item in self.all("collections") if item.database == database}

    def remove_database(self, database: Database) -> None:
        """Remove a database with its children, keys and schema."""
        for child in self.children(database.id):
            self.remove_database(child)
        for key in self.all("keys"):
            if database.id in (key.owner, key.scope):
                self.remove(key)
        if self.get("schemas", database.id) is not None:
            self.remove(self.schema(database.id))
        for table in ("collections", "tokens", "credentials"):
            for record in self.all(table):
                if record.database == database.id:
                    self.remove(record)
        self.remove(database)
