"""The signed-in user: profile, password, devices."""

from typing import Any

from app.emulators.clerk.accounts import check_metadata, check_text
from app.emulators.clerk.body import parse_json
from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.errors import ClerkError, invalid, missing, session_not_found
from app.emulators.clerk.passwords import HASHER, check_password, fits
from app.emulators.clerk.store import Record

NAMES = ("first_name", "last_name")
FIELDS = (*NAMES, "unsafe_metadata", "primary_email_address_id")


async def get(call: Call) -> dict[str, Any]:
    """The user."""
    return call.answer(call.services.objects.user(call.user()))


async def update(call: Call) -> dict[str, Any]:
    """Change the profile."""
    user = call.user()
    if "password" in call.form:
        message = "Password is not a valid parameter and can only be updated via /v1/me/change_password"
        raise ClerkError(403, "updating_user_password_deprecated", "deprecated feature", message)
    call.check_fields(FIELDS)
    changes: dict[str, Any] = {name: check_text(call.form[name], name) for name in NAMES if name in call.form}
    if "unsafe_metadata" in call.form:
        changes["unsafe_metadata"] = metadata(call.form["unsafe_metadata"])
    if "primary_email_address_id" in call.form:
        wanted = call.form["primary_email_address_id"]
        verified = [item["id"] for item in user["email_addresses"] if item["verification"]["status"] == "verified"]
        if wanted not in verified:
            raise invalid("primary_email_address_id", "The primary email address must be a verified one of the user.")
        changes["primary_email_address_id"] = wanted
    return _changed(call, user, **changes)


async def update_metadata(call: Call) -> dict[str, Any]:
    """Replace the metadata that the user may write."""
    user = call.user()
    if "unsafe_metadata" not in call.form:
        raise missing("unsafe_metadata")
    return _changed(call, user, unsafe_metadata=metadata(call.form["unsafe_metadata"]))


async def delete(call: Call) -> dict[str, Any]:
    """Delete one's own account, where that is allowed."""
    user = call.user()
    if not user["delete_self_enabled"]:
        message = "Self deletion is not enabled for this user"
        raise ClerkError(403, "user_delete_self_not_enabled", "delete self not enabled", message)
    call.services.sessions.end_all(user["id"], "removed")
    call.services.store.delete("users", user["id"])
    return call.answer({"object": "user", "id": user["id"], "deleted": True})


async def change_password(call: Call) -> dict[str, Any]:
    """Change the password, knowing the current one."""
    user = call.user()
    current = call.form.get("current_password") or ""
    if user["password_hash"] and not current:
        raise missing("current_password")
    call.services.attempts.begin(user["id"])
    if user["password_hash"] and not await in_thread(fits, user, current):
        message = "Incorrect password. Please try again."
        raise ClerkError(422, "form_password_validation_failed", message, param="current_password")
    call.services.attempts.succeeded(user["id"])
    password = check_password(call.form.get("new_password"), "new_password")
    hashed = await in_thread(HASHER.hash, password)
    if call.user()["password_hash"] != user["password_hash"]:
        message = "Incorrect password. Please try again."
        raise ClerkError(422, "form_password_validation_failed", message, param="current_password")
    call.services.accounts.set_password(user["id"], hashed)
    if call.form.get("sign_out_of_other_sessions") == "true":
        call.services.sessions.end_all(user["id"], "revoked", except_client=call.client_id)
    return call.answer(call.services.objects.user(call.user()))


async def remove_password(call: Call) -> dict[str, Any]:
    """Refused: this instance wants passwords."""
    if not call.user()["password_hash"]:
        message = "This user does not have a password set for their account"
        raise ClerkError(400, "no_password_set", "no password set", message)
    message = "Settings for this instance require a password to be set. Cannot remove the user's password."
    raise ClerkError(400, "password_required", "password required", message)


async def active_sessions(call: Call) -> list[dict[str, Any]]:
    """The user's active sessions, in all browsers; a token comes only with those of this browser."""
    found = call.services.sessions.active(user_id=call.user()["id"])
    return [_device(call, session) for session in found]


async def all_sessions(call: Call) -> list[dict[str, Any]]:
    """The user's sessions, also those that are over."""
    wanted = call.user()["id"]
    found = call.services.store.all("sessions", lambda session: session["user_id"] == wanted)
    return [_device(call, session) for session in found]


async def revoke_session(call: Call) -> dict[str, Any]:
    """Sign out another device of the user."""
    user, wanted = call.user(), call.path["session_id"]
    session = call.services.store.get("sessions", wanted)
    if session is None or session["user_id"] != user["id"]:
        raise session_not_found(wanted)
    return call.answer(_device(call, call.services.sessions.end(session, "revoked")))


async def memberships(call: Call) -> dict[str, Any]:
    """Organizations, of which this instance has none."""
    call.user()
    return call.answer({"data": [], "total_count": 0})


def metadata(text: str) -> dict[str, Any]:
    """Metadata in a form field: a JSON object. Raises `ClerkError` for anything else."""
    try:
        value = parse_json(text) if text else {}
    except ClerkError:
        value = None
    if not isinstance(value, dict):
        raise invalid("unsafe_metadata", "unsafe_metadata must be a valid JSON object.")
    return check_metadata(value, "unsafe_metadata")


def _changed(call: Call, user: Record, **changes: Any) -> dict[str, Any]:
    return call.answer(call.services.objects.user(call.services.accounts.change(user["id"], **changes) or user))


def _device(call: Call, session: Record) -> dict[str, Any]:
    return call.services.objects.device(session, minted=session["client_id"] == call.client_id)
