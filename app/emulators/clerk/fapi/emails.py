"""The signed-in user's e-mail addresses."""

from typing import Any

from app.emulators.clerk.accounts import email_record
from app.emulators.clerk.call import Call
from app.emulators.clerk.errors import (
    ClerkError,
    already_verified,
    identification_not_found,
    invalid,
    missing,
    not_allowed,
)
from app.emulators.clerk.objects import email
from app.emulators.clerk.store import Record

MOST_UNVERIFIED = 10
UNPROVED = {"status": "unverified", "strategy": None, "attempts": None, "expire_at": None}


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
        found = email_record(address, UNPROVED, accounts.now())
        accounts.change(user["id"], email_addresses=[*user["email_addresses"], found])
    return call.answer(email(found))


async def get_all(call: Call) -> list[dict[str, Any]]:
    """The addresses."""
    return [email(item) for item in call.user()["email_addresses"]]


async def get(call: Call) -> dict[str, Any]:
    """One address."""
    return call.answer(email(_chosen(call, call.user())))


async def prepare_verification(call: Call) -> dict[str, Any]:
    """Send a code to the address."""
    user = call.user()
    chosen, strategy = _unverified(call, user), call.form.get("strategy")
    if not strategy:
        raise missing("strategy")
    if strategy != "email_code":
        raise not_allowed("strategy", strategy)
    sent = chosen["code"] = call.services.codes.send(chosen["email_address"], "email_code", chosen.get("code"))
    return _saved(call, user, chosen, "unverified", sent)


async def attempt_verification(call: Call) -> dict[str, Any]:
    """Check the code; from then on the address signs in."""
    user, accounts = call.user(), call.services.accounts
    chosen = _unverified(call, user)
    call.services.attempts.begin(chosen["id"])
    try:
        call.services.codes.check(chosen.get("code"), "email_code", call.form.get("code"))
    finally:
        accounts.change(user["id"], email_addresses=user["email_addresses"])
    call.services.attempts.succeeded(chosen["id"])
    accounts.check_email(chosen["email_address"])
    return _saved(call, user, chosen, "verified", chosen.pop("code"))


async def delete(call: Call) -> dict[str, Any]:
    """Remove an address that is not the primary one."""
    user = call.user()
    chosen = _chosen(call, user)
    if chosen["id"] == user["primary_email_address_id"]:
        raise invalid("email_address_id", "The primary email address cannot be removed.")
    kept = [item for item in user["email_addresses"] if item["id"] != chosen["id"]]
    call.services.accounts.change(user["id"], email_addresses=kept)
    return call.answer({"object": "email_address", "id": chosen["id"], "deleted": True})


def _saved(call: Call, user: Record, chosen: Record, status: str, sent: Record) -> dict[str, Any]:
    counts = {name: sent[name] for name in ("attempts", "expire_at")}
    chosen["verification"] = {"status": status, "strategy": "email_code", **counts}
    chosen["updated_at"] = call.services.accounts.now()
    call.services.accounts.change(user["id"], email_addresses=user["email_addresses"])
    return call.answer(email(chosen))


def _chosen(call: Call, user: Record) -> Record:
    for item in user["email_addresses"]:
        if item["id"] == call.path["email_id"]:
            return item
    raise identification_not_found()


def _unverified(call: Call, user: Record) -> Record:
    chosen = _chosen(call, user)
    if chosen["verification"]["status"] == "verified":
        raise already_verified()
    return chosen
