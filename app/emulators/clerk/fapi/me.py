"""The signed-in user: profile, password, devices."""

import json
from typing import Any

from app.emulators.clerk.accounts import HASHER
from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.errors import ClerkError, invalid, not_found
from app.emulators.clerk.store import Record


async def get(call: Call) -> dict[str, Any]:
    """The user."""
    return call.answer(call.services.objects.user(call.user()))


async def update(call: Call) -> dict[str, Any]:
    """Change the profile."""
    user = call.user()
    for name in ("first_name", "last_name"):
        if name in call.form:
            user[name] = call.form[name] or None
    if "unsafe_metadata" in call.form:
        user["unsafe_metadata"] = _metadata(call.form["unsafe_metadata"])
    if "primary_email_address_id" in call.form:
        verified = [item["id"] for item in user["email_addresses"] if item["verification"]["status"] == "verified"]
        if call.form["primary_email_address_id"] not in verified:
            raise invalid("primary_email_address_id", "The primary email address must be a verified one of the user.")
        user["primary_email_address_id"] = call.form["primary_email_address_id"]
    return call.answer(call.services.objects.user(call.services.accounts.touch_user(user)))


async def change_password(call: Call) -> dict[str, Any]:
    """Change the password, knowing the current one."""
    user, accounts = call.user(), call.services.accounts
    current = call.form.get("current_password") or ""
    call.services.attempts.begin(user["id"])
    if user["password_hash"] and not await in_thread(accounts.password_fits, user, current):
        message = "Incorrect password. Please try again."
        raise ClerkError(422, "form_password_validation_failed", message, param="current_password")
    call.services.attempts.succeeded(user["id"])
    password = accounts.check_password(call.form.get("new_password"), "new_password")
    user["password_hash"] = await in_thread(HASHER.hash, password)
    accounts.touch_user(user)
    if call.form.get("sign_out_of_other_sessions") == "true" and call.client is not None:
        for session in accounts.active_sessions(user_id=user["id"]):
            if session["client_id"] != call.client["id"]:
                accounts.end_session(session, "revoked")
    return call.answer(call.services.objects.user(user))


async def sessions(call: Call) -> list[dict[str, Any]]:
    """The user's active sessions, in all browsers."""
    user = call.user()
    return [_device(call, session) for session in call.services.accounts.active_sessions(user_id=user["id"])]


async def revoke_session(call: Call) -> dict[str, Any]:
    """Sign out another device of the user."""
    user, wanted = call.user(), call.path["session_id"]
    session = call.services.store.get("sessions", wanted)
    if session is None or session["user_id"] != user["id"]:
        raise not_found("Session", f"No session was found with id {wanted}")
    return call.answer(_device(call, call.services.accounts.end_session(session, "revoked")))


async def memberships(call: Call) -> dict[str, Any]:
    """Organizations, of which this instance has none."""
    call.user()
    return call.answer({"data": [], "total_count": 0})


def _device(call: Call, session: Record) -> dict[str, Any]:
    activity = {
        "object": "session_activity",
        "id": session["id"].replace("sess_", "sess_activity_"),
        **dict.fromkeys(("browser_name", "browser_version", "device_type", "city", "country")),
        "ip_address": "127.0.0.1",
        "is_mobile": False,
    }
    body = call.services.objects.session(session, minted=False)
    return {**body, "user": None, "public_user_data": None, "latest_activity": activity}


def _metadata(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise invalid("unsafe_metadata", "unsafe_metadata must be a valid JSON object.")
    return value
