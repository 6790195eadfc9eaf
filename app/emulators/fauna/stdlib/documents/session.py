"""One attempt of a query at its documents: decoded states, own writes, permissions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.access.permissions import Permissions
from app.emulators.fauna.fql.values import Time, Value
from app.emulators.fauna.schema.keeping import stamp
from app.emulators.fauna.stdlib.documents.collections import Collections, UserCollection
from app.emulators.fauna.stdlib.documents.coverage import Covered
from app.emulators.fauna.stdlib.documents.entries import Entries
from app.emulators.fauna.stdlib.documents.named import MARK, Find
from app.emulators.fauna.stdlib.documents.named import found as looked_up
from app.emulators.fauna.stdlib.documents.typed.migrating import migrate
from app.emulators.fauna.stdlib.documents.values import Document, State
from app.emulators.fauna.stdlib.java_time import to_micros
from app.emulators.fauna.store.documents import Documents, Version
from app.emulators.fauna.store.errors import TooOld
from app.emulators.fauna.store.transaction import Transaction
from app.emulators.fauna.store.values import decode, encode

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.user_functions import UserFunctions

DAY, GRACE = 86_400_000_000, 900_000_000
"""A day, and how much longer history is kept than it must be, in microseconds."""
Key = tuple[int, int, int | None]


class QueryDocuments:
    """Reads and writes states; what was read once is not decoded again."""

    def __init__(
        self,
        transaction: Transaction,
        collections: Collections,
        functions: "UserFunctions",
        permissions: Permissions,
        find: Find,
    ) -> None:
        self.store: Documents = transaction.documents
        self._transaction = transaction
        self.collections = collections
        self.functions = functions
        self.permissions = permissions
        self._find = find
        self._states: dict[Key, State | None] = {}
        self._covered: dict[Key, Covered] = {}

    def read(self, collection: int, document: int, at: int | None = None) -> State | None:
        """The state at the snapshot with this query's writes, or at an earlier time."""
        key = (collection, document, at)
        if key not in self._states:
            version = self.store.read(collection, document, at)
            self._states[key] = None if version is None else self.state(collection, version)
        return self._states[key]

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Let reads within the block be free: those of rights and of ids that are taken."""
        before = self.store.read_ops, self.store.bytes_read
        try:
            yield
        finally:
            self.store.read_ops, self.store.bytes_read = before

    def is_taken(self, collection: int, document: int) -> bool:
        """Whether there is such a document."""
        with self.uncounted():
            return self.read(collection, document) is not None

    def cover(self, document: Document, at: int | None, covered: Covered) -> None:
        """Note what the entry says by which the document was found; not of one that this query wrote."""
        key = (document.collection, document.id, at)
        if at is not None or not self.store.written(document.collection, document.id):
            self._covered[key] = covered

    @property
    def covers(self) -> bool:
        """Whether any entry is known."""
        return bool(self._covered)

    def covered(self, collection: int, document: int, at: int | None) -> Covered | None:
        """What an entry says of the document as of then."""
        return self._covered.get((collection, document, at))

    def state(self, collection: int, version: Version) -> State | None:
        """What a version says, as migrations that came later make it; None of a deletion."""
        if not isinstance(version.data, bytes):
            return None
        data: dict[str, Any] = decode(version.data)
        fields, found = data["data"], self.collections.get(collection)
        done = data.get("migrations", 0)
        if found is not None and done < len(found.record.migrations):
            fields = migrate(fields, found.changes[done:])
        if MARK in version.data:
            fields = looked_up(fields, self._find)
        return State(fields, version.ts, data.get("ttl"))

    def check_time(self, collection: UserCollection, at: int | None) -> None:
        """Refuse a time before the history that the collection keeps. Raises `TooOld`."""
        if at is None:
            return
        earliest = self.store.snapshot - collection.item.history_days * DAY - GRACE
        if at < earliest:
            raise TooOld(at, earliest)

    def write(self, collection: UserCollection, document: int, state: State | None, entries: Entries) -> None:
        """Make this the document's state; None deletes it."""
        if state is None:
            version = Version(None, None)
        else:
            data: dict[str, Value] = {"data": state.data}
            if state.ttl is not None:
                data["ttl"] = state.ttl
            if collection.record.migrations:
                data["migrations"] = len(collection.record.migrations)
            version = Version(None, encode(data), _micros(state.ttl))
        self.store.write(collection.id, document, version, entries)
        self._transaction.documented.add(collection.id)
        self._covered.pop((collection.id, document, None), None)
        expired = version.ttl is not None and version.ttl <= self._transaction.now
        if state is not None and MARK in (version.data or b""):
            state = State(looked_up(state.data, self._find), state.ts, state.ttl)
        self._states[collection.id, document, None] = None if expired else state

    def redefined(self, collection: UserCollection) -> bool:
        """Whether this query changed the collection's definition."""
        return collection.id in self._transaction.redefined

    def queryable(self, collection: UserCollection, index: str) -> bool:
        """Whether an index may be used; the definition says so."""
        stored = self._transaction.schema(collection.record.database)
        fields = stored.definitions.get(stamp("collection", collection.name), {})
        return fields.get("indexes", {}).get(index, {}).get("queryable") is not False


def _micros(ttl: Value) -> int | None:
    return to_micros(ttl) if isinstance(ttl, Time) else None
