"""Signing in: by password, by code, by ticket; and the forgotten password."""

from typing import Any

from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.codes import status
from app.emulators.clerk.errors import (
    ClerkError,
    already_verified,
    missing,
    nil,
    not_allowed,
    not_found,
    session_exists,
)
from app.emulators.clerk.fapi.tickets import redeem
from app.emulators.clerk.objects import identifier, primary_email
from app.emulators.clerk.passwords import HASHER, check_password, fits
from app.emulators.clerk.store import Record, new_id

ABANDON_MS = 86_400_000
RESET = "reset_password_email_code"
CODE_STRATEGIES = ("email_code", RESET)
FIELDS = (
    "strategy", "identifier", "password", "ticket", "transfer", "code", "token", "redirect_url", "locale", "timezone",
    "action_complete_redirect_url", "oidc_login_hint", "oidc_prompt", "proof_token", "trusted_device_id",
    "captcha_token", "captcha_error", "captcha_widget_type", "sign_up_if_missing", "email_address_id", "channel",
    "legal_accepted", "unsafe_metadata",
)  # fmt: skip


async def create(call: Call) -> dict[str, Any]:
    """Start a sign-in; with a password or a ticket it may be complete at once."""
    call.check_fields(FIELDS)
    client, form = call.ensure_client(), call.form
    strategy, named = form.get("strategy"), form.get("identifier")
    if strategy == "ticket":
        return _by_ticket(call)
    if call.services.sessions.active(client_id=client["id"]):
        raise session_exists()
    if form.get("transfer") == "true":
        raise ClerkError(400, "account_transfer_invalid", "Invalid account transfer", "There is no account to transfer")
    if strategy and strategy not in ("password", *CODE_STRATEGIES):
        raise not_allowed("strategy", strategy)
    if strategy and named is None:
        raise missing("identifier")
    if named == "":
        raise nil("identifier")
    attempt = _new(call)
    if named is None:
        return call.answer(call.services.objects.sign_in(attempt))
    user = call.services.accounts.by_email(named)
    if user is None:
        raise ClerkError(422, "form_identifier_not_found", "Couldn't find your account.", param="identifier")
    attempt = _saved(call, attempt, status="needs_first_factor", identifier=named.strip().lower(), user_id=user["id"])
    if strategy in CODE_STRATEGIES:
        return _prepare(call, attempt, user, strategy)
    if strategy == "password" or form.get("password"):
        return await _by_password(call, attempt, user)
    return call.answer(call.services.objects.sign_in(attempt))


async def get(call: Call) -> dict[str, Any]:
    """The current sign-in."""
    return call.answer(call.services.objects.sign_in(_current(call)))


async def prepare_first_factor(call: Call) -> dict[str, Any]:
    """Send a code; a second call while it is fresh sends no other."""
    attempt, strategy = _open(call, call.path["sign_in_id"]), _strategy(call)
    if strategy not in CODE_STRATEGIES:
        raise not_allowed("strategy", strategy)
    return _prepare(call, attempt, _user(call, attempt), strategy)


async def attempt_first_factor(call: Call) -> dict[str, Any]:
    """Check a password or code."""
    attempt, strategy = _open(call, call.path["sign_in_id"]), _strategy(call)
    user = _user(call, attempt)
    if strategy == "password":
        return await _by_password(call, attempt, user)
    if strategy not in CODE_STRATEGIES:
        raise not_allowed("strategy", strategy)
    sent = attempt["code"]
    call.services.accounts.require_may_sign_in(user)
    call.services.attempts.begin(user["id"])
    try:
        call.services.codes.check(sent, strategy, call.form.get("code"))
    finally:
        if sent is not None:
            state = status(sent, call.services.accounts.now())
            attempt["verification"] = _verification(sent["strategy"], state, sent["attempts"], sent["expire_at"])
            call.services.store.put("sign_ins", attempt)
    call.services.attempts.succeeded(user["id"])
    attempt["verification"]["status"] = "verified"
    attempt["code"] = None
    if strategy == RESET:
        attempt["status"] = "needs_new_password"
        call.services.store.put("sign_ins", attempt)
        return call.answer(call.services.objects.sign_in(attempt))
    return complete(call, attempt, user, strategy)


async def reset_password(call: Call) -> dict[str, Any]:
    """Set a new password after the code, and sign in."""
    _reset_open(call)
    hashed = await in_thread(HASHER.hash, check_password(call.form.get("password")))
    attempt = _reset_open(call)
    user = _user(call, attempt)
    call.services.accounts.set_password(user["id"], hashed)
    if call.form.get("sign_out_of_other_sessions") == "true":
        call.services.sessions.end_all(user["id"], "revoked")
    return complete(call, attempt, user, RESET)


def complete(call: Call, attempt: Record, user: Record, strategy: str) -> dict[str, Any]:
    """Finish a sign-in: the session is in the client of this very answer."""
    session = call.services.sessions.start(call.ensure_client(), user, call.origin, call.activity)
    attempt = _saved(
        call,
        attempt,
        status="complete",
        verification=attempt["verification"],
        code=None,
        created_session_id=session["id"],
    )
    call.save_client(last_active_session_id=session["id"], last_authentication_strategy=strategy)
    call.rotate()
    return call.answer(call.services.objects.sign_in(attempt))


