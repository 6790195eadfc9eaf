"""What has been committed to the documents of a collection, in the order of transaction times."""

import sqlite3
from dataclasses import dataclass

from app.emulators.fauna.store.committed import Stored
from app.emulators.fauna.store.documents import Version
from app.emulators.fauna.store.file import Row, StoreFile

BEFORE = "(select max(ts) from versions where collection = v.collection and id = v.id and ts < v.ts)"
VERSIONS = (
    "select v.id, v.ts, v.ttl, v.keys, v.data, p.ts, p.ttl, p.keys, p.data from {} left join versions p"  # noqa: S608 - own text
    f" on p.collection = v.collection and p.id = v.id and p.ts = {BEFORE}"
)
CHANGED = VERSIONS.format("changes c join versions v on v.collection = c.collection and v.id = c.id and v.ts = c.ts")
OF_COLLECTION = f"{CHANGED} where c.collection = ? and c.ts >= ? and c.ts <= ? order by c.ts, c.id limit ?"
OF_DOCUMENT = (
    f"{VERSIONS.format('versions v')}"
    " where v.collection = ? and v.id = ? and v.ts >= ? and v.ts <= ? order by v.ts limit ?"
)
EVERYTHING = -1
LATEST = """
with recursive known(collection) as (
    select min(collection) from changes
    union all select (select min(collection) from changes where collection > known.collection)
    from known where known.collection is not null
)
select (select max(ts) from changes where collection = known.collection) from known where collection is not null
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a document in the transaction at `ts`; `before` is None where it had no version."""

    id: int
    ts: int
    before: Stored | None
    after: Stored

    @property
    def is_expiry(self) -> bool:
        """Whether the document went because its ttl had passed, not because somebody deleted it."""
        ttl = None if self.before is None else self.before.version.ttl
        return self.after.version.data is None and ttl is not None and ttl <= self.ts


@dataclass(frozen=True, slots=True)
class Changes:
    """Whole transactions, oldest first, up to `until`; `more` says that others follow."""

    changes: list[Change]
    until: int
    more: bool


def latest_change(connection: sqlite3.Connection) -> int:
    """The time of the last transaction that changed a document and is still known; 0 if none is."""
    return max((ts for (ts,) in connection.execute(LATEST)), default=0)


class ChangeLog:
    """Reads the file; nothing read so changes afterwards, except that old versions go."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def of_collection(self, collection: int, since: int, until: int, limit: int) -> Changes:
        """What changed from `since` to `until`, both included: about `limit` changes, or those of one transaction."""
        rows = self._file.read(OF_COLLECTION, (collection, since, until, limit + 1))
        if len(rows) <= limit:
            return Changes([_change(row) for row in rows], until, more=False)
        first, cut = rows[0][1], rows[-1][1]
        if first == cut:
            rows = self._file.read(OF_COLLECTION, (collection, first, first, EVERYTHING))
            return Changes([_change(row) for row in rows], first, more=first < until)
        whole = [row for row in rows if row[1] < cut]
        return Changes([_change(row) for row in whole], whole[-1][1], more=True)

    def of_document(self, collection: int, document: int, since: int, until: int, limit: int) -> Changes:
        """The same for a single document."""
        rows = self._file.read(OF_DOCUMENT, (collection, document, since, until, limit + 1))
        more = len(rows) > limit
        found = [_change(row) for row in rows[:limit]]
        return Changes(found, found[-1].ts if more else until, more)


def _change(row: Row) -> Change:
    number, ts, ttl, keys, data, *before = row
    return Change(number, ts, _before(*before), Stored(Version(ts, data, ttl), keys))


def _before(ts: int | None, ttl: int | None, keys: bytes | None, data: bytes | None) -> Stored | None:
    return None if ts is None else Stored(Version(ts, data, ttl), keys)
