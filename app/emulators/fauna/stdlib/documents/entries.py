"""The entries that a document has in the indexes of its collection."""

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import QueryFailure
from app.emulators.fauna.fql.runtime import Effect, EffectLimit
from app.emulators.fauna.fql.values import ID, NULL, Null, TransactionTime, Value
from app.emulators.fauna.schema.items import IndexValue, Path, Term
from app.emulators.fauna.stdlib.documents.collections import StoredIndex, UserCollection
from app.emulators.fauna.stdlib.documents.reading import compute
from app.emulators.fauna.stdlib.documents.values import Document, State
from app.emulators.fauna.stdlib.java_time import from_micros
from app.emulators.fauna.store import keys

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Entries = list[tuple[int, bytes]]
INDEXING = EffectLimit(Effect.PURE, "index bindings")


def all_index(collection: int) -> int:
    """The store's number of the index of all documents of a collection."""
    return -collection


def mark_index(index: int) -> int:
    """The store's number of the index of those entries whose keys do not tell 1 from 1.0."""
    return -index


def entries_of(context: "Context", collection: UserCollection, number: int, state: State | None) -> Entries:
    """All entries of a document in that state; none when it is deleted."""
    if state is None:
        return []
    found: Entries = [(all_index(collection.id), b"")]
    for index in collection.stored:
        for key, exact in _keys(context, collection, index, number, state):
            found.append((index.id, key))
            if not exact:
                found.append((mark_index(index.id), key))
    return found


def keys_of(
    context: "Context", collection: UserCollection, index: StoredIndex, number: int, state: State
) -> list[bytes]:
    """The keys of a document in one index: one for each combination of the elements of `mva` fields.

    A document without any of the terms is not in the index.
    """
    return list(dict.fromkeys(key for key, _ in _keys(context, collection, index, number, state)))


def marks_of(
    context: "Context", collection: UserCollection, index: StoredIndex, number: int, state: State
) -> list[bytes]:
    """Those of the keys that do not tell 1 from 1.0."""
    return list(dict.fromkeys(key for key, exact in _keys(context, collection, index, number, state) if not exact))


def _keys(
    context: "Context", collection: UserCollection, index: StoredIndex, number: int, state: State
) -> Iterator[tuple[bytes, bool]]:
    document = Document(collection.id, number, given=state)
    terms = [_values(context, collection, document, state, term) for term in index.terms]
    values = [_values(context, collection, document, state, value) for value in index.values]
    orders = [value.descending for value in index.values]
    for combination in itertools.product(*terms):
        if combination and all(isinstance(value, Null) for value in combination):
            continue
        prefix = keys.terms_prefix(combination)
        for covered in itertools.product(*values):
            exact = not any(type(value) is float and value.is_integer() for value in covered)
            yield prefix + keys.prefix(covered, orders), exact


def _values(
    context: "Context", collection: UserCollection, document: Document, state: State, wanted: Term | IndexValue
) -> list[Value]:
    value = _field(context, collection, document, state, wanted.path)
    if not wanted.mva:
        return [NULL if value is None else value]
    unique: list[Value] = []
    for each in _flat(value):
        if not any(type(each) is type(other) and each == other for other in unique):
            unique.append(each)
    return unique or [NULL]


def _field(
    context: "Context", collection: UserCollection, document: Document, state: State, path: Path
) -> Value | None:
    head, *rest = path
    value: Value
    if head == "id":
        return document if not rest else None
    if head == "ts":
        value = TransactionTime() if state.ts is None else from_micros(state.ts)
    elif head == "ttl":
        value = state.ttl
    elif head in collection.computed:
        value = _computed(context, collection, document, str(head))
    elif head == "data":
        value = state.data
    else:
        value = state.data.get(str(head))
    for step in rest:
        value = _step(value, step)
    return None if isinstance(value, Null) else value


def _step(value: Value, step: str | int) -> Value | None:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and 0 <= step < len(value) else None
    if isinstance(value, Document):
        return ID(value.id) if step == "id" else None
    return value.get(step) if isinstance(value, dict) else None


def _computed(context: "Context", collection: UserCollection, document: Document, name: str) -> Value | None:
    """A computed field that fails, or reads, is as if it were not there."""
    frames = list(context.frames)
    try:
        with context.limited(INDEXING):
            return compute(context, collection, document, name)
    except QueryFailure:
        context.frames[:] = frames
        return None


def _flat(value: Value) -> Iterable[Value]:
    if isinstance(value, list):
        for element in value:
            yield from _flat(element)
    elif value is not None and not isinstance(value, dict | Null):
        yield value
