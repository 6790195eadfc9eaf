"""The public keys of one issuer: downloaded once, kept, refreshed, never hammered.

A set is refreshed after ten minutes and useless after an hour. An unknown kid causes one download per cool-down;
only one download runs at a time, and a failed one leaves the old set in place.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import jwt

from app.clerk.errors import ClerkError, ClerkUnavailable

REFRESH, EXPIRY, COOL_DOWN, RETRY = 600.0, 3600.0, 10.0, 1.0
Connect = Callable[[], httpx.AsyncClient]
Backup = Callable[[], Awaitable[Any]]


class SigningKeys:
    """Keys by kid from `<issuer>/.well-known/jwks.json`, else from the `backup`; times in seconds."""

    def __init__(self, issuer: str, connect: Connect, now: Callable[[], float], backup: Backup | None = None) -> None:
        self.address = f"{issuer}/.well-known/jwks.json"
        self._connect = connect
        self._now = now
        self._backup = backup
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, Any] = {}
        self._fetched = self._tried = float("-inf")

    async def key(self, kid: str) -> Any | None:
        """The public key of that kid, None if the issuer has none. Raises `ClerkUnavailable`."""
        if kid in self._keys and self._age < REFRESH:
            return self._keys[kid]
        async with self._lock:
            if self._is_due(kid):
                await self._download()
        if self._age >= EXPIRY:
            raise ClerkUnavailable("Clerk's public keys cannot be had at the moment.")
        return self._keys.get(kid)

    @property
    def _age(self) -> float:
        return self._now() - self._fetched

    def _is_due(self, kid: str) -> bool:
        since = self._now() - self._tried
        if self._age >= REFRESH:
            return since >= RETRY
        return kid not in self._keys and since >= COOL_DOWN

    async def _download(self) -> None:
        self._tried = self._now()
        keys = await self._public() or await self._private()
        if keys:
            self._keys, self._fetched = keys, self._now()

    async def _public(self) -> dict[str, Any]:
        try:
            async with self._connect() as http:
                answer = await http.get(self.address)
            answer.raise_for_status()
            return public_keys(answer.json())
        except (httpx.HTTPError, ValueError, RecursionError):
            return {}

    async def _private(self) -> dict[str, Any]:
        try:
            return {} if self._backup is None else public_keys(await self._backup())
        except ClerkError:
            return {}


def public_keys(document: Any) -> dict[str, Any]:
    """The usable RSA signing keys of a JWKS by kid; entries that are anything else are left out."""
    entries = document.get("keys") if isinstance(document, dict) else None
    keys: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        if "d" in entry or entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
            continue
        try:
            keys[entry["kid"]] = jwt.PyJWK(entry, algorithm="RS256").key
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            continue
    return keys
