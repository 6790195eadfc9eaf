"""What a transaction asks of the store: versions of documents, and entries of indexes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a document, valid from `ts` on; `data` is its encoded fields, None once it is deleted.

    Where what is written holds the time of the running transaction, the commit puts its own there.
    Times are microseconds since the epoch. `ttl` is when it ceases to exist. `ts` is None while it is not committed.
    The time of the commit may stand in `data` and in keys as `store.values` and `store.keys` write it.
    """

    ts: int | None
    data: bytes | None
    ttl: int | None = None


class Entry(NamedTuple):
    """An entry of an index: documents sorted by `key` (see `store.keys`), then by their collection and id."""

    key: bytes
    collection: int
    id: int


@dataclass(frozen=True, slots=True)
class Range:
    """The entries of one index from `low` to `high`, both included; None is an open end.

    `partitions` is how many read operations the service counts for a scan.
    """

    index: int
    low: Entry | None = None
    high: Entry | None = None
    partitions: int = 1


class Documents(Protocol):
    """The documents as one transaction sees them: its snapshot, with its own writes on top.

    What is read is remembered: a transaction that writes commits only if nothing of it has changed since.
    """

    snapshot: int
    read_ops: int
    bytes_read: int

    def read(self, collection: int, document: int, at: int | None = None) -> Version | None:
        """The version valid at the snapshot or, with `at`, at an earlier time; None where none exists."""
        ...

    def write(self, collection: int, document: int, version: Version, entries: Iterable[tuple[int, bytes]]) -> None:
        """Make this the document's version; `entries` are all of its (index, key) pairs, none when it is deleted."""
        ...

    def scan(self, wanted: Range, *, reverse: bool = False, at: int | None = None) -> Iterator[Entry]:
        """The entries of a range in order, read lazily and in batches."""
        ...

    def build(self, index: int, collection: int, keys_of: Callable[[int, Version], Iterable[bytes]]) -> None:
        """Fill a new index with the entries of a collection's documents, past versions included.

        `keys_of` gives the keys of a version of the document with that id. The collection may not be written to in the
        same transaction; any write to it meanwhile is contention.
        """
        ...

    @property
    def writes(self) -> int:
        """How many times this transaction has written."""
        ...

    def written(self, collection: int, document: int) -> bool:
        """Whether this transaction has written the document."""
        ...

    def history(self, collection: int, document: int) -> list[Version]:
        """All kept versions up to the snapshot, oldest first, deletions included."""
        ...
