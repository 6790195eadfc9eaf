"""Creating, changing and deleting documents: every check, in the order in which the service makes them."""

from typing import TYPE_CHECKING, Literal

from app.emulators.fauna.fql.errors import ConstraintFailure, RuntimeFailure
from app.emulators.fauna.fql.runtime import Effect
from app.emulators.fauna.fql.types import REFUSED, as_id
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.stdlib.documents import checks
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.collections import UserCollection
from app.emulators.fauna.stdlib.documents.entries import entries_of
from app.emulators.fauna.stdlib.documents.fields import fitted
from app.emulators.fauna.stdlib.documents.reading import ALL_FIELDS, RESERVED, TTL, MissingDocument, is_time, state_of
from app.emulators.fauna.stdlib.documents.shaping import merged, storable, without_nulls
from app.emulators.fauna.stdlib.documents.typed.hash_order import trie_order
from app.emulators.fauna.stdlib.documents.typed.shapes import shape_of, shape_text
from app.emulators.fauna.stdlib.documents.values import Document, State
from app.emulators.fauna.stdlib.ids import new_id
from app.emulators.fauna.stdlib.java_time import from_micros

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Fields = dict[str, Value]
Verb = Literal["create", "update", "replace"]
DAY = 86_400_000_000
DENIED = "Insufficient privileges to perform the action."
SAME_QUERY = "Cannot modify a document and its collection in the same query."


def create(context: "Context", collection: UserCollection, data: Fields, *, plain: bool) -> Document:
    """A new document; with `plain` all fields are data, whatever they are called."""
    _begin(context, "create")
    documents = documents_of(context)
    fail = checks.Failing(context, f"Failed to create document in collection `{collection.name}`.")
    if not plain:
        checks.refuse_computed(fail, collection, data)
    number, given, data = _number(fail, collection, data, plain=plain)
    kept = storable(context, data)
    if not plain:
        _refuse_reserved(fail, kept, {"id"})
    state = _split(context, collection, kept, plain=plain, default=True)
    if not documents.permissions.may_create(context, collection, number, state, with_id=given):
        raise context.fail("permission_denied", DENIED)
    _refuse_with_definition(context, collection)
    if given and documents.is_taken(collection.id, number):
        message = f"Collection `{collection.name}` already contains document with id {number}."
        raise context.fail("document_id_exists", message)
    return _store(context, collection, number, None, state, fail, "create")


def update(context: "Context", document: Document, data: Fields, *, plain: bool) -> Document:
    """The document with the fields of `data` changed; null removes one, objects are merged."""
    return _change(context, document, data, "update", plain=plain)


def replace(context: "Context", document: Document, data: Fields, *, plain: bool) -> Document:
    """The document with these fields and no others."""
    return _change(context, document, data, "replace", plain=plain)


def delete(context: "Context", document: Document) -> Document:
    """The reference to the document that was."""
    _begin(context, "delete")
    documents = documents_of(context)
    collection, _ = _found(context, document)
    if not documents.permissions.may_delete(context, collection, document):
        raise context.fail("permission_denied", DENIED)
    if documents.read(collection.id, document.id) is None:
        raise _not_found(context, collection, document)
    _refuse_with_definition(context, collection)
    documents.write(collection, document.id, None, [])
    return Document(document.collection, document.id, document.read_time, None)


def _change(context: "Context", document: Document, data: Fields, verb: Verb, *, plain: bool) -> Document:
    _begin(context, verb)
    documents = documents_of(context)
    collection, before = _found(context, document)
    fail = checks.Failing(
        context, f"Failed to update document with id {document.id} in collection `{collection.name}`."
    )
    kept = storable(context, data)
    if not plain:
        checks.refuse_computed(fail, collection, kept)
    change = _split(context, collection, kept, plain=plain, default=False)
    if verb == "update":
        ttl = before.ttl if change.ttl is None else change.ttl
        after = State(merged(before.data, change.data), None, None if isinstance(ttl, Null) else ttl)
    else:
        after = _with_default_ttl(context, collection, change)
    if not documents.permissions.may_write(context, collection, document, after):
        raise context.fail("permission_denied", DENIED)
    _refuse_with_definition(context, collection)
    if not plain:
        _refuse_reserved(fail, kept, set())
    return _store(context, collection, document.id, document, after, fail, verb)


