"""Documents in memory, for one transaction at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.emulators.fauna.store.documents import Entry, Range, Version

Key = tuple[int, int]


class MemoryDocuments:
    """What is committed: all versions, and the entries of the newest."""

    def __init__(self) -> None:
        self.versions: dict[Key, tuple[Version, ...]] = {}
        self.entries: dict[Key, set[tuple[int, bytes]]] = {}


class MemoryView:
    """The documents as one transaction sees them."""

    def __init__(self, documents: MemoryDocuments, now: int) -> None:
        self._documents = documents
        self._versions = dict(documents.versions)
        self._entries = dict(documents.entries)
        self._written: set[Key] = set()
        self.snapshot = now - 1
        self._now = now

    def read(self, collection: int, document: int, at: int | None = None) -> Version | None:
        """The version valid now or at an earlier time."""
        for version in reversed(self._versions.get((collection, document), ())):
            if at is not None and (version.ts is None or version.ts > at):
                continue
            expired = version.ttl is not None and version.ttl <= (self._now if at is None else at)
            return None if version.data is None or expired else version
        return None

    def write(self, collection: int, document: int, version: Version, entries: Iterable[tuple[int, bytes]]) -> None:
        """Make this the document's version."""
        key = (collection, document)
        kept = tuple(each for each in self._versions.get(key, ()) if each.ts is not None)
        self._versions[key] = (*kept, version)
        self._entries[key] = set(entries)
        self._written.add(key)

    def scan(self, wanted: Range, *, reverse: bool = False, at: int | None = None) -> Iterator[Entry]:
        """The entries of a range in order."""
        found = [
            entry
            for (collection, document), entries in self._entries.items()
            for index, key in entries
            if index == wanted.index
            for entry in (Entry(key, collection, document),)
            if (wanted.low is None or wanted.low <= entry)
            and (wanted.high is None or entry <= wanted.high)
            and self.read(collection, document, at) is not None
        ]
        return iter(sorted(found, reverse=reverse))

    def history(self, collection: int, document: int) -> list[Version]:
        """All versions, oldest first."""
        return list(self._versions.get((collection, document), ()))

    def build(self, index: int, collection: int, keys_of: Callable[[int, Version], Iterable[bytes]]) -> None:
        """Add the entries of a new index."""
        for key, entries in self._entries.items():
            version = self.read(*key) if key[0] == collection else None
            if version is not None:
                self._entries[key] = entries | {(index, each) for each in keys_of(key[1], version)}
                self._written.add(key)

    def commit(self, now: int) -> None:
        """Make what was written visible to others."""
        for key in self._written:
            self._documents.versions[key] = tuple(
                replace(each, ts=now, data=each.data(now) if callable(each.data) else each.data)
                if each.ts is None
                else each
                for each in self._versions[key]
            )
            self._documents.entries[key] = self._entries[key]
