"""Users, their sessions and their codes: what must hold whoever asks."""

import re
import secrets
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.environment import PASSWORD_LENGTH
from app.emulators.clerk.errors import ClerkError, invalid, missing
from app.emulators.clerk.store import Record, Store, digest, new_id

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TEST_CODE, TEST_MARK = "424242", "+clerk_test@"
CODE_MS, ATTEMPTS = 600_000, 5
SESSION_MS, ABANDON_MS = 7 * 86_400_000, 30 * 86_400_000


class Accounts:
    """Operations on users and sessions; times are milliseconds."""

    def __init__(self, config: ClerkConfig, store: Store) -> None:
        self.config = config
        self.store = store

    def now(self) -> int:
        """The present in milliseconds."""
        return int(self.config.clock() * 1000)

    def by_email(self, address: str) -> Record | None:
        """The user who has this address; case does not matter."""
        wanted = address.strip().lower()
        for user in self.store.all("users"):
            held = [item for item in user["email_addresses"] if item["verification"]["status"] == "verified"]
            if any(item["email_address"] == wanted for item in held):
                return user
        return None

    def check_email(self, address: object, param: str = "email_address") -> str:
        """The address in its stored form. Raises `ClerkError` for one that is missing, malformed or taken."""
        if not isinstance(address, str) or not address:
            raise missing(param)
        address = address.strip().lower()
        if not EMAIL.fullmatch(address):
            message = f"{param} must be a valid email address."
            raise ClerkError(422, "form_param_format_invalid", "is invalid", message, param=param)
        if self.by_email(address) is not None:
            raise ClerkError(
                422,
                "form_identifier_exists",
                "That email address is taken. Please try another.",
                param=param,
            )
        return address

    def check_password(self, password: object, param: str = "password") -> str:
        """The password, if it may be one."""
        if not isinstance(password, str) or not password:
            raise missing(param)
        least, most = PASSWORD_LENGTH
        if len(password) < least:
            message = f"Passwords must be {least} characters or more."
            raise ClerkError(422, "form_password_length_too_short", message, param=param)
        if len(password.encode()) > most:
            message = "Your password has exceeded the maximum number of bytes allowed, please shorten it."
            raise ClerkError(422, "form_password_size_in_bytes_exceeded", message, param=param)
        return password

    def create_user(self, address: str, fields: dict[str, Any]) -> Record:
        """Store a user with one verified address; `password_hash` is among the fields."""
        now, email_id = self.now(), new_id("idn")
        user = {
            "id": new_id("user"),
            "first_name": fields.get("first_name") or None,
            "last_name": fields.get("last_name") or None,
            "external_id": fields.get("external_id"),
            "public_metadata": fields.get("public_metadata") or {},
            "private_metadata": fields.get("private_metadata") or {},
            "unsafe_metadata": fields.get("unsafe_metadata") or {},
            "password_hash": fields.get("password_hash"),
            "primary_email_address_id": email_id,
            "email_addresses": [
                {
                    "id": email_id,
                    "email_address": address,
                    "verification": {"status": "verified", "strategy": "email_code", "attempts": 1, "expire_at": None},
                    "created_at": now,
                }
            ],
            "last_sign_in_at": None,
            "created_at": now,
            "updated_at": now,
        }
        return self.store.put("users", user)

    def password_fits(self, user: Record, password: str) -> bool:
        """Whether this is the user's password."""
        try:
            return bool(user["password_hash"]) and HASHER.verify(user["password_hash"], password)
        except VerificationError:
            return False

    def touch_user(self, user: Record) -> Record:
        """Store a changed user."""
        user["updated_at"] = self.now()
        return self.store.put("users", user)

    def send_code(self, address: str, strategy: str, earlier: Record | None) -> Record:
        """A code for an address, in the outbox or fixed for test addresses; an earlier usable one is kept instead."""
        now = self.now()
        usable = earlier is not None and earlier["expire_at"] >= now and earlier["attempts"] < ATTEMPTS
        if earlier is not None and usable and earlier["strategy"] == strategy:
            return earlier
        code = TEST_CODE if TEST_MARK in address else f"{secrets.randbelow(1_000_000):06}"
        if TEST_MARK not in address:
            self.store.put("messages", {"id": new_id("ema"), "to": address, "code": code, "created_at": now})
        return {"digest": digest(code), "strategy": strategy, "attempts": 0, "expire_at": now + CODE_MS}

    def check_code(self, sent: Record | None, strategy: str | None, code: str | None) -> None:
        """Raise unless it is the code that was sent, in time and within the attempts; counts the attempt."""
        if sent is None:
            message = "You need to send a verification code before attempting to verify."
            raise ClerkError(400, "verification_not_sent", "not sent", message)
        if sent["strategy"] != strategy:
            message = "The strategy is not valid for the current verification."
            raise ClerkError(400, "verification_strategy_invalid", "has invalid strategy", message)
        if sent["expire_at"] < self.now():
            message = "This verification has expired. You must create a new one."
            raise ClerkError(400, "verification_expired", "expired", message)
        if sent["attempts"] >= ATTEMPTS:
            message = "Too many failed attempts. You have to try again with the same or another method."
            raise ClerkError(400, "verification_failed", "failed", message)
        sent["attempts"] += 1
        if not code or not secrets.compare_digest(digest(code), sent["digest"]):
            raise ClerkError(422, "form_code_incorrect", "is incorrect", "Incorrect code", param="code")

    def start_session(self, client: Record, user: Record, origin: str | None) -> Record:
        """Sign a user in on a client; the client's earlier session is replaced."""
        now = self.now()
        for session in self.active_sessions(client_id=client["id"]):
            self.end_session(session, "replaced")
        if (current := self.store.get("users", user["id"])) is not None:
            self.store.put("users", {**current, "last_sign_in_at": now})
        return self.store.put(
            "sessions",
            {
                "id": new_id("sess"),
                "client_id": client["id"],
                "user_id": user["id"],
                "status": "active",
                "origin": origin,
                "last_active_at": now,
                "expire_at": now + SESSION_MS,
                "abandon_at": now + ABANDON_MS,
                "created_at": now,
                "updated_at": now,
            },
        )

    def active_sessions(self, **fields: Any) -> list[Record]:
        """Active sessions whose fields have these values."""
        return [
            session
            for session in self.store.all("sessions")
            if self.is_active(session) and all(session[name] == value for name, value in fields.items())
        ]

    def is_active(self, session: Record) -> bool:
        """Whether a session still counts."""
        return self.status(session) == "active"

    def status(self, session: Record) -> str:
        """The state of a session now: one that nobody ended expires."""
        late = session["status"] == "active" and session["expire_at"] <= self.now()
        return "expired" if late else session["status"]

    def end_session(self, session: Record, status: str) -> Record:
        """End an active session: `ended`, `removed`, `replaced` or `revoked`; one that is over stays as it is."""
        if not self.is_active(session):
            return session
        session.update(status=status, updated_at=self.now())
        return self.store.put("sessions", session)

    def metadata(self, value: Any, param: str) -> dict[str, Any]:
        """A metadata object. Raises for anything else."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise invalid(param, f"{param} must be an object.")
        return value
