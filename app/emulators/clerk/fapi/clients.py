"""The environment, the browser's client and its sessions."""

from typing import Any

from app.emulators.clerk.call import Call
from app.emulators.clerk.environment import environment
from app.emulators.clerk.errors import not_found


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
    if call.client is not None:
        call.services.store.delete("clients", call.client["id"])
    return {"response": None, "client": None}


async def delete_sessions(call: Call) -> dict[str, Any]:
    """Sign out of all sessions of this browser."""
    if call.client is not None:
        for session in call.services.accounts.active_sessions(client_id=call.client["id"]):
            call.services.accounts.end_session(session, "removed")
        call.save_client(sign_in=None, sign_up=None, last_active_session_id=None)
    return {"response": call.shown_client(), "client": None}


async def touch(call: Call) -> dict[str, Any]:
    """Make a session the active one."""
    session = call.session(call.path["session_id"])
    session["last_active_at"] = call.services.accounts.now()
    call.services.store.put("sessions", session)
    call.save_client(last_active_session_id=session["id"])
    return call.answer(call.services.objects.session(session))


async def end(call: Call) -> dict[str, Any]:
    """End a session."""
    return _close(call, "ended")


async def remove(call: Call) -> dict[str, Any]:
    """Sign out of one session."""
    return _close(call, "removed")


def _close(call: Call, status: str) -> dict[str, Any]:
    session = call.services.accounts.end_session(call.session(call.path["session_id"]), status)
    call.save_client(last_active_session_id=None)
    return call.answer(call.services.objects.session(session))


async def session_token(call: Call) -> dict[str, Any]:
    """A fresh session token."""
    session = call.session(call.path["session_id"])
    origin = call.origin or session["origin"]
    if session["origin"] != origin:
        session["origin"] = origin
        call.services.store.put("sessions", session)
    return {"object": "token", "jwt": call.services.tokens.session(session, origin)}


async def template_token(call: Call) -> dict[str, Any]:
    """A token of a JWT template."""
    session = call.session(call.path["session_id"])
    name = call.path["template"]
    template = call.services.store.find("templates", name=name)
    user = call.services.store.get("users", session["user_id"])
    if template is None or user is None:
        raise not_found("JWT template", f"No JWT template exists with name: {name}")
    return {"object": "token", "jwt": call.services.tokens.template(template, user, call.origin or session["origin"])}
