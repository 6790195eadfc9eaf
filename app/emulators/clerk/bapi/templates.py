"""JWT templates."""

import re
from collections.abc import Mapping
from typing import Any

import jwt

from app.emulators.clerk.bapi.call import FLAG, NUMBER, OBJECT, TEXT, BackendCall, seconds
from app.emulators.clerk.errors import ClerkError, invalid, not_allowed, template_not_found, too_long
from app.emulators.clerk.shortcodes import RESERVED
from app.emulators.clerk.store import Record, new_id

LIFETIME, SKEW = (30, 315_360_000), (0, 300)
LONGEST_NAME = 255
NAME = re.compile(r"[^/\x00-\x1f\x7f]+")
ALGORITHMS = ("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
KINDS = {
    "name": TEXT,
    "claims": OBJECT,
    "lifetime": NUMBER,
    "allowed_clock_skew": NUMBER,
    "custom_signing_key": FLAG,
    "signing_algorithm": TEXT,
    "signing_key": TEXT,
}
SHOWN = ("id", "name", "claims", "lifetime", "allowed_clock_skew")


async def create(call: BackendCall) -> Any:
    """Make a JWT template."""
    now = call.services.accounts.now()
    template: Record = {"id": new_id("jtmp"), "created_at": now, "lifetime": 60, "allowed_clock_skew": 5}
    return shown(_saved(call, template))


async def get_all(call: BackendCall) -> Any:
    """All JWT templates."""
    found = [shown(template) for template in call.services.store.all("templates")]
    return call.listed(found) if any(call.query.get(name) for name in ("paginated", "limit", "offset")) else found


async def get(call: BackendCall) -> Any:
    """One JWT template."""
    return shown(_stored(call))


async def update(call: BackendCall) -> Any:
    """Change a JWT template."""
    return shown(_saved(call, _stored(call)))


async def delete(call: BackendCall) -> Any:
    """Remove a JWT template."""
    template = _stored(call)
    call.services.store.delete("templates", template["id"])
    return {"object": "jwt_template", "id": template["id"], "deleted": True}


def shown(template: Record) -> dict[str, Any]:
    """A template as the API shows it: never with its signing key."""
    return {
        "object": "jwt_template",
        **{name: template[name] for name in SHOWN},
        "custom_signing_key": bool(template.get("signing_key")),
        "signing_algorithm": template.get("signing_algorithm") or "RS256",
        "created_at": template["created_at"],
        "updated_at": template["updated_at"],
    }


def _stored(call: BackendCall) -> Record:
    template = call.services.store.get("templates", call.path["template_id"])
    if template is None:
        raise template_not_found("id", call.path["template_id"])
    return template


def _saved(call: BackendCall, template: Record) -> Record:
    params = call.params(KINDS, ["name", "claims"], others=True)
    for name in params["claims"]:
        if name in RESERVED:
            message = f"You can't use the reserved claim: '{name}'"
            raise ClerkError(400, "jwt_template_reserved_claim", "reserved claim used", message, param="claims")
    for name, bounds in (("lifetime", LIFETIME), ("allowed_clock_skew", SKEW)):
        value = seconds(params, name, *bounds)
        template[name] = template[name] if value is None else value
    template["name"] = _free_name(call, params["name"], template["id"])
    template["claims"] = params["claims"]
    template.update(_signing(params, template))
    template["updated_at"] = call.services.accounts.now()
    return call.services.store.put("templates", template)


def _free_name(call: BackendCall, name: str, template_id: str) -> str:
    if len(name) > LONGEST_NAME:
        raise too_long("name", LONGEST_NAME)
    if not NAME.fullmatch(name) or name != name.strip():
        raise invalid("name")
    other = call.services.store.find("templates", name=name)
    if other is not None and other["id"] != template_id:
        raise ClerkError(422, "form_already_exists", "A JWT template with this name already exists.", param="name")
    return name


def _signing(params: Mapping[str, Any], template: Record) -> dict[str, Any]:
    custom = params.get("custom_signing_key")
    if custom is None:
        return {}
    if not custom:
        return {"signing_key": None, "signing_algorithm": None}
    for name in ("signing_algorithm", "signing_key"):
        if not (params.get(name) or template.get(name)):
            message = f"`{name}` is required when `custom_signing_key` is `true`."
            raise ClerkError(422, "form_conditional_param_missing", "is missing", message)
    algorithm = params.get("signing_algorithm") or template["signing_algorithm"]
    key = params.get("signing_key") or template["signing_key"]
    if algorithm not in ALGORITHMS:
        raise not_allowed("signing_algorithm", algorithm[:100])
    try:
        jwt.encode({}, key, algorithm)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise invalid("signing_key") from error
    return {"signing_key": key, "signing_algorithm": algorithm}
