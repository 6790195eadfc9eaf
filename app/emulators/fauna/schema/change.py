"""Replacing a database's schema files: what changes, what is refused."""

from collections.abc import Iterator, Mapping

from app.emulators.fauna.schema.items import AccessProvider, Role, Schema
from app.emulators.fauna.schema.read import SchemaFailure, read_schema
from app.emulators.fauna.store.records import ROOT, SchemaFiles
from app.emulators.fauna.store.transaction import Transaction

KINDS = {"role": "Role", "access provider": "AccessProvider"}
Items = Mapping[tuple[str, str], Role | AccessProvider]


def stamp(kind: str, name: str) -> str:
    """The key under which `SchemaFiles.stamps` holds when an item changed."""
    return f"{kind} {name}"


def items_of(schema: Schema) -> dict[tuple[str, str], Role | AccessProvider]:
    """All items by kind and name."""
    roles = {("role", name): role for name, role in schema.roles.items()}
    return {**roles, **{("access provider", name): item for name, item in schema.providers.items()}}


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
        return stored
    return before


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


def _place(item: Role | AccessProvider) -> str:
    line, column = item.span.source.line_column(item.span.start)
    return f"{item.span.source.name}:{line}:{column}"
