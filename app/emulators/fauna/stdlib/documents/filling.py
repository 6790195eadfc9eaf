"""Filling indexes over documents that were there before them."""

import time

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.stdlib.documents.collections import StoredIndex, UserCollection
from app.emulators.fauna.stdlib.documents.entries import keys_of, mark_index, marks_of
from app.emulators.fauna.stdlib.documents.session import QueryDocuments
from app.emulators.fauna.store.documents import Version
from app.emulators.fauna.store.transaction import Transaction

BUILD_SECONDS = 600.0


def fill_indexes(transaction: Transaction, session: Session, schemas: Schemas) -> None:
    """Give every index that the transaction defines its entries, unless the collection is new, too."""
    if not transaction.redefines:
        return
    environment = DatabaseEnvironment(transaction, session, schemas)
    context = Context(environment, Limits(), transaction.now, time.monotonic() + BUILD_SECONDS)
    documents = environment.documents
    documents.permissions = documents.permissions.with_role("admin")
    for collection in documents.collections.all():
        before = transaction.catalog.get("collections", collection.id)
        if before is None:
            continue
        known = set(before.indexes.values())
        for index in collection.stored:
            if index.id not in known:
                _fill(context, documents, collection, index)


def _fill(context: Context, documents: QueryDocuments, collection: UserCollection, index: StoredIndex) -> None:
    def keys(document: int, version: Version) -> list[bytes]:
        state = documents.state(collection.id, version)
        return [] if state is None else keys_of(context, collection, index, document, state)

    def marks(document: int, version: Version) -> list[bytes]:
        state = documents.state(collection.id, version)
        return [] if state is None else marks_of(context, collection, index, document, state)

    documents.store.build(index.id, collection.id, keys)
    documents.store.build(mark_index(index.id), collection.id, marks)
