"""Users and what identifies them: what must hold whoever asks."""

import copy
import json
import re
from collections.abc import Iterable
from typing import Any

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.errors import ClerkError, missing, taken, too_long, user_banned, user_locked, wrong_type
from app.emulators.clerk.store import Record, Store, new_id

EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[^@\s.<>()\[\],;:\\\"]+(\.[^@\s.<>()\[\],;:\\\"]+)+")
USERNAME = re.compile(r"[A-Za-z0-9_-]*")
SHORTEST_NAME, LONGEST_NAME = 4, 64
LONGEST_EMAIL, LONGEST_TEXT, LARGEST_METADATA = 320, 256, 8192
MOST_FAILURES, LOCK_MS = 100, 3_600_000
DEFAULTS: dict[str, Any] = {
    "username": None,
    "first_name": None,
    "last_name": None,
    "external_id": None,
    "locale": None,
    "public_metadata": {},
    "private_metadata": {},
    "unsafe_metadata": {},
    "password_hash": None,
    "password_updated_at": None,
    "primary_email_address_id": None,
    "email_addresses": [],
    "banned": False,
    "failures": 0,
    "locked_until": None,
    "delete_self_enabled": False,
    "create_organization_enabled": False,
    "create_organizations_limit": None,
    "legal_accepted_at": None,
    "bypass_client_trust": False,
    "last_sign_in_at": None,
    "last_active_at": None,
}


class Accounts:
    """Operations on users; times are milliseconds."""

    def __init__(self, config: ClerkConfig, store: Store) -> None:
        self.config = config
        self.store = store

    def now(self) -> int:
        """The present in milliseconds."""
        return int(self.config.clock() * 1000)

    def by_email(self, address: str) -> Record | None:
        """The user who has this address; case does not matter."""
        wanted = address.strip().lower()
        return self.store.first(
            "users",
            lambda user: any(item["email_address"] == wanted and is_held(item) for item in user["email_addresses"]),
        )

    def check_email(self, address: str | None, param: str = "email_address") -> str:
        """The address in its stored form. Raises `ClerkError` for one that is missing, malformed or taken."""
        if not address:
            raise missing(param)
        address = address.strip().lower()
        if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
            message = f"{param} must be a valid email address."
            raise ClerkError(422, "form_param_format_invalid", "is invalid", message, param=param)
        if self.by_email(address) is not None:
            raise taken(param, "email address")
        return address

    def check_username(self, username: str, owner: str | None = None) -> str:
        """The username, if it may be one and no other user has it."""
        param = "username"
        if not SHORTEST_NAME <= len(username) <= LONGEST_NAME:
            message = f"Your username must be between {SHORTEST_NAME} and {LONGEST_NAME} characters long."
            raise ClerkError(422, "form_username_invalid_length", message, param=param)
        if not USERNAME.fullmatch(username):
            message = "Your username can only contain letters, numbers and '_' or '-'."
            raise ClerkError(422, "form_username_invalid_character", message, param=param)
        if username.isdigit():
            message = "Your username must contain one non-number character."
            raise ClerkError(422, "form_username_needs_non_number_char", message, param=param)
        lowered = username.lower()
        if self.store.first("users", lambda user: user["id"] != owner and (user["username"] or "").lower() == lowered):
            raise taken(param, "username")
        return username

    def check_external_id(self, external_id: str, owner: str | None = None) -> str:
        """The id of another system, if no other user has it."""
        if self.store.first("users", lambda user: user["id"] != owner and user["external_id"] == external_id):
            raise taken("external_id", "external ID")
        return external_id

    def create(self, addresses: Iterable[tuple[str, Record]], fields: dict[str, Any]) -> Record:
        """Store a user with these addresses and their verifications; the first address is the primary one."""
        now = self.now()
        emails = [email_record(address, state, now) for address, state in addresses]
        user = {
            **copy.deepcopy(DEFAULTS),
            **fields,
            "id": new_id("user"),
            "email_addresses": emails,
            "primary_email_address_id": emails[0]["id"] if emails else None,
            "password_updated_at": now if fields.get("password_hash") else None,
            "created_at": fields.get("created_at") or now,
            "updated_at": now,
        }
        return self.store.put("users", user)

    def change(self, user_id: str, **fields: Any) -> Record | None:
        """Change fields of a user as he is now; None if he is gone."""
        return self.store.change("users", user_id, **fields, updated_at=self.now())

    def set_password(self, user_id: str, password_hash: str | None) -> Record | None:
        """Keep another password, or none."""
        return self.change(user_id, password_hash=password_hash, password_updated_at=self.now(), failures=0)

    def require_may_sign_in(self, user: Record) -> None:
        """Raise for a user who is banned or locked."""
        if user["banned"]:
            raise user_banned()
        if (left := self.locked_for(user)) is not None:
            raise user_locked(-(-left // 60))

    def locked_for(self, user: Record) -> int | None:
        """Seconds until a locked user may try again; None for others."""
        until = user["locked_until"]
        return None if until is None or until <= self.now() else -(-(until - self.now()) // 1000)

    def failed(self, user_id: str) -> None:
        """Count a wrong password; too many lock the account for an hour."""
        user = self.store.get("users", user_id)
        if user is not None:
            failures = user["failures"] + 1
            locked = failures >= MOST_FAILURES
            until = self.now() + LOCK_MS if locked else user["locked_until"]
            self.store.change("users", user_id, failures=0 if locked else failures, locked_until=until)


def is_held(address: Record) -> bool:
    """Whether an address is its user's: verified, or reserved for him."""
    return address["verification"]["status"] == "verified" or bool(address.get("reserved"))


def email_record(address: str, state: Record, now: int) -> Record:
    """An e-mail address as it is stored; `reserved` in the state says that it is held without a proof."""
    state = dict(state)
    reserved = state.pop("reserved", False)
    return {
        "id": new_id("idn"),
        "email_address": address,
        "reserved": reserved,
        "verification": state,
        "created_at": now,
        "updated_at": now,
    }


def check_text(value: str | None, param: str) -> str | None:
    """A name; empty means none. Raises `ClerkError` for one that is too long."""
    if value and len(value) > LONGEST_TEXT:
        raise too_long(param, LONGEST_TEXT)
    return value or None


def check_metadata(value: Any, param: str) -> dict[str, Any]:
    """A metadata object; nothing means an empty one. Raises `ClerkError` for anything else and above 8 KiB."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong_type(param, "object")
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > LARGEST_METADATA:
        message = f"{param} exceeds the maximum allowed size of {LARGEST_METADATA} bytes."
        raise ClerkError(422, "form_param_exceeds_allowed_size", message, param=param)
    return value
