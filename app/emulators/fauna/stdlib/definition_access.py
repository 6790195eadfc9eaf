"""Finding and listing definitions: `byName`, `byId`, `all`, `where`, `exists`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.errors import RuntimeFailure
from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.values import ID, Function, Module, Value
from app.emulators.fauna.stdlib.definition_permissions import may, may_read
from app.emulators.fauna.stdlib.definition_sets import LISTINGS, DefinitionSource, Listing
from app.emulators.fauna.stdlib.definitions import BY_ID, FINDERS, OWNERS, Definition, MissingDefinition
from app.emulators.fauna.stdlib.registry import field, method, static
from app.emulators.fauna.stdlib.sets.building import filtered
from app.emulators.fauna.stdlib.sets.values import SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

DENIED = "Insufficient privileges to perform the action."
Find = Callable[[DatabaseEnvironment, str | ID], Definition | None]


def environment(context: "Context") -> DatabaseEnvironment:
    """The environment of a query against a database."""
    found = context.environment
    if not isinstance(found, DatabaseEnvironment):
        raise context.fail("invalid_argument", "Definitions need a database.")
    return found


def require(context: "Context", collection: str, action: str, *values: Value) -> DatabaseEnvironment:
    """The environment, if the session may do this with a definition; raises `permission_denied`."""
    found = environment(context)
    if not may(context, collection, action, *values):
        raise context.fail("permission_denied", DENIED)
    return found


def gone(context: "Context", missing: MissingDefinition) -> RuntimeFailure:
    """The error of using a definition that is not there any more."""
    return context.fail("document_not_found", missing.absence)


def get(context: "Context", collection: str, key: str | ID, *, counted: bool = True) -> Definition | MissingDefinition:
    """The definition, or the reference that says why there is none; it counts as read at once, or when looked at."""
    env = environment(context)
    found = FINDERS[collection](env, key)
    if counted:
        env.note_read(collection, key)
    if not may_read(context, found or Definition(collection, key, {})):
        return MissingDefinition(collection, key, "permission denied", context.span)
    return found or MissingDefinition(collection, key, span=context.span)


def expose(collection: str, listing: Listing, finder: Find | None = None) -> None:
    """Give a collection of definitions the members that all of them have."""
    owner = OWNERS[collection]
    LISTINGS[collection] = listing

    def in_listing(env: DatabaseEnvironment, key: str | ID) -> Definition | None:
        return next((item for item in listing(env) if item.key == key), None)

    find = finder or in_listing

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
    key, type_ = ("id", "ID") if collection in BY_ID else ("name", "String")
    field(f"Null{owner}", key, type_)(lambda context, receiver: receiver.key)
    _expose_sets(collection, owner)


def _expose_sets(collection: str, owner: str) -> None:
    source = DefinitionSource(collection)
    test = f"(pred: ({owner} => Boolean))"

    def all_(context: "Context", module: Value) -> SetValue:
        return SetValue(source)

    def where(context: "Context", module: Value, predicate: Function) -> SetValue:
        return SetValue(filtered(context, source, predicate))

    def first_where(context: "Context", module: Value, predicate: Function) -> Value:
        elements = filtered(context, source, predicate).page(context, 1, None).elements
        return elements[0] if elements else no_such_element(context, "empty set")

    static(collection, "all", f"() => Set<{owner}>")(all_)
    static(collection, "where", f"{test} => Set<{owner}>")(where)
    static(collection, "firstWhere", f"{test} => {owner} | Null")(first_where)
