"""The committed documents and entries as they were at some time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.file import StoreFile

LIVE = "select key, collection, id, ttl from entries where idx = ? and from_ts <= ?"
PAST = "select key, collection, id, ttl from past_entries where idx = ? and from_ts <= ? and to_ts > ?"
BEFORE, AFTER = " and (key, collection, id) < (?, ?, ?)", " and (key, collection, id) > (?, ?, ?)"
UP_TO, FROM = " and (key, collection, id) <= (?, ?, ?)", " and (key, collection, id) >= (?, ?, ?)"
ORDER = {False: " order by key, collection, id limit ?", True: " order by key desc, collection desc, id desc limit ?"}
AT = "select ts, ttl, keys, data from versions where collection = ? and id = ? and ts <= ? order by ts desc limit 1"
ALL = (
    "select id, ts, ttl, keys, data from versions where collection = ? and ts <= ? and (id, ts) > (?, ?)"
    " order by id, ts limit ?"
)
PAGE = 512
HISTORY = "select ts, ttl, data from versions where collection = ? and id = ? and ts <= ? order by ts"


@dataclass(frozen=True, slots=True)
class Stored:
    """A version in the file, expired or not, and the (index, key) pairs of its entries, packed."""

    version: Version
    pairs: bytes | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries in order, each with its ttl; `last` says that none follow in the range."""

    rows: list[tuple[Entry, int | None]]
    last: bool


class Committed:
    """Reads the file at a time; nothing read so changes afterwards, whoever writes meanwhile."""

    def __init__(self, file: StoreFile, removed_since: Callable[[int, int], bool]) -> None:
        self._file = file
        self._removed_since = removed_since

    def version(self, collection: int, document: int, at: int) -> Stored | None:
        """The version valid at a time; a deletion has no data."""
        rows = self._file.read_little(AT, (collection, document, at))
        if not rows:
            return None
        ts, ttl, pairs, data = rows[0]
        return Stored(Version(ts, data, ttl), pairs)

    def history(self, collection: int, document: int, at: int) -> list[Version]:
        """All versions up to a time, oldest first."""
        rows = self._file.read(HISTORY, (collection, document, at))
        return [Version(ts, data, ttl) for ts, ttl, data in rows]

    def documents(self, collection: int, at: int) -> Iterator[tuple[int, list[Stored]]]:
        """The ids of a collection's documents and their versions up to a time, oldest first; deleted ones, too."""
        place = (-(2**63), -1)
        found: list[Stored] = []
        while True:
            rows = self._file.read(ALL, (collection, at, *place, PAGE))
            for document, ts, ttl, keys, data in rows:
                if found and document != place[0]:
                    yield place[0], found
                    found = []
                found.append(Stored(Version(ts, data, ttl), keys))
                place = (document, ts)
            if len(rows) < PAGE:
                break
        if found:
            yield place[0], found

    def batch(self, wanted: Range, at: int, limit: int, *, reverse: bool, after: Entry | None) -> Batch:
        """Up to `limit` entries valid at a time, in order, beginning behind `after`."""
        bounds, values = _bounds(wanted, reverse, after)
        rows = self._file.read(LIVE + bounds + ORDER[reverse], (wanted.index, at, *values, limit))
        if self._removed_since(wanted.index, at):
            rest = bounds + ORDER[reverse]
            union = f"select * from ({LIVE}{rest}) union all select * from ({PAST}{rest})"  # noqa: S608 - own text
            live = (wanted.index, at, *values, limit)
            past = (wanted.index, at, at, *values, limit)
            rows = self._file.read(union, (*live, *past))
            rows.sort(key=_place, reverse=reverse)
            del rows[limit:]
        return Batch([(Entry(key, coll, doc), ttl) for key, coll, doc, ttl in rows], len(rows) < limit)


def _bounds(wanted: Range, reverse: bool, after: Entry | None) -> tuple[str, list[Any]]:
    text, values = "", []
    low, high = wanted.low, wanted.high
    if after is not None:
        text, values = (BEFORE if reverse else AFTER), [after.key, after.collection, after.id]
        low, high = (low, None) if reverse else (None, high)
    for bound, comparison in ((low, FROM), (high, UP_TO)):
        if bound is not None:
            text += comparison
            values += (bound.key, bound.collection, bound.id)
    return text, values


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:3]
