"""Verification of session tokens."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from app.calls import RecordingClient
from app.clerk.backend import BackendApi
from app.clerk.errors import TokenRefused
from app.clerk.jwks import SigningKeys
from app.clerk.segments import SegmentError, read_object, split
from app.settings import Settings

LEEWAY = 5
TEMPLATE_TOKEN = "cl_B7d4PD222AAA"  # noqa: S105 - a header value that tells kinds of tokens apart
FOREIGN_KEYS = ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc")
LONGEST_KID = 256
LATEST = 2**53


@dataclass(frozen=True, slots=True)
class VerifiedSession:
    """Who a session token speaks for; the end is in Unix seconds."""

    user_id: str
    session_id: str
    expires_at: float


class SessionVerifier:
    """Checks tokens of the issuer in the settings, made for pages that the settings allow."""

    def __init__(
        self,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._now = now

        def connect() -> httpx.AsyncClient:
            return RecordingClient(timeout=5.0, transport=transport, trust_env=not settings.clerk_emulated)

        async def backup() -> dict[str, Any]:
            async with BackendApi(settings, transport) as api:
                return await api.jwks()

        self._keys = SigningKeys(settings.clerk_frontend_api, connect, now, None if settings.clerk_emulated else backup)

    async def verify(self, token: str) -> VerifiedSession:
        """The session behind a token. Raises `TokenRefused`, or `ClerkUnavailable` when no key can be had."""
        try:
            header, payload, _ = split(token)
            kid = _key_id(read_object(header))
        except SegmentError as error:
            raise TokenRefused(f"This is no session token: {error}.") from error
        key = await self._keys.key(kid)
        if key is None:
            raise TokenRefused("The token was signed by an unknown key.")
        try:
            jwt.api_jws.decode(token, key, algorithms=["RS256"])
            claims = read_object(payload)
        except jwt.PyJWTError as error:
            raise TokenRefused("The token's signature is not right.") from error
        except SegmentError as error:
            raise TokenRefused(f"This is no session token: {error}.") from error
        return self._session(claims)

    def _session(self, claims: dict[str, Any]) -> VerifiedSession:
        now = self._now()
        expires, starts, issued = (_seconds(claims, name) for name in ("exp", "nbf", "iat"))
        if now >= expires + LEEWAY:
            raise TokenRefused("The token has expired.")
        if starts > now + LEEWAY or issued > now + LEEWAY:
            raise TokenRefused("The token is not valid yet.")
        if claims.get("iss") != self._settings.clerk_frontend_api:
            raise TokenRefused("Another issuer made the token.")
        if not self._settings.is_authorized_party(_text(claims, "azp")):
            raise TokenRefused("The token was made for another site.")
        if claims.get("sts", "active") != "active":
            raise TokenRefused("The session is not active yet.")
        return VerifiedSession(_text(claims, "sub"), _text(claims, "sid"), float(expires))


def _key_id(header: dict[str, Any]) -> str:
    if header.get("alg") != "RS256" or header.get("typ") != "JWT" or any(name in header for name in FOREIGN_KEYS):
        raise TokenRefused("The token's header is not a session token's.")
    if header.get("cat") == TEMPLATE_TOKEN:
        raise TokenRefused("A JWT-template token is no session token.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID:
        raise TokenRefused("The token names no key.")
    return kid


def _seconds(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LATEST:
        raise TokenRefused(f"The token's `{name}` is not right.")
    return value


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise TokenRefused(f"The token's `{name}` is not right.")
    return value
