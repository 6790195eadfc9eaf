"""Records as the API shows them."""

import base64
from typing import Any

from app.emulators.clerk.accounts import MOST_FAILURES, Accounts
from app.emulators.clerk.sessions import Sessions
from app.emulators.clerk.store import Record
from app.emulators.clerk.tokens import Tokens

EMPTY_LISTS = (
    "phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts",
    "organization_memberships",
)  # fmt: skip
SESSION_FIELDS = ("client_id", "user_id", "last_active_at", "expire_at", "abandon_at", "created_at", "updated_at")
HUES = ("5b5bd6", "0d74ce", "218358", "ab6400", "ca244d", "8145b5")


class Objects:
    """Shapes of users, sessions, clients, sign-ins and sign-ups."""

    def __init__(self, accounts: Accounts, sessions: Sessions, tokens: Tokens) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._tokens = tokens
        self._store = accounts.store

    def user(self, user: Record) -> dict[str, Any]:
        """A user as the Frontend API shows it."""
        locked = self._accounts.locked_for(user)
        return {
            "object": "user",
            "id": user["id"],
            "external_id": user["external_id"],
            "primary_email_address_id": user["primary_email_address_id"],
            "primary_phone_number_id": None,
            "primary_web3_wallet_id": None,
            "username": user["username"],
            "first_name": user["first_name"],
            "last_name": user["last_name"],
            "locale": user["locale"],
            "image_url": avatar(user),
            "has_image": False,
            "profile_image_id": "",
            "email_addresses": [email(address) for address in user["email_addresses"]],
            **{name: [] for name in EMPTY_LISTS},
            "password_enabled": user["password_hash"] is not None,
            "password_last_updated_at": user["password_updated_at"],
            "totp_enabled": False,
            "backup_code_enabled": False,
            "two_factor_enabled": False,
            "public_metadata": user["public_metadata"],
            "unsafe_metadata": user["unsafe_metadata"],
            "last_sign_in_at": user["last_sign_in_at"],
            "created_at": user["created_at"],
            "updated_at": user["updated_at"],
            "create_organization_enabled": user["create_organization_enabled"],
            "create_organizations_limit": user["create_organizations_limit"],
            "delete_self_enabled": user["delete_self_enabled"],
            "legal_accepted_at": user["legal_accepted_at"],
            "banned": user["banned"],
            "locked": locked is not None,
            "deprovisioned": False,
            "lockout_expires_in_seconds": locked,
            "verification_attempts_remaining": 0 if locked is not None else MOST_FAILURES - user["failures"],
            "last_active_at": user["last_active_at"],
            "mfa_enabled_at": None,
            "mfa_disabled_at": None,
        }

    def backend_user(self, user: Record) -> dict[str, Any]:
        """A user as the Backend API shows it, private metadata included."""
        shown = self.user(user)
        del shown["profile_image_id"]
        return {
            **shown,
            "profile_image_url": shown["image_url"],
            "private_metadata": user["private_metadata"],
            "bypass_client_trust": user["bypass_client_trust"],
        }

    def session(self, session: Record, origin: str | None = None, *, minted: bool = True) -> dict[str, Any]:
        """A session with its user and, unless told otherwise, a fresh token for the page's origin."""
        user = self._store.get("users", session["user_id"])
        if user is None:
            return self.backend_session(session)
        minutes = (self._accounts.now() - session["created_at"]) // 60_000
        token = None
        if minted and self._sessions.is_active(session):
            token = {"object": "token", "jwt": self._tokens.session(session, origin or session["origin"])}
        return {
            "object": "session",
            "id": session["id"],
            "status": self._sessions.status(session),
            "expire_at": session["expire_at"],
            "abandon_at": session["abandon_at"],
            "last_active_at": session["last_active_at"],
            "last_active_organization_id": None,
            "actor": None,
            "tasks": None,
            "user": self.user(user),
            "public_user_data": _public(user),
            "factor_verification_age": [minutes, -1],
            "created_at": session["created_at"],
            "updated_at": session["updated_at"],
            "last_active_token": token,
        }

    def device(self, session: Record, *, minted: bool) -> dict[str, Any]:
        """A session in the list of a user's devices."""
        shown = self.session(session, minted=minted)
        return {**shown, "user": None, "public_user_data": None, "latest_activity": _activity(session)}

    def backend_session(self, session: Record) -> dict[str, Any]:
        """A session as the Backend API shows it."""
        return {
            "object": "session",
            "id": session["id"],
            "status": self._sessions.status(session),
            **{name: session[name] for name in SESSION_FIELDS},
            "last_active_organization_id": None,
            "actor": None,
            "tasks": None,
            "latest_activity": _activity(session),
        }

    def client(self, client: Record, origin: str | None = None) -> dict[str, Any]:
        """A browser's client with its active sessions."""
        sessions = self._sessions.active(client_id=client["id"])
        sign_in, sign_up = self._attempt("sign_ins", client["sign_in"]), self._attempt("sign_ups", client["sign_up"])
        return {
            "object": "client",
            "id": client["id"],
            "sessions": [self.session(session, origin) for session in sessions],
            "sign_in": sign_in and self.sign_in(sign_in),
            "sign_up": sign_up and self.sign_up(sign_up),
            "last_active_session_id": _last_active(client, sessions),
            "last_authentication_strategy": client["last_authentication_strategy"],
            "cookie_expires_at": None,
            "captcha_bypass": False,
            "created_at": client["created_at"],
            "updated_at": client["updated_at"],
        }

    def backend_client(self, client: Record) -> dict[str, Any]:
        """A browser's client as the Backend API shows it."""
        sessions = self._sessions.active(client_id=client["id"])
        return {
            "object": "client",
            "id": client["id"],
            "session_ids": [session["id"] for session in sessions],
            "sessions": [self.backend_session(session) for session in sessions],
            "sign_in_id": client["sign_in"],
            "sign_up_id": client["sign_up"],
            "last_active_session_id": _last_active(client, sessions),
            "last_authentication_strategy": client["last_authentication_strategy"],
            "updated_at": client["updated_at"],
            "created_at": client["created_at"],
        }

    def _attempt(self, kind: str, key: str | None) -> Record | None:
        attempt = self._store.get(kind, key)
        late = attempt is not None and attempt["status"] != "complete" and attempt["abandon_at"] < self._accounts.now()
        return None if late else attempt

    def sign_in(self, attempt: Record) -> dict[str, Any]:
        """A sign-in attempt."""
        user = self._store.get("users", attempt["user_id"])
        data = None
        if user is not None:
            data = {
                "first_name": user["first_name"],
                "last_name": user["last_name"],
                "image_url": avatar(user),
                "has_image": False,
            }
        return {
            "object": "sign_in_attempt",
            "id": attempt["id"],
            "status": attempt["status"],
            "supported_identifiers": ["email_address"],
            "supported_first_factors": _factors(user, attempt["identifier"]),
            "supported_second_factors": None,
            "first_factor_verification": attempt["verification"],
            "second_factor_verification": None,
            "identifier": attempt["identifier"],
            "user_data": data,
            "created_session_id": attempt["created_session_id"],
            "abandon_at": attempt["abandon_at"],
            "client_trust_state": None,
        }

    def sign_up(self, attempt: Record) -> dict[str, Any]:
        """A sign-up attempt."""
        absent = (
            "username", "phone_number", "web3_wallet", "external_id", "legal_accepted_at", "external_account",
            "external_account_strategy",
        )  # fmt: skip
        required = {"email_address": attempt["email_address"], "password": attempt["password_hash"]}
        verified = attempt["verification"]["status"] == "verified"
        return {
            "object": "sign_up_attempt",
            "id": attempt["id"],
            "status": attempt["status"],
            "required_fields": list(required),
            "optional_fields": ["first_name", "last_name"],
            "missing_fields": [name for name, value in required.items() if not value],
            "unverified_fields": ["email_address"] if attempt["email_address"] and not verified else [],
            "verifications": {
                "email_address": attempt["verification"] if attempt["email_address"] else None,
                "phone_number": None,
                "web3_wallet": None,
                "external_account": None,
            },
            **dict.fromkeys(absent),
            "email_address": attempt["email_address"],
            "password_enabled": bool(attempt["password_hash"]),
            "has_password": bool(attempt["password_hash"]),
            "first_name": attempt["first_name"],
            "last_name": attempt["last_name"],
            "unsafe_metadata": attempt["unsafe_metadata"],
            "public_metadata": {},
            "custom_action": False,
            "created_session_id": attempt["created_session_id"],
            "created_user_id": attempt["created_user_id"],
            "abandon_at": attempt["abandon_at"],
            "locale": attempt["locale"],
        }


