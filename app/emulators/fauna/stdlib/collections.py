"""`Collection`: the definitions of collections."""

from typing import TYPE_CHECKING, Any

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.definition_access import environment
from app.emulators.fauna.stdlib.registry import apply
from app.emulators.fauna.stdlib.schema_items import SchemaItems, no_such_item

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

INDEXES = (
    "{ *: { terms: Array<{ field: String, mva: Boolean | Null }> | Null, values: Array<{ field: String,"
    ' mva: Boolean | Null, order: "asc" | "desc" | Null }> | Null, queryable: Boolean | Null } } | Null'
)
MIGRATIONS = (
    "Array<{ backfill: { field: String, value: String } } | { drop: { field: String } } | { split: { field: String,"
    " to: Array<String> } } | { move: { field: String, to: String } } | { add: { field: String } }"
    " | { move_conflicts: { into: String } } | { move_wildcard: { into: String } } | { add_wildcard: {} }> | Null"
)
CONSTRAINTS = (
    "Array<{ unique: Array<String> | Array<{ field: String, mva: Boolean | Null }> }"
    " | { check: { name: String, body: String } }> | Null"
)


def _shown(env: DatabaseEnvironment, fields: dict[str, Any]) -> dict[str, Any]:
    indexes = {
        name: {**index, "queryable": index.get("queryable", True), "status": "complete"}
        for name, index in (fields.get("indexes") or {}).items()
    }
    constraints = [
        {**each, "status": "active"} if "unique" in each else each for each in fields.get("constraints") or ()
    ]
    return {"history_days": 0, **fields, "indexes": indexes, "constraints": constraints}


SchemaItems("Collection", "collection", _shown).expose(
    "(data: { name: String, alias: String | Null, computed_fields: { *: { body: String, signature: String | Null } }"
    " | Null, fields: { *: { signature: String, default: String | Null } } | Null, migrations: "
    f"{MIGRATIONS}, wildcard: String | Null, history_days: Number | Null, ttl_days: Number | Null,"
    f" document_ttls: Boolean | Null, indexes: {INDEXES}, constraints: {CONSTRAINTS},"
    " data: { *: Any } | Null }) => CollectionDef"
)


@apply("Collection", "(collection: String) => Any")
def _call(context: "Context", module: Module, name: str) -> Value:
    found = environment(context).documents.collections.named(name)
    if found is None:
        raise no_such_item(context, "collection", name)
    return found
