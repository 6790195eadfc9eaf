"""Users, sessions, JWT templates and sign-in tokens, one handler per operation."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.emulators.clerk.accounts import HASHER
from app.emulators.clerk.call import Services, in_thread
from app.emulators.clerk.errors import ClerkError, invalid, missing, not_found
from app.emulators.clerk.shortcodes import RESERVED
from app.emulators.clerk.store import Record, digest, new_id

NAMES = ("first_name", "last_name", "external_id")
METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
LIFETIME, SKEW = (30, 315_360_000), (0, 300)
TICKET_SECONDS = 2_592_000


@dataclass(frozen=True, slots=True)
class BackendCall:
    """A Backend API request: JSON body, query and path."""

    services: Services
    body: dict[str, Any]
    query: Mapping[str, list[str]]
    path: dict[str, str]


async def create_user(call: BackendCall) -> Any:
    """Make a user with a verified address."""
    accounts, body = call.services.accounts, call.body
    addresses = body.get("email_address")
    if not isinstance(addresses, list) or not addresses:
        raise missing("email_address")
    if len(addresses) > 1:
        raise invalid("email_address", "This emulator creates users with one email address.")
    fields: dict[str, Any] = {name: _text(call, name) for name in NAMES}
    for name in METADATA:
        fields[name] = accounts.metadata(body.get(name), name)
    if body.get("password") is not None:
        password = accounts.check_password(body["password"])
        fields["password_hash"] = await in_thread(HASHER.hash, password)
    return call.services.objects.backend_user(accounts.create_user(accounts.check_email(addresses[0]), fields))


async def list_users(call: BackendCall) -> Any:
    """Users, newest first, by address, id or text."""
    users = list(reversed(call.services.store.all("users")))
    wanted = {address.lower() for address in call.query.get("email_address", [])}
    ids = set(call.query.get("user_id", []))
    text = "".join(call.query.get("query", [])).lower()
    users = [
        user
        for user in users
        if (not wanted or wanted & {item["email_address"] for item in user["email_addresses"]})
        and (not ids or user["id"] in ids)
        and any(text in word for word in _words(user))
    ]
    start, count = _number(call, "offset", 0), _number(call, "limit", 10)
    return [call.services.objects.backend_user(user) for user in users[start : start + count]]


async def get_user(call: BackendCall) -> Any:
    """One user."""
    return call.services.objects.backend_user(_user(call))


async def update_user(call: BackendCall) -> Any:
    """Change names and metadata."""
    user = _user(call)
    for name in NAMES:
        if name in call.body:
            user[name] = _text(call, name) or None
    for name in METADATA:
        if name in call.body:
            user[name] = call.services.accounts.metadata(call.body[name], name)
    return call.services.objects.backend_user(call.services.accounts.touch_user(user))


async def update_metadata(call: BackendCall) -> Any:
    """Merge metadata at every level; null removes a key."""
    user = _user(call)
    for name in METADATA:
        user[name] = _merged(user[name], call.services.accounts.metadata(call.body.get(name), name))
    return call.services.objects.backend_user(call.services.accounts.touch_user(user))


async def delete_user(call: BackendCall) -> Any:
    """Remove a user and end all sessions."""
    user = _user(call)
    for session in call.services.accounts.active_sessions(user_id=user["id"]):
        call.services.accounts.end_session(session, "revoked")
    call.services.store.delete("users", user["id"])
    return {"object": "user", "id": user["id"], "deleted": True}


async def list_sessions(call: BackendCall) -> Any:
    """Sessions of a user or client."""
    user, client = "".join(call.query.get("user_id", [])), "".join(call.query.get("client_id", []))
    status = "".join(call.query.get("status", []))
    shown = [
        call.services.objects.backend_session(session)
        for session in reversed(call.services.store.all("sessions"))
        if (not user or session["user_id"] == user)
        and (not client or session["client_id"] == client)
        and (not status or call.services.accounts.status(session) == status)
    ]
    start = _number(call, "offset", 0)
    return shown[start : start + _number(call, "limit", 10)]


async def get_session(call: BackendCall) -> Any:
    """One session."""
    return call.services.objects.backend_session(_session(call))


async def revoke_session(call: BackendCall) -> Any:
    """End a session from the server's side."""
    session = call.services.accounts.end_session(_session(call), "revoked")
    return call.services.objects.backend_session(session)


async def session_token(call: BackendCall) -> Any:
    """A session token, without `azp`: no page asks."""
    jwt = call.services.tokens.session(_active(call), None, _expires(call))
    return {"object": "token", "jwt": jwt}


async def template_token(call: BackendCall) -> Any:
    """A token of a JWT template, without `azp`."""
    session, name = _active(call), call.path["template"]
    template = call.services.store.find("templates", name=name)
    user = call.services.store.get("users", session["user_id"])
    if template is None or user is None:
        raise not_found("JWT template", f"No JWT template exists with name: {name}")
    return {"object": "token", "jwt": call.services.tokens.template(template, user, None, _expires(call))}


async def create_template(call: BackendCall) -> Any:
    """Make a JWT template."""
    now = call.services.accounts.now()
    template: Record = {"id": new_id("jtmp"), "created_at": now, "lifetime": 60, "allowed_clock_skew": 5}
    for name in ("name", "claims"):
        if name not in call.body:
            raise missing(name)
    return _template(call.services.store.put("templates", _changed(call, template)))


async def list_templates(call: BackendCall) -> Any:
    """All JWT templates."""
    return [_template(template) for template in call.services.store.all("templates")]


