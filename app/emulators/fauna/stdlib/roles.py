"""`Role`: what those who act with it may do."""

from typing import Any

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.stdlib.schema_items import SchemaItems


def _shown(env: DatabaseEnvironment, fields: dict[str, Any]) -> dict[str, Any]:
    return fields


SchemaItems("Role", "role", _shown).expose(
    "(data: { name: String, privileges: Any | Null, membership: Any | Null, data: { *: Any } | Null }) => Role"
)
