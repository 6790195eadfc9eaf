"""The documents as one transaction sees them: its snapshot, with its own writes on top."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge

from app.emulators.fauna.store.building import Built, add_entries
from app.emulators.fauna.store.changes import DocumentChanges, Place
from app.emulators.fauna.store.committed import Committed, Stored
from app.emulators.fauna.store.dependencies import Reads, Span
from app.emulators.fauna.store.documents import Entry, Range, Version

FIRST_BATCH, LARGEST_BATCH = 32, 1024


class DocumentsView:
    """See `documents.Documents`. Versions and entries past their ttl are hidden."""

    def __init__(self, committed: Committed, snapshot: int) -> None:
        self.snapshot = snapshot
        self.reads = Reads()
        self.changes = DocumentChanges()
        self.read_ops = 0
        self.bytes_read = 0
        self.built: list[Built] = []
        self._committed = committed
        self._seen: dict[Place, Stored | None] = {}
        self._scanned: set[tuple[Range, bool, int | None]] = set()

    def read(self, collection: int, document: int, at: int | None = None) -> Version | None:
        """The version valid at the snapshot or, with `at`, at an earlier time; None where none exists."""
        place = (collection, document)
        if at is not None and at < self.snapshot:
            stored = self._committed.version(collection, document, at)
            self._count(stored)
            return _valid(stored, at)
        pending = self.changes.documents.get(place)
        if pending is not None:
            version = pending.version
            return None if version.data is None or _expired(version.ttl, self.snapshot) else version
        known = place in self._seen
        stored = self._current(place)
        if not known:
            self._count(stored)
        version = _valid(stored, self.snapshot)
        if version is not None:
            self.reads.expiring(version.ttl)
        return version

    def write(self, collection: int, document: int, version: Version, entries: Iterable[tuple[int, bytes]]) -> None:
        """Make this the document's version; `entries` are all of its (index, key) pairs, none when it is deleted."""
        place = (collection, document)
        old = None if place in self.changes.documents else self._current(place)
        self.changes.write(place, version, entries, old)

    def scan(self, wanted: Range, *, reverse: bool = False, at: int | None = None) -> Iterator[Entry]:
        """The entries of a range in order, read lazily and in batches; what is written meanwhile is not seen."""
        self._count_scan(wanted, reverse, at)
        if at is not None and at < self.snapshot:
            return self._committed_entries(wanted, at, reverse)
        return self._entries(wanted, reverse, self.changes.within(wanted), self.changes.count)

    @property
    def writes(self) -> int:
        """How many times this transaction has written."""
        return self.changes.count

    def written(self, collection: int, document: int) -> bool:
        """Whether this transaction has written the document."""
        return (collection, document) in self.changes.documents

    def history(self, collection: int, document: int) -> list[Version]:
        """All kept versions up to the snapshot, oldest first, deletions included."""
        self.reads.documents.add((collection, document))
        return self._committed.history(collection, document, self.snapshot)

    def _entries(self, wanted: Range, reverse: bool, own: list[Entry], before: int) -> Iterator[Entry]:
        span = Span(wanted.low, wanted.high)
        self.reads.spans.setdefault(wanted.index, []).append(span)
        committed: Iterator[Entry] = (
            entry
            for entry in self._committed_entries(wanted, self.snapshot, reverse, self.reads)
            if not self.changes.replaces((entry.collection, entry.id), before)
        )
        alive = [entry for entry in own if not self._own_expired(entry)]
        if reverse:
            alive.reverse()
        for entry in merge(committed, alive, reverse=reverse) if alive else committed:
            if reverse:
                span.low = entry
            else:
                span.high = entry
            yield entry
        span.low, span.high = wanted.low, wanted.high

    def _committed_entries(self, wanted: Range, at: int, reverse: bool, reads: Reads | None = None) -> Iterator[Entry]:
        limit, after = FIRST_BATCH, None
        while True:
            batch = self._committed.batch(wanted, at, limit, reverse=reverse, after=after)
            for entry, ttl in batch.rows:
                if not _expired(ttl, at):
                    self.bytes_read += len(entry.key)
                    if reads is not None:
                        reads.expiring(ttl)
                    yield entry
            if batch.last:
                return
            after, limit = batch.rows[-1][0], min(limit * 4, LARGEST_BATCH)

    def _own_expired(self, entry: Entry) -> bool:
        return _expired(self.changes.documents[entry.collection, entry.id].version.ttl, self.snapshot)

    def build(self, index: int, collection: int, keys_of: Callable[[int, Version], Iterable[bytes]]) -> None:
        """Fill a new index with the entries of a collection's documents, past versions included.

        `keys_of` gives a version's keys. Any write to the collection meanwhile is contention.
        """
        self.reads.collections.add(collection)
        built = Built()
        for document, versions in self._committed.documents(collection, self.snapshot):
            self.reads.expiring(add_entries(built, index, (collection, document), versions, keys_of, self.snapshot))
        self.built.append(built)

    def _current(self, place: Place) -> Stored | None:
        try:
            return self._seen[place]
        except KeyError:
            stored = self._seen[place] = self._committed.version(*place, self.snapshot)
            self.reads.documents.add(place)
            return stored

    def _count_scan(self, wanted: Range, reverse: bool, at: int | None) -> None:
        """A range that is read once more, after a write, costs nothing."""
        scan = (wanted, reverse, at)
        if scan not in self._scanned or not self.changes.count:
            self.read_ops += wanted.partitions
        self._scanned.add(scan)

    def _count(self, stored: Stored | None) -> None:
        self.read_ops += 1
        if stored is not None and stored.version.data is not None:
            self.bytes_read += len(stored.version.data)


def _valid(stored: Stored | None, at: int) -> Version | None:
    if stored is None or stored.version.data is None or _expired(stored.version.ttl, at):
        return None
    return stored.version


def _expired(ttl: int | None, at: int) -> bool:
    return ttl is not None and ttl <= at
