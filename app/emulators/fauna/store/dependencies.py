"""What a transaction has read, what a commit has changed, and whether the one touches the other."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.emulators.fauna.store.documents import Entry
from app.emulators.fauna.store.records import Database, Key, Record, databases_of, defines, table_of

Facts = set[tuple[Hashable, ...]]
"""What is so in the catalog: `("databases", 3)`, `("children", 3)`, `("child", 3, "name")`, `("defines", 3)`, …"""


@dataclass(slots=True)
class Span:
    """The part of a range that has been read, both ends included; None is an open end."""

    low: Entry | None
    high: Entry | None


@dataclass(slots=True)
class Reads:
    """What a transaction has read. `expires` is when the first of it ceases to exist by its ttl."""

    documents: set[tuple[int, int]] = field(default_factory=set)
    collections: set[int] = field(default_factory=set)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    facts: Facts = field(default_factory=set)
    expires: int | None = None

    def expiring(self, ttl: int | None) -> None:
        """Note that something read exists until `ttl`."""
        if ttl is not None and (self.expires is None or ttl < self.expires):
            self.expires = ttl


@dataclass(slots=True)
class Footprint:
    """What a commit at `ts` changes; the entries, gained and lost, in order. One that failed is `void`."""

    ts: int
    documents: frozenset[tuple[int, int]] = frozenset()
    collections: frozenset[int] = frozenset()
    entries: Mapping[int, list[Entry]] = field(default_factory=dict)
    facts: Facts = field(default_factory=set)
    void: bool = False

    def touches(self, reads: Reads) -> bool:
        """Whether anything that was read is not so any more."""
        if self.void:
            return False
        if not (
            self.documents.isdisjoint(reads.documents)
            and self.collections.isdisjoint(reads.collections)
            and self.facts.isdisjoint(reads.facts)
        ):
            return True
        return any(
            _any_within(entries, span) for index, entries in self.entries.items() for span in reads.spans.get(index, ())
        )


def _any_within(entries: list[Entry], span: Span) -> bool:
    place = 0 if span.low is None else bisect_left(entries, span.low)
    return place < len(entries) and (span.high is None or entries[place] <= span.high)


def facts_of(records: Iterable[Record]) -> Facts:
    """The facts that change when records come, go or change; both their old and their new state are to be given."""
    return {fact for record in records for fact in _facts(record)}


def _facts(record: Record) -> Iterator[tuple[Hashable, ...]]:
    table = table_of(record)
    yield table, record.id
    for database in databases_of(record):
        yield "within", database
        yield "all", table, database
    if (database := defines(record)) is not None:
        yield "defines", database
    if isinstance(record, Database):
        yield "children", record.parent
        yield "child", record.parent, record.name
    if isinstance(record, Key):
        yield "keys", record.owner
