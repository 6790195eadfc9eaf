"""`GET /environment/1`: globals and types that a query of the database may use, for editors and consoles."""

from functools import cache
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.stdlib import library  # noqa: F401 - fills the table
from app.emulators.fauna.stdlib.shapes import globals_by_name, shapes

READERS = frozenset(("admin", "server"))


def environment(session: Session, schema_version: int) -> tuple[int, dict[str, Any]]:
    """Status and JSON: admins and servers may read it."""
    if not READERS & set(session.roles):
        return 403, {"code": "forbidden", "message": "Access denied"}
    return 200, {"environment": _builtin(), "schema_version": schema_version}


@cache
def _builtin() -> dict[str, Any]:
    types = {name: shape.as_json() for name, shape in sorted(shapes().items())}
    return {"globals": dict(sorted(globals_by_name().items())), "types": types}
