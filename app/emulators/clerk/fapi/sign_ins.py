"""Signing in: by password, by code, by ticket; and the forgotten password."""

from typing import Any

from app.emulators.clerk.accounts import HASHER
from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.errors import ClerkError, already_verified, invalid, missing, not_found
from app.emulators.clerk.objects import primary_email
from app.emulators.clerk.store import Record, digest, new_id

ABANDON_MS = 86_400_000
CODE_STRATEGIES = ("email_code", "reset_password_email_code")


async def create(call: Call) -> dict[str, Any]:
    """Start a sign-in; with a password or a ticket it may be complete at once."""
    client, form = call.ensure_client(), call.form
    if call.services.accounts.active_sessions(client_id=client["id"]) and form.get("strategy") != "ticket":
        raise ClerkError(400, "session_exists", "Session already exists", "You're already signed in.")
    attempt = _new(call)
    if form.get("strategy") == "ticket":
        return _by_ticket(call, attempt)
    identifier = form.get("identifier")
    if not identifier:
        call.services.store.put("sign_ins", attempt)
        return call.answer(call.services.objects.sign_in(attempt))
    user = call.services.accounts.by_email(identifier)
    if user is None:
        call.services.store.put("sign_ins", attempt)
        raise ClerkError(422, "form_identifier_not_found", "Couldn't find your account.", param="identifier")
    attempt.update(status="needs_first_factor", identifier=identifier.strip().lower(), user_id=user["id"])
    call.services.store.put("sign_ins", attempt)
    if form.get("password"):
        return await _by_password(call, attempt, user)
    return call.answer(call.services.objects.sign_in(attempt))


async def get(call: Call) -> dict[str, Any]:
    """The current sign-in."""
    return call.answer(call.services.objects.sign_in(_current(call)))


async def prepare_first_factor(call: Call) -> dict[str, Any]:
    """Send a code; a second call while it is fresh sends no other."""
    attempt, strategy = _open(call), call.form.get("strategy")
    if strategy not in CODE_STRATEGIES:
        raise invalid("strategy", f"{strategy} does not match one of the allowed values for parameter strategy")
    sent = call.services.accounts.send_code(attempt["identifier"], strategy, attempt["code"])
    attempt["code"] = sent
    attempt["verification"] = _verification(strategy, "unverified", sent["attempts"], sent["expire_at"])
    call.services.store.put("sign_ins", attempt)
    return call.answer(call.services.objects.sign_in(attempt))


async def attempt_first_factor(call: Call) -> dict[str, Any]:
    """Check a password or code."""
    attempt, strategy = _open(call), call.form.get("strategy")
    user = call.services.store.get("users", attempt["user_id"])
    if user is None:
        message = "Either the user or the selected identification were deleted. Please start over."
        raise ClerkError(400, "sign_in_identification_or_user_deleted", "identification or user deleted", message)
    if strategy == "password":
        return await _by_password(call, attempt, user)
    if strategy not in CODE_STRATEGIES:
        raise invalid("strategy", f"{strategy} does not match one of the allowed values for parameter strategy")
    sent = attempt["code"]
    call.services.attempts.begin(user["id"])
    try:
        call.services.accounts.check_code(sent, strategy, call.form.get("code"))
    finally:
        if sent is not None:
            attempt["verification"] = _verification(strategy, "unverified", sent["attempts"], sent["expire_at"])
            call.services.store.put("sign_ins", attempt)
    call.services.attempts.succeeded(user["id"])
    attempt["verification"]["status"] = "verified"
    attempt["code"] = None
    if strategy == "reset_password_email_code":
        attempt["status"] = "needs_new_password"
        call.services.store.put("sign_ins", attempt)
        return call.answer(call.services.objects.sign_in(attempt))
    return complete(call, attempt, user, strategy)


async def reset_password(call: Call) -> dict[str, Any]:
    """Set a new password after the code, and sign in."""
    attempt = _current(call)
    user = call.services.store.get("users", attempt["user_id"])
    if attempt["status"] != "needs_new_password" or user is None:
        message = "You need to send a verification code before attempting to verify."
        raise ClerkError(400, "verification_not_sent", "not sent", message)
    accounts = call.services.accounts
    hashed = await in_thread(HASHER.hash, accounts.check_password(call.form.get("password")))
    accounts.touch_user({**user, "password_hash": hashed})
    if call.form.get("sign_out_of_other_sessions") == "true":
        for session in accounts.active_sessions(user_id=user["id"]):
            accounts.end_session(session, "revoked")
    return complete(call, attempt, user, "reset_password_email_code")


