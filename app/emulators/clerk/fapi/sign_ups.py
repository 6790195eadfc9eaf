"""Signing up with an e-mail address, a password and a code."""

from typing import Any

from app.emulators.clerk.accounts import HASHER
from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.errors import ClerkError, already_verified, invalid, not_found
from app.emulators.clerk.store import Record, new_id

ABANDON_MS = 86_400_000
# Before a code is asked for, status and strategy must be null, or the sign-up form never asks for one.
UNPREPARED = {
    "status": None,
    "strategy": None,
    "attempts": None,
    "expire_at": None,
    "next_action": "needs_prepare",
    "supported_strategies": ["email_code"],
}


async def create(call: Call) -> dict[str, Any]:
    """Start a sign-up with whatever fields the form has."""
    client = call.ensure_client()
    if call.services.accounts.active_sessions(client_id=client["id"]):
        raise ClerkError(400, "session_exists", "Session already exists", "You're already signed in.")
    attempt: Record = {
        "id": new_id("sua"),
        "status": "missing_requirements",
        "email_address": None,
        "password_hash": None,
        "first_name": None,
        "last_name": None,
        "unsafe_metadata": {},
        "verification": dict(UNPREPARED),
        "code": None,
        "locale": call.form.get("locale") or None,
        "created_session_id": None,
        "created_user_id": None,
        "abandon_at": call.services.accounts.now() + ABANDON_MS,
    }
    await _fill(call, attempt)
    call.save_client(sign_up=attempt["id"])
    return call.answer(call.services.objects.sign_up(attempt))


async def get(call: Call) -> dict[str, Any]:
    """The current sign-up."""
    return call.answer(call.services.objects.sign_up(_current(call)))


async def update(call: Call) -> dict[str, Any]:
    """Change fields of the current sign-up."""
    attempt = _current(call)
    if attempt["status"] == "complete":
        raise already_verified()
    await _fill(call, attempt)
    _complete_if_ready(call, attempt)
    return call.answer(call.services.objects.sign_up(attempt))


async def prepare_verification(call: Call) -> dict[str, Any]:
    """Send a code to the address; a second call while it is fresh sends no other."""
    attempt = _unverified(call)
    if call.form.get("strategy") != "email_code" or attempt["email_address"] is None:
        raise invalid("strategy", "strategy must be email_code")
    sent = call.services.accounts.send_code(attempt["email_address"], "email_code", attempt["code"])
    attempt["code"] = sent
    _show(attempt, "unverified", sent)
    call.services.store.put("sign_ups", attempt)
    return call.answer(call.services.objects.sign_up(attempt))


async def attempt_verification(call: Call) -> dict[str, Any]:
    """Check the code; a complete sign-up makes the user and signs in."""
    attempt = _unverified(call)
    sent, guessed = attempt["code"], attempt["email_address"] or ""
    call.services.attempts.begin(guessed)
    try:
        call.services.accounts.check_code(sent, call.form.get("strategy"), call.form.get("code"))
    finally:
        if sent is not None:
            _show(attempt, "unverified", sent)
            call.services.store.put("sign_ups", attempt)
    call.services.attempts.succeeded(guessed)
    if sent is not None:
        _show(attempt, "verified", sent)
    attempt["code"] = None
    call.services.store.put("sign_ups", attempt)
    _complete_if_ready(call, attempt)
    return call.answer(call.services.objects.sign_up(attempt))


def _complete_if_ready(call: Call, attempt: Record) -> None:
    if attempt["verification"]["status"] != "verified" or not attempt["password_hash"]:
        return
    accounts = call.services.accounts
    user = accounts.create_user(accounts.check_email(attempt["email_address"]), attempt)
    session = accounts.start_session(call.ensure_client(), user, call.origin)
    attempt.update(status="complete", created_user_id=user["id"], created_session_id=session["id"])
    call.services.store.put("sign_ups", attempt)
    call.save_client(last_active_session_id=session["id"], last_authentication_strategy="email_code")


async def _fill(call: Call, attempt: Record) -> None:
    accounts, form = call.services.accounts, call.form
    if form.get("email_address"):
        address = accounts.check_email(form["email_address"])
        if address != attempt["email_address"]:
            attempt.update(email_address=address, verification=dict(UNPREPARED), code=None)
    if form.get("password"):
        attempt["password_hash"] = await in_thread(HASHER.hash, accounts.check_password(form["password"]))
    for name in ("first_name", "last_name"):
        if name in form:
            attempt[name] = form[name] or None
    call.services.store.put("sign_ups", attempt)


def _show(attempt: Record, status: str, sent: Record) -> None:
    attempt["verification"] = {
        "object": "verification_otp",
        **UNPREPARED,
        "status": status,
        "strategy": "email_code",
        "attempts": sent["attempts"],
        "expire_at": sent["expire_at"],
        "next_action": "" if status == "verified" else "needs_attempt",
    }


def _unverified(call: Call) -> Record:
    attempt = _current(call)
    if attempt["verification"]["status"] == "verified":
        raise already_verified()
    return attempt


def _current(call: Call) -> Record:
    wanted = call.path["sign_up_id"]
    attempt = call.services.store.get("sign_ups", wanted)
    late = attempt is not None and attempt["abandon_at"] < call.services.accounts.now()
    if call.client is None or call.client["sign_up"] != wanted or attempt is None or late:
        raise not_found("Sign up", f"No sign up was found with id {wanted}")
    return attempt
