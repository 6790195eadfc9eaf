"""Session tokens and tokens of JWT templates."""

import json
import secrets
from typing import Any

import jwt

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

    @property
    def instance_id(self) -> str:
        """The instance's id."""
        return self._key.instance

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
            "exp": now + (seconds or self._config.template_token_seconds or template["lifetime"]),
            "iat": now,
            "iss": self._config.issuer,
            "jti": secrets.token_hex(10),
            "nbf": now - template["allowed_clock_skew"],
            "sub": user["id"],
        }
        header = {"cat": TEMPLATE_CATEGORY, "oiat": now}
        if template.get("signing_key"):
            return jwt.encode(payload, template["signing_key"], template["signing_algorithm"], header)
        return self._key.sign(payload, header)

    def handshake(self, cookies: list[str]) -> str:
        """A token that hands cookies over to a server."""
        return self._key.sign({"handshake": cookies}, {})

    def session_id(self, token: str) -> str | None:
        """The session that a session token of ours names, expired or not; None for any other text."""
        try:
            key = self._key.published().get(jwt.get_unverified_header(token).get("kid", ""))
            claims = {} if key is None else json.loads(jwt.PyJWS().decode(token, key, ["RS256"]))
        except jwt.PyJWTError:
            return None
        named = claims.get("sid")
        return named if isinstance(named, str) else None
