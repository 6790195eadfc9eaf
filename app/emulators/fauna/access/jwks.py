"""Downloaded JSON Web Key Sets.

A set is fetched anew after five minutes, is not used past an hour, and is never downloaded twice within half a
second, whatever arrives. A kid that the set lacks causes one download; when a download fails the old set stays.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import jwt

log = logging.getLogger(__name__)
REFRESH, EXPIRY, PAUSE = 300.0, 3600.0, 0.5
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


class KeySet:
    """The keys behind one `jwks_uri`."""

    def __init__(self, uri: str, client: httpx.AsyncClient, now: Callable[[], float]) -> None:
        self.uri = uri
        self._client = client
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, Any] = {}
        self._fetched = self._tried = float("-inf")

    async def key(self, kid: str) -> Any | None:
        """The public key of that kid, or None."""
        age = self._now() - self._fetched
        if kid in self._keys and age < REFRESH:
            return self._keys[kid]
        async with self._lock:
            if self._now() - self._tried >= PAUSE and (kid not in self._keys or self._now() - self._fetched >= REFRESH):
                await self._download()
        return self._keys.get(kid) if self._now() - self._fetched < EXPIRY else None

    async def _download(self) -> None:
        self._tried = self._now()
        try:
            answer = await self._client.get(fetch_address(self.uri))
            answer.raise_for_status()
            self._keys = _public_keys(answer.json())
            self._fetched = self._now()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError, TypeError) as error:
            log.warning("JWKS %s: %s", self.uri, type(error).__name__)


class KeySets:
    """Key sets by `jwks_uri`, shared by all databases."""

    def __init__(self, client: httpx.AsyncClient | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client or httpx.AsyncClient(timeout=5.0, follow_redirects=False, trust_env=False)
        self._now = now
        self._sets: dict[str, KeySet] = {}

    def of(self, uri: str) -> KeySet:
        """The set behind the address."""
        if uri not in self._sets:
            self._sets[uri] = KeySet(uri, self._client, self._now)
        return self._sets[uri]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def fetch_address(uri: str) -> str:
    """Where a `jwks_uri` is fetched: `https://localhost:PORT` stands for plain http, as on a development node."""
    url = httpx.URL(uri)
    if url.scheme == "https" and url.host in LOOPBACK and url.port is not None:
        return str(url.copy_with(scheme="http"))
    return uri


def _public_keys(document: Any) -> Mapping[str, Any]:
    keys: dict[str, Any] = {}
    for entry in document.get("keys", []):
        usable = isinstance(entry, dict) and entry.get("kty") == "RSA" and isinstance(entry.get("kid"), str)
        if usable and "d" not in entry and entry.get("use", "sig") == "sig":
            try:
                keys[entry["kid"]] = jwt.PyJWK(entry, algorithm="RS256").key
            except jwt.PyJWTError:
                continue
    return keys
