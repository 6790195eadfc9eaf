"""Browsers' clients, as servers see them."""

from typing import Any

from app.emulators.clerk.bapi.call import TEXT, BackendCall
from app.emulators.clerk.errors import ClerkError, not_found
from app.emulators.clerk.store import digest


async def get_all(call: BackendCall) -> Any:
    """All clients, newest first."""
    found = reversed(call.services.store.all("clients"))
    return call.listed([call.services.objects.backend_client(client) for client in found])


async def get(call: BackendCall) -> Any:
    """One client."""
    wanted = call.path["client_id"]
    client = call.services.store.get("clients", wanted)
    if client is None:
        raise not_found(f"No client was found with id {wanted}", "Client not found")
    return call.services.objects.backend_client(client)


async def verify(call: BackendCall) -> Any:
    """The client behind a browser's cookie or session token."""
    token, store = call.params({"token": TEXT}, ["token"])["token"], call.services.store
    client = store.find("clients", cookie=digest(token))
    if client is None:
        session = store.get("sessions", call.services.tokens.session_id(token))
        client = store.get("clients", session["client_id"]) if session else None
    if client is None:
        message = "The token provided could not be successfully verified"
        raise ClerkError(400, "invalid_session_token", "Invalid session token", message)
    return call.services.objects.backend_client(client)


async def instance(call: BackendCall) -> Any:
    """The one instance there is; its id is also the id of its key."""
    shown = {"object": "instance", "id": call.services.tokens.instance_id, "environment_type": "development"}
    return {**shown, "allowed_origins": None, "workspace_id": None}