def avatar(user: Record) -> str:
    """A picture made of the initial, as a data URI: no other host is asked."""
    name = user["first_name"] or identifier(user)
    letter = name[0].upper() if name[0].isalnum() else "?"
    hue = HUES[sum(map(ord, user["id"])) % len(HUES)]
    image = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="#{hue}"/><text x="32" y="42" font-family="sans-serif" font-size="28" '
        f'fill="#fff" text-anchor="middle">{letter}</text></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(image.encode()).decode()


def primary_email(user: Record) -> Record | None:
    """The address a user is known by."""
    return next((item for item in user["email_addresses"] if item["id"] == user["primary_email_address_id"]), None)


def identifier(user: Record) -> str:
    """What a user is known by: an address, a username or, without either, the id."""
    address = primary_email(user)
    return address["email_address"] if address else user["username"] or user["id"]


def email(address: Record) -> dict[str, Any]:
    """An e-mail address; `verification` is null until a code was asked for."""
    state = address["verification"]
    kind = "verification_admin" if state["strategy"] == "admin" else "verification_otp"
    return {
        "object": "email_address",
        "id": address["id"],
        "email_address": address["email_address"],
        "reserved": address.get("reserved", False),
        "verification": {"object": kind, **state} if state["strategy"] else None,
        "linked_to": [],
        "matches_sso_connection": False,
        "created_at": address["created_at"],
        "updated_at": address.get("updated_at", address["created_at"]),
    }


