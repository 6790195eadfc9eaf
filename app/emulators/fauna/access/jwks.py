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

from app.emulators.fauna.access.segments import read_json

log = logging.getLogger(__name__)
REFRESH, EXPIRY, PAUSE = 300.0, 3600.0, 0.5
LARGEST, LONGEST = 1024 * 1024, 10.0
"""Of a download, in bytes and seconds."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


class KeySet:
    """The keys behind one `jwks_uri`."""

    def __init__(self, uri: str, clients: "_Clients", now: Callable[[], float]) -> None:
        self.uri = uri
        self._clients = clients
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, Any] = {}
        self._fetched = self._began = self._ended = float("-inf")

    async def key(self, kid: str) -> Any | None:
        """The public key of that kid, or None."""
        if not self._lacks(kid):
            return self._keys[kid]
        arrived = self._now()
        async with self._lock:
            # Who waited for a download takes what it brought, else a slow one would be followed by another for each.
            if self._lacks(kid) and self._ended <= arrived and self._now() - self._began >= PAUSE:
                await self._download()
        return self._keys.get(kid) if self._now() - self._fetched < EXPIRY else None

    def _lacks(self, kid: str) -> bool:
        return kid not in self._keys or self._now() - self._fetched >= REFRESH

    async def _download(self) -> None:
        self._began = self._now()
        try:
            self._keys = public_keys(read_json(await self._get(fetch_address(self.uri))))
            self._fetched = self._now()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            log.warning("JWKS %s: %s", self.uri, type(error).__name__)
        finally:
            self._ended = self._now()

    async def _get(self, address: str) -> bytes:
        body = b""
        async with (
            asyncio.timeout(LONGEST),
            self._clients.of(address).stream("GET", address, headers={"Accept": "application/json"}) as answer,
        ):
            answer.raise_for_status()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise ValueError("a key set too large")
        return body


class KeySets:
    """Key sets by `jwks_uri`, shared by all databases."""

    def __init__(self, client: httpx.AsyncClient | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._clients = _Clients(client)
        self._now = now
        self._sets: dict[str, KeySet] = {}

    def of(self, uri: str) -> KeySet:
        """The set behind the address."""
        if uri not in self._sets:
            self._sets[uri] = KeySet(uri, self._clients, self._now)
        return self._sets[uri]

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()


class _Clients:
    """One for plain http and one for https: that one reads a machine's certificates, which takes a while."""

    def __init__(self, given: httpx.AsyncClient | None) -> None:
        self._made: dict[bool, httpx.AsyncClient] = {} if given is None else {True: given, False: given}

    def of(self, address: str) -> httpx.AsyncClient:
        checked = address.startswith("https:")
        if checked not in self._made:
            self._made[checked] = httpx.AsyncClient(
                timeout=5.0, follow_redirects=False, trust_env=False, verify=checked
            )
        return self._made[checked]

    async def close(self) -> None:
        for client in self._made.values():
            await client.aclose()


def fetch_address(uri: str) -> str:
    """Where a `jwks_uri` is fetched: `https://localhost:PORT` stands for plain http, as on a development node.

    Raises `ValueError` for plain http to anywhere else.
    """
    url = httpx.URL(uri)
    if url.host in LOOPBACK and url.port is not None:
        return str(url.copy_with(scheme="http"))
    if url.scheme != "https":
        raise ValueError("keys of other machines come by https only")
    return uri


def public_keys(document: Any) -> Mapping[str, Any]:
    """The usable RSA signing keys of a JWKS by kid; other entries are left out. Raises `ValueError`."""
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("no key set")
    keys: dict[str, Any] = {}
    for entry in entries:
        usable = isinstance(entry, dict) and entry.get("kty") == "RSA" and isinstance(entry.get("kid"), str)
        if usable and "d" not in entry and entry.get("use", "sig") == "sig":
            try:
                keys[entry["kid"]] = jwt.PyJWK(entry, algorithm="RS256").key
            except (jwt.PyJWTError, ValueError, TypeError):
                continue
    return keys
