"""What a document holds: read at the right time, if it may be read, with its computed fields."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.lambdas import function_of
from app.emulators.fauna.fql.members import PATHS
from app.emulators.fauna.fql.nulls import DENIED, missing_field
from app.emulators.fauna.fql.presence import GUARDS
from app.emulators.fauna.fql.runtime import Effect, EffectLimit
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import ID, Null, Time, TransactionTime, Value
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.coverage import Covered, hint_document, hint_field
from app.emulators.fauna.stdlib.documents.values import DELETED, Document, State
from app.emulators.fauna.stdlib.java_time import from_micros

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.documents.session import QueryDocuments

DATA, TS, TTL = "data", "ts", "ttl"
RESERVED = ("id", "coll", TS, DATA, "delete", "update", "replace", "updateData", "replaceData", "exists")
"""Names that no field at the top of a document can have."""
SPECIAL = frozenset((*RESERVED, TTL))
"""Names that fields set by `createData` and its kin keep under `data`."""
COMPUTED_FIELDS = EffectLimit(Effect.READ, "computed fields")
FIELD, ALL_FIELDS = "Reading a field", "Reading a document"


@dataclass(frozen=True, slots=True)
class MissingDocument:
    """What errors say of a document that is not there."""

    collection: str
    id: int

    @property
    def absence(self) -> str:
        """That there is no such document."""
        return f"Collection `{self.collection}` does not contain document with id {self.id}."


def state_of(context: "Context", document: Document, action: str = FIELD) -> State | Null:
    """What the document holds, or the null that it amounts to; `action` is who asks, as errors name it."""
    documents = documents_of(context)
    collection = documents.collections.get(document.collection)
    if collection is None or document.given is not ...:
        return _given(context, collection, document)
    at = _read_time(context, documents, collection, document, action)
    state = documents.read(document.collection, document.id, at)
    if not _may_read(context, documents, collection, document):
        return Null("document", context.span, DENIED, MissingDocument(collection.name, document.id))
    if state is None:
        return Null("document", context.span, "not found", MissingDocument(collection.name, document.id))
    return state


def _given(context: "Context", collection: UserCollection | None, document: Document) -> State | Null:
    """What the reference alone tells."""
    if collection is None:
        return Null("no_such_element", context.span, "collection deleted", document)
    if isinstance(document.given, State):
        return document.given
    return Null("document", context.span, "deleted", MissingDocument(collection.name, document.id))


def _read_time(
    context: "Context", documents: "QueryDocuments", collection: UserCollection, document: Document, action: str
) -> int | None:
    """The time as of which to read; None for the snapshot. Raises `invalid_effect`, `TooOld`."""
    context.require(Effect.READ, action)
    at = context.read_time if document.read_time is None else document.read_time
    if at is not None:
        documents.check_time(collection, at)
    return at


def _covered(context: "Context", document: Document) -> Covered | None:
    """What the entry says by which the document was found."""
    documents = documents_of(context)
    if not documents.covers or document.given is not ...:
        return None
    at = context.read_time if document.read_time is None else document.read_time
    return documents.covered(document.collection, document.id, at)


def _may_look(context: "Context", document: Document, action: str = FIELD) -> bool:
    documents = documents_of(context)
    collection = documents.collections.get(document.collection)
    if collection is None:
        return False
    _read_time(context, documents, collection, document, action)
    return _may_read(context, documents, collection, document)


def _may_read(context: "Context", documents: "QueryDocuments", collection: UserCollection, document: Document) -> bool:
    history = document.read_time is not None
    seen = None if history else context.system_time
    return documents.permissions.may_read(context, collection, document, history=history, at=seen)


def _null(context: "Context", document: Document, span: Span) -> Null | None:
    context.frames.append(span)
    there = _covered(context, document) is not None and _may_look(context, document)
    state = None if there else state_of(context, document)
    context.frames.pop()
    return state if isinstance(state, Null) else None


GUARDS[Document] = _null


def missing(document: Document, name: str, span: Span) -> Null:
    """The null of a field that the document does not have."""
    return missing_field(document, name, span)


def exists(context: "Context", document: Document) -> bool:
    """Whether there is such a document, as far as the session may know."""
    action = "`exists`"
    if _covered(context, document) is not None and _may_look(context, document, action):
        return True
    return isinstance(state_of(context, document, action), State)


def get(context: "Context", document: Document, name: str) -> Value | None:
    """A field of a document; None when it has no such field, or is not there."""
    collection = documents_of(context).collections.get(document.collection)
    if name == "id":
        return ID(document.id)
    if name == "coll":
        return DELETED if collection is None else collection.module
    if collection is None:
        return None
    covered = _covered(context, document)
    value = None if covered is None else covered.value((name,))
    if value is not None and _may_look(context, document):
        return at_time(value, document.read_time)
    hint_field(context, covered, (name,), context.span)
    state = state_of(context, document)
    if isinstance(state, Null):
        return None
    if name in collection.computed:
        return compute(context, collection, document, name)
    if name in (TS, TTL, DATA):
        return _meta(document, state)[name]
    return at_time(state.data.get(name), document.read_time)


def field_at(context: "Context", document: Document, names: tuple[Name, ...]) -> tuple[Value, int] | None:
    """What the first of the names come to, two at least, and how many; None where no entry tells."""
    covered = _covered(context, document)
    if covered is None:
        return None
    path = tuple(name.text for name in names)
    for end in range(len(path), 1, -1):
        value = covered.value(path[:end])
        if value is not None and _may_look(context, document):
            return at_time(value, document.read_time), end
    strange = next((end for end in range(1, len(path) + 1) if not covered.may_lead(path[:end])), 1)
    if strange > 1:
        hint_field(context, covered, path[:strange], names[strange - 1].span)
    return None


PATHS[Document] = field_at


def all_fields(context: "Context", document: Document) -> dict[str, Value] | Null:
    """All fields as a result shows them: what the document is, computed fields, what is stored."""
    state = state_of(context, document, ALL_FIELDS)
    if isinstance(state, Null):
        return state
    hint_document(context, document.origin)
    collection = documents_of(context).collections.get(document.collection)
    assert collection is not None  # noqa: S101 - there is a state
    meta = _meta(document, state)
    fields: dict[str, Value] = {"id": ID(document.id), "coll": collection.module, TS: meta[TS]}
    if meta[TTL] is not None:
        fields[TTL] = meta[TTL]
    for name in collection.computed:
        fields[name] = compute(context, collection, document, name)
    data, special = meta[DATA], SPECIAL.union(collection.computed) if collection.computed else SPECIAL
    if special.isdisjoint(data):
        return fields | data
    fields |= {name: value for name, value in data.items() if name not in special}
    fields[DATA] = {name: value for name, value in data.items() if name in special}
    return fields


def _meta(document: Document, state: State) -> dict[str, Value]:
    return {
        TS: TransactionTime() if state.ts is None else from_micros(state.ts),
        TTL: state.ttl,
        DATA: at_time(state.data, document.read_time),
    }


def compute(context: "Context", collection: UserCollection, document: Document, name: str) -> Value:
    """The value of a computed field."""
    field = collection.computed[name]
    function = function_of(context, f"*computed_field:{collection.name}:{name}*", field.body.source)
    limit = COMPUTED_FIELDS if context.allowed.effect > Effect.READ else context.allowed
    with context.limited(limit):
        return function.call(context, [document])


def at_time(value: Value, read_time: int | None) -> Value:
    """The value with the documents in it seen at that time too."""
    if read_time is None:
        return value
    if isinstance(value, Document):
        return Document(value.collection, value.id, read_time)
    if isinstance(value, list):
        return [at_time(each, read_time) for each in value]
    if isinstance(value, dict):
        return {name: at_time(each, read_time) for name, each in value.items()}
    return value


def is_time(value: Value) -> bool:
    """Whether a value can be a `ttl`."""
    return isinstance(value, Time | TransactionTime)