def _activity(session: Record) -> dict[str, Any]:
    return session.get("activity") or {
        "object": "session_activity",
        "id": session["id"].replace("sess_", "sess_activity_"),
        **dict.fromkeys(("browser_name", "browser_version", "device_type", "ip_address", "city", "country"), ""),
        "is_mobile": False,
    }


def _last_active(client: Record, sessions: list[Record]) -> str | None:
    ids = [session["id"] for session in sessions]
    return client["last_active_session_id"] if client["last_active_session_id"] in ids else next(iter(ids), None)


def _public(user: Record) -> dict[str, Any]:
    image = avatar(user)
    return {
        "first_name": user["first_name"],
        "last_name": user["last_name"],
        "image_url": image,
        "has_image": False,
        "identifier": identifier(user),
        "profile_image_url": image,
    }


def _factors(user: Record | None, named: str | None) -> list[dict[str, Any]] | None:
    if user is None:
        return None
    held = [item for item in user["email_addresses"] if item["email_address"] == named]
    address = held[0] if held else primary_email(user)
    factors: list[dict[str, Any]] = [{"strategy": "password"}] if user["password_hash"] else []
    if address is None:
        return factors
    primary = address["id"] == user["primary_email_address_id"]
    shown = {"safe_identifier": address["email_address"], "email_address_id": address["id"], "primary": primary}
    factors.append({"strategy": "email_code", **shown})
    if user["password_hash"]:
        factors.append({"strategy": "reset_password_email_code", **shown})
    return factors
