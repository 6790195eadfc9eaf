"""`Function`: the definitions of the database's own functions."""

from typing import Any

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.stdlib.schema_items import SchemaItems


def _shown(env: DatabaseEnvironment, fields: dict[str, Any]) -> dict[str, Any]:
    return fields


SchemaItems("Function", "function", _shown).expose(
    "(data: { name: String, alias: String | Null, signature: String | Null, role: String | Null, body: String,"
    " data: { *: Any } | Null }) => FunctionDef"
)
