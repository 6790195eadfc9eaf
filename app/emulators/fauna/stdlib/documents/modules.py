"""`Cat.create`, `Cat.byId`, `Cat.all` and the indexes: what a user collection has."""

from functools import lru_cache
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.runtime import Effect
from app.emulators.fauna.fql.values import ID, Function, Null, Struct, Value
from app.emulators.fauna.schema.items import Index
from app.emulators.fauna.stdlib.documents import writing
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.coverage import LINK, Origin
from app.emulators.fauna.stdlib.documents.entries import all_index
from app.emulators.fauna.stdlib.documents.ranges import Bounds, bounds, lookup_terms
from app.emulators.fauna.stdlib.documents.shaping import storable
from app.emulators.fauna.stdlib.documents.sources import IndexSource
from app.emulators.fauna.stdlib.documents.values import COLLECTION_OWNER, CollectionModule, Document
from app.emulators.fauna.stdlib.registry import STDLIB, Member, bind, field, member_of, method
from app.emulators.fauna.stdlib.sets.building import filtered
from app.emulators.fauna.stdlib.sets.values import SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

MEMBERS = 1024
OWNER = COLLECTION_OWNER
SCAN = "collection_scan"
TEST = "(pred: (Doc => Boolean))"


def collection_of(context: "Context", module: CollectionModule) -> UserCollection:
    """The collection that a module stands for; raises `invalid_argument` when it is gone."""
    found = documents_of(context).collections.get(module.id)
    if found is None:
        raise context.fail(
            "invalid_argument", f"invalid argument `collection`: No such user collection `{module.name}`."
        )
    return found


def _all(context: "Context", module: CollectionModule, action: str, found: Bounds | None = None) -> IndexSource:
    context.require(Effect.READ, f"`{action}`")
    collection = collection_of(context, module)
    low, high = found or (None, None)
    return IndexSource(collection.id, all_index(collection.id), b"", low, high, context.valid_time)


@method(OWNER, "all", "(() => Set<Doc>) & ((range: Any) => Set<Doc>)")
def _all_documents(context: "Context", module: CollectionModule, span: Value = None) -> SetValue:
    found = None if span is None else bounds(context, module.id, b"", (), span)
    return SetValue(_all(context, module, "all", found))


def _hint_scan(context: "Context", module: CollectionModule, method: str) -> None:
    message = f"{SCAN} - Using {method}() on collection {module.name} can cause a read of every document."
    context.hint(f"{message} See {LINK}{SCAN}.", context.span)


@method(OWNER, "where", f"{TEST} => Set<Doc>")
def _where(context: "Context", module: CollectionModule, predicate: Function) -> SetValue:
    _hint_scan(context, module, "where")
    return SetValue(filtered(context, _all(context, module, "where"), predicate))


@method(OWNER, "firstWhere", f"{TEST} => Doc | Null")
def _first_where(context: "Context", module: CollectionModule, predicate: Function) -> Value:
    _hint_scan(context, module, "firstWhere")
    source = filtered(context, _all(context, module, "firstWhere"), predicate)
    elements = source.page(context, 1, None).elements
    return elements[0] if elements else Null("no_such_element", context.span, "empty set")


@method(OWNER, "byId", "(id: ID) => Ref<Doc>")
def _by_id(context: "Context", module: CollectionModule, number: ID) -> Document:
    context.require(Effect.READ, "`byId`")
    return Document(module.id, number.value, context.valid_time)


def _apply(context: "Context", module: CollectionModule, number: ID) -> Document:
    return Document(module.id, number.value, context.valid_time)


@method(OWNER, "create", "(data: { *: Any }) => Doc")
def _create(context: "Context", module: CollectionModule, data: Value) -> Document:
    return writing.create(context, collection_of(context, module), _fields(data), plain=False)


@method(OWNER, "createData", "(data: { *: Any }) => Doc")
def _create_data(context: "Context", module: CollectionModule, data: Value) -> Document:
    return writing.create(context, collection_of(context, module), _fields(data), plain=True)


@method(OWNER, "toString", "() => String")
def _to_string(context: "Context", module: CollectionModule) -> str:
    return module.name


@field(OWNER, "definition", "CollectionDef")
def _definition(context: "Context", module: CollectionModule) -> Value:
    from app.emulators.fauna.stdlib.definition_access import get  # noqa: PLC0415 - needs the environment

    return get(context, "Collection", collection_of(context, module).name, counted=False)


def _fields(data: Value) -> dict[str, Value]:
    return dict(data.fields) if isinstance(data, Struct) else data


def _index(context: "Context", module: CollectionModule, name: str) -> Value | None:
    index = collection_of(context, module).indexes.get(name)
    return None if index is None else bind(_member(index), module)


@lru_cache(maxsize=MEMBERS)
def _member(index: Index) -> Member:
    def look_up(context: "Context", module: CollectionModule, *args: Value) -> SetValue:
        collection = collection_of(context, module)
        documents = documents_of(context)
        if not documents.permissions.may_read_collection(context, collection):
            message = f"Insufficient privileges to read from collection {collection.name}."
            raise context.fail("permission_denied", message)
        if not documents.queryable(collection, index.name):
            message = f"The index `{module.name}.{index.name}` is not queryable."
            raise context.fail("invalid_index_invocation", message)
        count = len(index.terms)
        prefix = lookup_terms(context, args[:count])
        span = args[count] if len(args) > count else None
        low, high = bounds(context, collection.id, prefix, index.values, span)
        number = collection.number(index.terms, index.values)
        origin = Origin(f"{module.name}.{index.name}", context.span)
        terms = tuple(storable(context, arg) for arg in args[:count])
        at = context.valid_time
        source = IndexSource(collection.id, number, prefix, low, high, at, terms=terms, name=index.name, origin=origin)
        return SetValue(source)

    terms = [f"term{position}: Any" for position in range(1, len(index.terms) + 1)]
    overloads = [f"(({', '.join(names)}) => Set<Doc>)" for names in (terms, [*terms, "range: Any"])]
    return member_of(OWNER, index.name, "static", " & ".join(overloads), look_up)


STDLIB.table(OWNER).dynamic = _index
STDLIB.add(member_of(OWNER, "apply", "apply", "(id: ID) => Ref<Doc>", _apply))
