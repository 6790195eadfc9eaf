"""What the store keeps of collections: a number for each and for each of its indexes, whatever they are called."""

from collections.abc import Mapping
from dataclasses import replace

from app.emulators.fauna.schema.index_keys import index_keys
from app.emulators.fauna.schema.items import Schema
from app.emulators.fauna.store.records import CollectionRecord
from app.emulators.fauna.store.transaction import Transaction

NOT_RENAMED: Mapping[str, str] = {}


def stamp(kind: str, name: str) -> str:
    """The key under which `SchemaFiles` holds when an item changed and its definition."""
    return f"{kind} {name}"


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
        record = old or CollectionRecord(transaction.next_id(), database, name, transaction.now)
        indexes = {key: record.indexes.get(key) or transaction.next_id() for key in sorted(index_keys(collection))}
        changed = replace(record, name=name, indexes=indexes)
        kept.add(record.id)
        if changed != old:
            transaction.put(replace(changed, ts=transaction.now))
    for record in records.values():
        if record.id not in kept:
            transaction.remove(record)
