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
    for version in rows:
        collection, document, _, ttl, *_ = version
        connection.execute(VERSION, version)
        connection.execute(CHANGE, (collection, ts, document))
        if ttl is not None:
            connection.execute(EXPIRY, (ttl, collection, document, ts))
    for index, entry in work.lost:
        connection.execute(RETIRE, (ts, index, *entry))
        connection.execute(REMOVE, (index, *entry))
    for index, entry in work.gained:
        connection.execute(ADD, (index, *entry, ts, work.documents[entry[1:]].version.ttl))
    for dropped in work.dropped():
        connection.execute(DROP, (dropped, ts))
    for built in work.built:
        connection.executemany(ADD, built.live)
        connection.executemany(ADD_PAST, built.past)
        connection.executemany(KEYS, built.keys)
