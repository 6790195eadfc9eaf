"""A transaction's own writes: seen by itself at once, by others when committed."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass

from app.emulators.fauna.store.committed import Stored
from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.packing import Pairs, unpack

Place = tuple[int, int]
DOCUMENT_BYTES, ENTRY_BYTES = 300, 108


@dataclass(slots=True)
class Pending:
    """What a document is to become; `since` counts the writes before the first one to it, `old` is in the file."""

    version: Version
    pairs: Pairs
    old: Stored | None
    since: int

    @property
    def size(self) -> int:
        """About how many bytes the service writes: of the document, and of the entries that come and go.

        Those of the index of all documents are part of the document.
        """
        before = frozenset() if self.old is None else unpack(self.old.pairs)
        entries = sum(index > 0 for index, _ in self.pairs ^ before)
        return DOCUMENT_BYTES + len(self.version.data or b"") + entries * ENTRY_BYTES


class DocumentChanges:
    """Written documents by collection and id, and their entries in order."""

    def __init__(self) -> None:
        self.documents: dict[Place, Pending] = {}
        self.count = 0
        self._entries: dict[int, list[Entry]] = {}

    def write(self, place: Place, version: Version, pairs: Iterable[tuple[int, bytes]], old: Stored | None) -> None:
        """Make this the document's version; `old` is what the file had of it at the snapshot."""
        known = self.documents.get(place)
        if known is not None:
            for index, key in known.pairs:
                entries = self._entries[index]
                del entries[bisect_left(entries, Entry(key, *place))]
        fresh = Pending(version, frozenset(pairs), old if known is None else known.old, self.count)
        if known is not None:
            fresh.since = known.since
        for index, key in fresh.pairs:
            insort(self._entries.setdefault(index, []), Entry(key, *place))
        self.documents[place] = fresh
        self.count += 1

    def within(self, wanted: Range) -> list[Entry]:
        """The written documents' entries of a range, as they are now."""
        entries = self._entries.get(wanted.index, [])
        low = 0 if wanted.low is None else bisect_left(entries, wanted.low)
        high = len(entries) if wanted.high is None else bisect_right(entries, wanted.high)
        return entries[low:high]

    def replaces(self, place: Place, before: int) -> bool:
        """Whether one of the first `before` writes was to that document, so that its entries in the file are stale."""
        pending = self.documents.get(place)
        return pending is not None and pending.since < before
