"""Finding and listing definitions: `byName`, `byId`, `all`, `where`, `exists`."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.values import ID, Module, Value
from app.emulators.fauna.stdlib.definitions import BY_ID, FINDERS, OWNERS, Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.registry import field, method, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Listing = Callable[[DatabaseEnvironment], Iterable[Definition]]
LISTINGS: dict[str, Listing] = {}
"""By collection: all its definitions in an environment, whoever asks."""


def environment(context: "Context") -> DatabaseEnvironment:
    """The environment of a query against a database."""
    found = context.environment
    if not isinstance(found, DatabaseEnvironment):
        raise context.fail("invalid_argument", "Definitions need a database.")
    return found


def require_admin(context: "Context") -> DatabaseEnvironment:
    """The environment, if the session may change definitions; raises `permission_denied`."""
    found = environment(context)
    if not found.session.is_admin:
        raise context.fail("permission_denied", "Insufficient privileges to perform the action.")
    return found


def require(context: "Context", collection: str, action: str) -> DatabaseEnvironment:
    """The environment, if the session may do this with a collection of definitions; raises `permission_denied`."""
    found = environment(context)
    if not found.documents.permissions.may(context, collection, action, []):
        raise context.fail("permission_denied", "Insufficient privileges to perform the action.")
    return found


def gone(context: "Context", missing: MissingDefinition) -> RuntimeFailure:
    """The error of using a definition that is not there any more."""
    return context.fail("document_not_found", missing.absence)


def visible(context: "Context", collection: str) -> list[Definition]:
    """The definitions that the session may see."""
    env = environment(context)
    return [item for item in LISTINGS[collection](env) if _may_read(context, item)]


def get(context: "Context", collection: str, key: str | ID) -> Definition | MissingDefinition:
    """The definition, or the reference that says why there is none."""
    env = environment(context)
    found = FINDERS[collection](env, key)
    asked = found or Definition(collection, key, {})
    if not _may_read(context, asked):
        return MissingDefinition(collection, key, "permission denied", context.span)
    return found or MissingDefinition(collection, key, span=context.span)


def _may_read(context: "Context", item: Definition) -> bool:
    env = environment(context)
    identity, document = env.session.identity, item.fields.get("document")
    if identity is not None and isinstance(document, Document) and (document.collection, document.id) == identity:
        return True
    return env.documents.permissions.may(context, item.collection, "read", [item])


def expose(collection: str, listing: Listing) -> None:
    """Give a collection of definitions the members that all of them have."""
    owner = OWNERS[collection]
    LISTINGS[collection] = listing

    def find(env: DatabaseEnvironment, key: str | ID) -> Definition | None:
        return next((item for item in listing(env) if item.key == key), None)

    def by_name(context: "Context", module: Value, name: str) -> Value:
        return get(context, collection, name)

    def by_id(context: "Context", module: Value, key: ID) -> Value:
        return get(context, collection, key)

    def exists(context: "Context", receiver: Definition) -> bool:
        return find(environment(context), receiver.key) is not None

    FINDERS[collection] = find
    if collection in BY_ID:
        static(collection, "byId", f"(id: ID) => Ref<{owner}>")(by_id)
    else:
        static(collection, "byName", f"(name: String) => NamedRef<{owner}>")(by_name)
    static(collection, "toString", "() => String")(lambda context, module: collection)
    method(owner, "exists", "() => true")(exists)
    method(f"Null{owner}", "exists", "() => false")(lambda context, receiver: False)
    for name in (owner, f"Null{owner}"):
        field(name, "coll", f"{collection}Collection")(lambda context, receiver: Module(collection))
    if collection not in BY_ID:
        field(f"Null{owner}", "name", "String")(lambda context, receiver: receiver.key)
