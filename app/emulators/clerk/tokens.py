"""Session tokens and tokens of JWT templates."""

import secrets
from typing import Any

from app.emulators.clerk.config import ClerkConfig
from app.emulators.clerk.keys import SigningKey
from app.emulators.clerk.shortcodes import evaluate

SESSION_CATEGORY, TEMPLATE_CATEGORY = "cl_B7d4PD111AAA", "cl_B7d4PD222AAA"
SESSION_BACKDATING = 10


class Tokens:
    """Mints tokens for sessions; times are whole seconds."""

    def __init__(self, config: ClerkConfig, key: SigningKey) -> None:
        self._config = config
        self._key = key

    def session(self, session: dict[str, Any], origin: str | None, seconds: int | None = None) -> str:
        """The session token, version 2."""
        now = int(self._config.clock())
        minutes = max(0, (now * 1000 - session["created_at"]) // 60_000)
        payload = {
            **({"azp": origin} if origin else {}),
            "exp": now + (seconds or self._config.session_token_seconds),
            "fva": [minutes, -1],
            "iat": now,
            "iss": self._config.issuer,
            "jti": secrets.token_hex(10),
            "nbf": now - SESSION_BACKDATING,
            "sid": session["id"],
            "sts": "active",
            "sub": session["user_id"],
            "v": 2,
        }
        return self._key.sign(payload, {"cat": SESSION_CATEGORY, "oiat": now})

    def template(
        self, template: dict[str, Any], user: dict[str, Any], origin: str | None, seconds: int | None = None
    ) -> str:
        """A token of a JWT template; it names no session."""
        now = int(self._config.clock())
        payload = {
            **evaluate(template["claims"], user),
            **({"azp": origin} if origin else {}),
            "exp": now + (seconds or template["lifetime"]),
            "iat": now,
            "iss": self._config.issuer,
            "jti": secrets.token_hex(10),
            "nbf": now - template["allowed_clock_skew"],
            "sub": user["id"],
        }
        return self._key.sign(payload, {"cat": TEMPLATE_CATEGORY, "oiat": now})
