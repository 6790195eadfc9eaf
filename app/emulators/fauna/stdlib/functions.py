"""`Function`: the definitions of the database's own functions."""

from typing import TYPE_CHECKING, Any

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.definition_access import environment
from app.emulators.fauna.stdlib.registry import apply
from app.emulators.fauna.stdlib.schema_items import SchemaItems, no_such_item

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


def _shown(env: DatabaseEnvironment, fields: dict[str, Any]) -> dict[str, Any]:
    return fields


SchemaItems("Function", "function", _shown).expose(
    "(data: { name: String, alias: String | Null, signature: String | Null, role: String | Null, body: String,"
    " data: { *: Any } | Null }) => FunctionDef"
)


@apply("Function", "(function: String) => Any")
def _call(context: "Context", module: Module, name: str) -> Value:
    found = environment(context).documents.functions.named(name)
    if found is None:
        raise no_such_item(context, "function", name)
    return found