async def get_template(call: BackendCall) -> Any:
    """One JWT template."""
    return _template(_stored_template(call))


async def update_template(call: BackendCall) -> Any:
    """Change a JWT template."""
    return _template(call.services.store.put("templates", _changed(call, _stored_template(call))))


async def delete_template(call: BackendCall) -> Any:
    """Remove a JWT template."""
    template = _stored_template(call)
    call.services.store.delete("templates", template["id"])
    return {"object": "jwt_template", "id": template["id"], "deleted": True}


async def create_ticket(call: BackendCall) -> Any:
    """A sign-in token: a ticket that signs a user in once."""
    user_id = _text(call, "user_id")
    if user_id is None:
        raise missing("user_id")
    if call.services.store.get("users", user_id) is None:
        raise not_found("User", f"No user was found with id {user_id}.")
    seconds = _seconds(call, 1) or TICKET_SECONDS
    now, token = call.services.accounts.now(), secrets.token_urlsafe(32)
    ticket = {
        "id": new_id("sit"),
        "user_id": user_id,
        "digest": digest(token),
        "status": "pending",
        "expire_at": now + seconds * 1000,
        "created_at": now,
        "updated_at": now,
    }
    return {**_ticket(call.services.store.put("tickets", ticket)), "token": token}


async def revoke_ticket(call: BackendCall) -> Any:
    """Make a pending sign-in token useless."""
    ticket = call.services.store.get("tickets", call.path["ticket_id"])
    if ticket is None:
        raise not_found("Sign in token", f"No sign in token was found with id {call.path['ticket_id']}")
    if ticket["status"] != "pending":
        message = f"Sign in token cannot be revoked because its status is {ticket['status']}."
        raise ClerkError(400, "sign_in_token_cannot_be_revoked_code", "cannot revoke", message)
    changed = {**ticket, "status": "revoked", "updated_at": call.services.accounts.now()}
    return _ticket(call.services.store.put("tickets", changed))


def _user(call: BackendCall) -> Record:
    user = call.services.store.get("users", call.path["user_id"])
    if user is None:
        raise not_found("User", f"No user was found with id {call.path['user_id']}.")
    return user


def _session(call: BackendCall) -> Record:
    session = call.services.store.get("sessions", call.path["session_id"])
    if session is None:
        raise not_found("Session", f"No session was found with id {call.path['session_id']}")
    return session


def _active(call: BackendCall) -> Record:
    session = _session(call)
    if not call.services.accounts.is_active(session):
        raise not_found("Session", f"No session was found with id {call.path['session_id']}")
    return session


def _expires(call: BackendCall) -> int | None:
    return _seconds(call, LIFETIME[0])


def _seconds(call: BackendCall, least: int) -> int | None:
    seconds, most = call.body.get("expires_in_seconds"), LIFETIME[1]
    if seconds is None:
        return None
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not least <= seconds <= most:
        raise invalid("expires_in_seconds", f"expires_in_seconds must be between {least} and {most}.")
    return seconds


def _text(call: BackendCall, name: str) -> str | None:
    value = call.body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(name, f"{name} must be a string.")
    return value


def _words(user: Record) -> list[str]:
    full_name = " ".join(part for part in (user["first_name"], user["last_name"]) if part).lower()
    return [full_name, user["id"].lower(), *(item["email_address"] for item in user["email_addresses"])]


def _merged(old: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            earlier = merged.get(name)
            merged[name] = _merged(earlier if isinstance(earlier, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def _stored_template(call: BackendCall) -> Record:
    template = call.services.store.get("templates", call.path["template_id"])
    if template is None:
        raise not_found("JWT template", f"No JWT template exists with id: {call.path['template_id']}")
    return template


def _changed(call: BackendCall, template: Record) -> Record:
    body = call.body
    claims = body.get("claims", template.get("claims"))
    if not isinstance(claims, dict):
        raise invalid("claims", "claims must be an object.")
    for name in claims:
        if name in RESERVED:
            message = f"You can't use the reserved claim: '{name}'"
            raise ClerkError(400, "jwt_template_reserved_claim", "reserved claim used", message, param="claims")
    for name, (least, most) in (("lifetime", LIFETIME), ("allowed_clock_skew", SKEW)):
        value = template[name] if body.get(name) is None else body[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise invalid(name, f"{name} must be between {least} and {most}.")
        template[name] = value
    template["name"] = _template_name(call, template)
    template["claims"] = claims
    template["updated_at"] = call.services.accounts.now()
    return template


def _template_name(call: BackendCall, template: Record) -> str:
    name = _text(call, "name") or template.get("name")
    if not name:
        raise missing("name")
    other = call.services.store.find("templates", name=name)
    if other is not None and other["id"] != template["id"]:
        raise ClerkError(422, "form_already_exists", "A JWT template with this name already exists.", param="name")
    return name


def _template(template: Record) -> dict[str, Any]:
    names = ("id", "name", "claims", "lifetime", "allowed_clock_skew", "created_at", "updated_at")
    shown = {name: template[name] for name in names}
    return {"object": "jwt_template", **shown, "custom_signing_key": False, "signing_algorithm": "RS256"}


def _ticket(ticket: Record) -> dict[str, Any]:
    names = ("id", "user_id", "status", "created_at", "updated_at")
    return {"object": "sign_in_token", **{name: ticket[name] for name in names}, "url": None}


def _number(call: BackendCall, name: str, default: int) -> int:
    text = "".join(call.query.get(name, []))
    if not text:
        return default
    if not text.isdecimal() or int(text) > 500_000:
        raise invalid(name, f"{name} must be a number.")
    return int(text)
