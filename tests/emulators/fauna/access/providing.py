"""An access provider for tests: keys of its own, a JWKS without network, tokens, and an emulator that trusts it."""

import base64
import contextlib
import json
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.emulators.fauna.access.jwks import KeySets
from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig

ISSUER = "http://localhost:1/clerk"
JWKS = "https://localhost:1/jwks.json"
NOW = 1_800_000_000
ROOT = "root-secret"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """The private key of that name, the same in the whole run."""
    return rsa.generate_private_key(65537, 2048)


def jwk(kid: str, name: str | None = None) -> dict[str, Any]:
    """The public half of a key as the entry of a JWKS."""
    return {**RSAAlgorithm.to_jwk(key(name or kid).public_key(), as_dict=True), "kid": kid, "use": "sig"}


class Served:
    """An emulator in memory whose access provider `Clerk` publishes the keys in `published`.

    `downloads` are the times at which the JWKS was fetched; `time` is what the emulator takes for now, in seconds.
    """

    def __init__(self, *, strict_exp: bool = False) -> None:
        self.published: list[dict[str, Any]] = [jwk("k")]
        self.downloads: list[float] = []
        self.time = float(NOW)
        self.app = FaunaApp(FaunaConfig(ROOT, strict_exp=strict_exp, workers=4))
        transport = httpx.MockTransport(self._serve)
        self.app.sessions.keys = KeySets(httpx.AsyncClient(transport=transport), lambda: self.time)
        self.app.sessions.now = lambda: self.time
        asgi = httpx.ASGITransport(self.app)  # type: ignore[arg-type] # its message types are narrower
        self._client = httpx.AsyncClient(transport=asgi, base_url="http://fauna")

    def _serve(self, request: httpx.Request) -> httpx.Response:
        self.downloads.append(self.time)
        return httpx.Response(200, json={"keys": self.published})

    async def create(self, schema: str, name: str = "app") -> None:
        """A database below the root with that schema, and its audience and an admin key of it."""
        await self.data(ROOT, f'Database.create({{ name: "{name}" }})')
        self.admin = await self.data(ROOT, f'Key.create({{ role: "admin", database: "{name}" }}).secret')
        files = {"main.fsl": ("main.fsl", schema.encode())}
        pushed = await self._client.post("/schema/1/update?force=true", headers=bearer(self.admin), files=files)
        assert pushed.status_code == 200, pushed.text
        databases = self.app.store.catalog.all("databases")
        self.audience = next(item.audience for item in databases if item.name == name)

    def token(self, kid: str = "k", signed_by: str | None = None, **claims: Any) -> str:
        """A token of the provider for the database made last; a claim that is None is left out."""
        return signed(header(kid=kid), self.claims(**claims), signed_by or kid)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The payload of a token; a claim that is None is left out."""
        whole = {"iss": ISSUER, "aud": self.audience, "sub": "user_1", "exp": NOW + 60, **changes}
        return {name: value for name, value in whole.items() if value is not None}

    async def ask(self, secret: str | None, query: str, **headers: str) -> httpx.Response:
        """The answer to a query; `trace` is an admin's secret."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | (bearer(secret) if secret else {})
        return await self._client.post("/query/1", content=json.dumps({"query": query}), headers=sent)

    async def data(self, secret: str, query: str) -> Any:
        """What a query comes to, in the simple format; its failure fails the test."""
        answer = (await self.ask(secret, query)).json()
        assert "data" in answer, answer
        return answer["data"]

    async def trace(self, secret: str | None, query: str, admin: str | None = None) -> dict[str, Any]:
        """The decision trace of a query, asked for with the admin key of the database made last."""
        answer = await self.ask(secret, query, x_decision_trace=self.admin if admin is None else admin)
        return answer.json()["decision_trace"]

    async def close(self) -> None:
        """Stop."""
        await self._client.aclose()
        self.app.threads.shutdown(wait=True)
        await self.app.keys.close()
        await self.app.sessions.keys.close()
        self.app.close()


def header(**changes: Any) -> dict[str, Any]:
    """The header of a token; a member that is None is left out."""
    whole = {"alg": "RS256", "typ": "JWT", "kid": "k", **changes}
    return {name: value for name, value in whole.items() if value is not None}


def base64url(raw: bytes) -> str:
    """As the segments of a token are written."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def encode(part: dict[str, Any] | bytes) -> str:
    """A segment."""
    return base64url(part if isinstance(part, bytes) else json.dumps(part).encode())


def signed(head: dict[str, Any] | bytes, payload: dict[str, Any] | bytes, by: str = "k") -> str:
    """A token with a right signature over whatever it says."""
    message = f"{encode(head)}.{encode(payload)}"
    return f"{message}.{base64url(RSAAlgorithm(RSAAlgorithm.SHA256).sign(message.encode(), key(by)))}"


def bearer(secret: str) -> dict[str, Any]:
    """The header that carries a secret."""
    return {"Authorization": f"Bearer {secret}".encode()}


@contextlib.asynccontextmanager
async def served(schema: str | None = None, *, strict_exp: bool = False) -> AsyncIterator[Served]:
    """An emulator, with a database of that schema if there is one."""
    made = Served(strict_exp=strict_exp)
    try:
        if schema is not None:
            await made.create(schema)
        yield made
    finally:
        await made.close()
