"""Fauna's table of signatures, for completion and signature help."""

import time
from typing import Any

from app.developer.identities import admin_secret
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.settings import Settings, SettingsError

FRESH_SECONDS = 5.0
OWN_HINTS = ("user_collection",)
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


async def signatures(settings: Settings, *, with_own: bool) -> dict[str, Any]:
    """`globals` and `types`, asked with the admin key, for users may not ask; empty while Fauna does not tell.

    Without `with_own` only the standard library is told, not what collections and functions the database has.
    """
    asked, known = _kept.get(settings.fauna_endpoint, (float("-inf"), {}))
    if time.monotonic() - asked > FRESH_SECONDS:
        try:
            async with FaunaClient(settings.fauna_endpoint) as client:
                known = await client.environment(secret=admin_secret(settings))
        except (FaunaError, SettingsError):
            known = {}
        _kept[settings.fauna_endpoint] = (time.monotonic(), known)
    return known if with_own else standard(known)


def standard(known: dict[str, Any]) -> dict[str, Any]:
    """The standard library's part."""
    types: dict[str, Any] = known.get("types", {})
    own = {name for name, shape in types.items() if shape.get("type_hint") in OWN_HINTS}
    own |= {name.removesuffix("Collection") for name in own} | {
        f"Null{name.removesuffix('Collection')}" for name in own
    }
    listed: dict[str, str] = known.get("globals", {})
    kept = {name: kind for name, kind in listed.items() if kind not in own and not kind.startswith("UserFunction<")}
    return {"globals": kept, "types": {name: shape for name, shape in types.items() if name not in own}}