def _store(
    context: "Context",
    collection: UserCollection,
    number: int,
    document: Document | None,
    state: State,
    fail: checks.Failing,
    verb: Verb,
) -> Document:
    """Validate and write; then what needs the document in its place: unique and check constraints."""
    data, failures = fitted(context, collection, state.data, fail, verb)
    if state.ttl is not None and not isinstance(state.ttl, Null) and not is_time(state.ttl):
        failures.append(checks.failure((TTL,), f"Expected Time | Null, provided {shape_text(shape_of(state.ttl))}"))
    if failures:
        raise fail.all(failures)
    state = State(without_nulls(data), None, None if isinstance(state.ttl, Null) else state.ttl)
    entries = entries_of(context, collection, number, state)
    documents_of(context).write(collection, number, state, entries)
    checks.refuse_doubles(context, collection, number, state)
    result = document or Document(collection.id, number)
    checks.refuse_unchecked(context, collection, result, fail)
    return result


def _begin(context: "Context", verb: str) -> None:
    context.require(Effect.WRITE, f"`{verb}`")
    if context.read_time is not None:
        raise context.fail("invalid_write", "Cannot write at a snapshot time in the past.")


def _found(context: "Context", document: Document) -> tuple[UserCollection, State]:
    state = state_of(context, document, ALL_FIELDS)
    collection = documents_of(context).collections.get(document.collection)
    if collection is None or isinstance(state, Null):
        raise _not_found(context, collection, document)
    return collection, state


def _not_found(context: "Context", collection: UserCollection | None, document: Document) -> RuntimeFailure:
    name = "Deleted" if collection is None else collection.name
    return context.fail("document_not_found", MissingDocument(name, document.id).absence)


def _number(fail: checks.Failing, collection: UserCollection, data: Fields, *, plain: bool) -> tuple[int, bool, Fields]:
    """The new document's id, whether the query gave it, and the fields without it."""
    if plain or "id" not in data:
        return new_id().value, False, data
    given = data["id"]
    wanted = "ID | String | Long"
    if isinstance(given, Null):
        raise fail(("id",), f"Missing required field of type {wanted}")
    number = as_id(given)
    if number is REFUSED:
        storable(fail.context, given, "id")
        raise fail(("id",), f"Expected {wanted}, provided {shape_text(shape_of(given))}")
    if number.value < 0:
        raise fail(("id",), "id must be nonnegative")
    return number.value, True, {name: value for name, value in data.items() if name != "id"}


def _refuse_reserved(fail: checks.Failing, data: Fields, but: set[str]) -> None:
    found = [name for name in RESERVED if name in data and name not in but]
    if found:
        message = "Is a reserved field and cannot be used"
        raise fail.all(ConstraintFailure(((name,),), message, name) for name in trie_order(found))


def _split(context: "Context", collection: UserCollection, data: Fields, *, plain: bool, default: bool) -> State:
    """User's fields and `ttl` apart; a null `ttl` stays null, so that an update can remove it."""
    if plain:
        state = State(data, None)
    else:
        state = State({name: value for name, value in data.items() if name != TTL}, None, data.get(TTL))
    return _with_default_ttl(context, collection, state) if default else state


def _with_default_ttl(context: "Context", collection: UserCollection, state: State) -> State:
    days = collection.item.ttl_days
    if state.ttl is not None or days is None:
        return state
    return State(state.data, state.ts, from_micros(documents_of(context).store.snapshot - 1 + days * DAY))


def _refuse_with_definition(context: "Context", collection: UserCollection) -> None:
    if documents_of(context).redefined(collection):
        raise context.fail("invalid_write", SAME_QUERY)
