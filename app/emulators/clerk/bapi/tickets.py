"""Sign-in tokens: tickets that sign a user in once."""

import secrets
from typing import Any

from app.emulators.clerk.bapi.call import NUMBER, TEXT, BackendCall, seconds
from app.emulators.clerk.errors import ClerkError, not_found, user_not_found
from app.emulators.clerk.store import Record, digest, new_id

DEFAULT_SECONDS, MOST_SECONDS = 2_592_000, 315_360_000


async def create(call: BackendCall) -> Any:
    """A ticket; it is shown only here."""
    params = call.params({"user_id": TEXT, "expires_in_seconds": NUMBER}, ["user_id"], others=True)
    if call.services.store.get("users", params["user_id"]) is None:
        raise user_not_found(params["user_id"])
    life = seconds(params, "expires_in_seconds", 1, MOST_SECONDS) or DEFAULT_SECONDS
    now, token = call.services.accounts.now(), secrets.token_urlsafe(32)
    ticket = {
        "id": new_id("sit"),
        "user_id": params["user_id"],
        "digest": digest(token),
        "status": "pending",
        "expire_at": now + life * 1000,
        "created_at": now,
        "updated_at": now,
    }
    return {**_shown(call.services.store.put("tickets", ticket)), "token": token}


async def revoke(call: BackendCall) -> Any:
    """Make a pending ticket useless."""
    wanted = call.path["ticket_id"]
    ticket = call.services.store.get("tickets", wanted)
    if ticket is None:
        raise not_found(f"No sign in token was found with id {wanted}", "Sign in token not found")
    if ticket["status"] != "pending":
        message = (
            f"Sign in token cannot be revoked because its status is {ticket['status']}. "
            "Only pending tokens can be revoked."
        )
        raise ClerkError(400, "sign_in_token_cannot_be_revoked_code", "cannot revoke", message)
    changed = {**ticket, "status": "revoked", "updated_at": call.services.accounts.now()}
    return _shown(call.services.store.put("tickets", changed))


def _shown(ticket: Record) -> dict[str, Any]:
    names = ("id", "user_id", "status", "created_at", "updated_at")
    return {"object": "sign_in_token", **{name: ticket[name] for name in names}, "url": None}
