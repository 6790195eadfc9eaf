"""Replacing a database's schema files: what changes, what is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.emulators.fauna.schema.index_keys import index_keys
from app.emulators.fauna.schema.items import Item, Schema
from app.emulators.fauna.schema.read import SchemaFailure, read_schema
from app.emulators.fauna.store.records import ROOT, CollectionRecord, SchemaFiles
from app.emulators.fauna.store.transaction import Transaction

KINDS = {
    "collection": "Collection",
    "function": "Function",
    "role": "Role",
    "access provider": "AccessProvider",
}
Items = Mapping[tuple[str, str], Item]
NOT_RENAMED: Mapping[str, str] = {}


def stamp(kind: str, name: str) -> str:
    """The key under which `SchemaFiles.stamps` holds when an item changed."""
    return f"{kind} {name}"


def items_of(schema: Schema) -> dict[tuple[str, str], Item]:
    """All items by kind and name."""
    tables: dict[str, Mapping[str, Item]] = {
        "collection": schema.collections,
        "function": schema.functions,
        "role": schema.roles,
        "access provider": schema.providers,
    }
    return {(kind, name): item for kind, table in tables.items() for name, item in table.items()}


def check(database: int, files: dict[str, str]) -> Schema:
    """The schema of new files. Raises `SchemaFailure`."""
    schema = read_schema(files)
    if schema.providers and database == ROOT:
        raise SchemaFailure("Access providers need a database of their own; the root database has none.")
    return schema


def replace_files(transaction: Transaction, database: int, old: Schema, files: dict[str, str]) -> SchemaFiles:
    """Take new files; items that stay as they were keep their time. Raises `SchemaFailure`."""
    new = check(database, files)
    before = transaction.schema(database)
    kept = items_of(old)
    stamps = {
        stamp(*key): before.stamps.get(stamp(*key), transaction.now) if kept.get(key) == item else transaction.now
        for key, item in items_of(new).items()
    }
    stored = SchemaFiles(database, transaction.now, files, stamps)
    if files != before.files:
        transaction.put(stored)
        keep_collections(transaction, database, new)
        return stored
    return before


def keep_collections(
    transaction: Transaction, database: int, schema: Schema, renamed: Mapping[str, str] = NOT_RENAMED
) -> None:
    """Make, keep and remove the records of collections, so that they are the schema's.

    `renamed` gives the old name by the new one. A record changes only when its name or its indexes do.
    """
    records = transaction.collections(database)
    kept: set[int] = set()
    for name, collection in schema.collections.items():
        old = records.get(renamed.get(name, name))
        record = old or CollectionRecord(transaction.new_number(), database, name, transaction.now)
        indexes = {key: record.indexes.get(key) or transaction.new_number() for key in sorted(index_keys(collection))}
        changed = replace(record, name=name, indexes=indexes)
        kept.add(record.id)
        if changed != old:
            transaction.put(replace(changed, ts=transaction.now))
    for record in records.values():
        if record.id not in kept:
            transaction.remove(record)


def summary(old: Schema, new: Schema) -> str:
    """What a push would add, change and remove, a line for each item."""
    return "".join(f"* {line}\n" for line in _changes(items_of(old), items_of(new)))


def _changes(old: Items, new: Items) -> Iterator[str]:
    for (kind, name), item in new.items():
        if (kind, name) not in old:
            yield f"Adding {kind} `{name}` to {_place(item)}"
    for (kind, name), item in new.items():
        if (kind, name) in old and old[kind, name] != item:
            yield f"Modifying {kind} `{name}` at {_place(item)}"
    for (kind, name), item in old.items():
        if (kind, name) not in new:
            yield f"Removing {kind} `{name}` from {_place(item)}"


def _place(item: Item) -> str:
    line, column = item.span.source.line_column(item.span.start)
    return f"{item.span.source.name}:{line}:{column}"
