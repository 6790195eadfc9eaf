"""Documents by number: each has its bytes as its key in one index, and stands in an index of all."""

from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction

CATS, ALL, ALPHA = 1001, 1001, 1002


def put(transaction: Transaction, document: int, content: bytes, ttl: int | None = None) -> None:
    """Write a document."""
    transaction.documents.write(CATS, document, Version(None, content, ttl), [(ALL, b""), (ALPHA, content)])


def delete(transaction: Transaction, document: int) -> None:
    """Delete a document."""
    transaction.documents.write(CATS, document, Version(None, None), [])


def saved(store: Store, contents: dict[int, bytes | None], ttl: int | None = None) -> int:
    """Write or, where there is None, delete documents in a transaction; returns its time."""
    transaction = store.begin(ROOT)
    for document, content in contents.items():
        if content is None:
            delete(transaction, document)
        else:
            put(transaction, document, content, ttl)
    transaction.commit()
    return transaction.now


def data(transaction: Transaction, document: int, at: int | None = None) -> bytes | None:
    """The content of a document, None if there is none."""
    version = transaction.documents.read(CATS, document, at)
    return None if version is None else version.data


def ids(transaction: Transaction) -> list[int]:
    """The ids of all documents."""
    return [entry.id for entry in transaction.documents.scan(Range(ALL))]


def keys(
    transaction: Transaction,
    low: Entry | None = None,
    high: Entry | None = None,
    *,
    reverse: bool = False,
    at: int | None = None,
    index: int = ALPHA,
) -> list[bytes]:
    """The contents of all documents in order."""
    return [entry.key for entry in transaction.documents.scan(Range(index, low, high), reverse=reverse, at=at)]
