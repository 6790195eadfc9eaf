"""`AccessProvider`: whose tokens count in this database, and which roles they give."""

from typing import Any

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.stdlib.schema_items import SchemaItems


def _shown(env: DatabaseEnvironment, fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "audience": env.session.database.audience}


SchemaItems("AccessProvider", "access provider", _shown).expose(
    "(data: { name: String, issuer: String, jwks_uri: String, roles: String | { role: String, predicate: String }"
    " | Array<String | { role: String, predicate: String }> | Null, data: { *: Any } | Null }) => AccessProvider"
)
