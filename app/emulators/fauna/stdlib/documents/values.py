"""Documents and the collections they are in, as values of a query."""

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.compare import COMPARISONS, compare_strings
from app.emulators.fauna.fql.membership import CONTAINS
from app.emulators.fauna.fql.types import define
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.store import keys, values

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

DELETED = Module("Deleted", "Collection")
PLACE, SIGN = struct.Struct(">QQ"), 1 << 63
OWNER = "UserDoc"
COLLECTION_OWNER = "UserCollection"


@dataclass(frozen=True, slots=True)
class State:
    """What a document holds at some time; `ts` is None when this transaction wrote it. Times are microseconds."""

    data: dict[str, Value]
    ts: int | None
    ttl: Value = None


@dataclass(frozen=True, slots=True)
class Document:
    """A reference to a document; what it holds is read when somebody looks.

    `collection` and `id` are the store's; `read_time` is the time of an `at` around, in microseconds. `given` is what
    to see instead of what is stored: a state, or None once the document was deleted; `...` for what is stored. `origin`
    is the index that it was found by (see `documents.coverage`).
    """

    collection: int
    id: int
    read_time: int | None = field(default=None, compare=False)
    given: object = field(default=..., compare=False, repr=False)
    origin: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CollectionModule:
    """A user collection as a value, under its name or its alias; the same collection is equal under both."""

    id: int
    name: str = field(compare=False)


def _compare(context: "Context", a: Value, b: Value) -> int:
    left, right = _place(a), _place(b)
    return (left > right) - (left < right)


def _place(value: Value) -> tuple[int, str | int, str | int]:
    """Where a document stands among all: definitions come first, by collection and name."""
    if isinstance(value, Document):
        return 1, value.collection, value.id
    key = value.key
    return 0, value.collection, key if isinstance(key, str) else f"{key.value:020}"


def _compare_modules(context: "Context", a: Value, b: Value) -> int:
    if isinstance(a, CollectionModule) and isinstance(b, CollectionModule) and a.id == b.id:
        return 0
    paths = [f".{each.name}" if isinstance(each, CollectionModule) else _path(each) for each in (a, b)]
    return compare_strings(*paths)


def _path(module: Module) -> str:
    return f"{module.parent or ''}.{module.name}"


define(Document, "Doc", "Doc", OWNER)
define(CollectionModule, "Module", lambda value: value.name, COLLECTION_OWNER)
COMPARISONS["Doc"] = _compare
COMPARISONS["Module"] = _compare_modules
keys.register_fixed(
    Document,
    "Doc",
    PLACE.size,
    lambda value: PLACE.pack(value.collection + SIGN, value.id + SIGN),
    lambda raw: Document(*(part - SIGN for part in PLACE.unpack(raw))),
)
values.register(Document, "document", lambda value: [value.collection, value.id], lambda raw: Document(*raw))
CONTAINS[CollectionModule] = lambda module, value: isinstance(value, Document) and value.collection == module.id
