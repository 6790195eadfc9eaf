"""Signing up with an e-mail address, a password and a code."""

from typing import Any

from app.emulators.clerk.accounts import check_text
from app.emulators.clerk.call import Call, in_thread
from app.emulators.clerk.codes import status
from app.emulators.clerk.errors import (
    ClerkError,
    already_verified,
    missing,
    not_allowed,
    not_found,
    session_exists,
    unknown,
)
from app.emulators.clerk.fapi.me import metadata
from app.emulators.clerk.passwords import HASHER, check_password
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
NAMES = ("first_name", "last_name")
ABSENT = ("username", "phone_number", "web3_wallet", "email_address_or_phone_number", "external_account")
FIELDS = (
    *NAMES, *ABSENT, "transfer", "password", "email_address", "unsafe_metadata", "strategy", "ticket", "token", "code",
    "action_complete_redirect_url", "redirect_url", "captcha_token", "captcha_error", "captcha_widget_type",
    "legal_accepted", "oidc_login_hint", "oidc_prompt", "proof_token", "locale", "timezone",
)  # fmt: skip


async def create(call: Call) -> dict[str, Any]:
    """Start a sign-up with whatever fields the form has."""
    client = call.ensure_client()
    if call.services.sessions.active(client_id=client["id"]):
        raise session_exists()
    if call.form.get("transfer") == "true":
        raise ClerkError(400, "account_transfer_invalid", "Invalid account transfer", "There is no account to transfer")
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
    attempt.update(await _fields(call, attempt))
    call.services.store.put("sign_ups", attempt)
    call.save_client(sign_up=attempt["id"])
    return call.answer(call.services.objects.sign_up(attempt))


async def get(call: Call) -> dict[str, Any]:
    """The current sign-up."""
    return call.answer(call.services.objects.sign_up(_current(call)))


async def update(call: Call) -> dict[str, Any]:
    """Change fields of the current sign-up."""
    changes = await _fields(call, _open(call))
    attempt = {**_open(call), **changes}
    call.services.store.put("sign_ups", attempt)
    _complete_if_ready(call, attempt)
    return call.answer(call.services.objects.sign_up(attempt))


async def prepare_verification(call: Call) -> dict[str, Any]:
    """Send a code to the address; a second call while it is fresh sends no other."""
    attempt = _unverified(call)
    _check_strategy(call)
    if attempt["email_address"] is None:
        raise missing("email_address")
    sent = call.services.codes.send(attempt["email_address"], "email_code", attempt["code"])
    attempt["code"] = sent
    _show(attempt, "unverified", sent)
    call.services.store.put("sign_ups", attempt)
    return call.answer(call.services.objects.sign_up(attempt))


async def attempt_verification(call: Call) -> dict[str, Any]:
    """Check the code; a complete sign-up makes the user and signs in."""
    attempt = _unverified(call)
    _check_strategy(call)
    sent, guessed = attempt["code"], attempt["email_address"] or attempt["id"]
    call.services.attempts.begin(guessed)
    try:
        call.services.codes.check(sent, "email_code", call.form.get("code"))
    finally:
        if sent is not None:
            _show(attempt, status(sent, call.services.accounts.now()), sent)
            call.services.store.put("sign_ups", attempt)
    call.services.attempts.succeeded(guessed)
    attempt["verification"].update(status="verified", next_action="")
    attempt["code"] = None
    call.services.store.put("sign_ups", attempt)
    _complete_if_ready(call, attempt)
    return call.answer(call.services.objects.sign_up(attempt))


def _complete_if_ready(call: Call, attempt: Record) -> None:
    if attempt["verification"]["status"] != "verified" or not attempt["password_hash"]:
        return
    accounts = call.services.accounts
    counts = {name: attempt["verification"][name] for name in ("attempts", "expire_at")}
    proof = {"status": "verified", "strategy": "email_code", **counts}
    names = (*NAMES, "password_hash", "unsafe_metadata", "locale")
    fields = {name: attempt[name] for name in names}
    user = accounts.create([(accounts.check_email(attempt["email_address"]), proof)], fields)
    session = call.services.sessions.start(call.ensure_client(), user, call.origin, call.activity)
    attempt.update(status="complete", created_user_id=user["id"], created_session_id=session["id"])
    call.services.store.put("sign_ups", attempt)
    call.save_client(last_active_session_id=session["id"], last_authentication_strategy="email_code")
    call.rotate()


async def _fields(call: Call, attempt: Record) -> dict[str, Any]:
    accounts, form = call.services.accounts, call.form
    call.check_fields(FIELDS)
    for name in ABSENT:
        if form.get(name):
            raise unknown(name)
    if form.get("strategy") not in (None, "", "email_code", "password"):
        raise not_allowed("strategy", form["strategy"])
    changes: dict[str, Any] = {name: check_text(form[name], name) for name in NAMES if name in form}
    if form.get("unsafe_metadata"):
        changes["unsafe_metadata"] = metadata(form["unsafe_metadata"])
    if form.get("email_address"):
        address = accounts.check_email(form["email_address"])
        if address != attempt["email_address"]:
            changes.update(email_address=address, verification=dict(UNPREPARED), code=None)
    if form.get("password"):
        changes["password_hash"] = await in_thread(HASHER.hash, check_password(form["password"]))
    return changes


def _show(attempt: Record, state: str, sent: Record) -> None:
    attempt["verification"] = {
        "object": "verification_otp",
        **UNPREPARED,
        "status": state,
        "strategy": "email_code",
        "attempts": sent["attempts"],
        "expire_at": sent["expire_at"],
        "next_action": "needs_attempt",
    }


def _check_strategy(call: Call) -> None:
    strategy = call.form.get("strategy")
    if not strategy:
        raise missing("strategy")
    if strategy != "email_code":
        raise not_allowed("strategy", strategy)


def _unverified(call: Call) -> Record:
    attempt = _current(call)
    if attempt["verification"]["status"] == "verified":
        raise already_verified()
    return attempt


def _open(call: Call) -> Record:
    attempt = _current(call)
    if attempt["status"] == "complete":
        message = "This sign up has reached a terminal state and cannot be updated"
        raise ClerkError(403, "sign_up_cannot_be_updated", "Sign up cannot be updated", message)
    return attempt


def _current(call: Call) -> Record:
    wanted, client = call.path["sign_up_id"], call.client
    attempt = call.services.store.get("sign_ups", wanted)
    late = attempt is not None and attempt["abandon_at"] < call.services.accounts.now()
    if client is None or client["sign_up"] != wanted or attempt is None or late:
        raise not_found(f"No sign up was found with id {wanted}", "Sign up not found")
    return attempt
