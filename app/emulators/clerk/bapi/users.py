"""Users, as servers manage them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.emulators.clerk.accounts import LOCK_MS, check_metadata, check_text
from app.emulators.clerk.bapi.call import (
    FLAG,
    NUMBER,
    OBJECT,
    TEXT,
    TEXTS,
    VERSION_WITHOUT_METADATA,
    BackendCall,
)
from app.emulators.clerk.bapi.query import chosen, ordered
from app.emulators.clerk.call import in_thread
from app.emulators.clerk.errors import ClerkError, duplicate, invalid, not_allowed, unknown, user_not_found
from app.emulators.clerk.passwords import HASHER, check_digest, check_password, check_size, fits
from app.emulators.clerk.store import Record

METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
NAMES = ("first_name", "last_name", "locale")
LIMITS = ("delete_self_enabled", "create_organization_enabled", "create_organizations_limit", "bypass_client_trust")
METADATA_KINDS: dict[str, str] = dict.fromkeys(METADATA, OBJECT)
# What this instance has switched off; Clerk calls such parameters unknown too.
OFF = {"phone_number": TEXTS, "web3_wallet": TEXTS, "phone_number_identification_status": TEXTS,
       "totp_secret": TEXT, "backup_codes": TEXTS}  # fmt: skip
COMMON = {
    **dict.fromkeys((*NAMES, "external_id", "username", "password", "password_digest", "password_hasher"), TEXT),
    **dict.fromkeys(("skip_password_checks", "skip_legal_checks", "delete_self_enabled"), FLAG),
    **dict.fromkeys(("create_organization_enabled", "bypass_client_trust"), FLAG),
    **dict.fromkeys(("legal_accepted_at", "created_at"), TEXT),
    "create_organizations_limit": NUMBER,
    **OFF,
}
CREATE = {
    **COMMON,
    **METADATA_KINDS,
    **dict.fromkeys(("email_address", "email_address_identification_status"), TEXTS),
    **dict.fromkeys(("skip_password_requirement", "skip_user_requirement"), FLAG),
}
UPDATE = {
    **COMMON,
    **dict.fromkeys(("sign_out_of_other_sessions", "notify_primary_email_address_changed"), FLAG),
    **dict.fromkeys(("primary_email_address_id", "primary_phone_number_id", "primary_web3_wallet_id"), TEXT),
    "profile_image_id": TEXT,
}
ADMIN = {"status": "verified", "strategy": "admin", "attempts": None, "expire_at": None}
RESERVED = {"status": "unverified", "strategy": None, "attempts": None, "expire_at": None, "reserved": True}


async def create(call: BackendCall) -> Any:
    """Make a user, by default with verified addresses."""
    accounts, params = call.services.accounts, call.params(CREATE)
    fields = _fields(call, params, None)
    fields.update({name: check_metadata(params.get(name), name) for name in METADATA})
    if not params.get("email_address") and not (params.get("username") or params.get("skip_user_requirement")):
        message = '["email_address"] data doesn\'t match user requirements set for this instance'
        raise ClerkError(422, "form_data_missing", "missing data", message, meta={"param_names": ["email_address"]})
    _addresses(call, params)
    fields["password_hash"] = await _password_hash(params)
    _check_free(call, params, None)
    return call.services.objects.backend_user(accounts.create(_addresses(call, params), fields))


async def get_all(call: BackendCall) -> Any:
    """Users by filter, order and page."""
    found = call.page(ordered(call, chosen(call)))
    return [call.services.objects.backend_user(user) for user in found]


async def count(call: BackendCall) -> Any:
    """How many users the filters let through."""
    return {"object": "total_count", "total_count": len(chosen(call))}


async def get(call: BackendCall) -> Any:
    """One user."""
    return call.services.objects.backend_user(_user(call))


async def update(call: BackendCall) -> Any:
    """Change a user; metadata only for versions of the API that had it here."""
    user = _user(call)
    older = call.version < VERSION_WITHOUT_METADATA
    params = call.params({**UPDATE, **METADATA_KINDS} if older else UPDATE)
    changes = _fields(call, params, user)
    changes.update({name: check_metadata(params[name], name) for name in METADATA if name in params})
    if wanted := params.get("primary_email_address_id"):
        changes["primary_email_address_id"] = _verified(user, wanted)
    hashed = await _password_hash(params)
    _check_free(call, params, user)
    if hashed is not None:
        call.services.accounts.set_password(user["id"], hashed)
        if params.get("sign_out_of_other_sessions"):
            call.services.sessions.end_all(user["id"], "revoked")
    return _shown(call, call.services.accounts.change(user["id"], **changes))


async def merge_metadata(call: BackendCall) -> Any:
    """Merge metadata at every level; null removes a key."""
    user, params = _user(call), call.params(METADATA_KINDS)
    merged = {name: _merged(user[name], params[name]) for name in METADATA if params.get(name) is not None}
    changes = {name: check_metadata(value, name) for name, value in merged.items()}
    return _shown(call, call.services.accounts.change(user["id"], **changes))


async def replace_metadata(call: BackendCall) -> Any:
    """Replace the metadata that is named, whole."""
    user, params = _user(call), call.params(METADATA_KINDS)
    changes = {name: check_metadata(value, name) for name, value in params.items()}
    return _shown(call, call.services.accounts.change(user["id"], **changes))


async def delete(call: BackendCall) -> Any:
    """Remove a user and end all sessions."""
    user = _user(call)
    call.services.sessions.end_all(user["id"], "revoked")
    call.services.store.delete("users", user["id"])
    return {"object": "user", "id": user["id"], "deleted": True}


async def ban(call: BackendCall) -> Any:
    """Keep a user out: all sessions end and none starts."""
    user = _user(call)
    call.services.sessions.end_all(user["id"], "revoked")
    return _shown(call, call.services.accounts.change(user["id"], banned=True))


async def unban(call: BackendCall) -> Any:
    """Let a banned user in again."""
    return _shown(call, call.services.accounts.change(_user(call)["id"], banned=False))


async def lock(call: BackendCall) -> Any:
    """Keep a user out for an hour; sessions that run go on."""
    until = call.services.accounts.now() + LOCK_MS
    return _shown(call, call.services.accounts.change(_user(call)["id"], locked_until=until))


async def unlock(call: BackendCall) -> Any:
    """Let a locked user in again."""
    return _shown(call, call.services.accounts.change(_user(call)["id"], locked_until=None, failures=0))


async def verify_password(call: BackendCall) -> Any:
    """Whether this is the user's password."""
    user, params = _user(call), call.params({"password": TEXT}, ["password"])
    if not user["password_hash"]:
        message = "This user does not have a password set for their account"
        raise ClerkError(400, "no_password_set", "no password set", message)
    if not await in_thread(fits, user, params["password"]):
        message = "The provided password is not the one the user has set"
        raise ClerkError(422, "incorrect_password", "incorrect password", message)
    return {"verified": True}