async def _by_password(call: Call, attempt: Record, user: Record) -> dict[str, Any]:
    password = call.form.get("password")
    if not password:
        raise missing("password")
    attempts = (attempt["verification"] or {}).get("attempts") or 0
    call.services.attempts.begin(user["id"])
    attempt["verification"] = {
        **_verification("password", "unverified", attempts + 1, None),
        "object": "verification_password",
    }
    call.services.store.put("sign_ins", attempt)
    if not await in_thread(call.services.accounts.password_fits, user, password):
        message = "Password is incorrect. Try again, or use another method."
        raise ClerkError(422, "form_password_incorrect", message, param="password")
    call.services.attempts.succeeded(user["id"])
    attempt["verification"]["status"] = "verified"
    return complete(call, attempt, user, "password")


def _by_ticket(call: Call, attempt: Record) -> dict[str, Any]:
    store, accounts = call.services.store, call.services.accounts
    ticket = store.find("tickets", digest=digest(call.form.get("ticket") or ""))
    user = store.get("users", ticket["user_id"]) if ticket else None
    if ticket is None or user is None:
        message = "This ticket is invalid. Make sure you're using a valid ticket generated by Clerk."
        raise ClerkError(400, "ticket_invalid_code", "ticket is invalid", message)
    if ticket["status"] == "revoked":
        message = "This sign in token has been revoked and cannot be used anymore."
        raise ClerkError(400, "sign_in_token_revoked_code", "sign in token has been revoked", message)
    if ticket["status"] == "accepted":
        message = "This sign in token has already been used. Each token can only be used once."
        raise ClerkError(400, "sign_in_token_already_used_code", "sign in token has already been used", message)
    if ticket["expire_at"] < accounts.now():
        message = "This ticket has expired and cannot be used anymore."
        raise ClerkError(400, "ticket_expired_code", "ticket has expired", message)
    store.put("tickets", {**ticket, "status": "accepted"})
    attempt.update(identifier=primary_email(user)["email_address"], user_id=user["id"])
    attempt["verification"] = {**_verification("ticket", "verified", 1, None), "object": "verification_ticket"}
    return complete(call, attempt, user, "ticket")


def complete(call: Call, attempt: Record, user: Record, strategy: str) -> dict[str, Any]:
    """Finish a sign-in: the session is in the client of this very answer."""
    session = call.services.accounts.start_session(call.ensure_client(), user, call.origin)
    attempt.update(status="complete", created_session_id=session["id"])
    call.services.store.put("sign_ins", attempt)
    call.save_client(last_active_session_id=session["id"], last_authentication_strategy=strategy)
    return call.answer(call.services.objects.sign_in(attempt))


def _new(call: Call) -> Record:
    attempt = {
        "id": new_id("sia"),
        "status": "needs_identifier",
        "identifier": None,
        "user_id": None,
        "verification": None,
        "code": None,
        "created_session_id": None,
        "abandon_at": call.services.accounts.now() + ABANDON_MS,
    }
    call.save_client(sign_in=attempt["id"])
    return attempt


def _current(call: Call) -> Record:
    wanted = call.path["sign_in_id"]
    attempt = call.services.store.get("sign_ins", wanted)
    late = attempt is not None and attempt["abandon_at"] < call.services.accounts.now()
    if call.client is None or call.client["sign_in"] != wanted or attempt is None or late:
        raise not_found("Sign in", f"No sign in was found with id {wanted}")
    return attempt


def _open(call: Call) -> Record:
    attempt = _current(call)
    if attempt["status"] in ("complete", "needs_new_password"):
        raise already_verified()
    if attempt["identifier"] is None:
        raise missing("identifier")
    return attempt


def _verification(strategy: str, status: str, attempts: int, expire_at: int | None) -> dict[str, Any]:
    return {
        "object": "verification_otp",
        "status": status,
        "strategy": strategy,
        "attempts": attempts,
        "expire_at": expire_at,
    }
