"""The definitions of an install as they are at one moment, all in memory; a lookup never waits for the disk."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any

from app.emulators.fauna.store.records import TABLES, Database, Key, Token, digest

Changes = Mapping[tuple[str, int], Any]


class Catalog:
    """The records at one moment: never changed, but succeeded by another catalog."""

    def __init__(self, tables: Mapping[str, Mapping[int, Any]]) -> None:
        self.tables = tables

    @cached_property
    def _by_global_id(self) -> dict[str, Database]:
        return {item.global_id: item for item in self.all("databases")}

    @cached_property
    def _children(self) -> dict[tuple[int | None, str], Database]:
        return {(item.parent, item.name): item for item in self.all("databases")}

    @cached_property
    def _keys(self) -> dict[str, Key]:
        return {item.digest: item for item in self.all("keys")}

    def get(self, table: str, record_id: int) -> Any:
        """The record, or None."""
        return self.tables[table].get(record_id)

    def all(self, table: str) -> Collection[Any]:
        """All records of a table in the order of their ids."""
        return self.tables[table].values()

    def key_of(self, secret: str) -> Key | None:
        """The key whose secret this is."""
        return self._keys.get(digest(secret))

    @cached_property
    def _tokens(self) -> dict[str, Token]:
        return {item.digest: item for item in self.all("tokens")}

    def token_of(self, secret: str) -> Token | None:
        """The token whose secret this is."""
        return self._tokens.get(digest(secret))

    def by_global_id(self, global_id: str) -> Database | None:
        """The database with that global id."""
        return self._by_global_id.get(global_id)

    def child(self, parent: int, name: str) -> Database | None:
        """The child database of that name."""
        return self._children.get((parent, name))

    def is_within(self, database: int | None, above: int) -> bool:
        """Whether that database is the other or lies anywhere below it."""
        while database is not None and database != above:
            record = self.get("databases", database)
            database = record and record.parent
        return database is not None

    def after(self, changes: Changes) -> "Catalog":
        """The catalog that follows these changes: records by table and id, None for removed ones."""
        tables = dict(self.tables)
        for name in {table for table, _ in changes}:
            table = {**tables[name], **{record_id: record for (at, record_id), record in changes.items() if at == name}}
            tables[name] = {record_id: table[record_id] for record_id in sorted(table) if table[record_id] is not None}
        return Catalog(tables)


def load(connection: sqlite3.Connection) -> Catalog:
    """The catalog that a file holds."""
    return Catalog({table: _load(connection, table) for table in TABLES})


def save(connection: sqlite3.Connection, changes: Changes) -> None:
    """Write records, or remove those that are None."""
    for (table, record_id), record in changes.items():
        if record is None:
            connection.execute(f"delete from {table} where id = ?", (record_id,))  # noqa: S608 - own names
            continue
        values = {item.name: getattr(record, item.name) for item in fields(record)}
        statement = f"insert or replace into {table} values (?, ?)"  # noqa: S608 - own names
        connection.execute(statement, (record_id, json.dumps(values)))


def _load(connection: sqlite3.Connection, table: str) -> dict[int, Any]:
    rows = connection.execute(f"select id, record from {table} order by id")  # noqa: S608 - own names
    return {record_id: TABLES[table](**json.loads(text)) for record_id, text in rows}