def _prepare(call: Call, attempt: Record, user: Record, strategy: str) -> dict[str, Any]:
    if strategy == RESET and not user["password_hash"]:
        raise _not_for_user()
    address = _address(user, attempt, call.form.get("email_address_id"))
    sent = call.services.codes.send(address, strategy, attempt["code"])
    shown = _verification(strategy, "unverified", sent["attempts"], sent["expire_at"])
    return call.answer(call.services.objects.sign_in(_saved(call, attempt, code=sent, verification=shown)))


async def _by_password(call: Call, attempt: Record, user: Record) -> dict[str, Any]:
    password, attempts = call.form.get("password"), (attempt["verification"] or {}).get("attempts") or 0
    if not password:
        raise missing("password")
    if not user["password_hash"]:
        raise _not_for_user()
    call.services.accounts.require_may_sign_in(user)
    call.services.attempts.begin(user["id"])
    shown = {**_verification("password", "unverified", attempts + 1, None), "object": "verification_password"}
    _saved(call, attempt, verification=shown)
    right = await in_thread(fits, user, password)
    attempt = _open(call, attempt["id"])
    now = _user(call, attempt)
    if not right or now["password_hash"] != user["password_hash"]:
        call.services.accounts.failed(user["id"])
        message = "Password is incorrect. Try again, or use another method."
        raise ClerkError(422, "form_password_incorrect", message, param="password")
    call.services.accounts.require_may_sign_in(now)
    call.services.attempts.succeeded(user["id"])
    attempt["verification"] = {**shown, "status": "verified"}
    return complete(call, attempt, now, "password")


def _by_ticket(call: Call) -> dict[str, Any]:
    user = redeem(call.services, call.form.get("ticket"))
    attempt = _saved(call, _new(call), identifier=identifier(user), user_id=user["id"])
    attempt["verification"] = {**_verification("ticket", "verified", 1, None), "object": "verification_ticket"}
    return complete(call, attempt, user, "ticket")


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
    call.services.store.put("sign_ins", attempt)
    call.save_client(sign_in=attempt["id"])
    return attempt


def _saved(call: Call, attempt: Record, **changes: Any) -> Record:
    return call.services.store.change("sign_ins", attempt["id"], **changes) or {**attempt, **changes}


def _current(call: Call, wanted: str | None = None) -> Record:
    wanted = wanted or call.path["sign_in_id"]
    attempt, client = call.services.store.get("sign_ins", wanted), call.client
    late = attempt is not None and attempt["abandon_at"] < call.services.accounts.now()
    if client is None or client["sign_in"] != wanted or attempt is None or late:
        raise not_found(f"No sign in was found with id {wanted}")
    return attempt


def _open(call: Call, wanted: str) -> Record:
    attempt = _current(call, wanted)
    if attempt["status"] in ("complete", "needs_new_password"):
        raise already_verified()
    if attempt["identifier"] is None:
        raise missing("identifier")
    return attempt


def _reset_open(call: Call) -> Record:
    attempt = _current(call)
    if attempt["status"] == "complete":
        raise already_verified()
    if attempt["status"] != "needs_new_password":
        message = "You need to send a verification code before attempting to verify."
        raise ClerkError(400, "verification_not_sent", "not sent", message)
    return attempt


def _user(call: Call, attempt: Record) -> Record:
    user = call.services.store.get("users", attempt["user_id"])
    if user is None:
        message = "Either the user or the selected identification were deleted. Please start over."
        raise ClerkError(400, "sign_in_identification_or_user_deleted", "identification or user deleted", message)
    return user


def _address(user: Record, attempt: Record, email_id: str | None) -> str:
    held = {item["id"]: item for item in user["email_addresses"]}
    if email_id and email_id not in held:
        message = "The resource associated with the supplied email_address_id was not found."
        raise ClerkError(422, "form_resource_not_found", "is missing", message, param="email_address_id")
    chosen = held[email_id] if email_id else None
    named = [item for item in held.values() if item["email_address"] == attempt["identifier"]]
    chosen = chosen or next(iter(named), None) or primary_email(user)
    if chosen is None:
        raise _not_for_user()
    return chosen["email_address"]


def _strategy(call: Call) -> str:
    strategy = call.form.get("strategy")
    if not strategy:
        raise missing("strategy")
    return strategy


def _not_for_user() -> ClerkError:
    message = "The verification strategy is not valid for this account"
    return ClerkError(400, "strategy_for_user_invalid", "Invalid verification strategy", message)


def _verification(strategy: str, state: str, attempts: int, expire_at: int | None) -> dict[str, Any]:
    return {
        "object": "verification_otp",
        "status": state,
        "strategy": strategy,
        "attempts": attempts,
        "expire_at": expire_at,
    }
