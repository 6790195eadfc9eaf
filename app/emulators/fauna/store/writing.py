"""Writing commits into the file."""

import sqlite3

from app.emulators.fauna.store.catalog import save
from app.emulators.fauna.store.work import Work

VERSION = "insert or replace into versions values (?, ?, ?, ?, ?, ?)"
CHANGE = "insert or ignore into changes values (?, ?, ?)"
EXPIRY = "insert or ignore into expiries values (?, ?, ?, ?)"
PLACE = "idx = ? and key = ? and collection = ? and id = ?"
RETIRE = (
    "insert or replace into past_entries"  # noqa: S608 - own names
    f" select idx, key, collection, id, from_ts, ?, ttl from entries where {PLACE}"
)
REMOVE = f"delete from entries where {PLACE}"  # noqa: S608 - own names
ADD = "insert or replace into entries values (?, ?, ?, ?, ?, ?)"
ADD_PAST = "insert or replace into past_entries values (?, ?, ?, ?, ?, ?, ?)"
DROP = "insert or ignore into drops values (?, ?)"
KEYS = "update versions set keys = ? where collection = ? and id = ? and ts = ?"
META = "insert into meta values (?, ?) on conflict (name) do update set value = max(value, excluded.value)"


def write_work(connection: sqlite3.Connection, work: Work) -> None:
    """Write all that a transaction has changed."""
    ts = work.ts
    save(connection, work.records)
    rows = work.versions
    connection.executemany(VERSION, rows)
    connection.executemany(CHANGE, ((collection, ts, document) for collection, document, *_ in rows))
    expiring = ((ttl, collection, document, ts) for collection, document, _, ttl, *_ in rows if ttl is not None)
    connection.executemany(EXPIRY, expiring)
    connection.executemany(RETIRE, ((ts, index, *entry) for index, entry in work.lost))
    connection.executemany(REMOVE, ((index, *entry) for index, entry in work.lost))
    ttls = {place: pending.version.ttl for place, pending in work.documents.items()}
    connection.executemany(ADD, ((index, *entry, ts, ttls[entry[1:]]) for index, entry in work.gained))
    connection.executemany(DROP, ((dropped, ts) for dropped in work.dropped()))
    for built in work.built:
        connection.executemany(ADD, built.live)
        connection.executemany(ADD_PAST, built.past)
        connection.executemany(KEYS, built.keys)
