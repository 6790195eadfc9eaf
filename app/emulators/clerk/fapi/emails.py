"""The signed-in user's e-mail addresses."""

from typing import Any

from app.emulators.clerk.call import Call
from app.emulators.clerk.errors import ClerkError, already_verified, invalid, not_found
from app.emulators.clerk.objects import email
from app.emulators.clerk.store import Record, new_id

MOST_UNVERIFIED = 10


async def create(call: Call) -> dict[str, Any]:
    """Add an address; it counts once its code is given."""
    user, accounts = call.user(), call.services.accounts
    address = accounts.check_email(call.form.get("email_address"))
    unverified = [item for item in user["email_addresses"] if item["verification"]["status"] != "verified"]
    found = next((item for item in unverified if item["email_address"] == address), None)
    if found is None and len(unverified) >= MOST_UNVERIFIED:
        message = "There are too many unverified contacts for this user."
        raise ClerkError(400, "too_many_unverified_identifications", "too many unverified contacts", message)
    if found is None:
        state = {"status": "unverified", "strategy": None, "attempts": None, "expire_at": None}
        found = {"id": new_id("idn"), "email_address": address, "verification": state, "created_at": accounts.now()}
        user["email_addresses"].append(found)
        accounts.touch_user(user)
    return call.answer(email(found))


async def get_all(call: Call) -> dict[str, Any]:
    """The addresses."""
    return call.answer([email(item) for item in call.user()["email_addresses"]])


async def get(call: Call) -> dict[str, Any]:
    """One address."""
    return call.answer(email(_chosen(call, call.user())))


async def prepare_verification(call: Call) -> dict[str, Any]:
    """Send a code to the address."""
    user, accounts = call.user(), call.services.accounts
    chosen = _unverified(call, user)
    if call.form.get("strategy") != "email_code":
        raise invalid("strategy", "strategy must be email_code")
    sent = chosen["code"] = accounts.send_code(chosen["email_address"], "email_code", chosen.get("code"))
    chosen["verification"] = {"status": "unverified", "strategy": "email_code", **_counts(sent)}
    accounts.touch_user(user)
    return call.answer(email(chosen))


async def attempt_verification(call: Call) -> dict[str, Any]:
    """Check the code; from then on the address signs in."""
    user, accounts = call.user(), call.services.accounts
    chosen = _unverified(call, user)
    call.services.attempts.begin(chosen["id"])
    try:
        accounts.check_code(chosen.get("code"), "email_code", call.form.get("code"))
    finally:
        accounts.touch_user(user)
    call.services.attempts.succeeded(chosen["id"])
    accounts.check_email(chosen["email_address"])
    sent = chosen.pop("code")
    chosen["verification"] = {"status": "verified", "strategy": "email_code", **_counts(sent)}
    accounts.touch_user(user)
    return call.answer(email(chosen))


async def delete(call: Call) -> dict[str, Any]:
    """Remove an address that is not the primary one."""
    user = call.user()
    chosen = _chosen(call, user)
    if chosen["id"] == user["primary_email_address_id"]:
        raise invalid("email_address_id", "The primary email address cannot be removed.")
    user["email_addresses"] = [item for item in user["email_addresses"] if item["id"] != chosen["id"]]
    call.services.accounts.touch_user(user)
    return call.answer({"object": "email_address", "id": chosen["id"], "deleted": True})


def _counts(sent: Record) -> dict[str, Any]:
    return {name: sent[name] for name in ("attempts", "expire_at")}


def _chosen(call: Call, user: Record) -> Record:
    for item in user["email_addresses"]:
        if item["id"] == call.path["email_id"]:
            return item
    raise not_found("Resource", "Resource not found")


def _unverified(call: Call, user: Record) -> Record:
    chosen = _chosen(call, user)
    if chosen["verification"]["status"] == "verified":
        raise already_verified()
    return chosen
