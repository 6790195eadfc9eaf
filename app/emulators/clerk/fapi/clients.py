"""The environment, the browser's client and its sessions."""

import secrets
from typing import Any

from app.emulators.clerk.call import Call
from app.emulators.clerk.environment import environment
from app.emulators.clerk.errors import template_not_found
from app.emulators.clerk.store import digest


async def create_dev_browser(call: Call) -> dict[str, Any]:
    """A browser that names itself in the query, for page hosts that cannot share a cookie with this one."""
    now, token = call.services.accounts.now(), f"dvb_{secrets.token_urlsafe(27)}"
    call.services.store.put("browsers", {"id": digest(token), "client_id": None, "created_at": now})
    shown = {"object": "dev_browser", "id": token, "client_id": None, "token": token}
    return {**shown, "created_at": now, "updated_at": now}


async def get_environment(call: Call) -> dict[str, Any]:
    """Which parts of Clerk are on."""
    config = call.services.config
    return environment(call.origin or "http://localhost", config.application_name)


async def get_client(call: Call) -> dict[str, Any]:
    """The client, or null before the first sign-in."""
    return {"response": call.shown_client(), "client": None}


async def put_client(call: Call) -> dict[str, Any]:
    """A client, made if need be."""
    call.ensure_client()
    return call.answer(call.shown_client())


async def delete_client(call: Call) -> dict[str, Any]:
    """Sign out and forget this browser."""
    await delete_sessions(call)
    if call.client_id is not None:
        call.services.store.delete("clients", call.client_id)
    return {"response": None, "client": None}


async def delete_sessions(call: Call) -> dict[str, Any]:
    """Sign out of all sessions of this browser."""
    if call.client is not None:
        for session in call.services.sessions.active(client_id=call.client_id):
            call.services.sessions.end(session, "removed")
        call.save_client(sign_in=None, sign_up=None, last_active_session_id=None)
    return {"response": call.shown_client(), "client": None}


async def get_session(call: Call) -> dict[str, Any]:
    """One session of this browser."""
    session = call.own_session(call.path["session_id"])
    return call.answer(call.services.objects.session(session, call.origin))


async def touch(call: Call) -> dict[str, Any]:
    """Make a session the active one."""
    session = call.services.sessions.touch(call.session(call.path["session_id"]), call.activity)
    call.save_client(last_active_session_id=session["id"])
    return call.answer(call.services.objects.session(session, call.origin))


async def end(call: Call) -> dict[str, Any]:
    """End a session."""
    return _close(call, "ended")


async def remove(call: Call) -> dict[str, Any]:
    """Sign out of one session."""
    return _close(call, "removed")


def _close(call: Call, status: str) -> dict[str, Any]:
    session = call.services.sessions.end(call.session(call.path["session_id"]), status)
    call.save_client(last_active_session_id=None)
    return call.answer(call.services.objects.session(session))


async def session_token(call: Call) -> dict[str, Any]:
    """A fresh session token."""
    session = call.session(call.path["session_id"])
    origin = call.origin or session["origin"]
    if session["origin"] != origin:
        call.services.store.change("sessions", session["id"], origin=origin)
    return {"object": "token", "jwt": call.services.tokens.session(session, origin)}


async def template_token(call: Call) -> dict[str, Any]:
    """A token of a JWT template."""
    session = call.session(call.path["session_id"])
    name = call.path["template"]
    template = call.services.store.find("templates", name=name)
    user = call.services.store.get("users", session["user_id"])
    if template is None or user is None:
        raise template_not_found("name", name)
    return {"object": "token", "jwt": call.services.tokens.template(template, user, call.origin or session["origin"])}