async def memberships(call: BackendCall) -> Any:
    """Organizations of a user, of which this instance has none."""
    _user(call)
    call.page([])
    return {"data": [], "total_count": 0}


def _user(call: BackendCall) -> Record:
    user = call.services.store.get("users", call.path["user_id"])
    if user is None:
        raise user_not_found(call.path["user_id"])
    return user


def _shown(call: BackendCall, user: Record | None) -> Any:
    return call.services.objects.backend_user(_user(call) if user is None else user)


def _fields(call: BackendCall, params: Mapping[str, Any], user: Record | None) -> dict[str, Any]:
    for name in OFF:
        if params.get(name):
            raise unknown(name)
    fields: dict[str, Any] = {name: check_text(params[name], name) for name in NAMES if name in params}
    fields.update({name: params[name] for name in LIMITS if params.get(name) is not None})
    for name in ("legal_accepted_at", "created_at"):
        if params.get(name):
            fields[name] = _instant(params[name], name)
    fields.update({name: params[name] or None for name in ("username", "external_id") if name in params})
    check_text(params.get("external_id"), "external_id")
    _check_free(call, params, user)
    return fields


def _check_free(call: BackendCall, params: Mapping[str, Any], user: Record | None) -> None:
    owner = user["id"] if user else None
    if params.get("username"):
        call.services.accounts.check_username(params["username"], owner)
    if params.get("external_id"):
        call.services.accounts.check_external_id(params["external_id"], owner)


def _addresses(call: BackendCall, params: Mapping[str, Any]) -> list[tuple[str, Record]]:
    given, states = params.get("email_address") or [], params.get("email_address_identification_status") or []
    if states and len(states) != len(given):
        raise invalid("email_address_identification_status", "There must be one status for each email address.")
    for state in states:
        if state not in ("verified", "reserved"):
            raise not_allowed("email_address_identification_status", state)
    addresses = [call.services.accounts.check_email(address) for address in given]
    if len(set(addresses)) != len(addresses):
        raise duplicate("email_address")
    states = states or ["verified"] * len(addresses)
    return [
        (address, ADMIN if state == "verified" else RESERVED) for address, state in zip(addresses, states, strict=True)
    ]


async def _password_hash(params: Mapping[str, Any]) -> str | None:
    password, digested, hasher = (params.get(name) for name in ("password", "password_digest", "password_hasher"))
    if digested:
        if password is not None:
            message = "`password_digest` isn't allowed when `password` is present."
            code = "form_conditional_param_disallowed"
            raise ClerkError(422, code, "is not allowed", message, param="password_digest")
        if not hasher:
            message = "`password_hasher` is required when `password_digest` is present."
            code = "form_conditional_param_missing"
            raise ClerkError(422, code, "is missing", message, param="password_hasher")
        return await in_thread(check_digest, hasher, digested)
    if password is None:
        return None
    checked = check_size(password) if params.get("skip_password_checks") and password else check_password(password)
    return await in_thread(HASHER.hash, checked)


def _instant(text: str, param: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        message = f"{param} must contain a datetime specified in RFC3339 format (e.g. `2022-10-20T10:00:27.645Z`)."
        raise ClerkError(422, "form_param_invalid_time", "invalid format", message, param=param) from None


def _verified(user: Record, email_id: str) -> str:
    for address in user["email_addresses"]:
        if address["id"] == email_id and address["verification"]["status"] == "verified":
            return email_id
    message = "The resource associated with the supplied primary_email_address_id was not found."
    raise ClerkError(422, "form_resource_not_found", "is missing", message, param="primary_email_address_id")


def _merged(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            earlier = merged.get(name)
            merged[name] = _merged(earlier if isinstance(earlier, dict) else {}, value)
        else:
            merged[name] = value
    return merged
