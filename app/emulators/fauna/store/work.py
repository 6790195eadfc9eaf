"""What a transaction is about to commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.store.building import Built
from app.emulators.fauna.store.changes import Pending, Place
from app.emulators.fauna.store.dependencies import Footprint, facts_of
from app.emulators.fauna.store.documents import Entry, Version
from app.emulators.fauna.store.file import Row
from app.emulators.fauna.store.keys import settle as settle_key
from app.emulators.fauna.store.packing import Pairs, pack, unpack
from app.emulators.fauna.store.records import CollectionRecord, restamped
from app.emulators.fauna.store.values import settle


@dataclass(slots=True, eq=False)
class Work:
    """Records by table and id, None for removed ones, with what they replace; documents; entries of new indexes.

    `now` is the provisional time that records were written with; `ts` the time of the commit, once that is known.
    """

    now: int
    records: dict[tuple[str, int], Any]
    replaced: Mapping[tuple[str, int], Any]
    documents: Mapping[Place, Pending]
    built: list[Built]
    ts: int = 0
    versions: list[Row] = field(default_factory=list)
    gained: list[tuple[int, Entry]] = field(default_factory=list)
    lost: list[tuple[int, Entry]] = field(default_factory=list)

    def settle(self, ts: int) -> Footprint:
        """Take the time of the commit; returns what it changes."""
        self.ts = ts
        if ts != self.now:
            self.records = {key: record and restamped(record, self.now, ts) for key, record in self.records.items()}
        entries: dict[int, list[Entry]] = {}
        for place, pending in self.documents.items():
            pairs = frozenset((index, settle_key(key, ts)) for index, key in pending.pairs)
            gained, lost = _difference(pending, pairs)
            if pending.version.data is not None or pending.old is not None:
                self.versions.append(_row(place, ts, pending.version, pairs))
            for moved, kept in ((gained, self.gained), (lost, self.lost)):
                for index, key in moved:
                    entry = Entry(key, *place)
                    kept.append((index, entry))
                    entries.setdefault(index, []).append(entry)
        for changed in entries.values():
            changed.sort()
        places = frozenset(self.documents)
        records = (*self.replaced.values(), *self.records.values())
        facts = facts_of(record for record in records if record is not None)
        return Footprint(ts, places, frozenset(collection for collection, _ in places), entries, facts)

    def dropped(self) -> Iterable[int]:
        """Collections and indexes that are no more after this."""
        for key, old in self.replaced.items():
            if isinstance(old, CollectionRecord):
                new = self.records[key]
                kept = set() if new is None else {new.id, *new.indexes.values()}
                yield from {old.id, *old.indexes.values()} - kept


def _row(place: Place, ts: int, version: Version, pairs: Pairs) -> Row:
    data = None if version.data is None else settle(version.data, ts)
    return *place, ts, version.ttl, pack(pairs), data


def _difference(pending: Pending, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The pairs that come and those that go: all of them where a ttl is involved, since entries carry it."""
    if pending.old is None:
        return pairs, frozenset()
    before, version = unpack(pending.old.pairs), pending.old.version
    if version.ttl is not None or pending.version.ttl is not None:
        return pairs, before
    return pairs - before, before - pairs
