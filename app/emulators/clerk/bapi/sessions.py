"""Sessions and their tokens, as servers see them."""

from typing import Any

from app.emulators.clerk.bapi.call import NUMBER, TEXT, BackendCall, seconds
from app.emulators.clerk.errors import (
    not_allowed,
    session_not_found,
    template_not_found,
    user_banned,
    user_not_found,
)
from app.emulators.clerk.store import Record, new_id

LIFETIME = (30, 315_360_000)
STATES = ("abandoned", "active", "ended", "expired", "pending", "removed", "replaced", "revoked")


async def get_all(call: BackendCall) -> Any:
    """Sessions of a user or client, newest first."""
    user, client, status = call.one("user_id"), call.one("client_id"), call.one("status")
    if status and status not in STATES:
        raise not_allowed("status", status)
    found = call.services.store.all(
        "sessions",
        lambda session: (
            (not user or session["user_id"] == user)
            and (not client or session["client_id"] == client)
            and (not status or call.services.sessions.status(session) == status)
        ),
    )
    return call.listed([call.services.objects.backend_session(session) for session in reversed(found)])


async def create(call: BackendCall) -> Any:
    """A session without a sign-in, for tests; no browser has it."""
    params = call.params({"user_id": TEXT, "active_organization_id": TEXT}, ["user_id"], others=True)
    store, now = call.services.store, call.services.accounts.now()
    user = store.get("users", params["user_id"])
    if user is None:
        raise user_not_found(params["user_id"])
    if user["banned"]:
        raise user_banned()
    client = {
        "id": new_id("client"),
        "cookie": None,
        "sign_in": None,
        "sign_up": None,
        "last_active_session_id": None,
        "last_authentication_strategy": None,
        "created_at": now,
        "updated_at": now,
    }
    store.put("clients", client)
    session = call.services.sessions.start(client, user, None, None)
    store.change("clients", client["id"], last_active_session_id=session["id"])
    return call.services.objects.backend_session(session)


async def get(call: BackendCall) -> Any:
    """One session."""
    return call.services.objects.backend_session(_session(call))


async def revoke(call: BackendCall) -> Any:
    """End a session from the server's side."""
    return call.services.objects.backend_session(call.services.sessions.end(_session(call), "revoked"))


async def session_token(call: BackendCall) -> Any:
    """A session token, without `azp`: no page asks."""
    session, life = _active(call), _life(call)
    return {"object": "token", "jwt": call.services.tokens.session(session, None, life)}


async def template_token(call: BackendCall) -> Any:
    """A token of a JWT template, without `azp`."""
    session, life, name = _active(call), _life(call), call.path["template"]
    template = call.services.store.find("templates", name=name)
    user = call.services.store.get("users", session["user_id"])
    if user is None:
        raise session_not_found(session["id"])
    if template is None:
        raise template_not_found("name", name)
    return {"object": "token", "jwt": call.services.tokens.template(template, user, None, life)}


def _session(call: BackendCall) -> Record:
    session = call.services.store.get("sessions", call.path["session_id"])
    if session is None:
        raise session_not_found(call.path["session_id"])
    return session


def _active(call: BackendCall) -> Record:
    session = _session(call)
    if not call.services.sessions.is_active(session):
        raise session_not_found(session["id"])
    return session


def _life(call: BackendCall) -> int | None:
    return seconds(call.params({"expires_in_seconds": NUMBER}, others=True), "expires_in_seconds", *LIFETIME)
