"""`GET /environment/1`: globals and types that a query of the database may use, for editors and consoles."""

from functools import cache
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.user_types import user_globals, user_shapes
from app.emulators.fauna.schema.items import Schema
from app.emulators.fauna.stdlib import library  # noqa: F401 - fills the table
from app.emulators.fauna.stdlib.shapes import globals_by_name, shapes

READERS = frozenset(("admin", "server"))


def environment(session: Session, schema: Schema, schema_version: int) -> tuple[int, dict[str, Any]]:
    """Status and JSON: admins and servers may read it."""
    if not READERS & set(session.roles):
        return 403, {"code": "forbidden", "message": "Access denied"}
    known = _builtin()
    own = {name: shape.as_json() for name, shape in user_shapes(schema).items()}
    found = {
        "globals": dict(sorted((known["globals"] | user_globals(schema)).items())),
        "types": dict(sorted((known["types"] | own).items())),
    }
    return 200, {"environment": found, "schema_version": schema_version}


@cache
def _builtin() -> dict[str, Any]:
    types = {name: shape.as_json() for name, shape in sorted(shapes().items())}
    return {"globals": dict(sorted(globals_by_name().items())), "types": types}
