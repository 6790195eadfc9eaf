"""A Clerk instance made of keys and a JWKS that tests can change, and the settings that point at it."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.settings import Settings

ORIGIN = "http://localhost:3000"
KID = "ins_ours"
SET_BY_USERS = (
    "CLERK_PUBLISHABLE_KEY",
    "CLERK_SECRET_KEY",
    "CLERK_JWT_TEMPLATE",
    "CLERK_AUTHORIZED_PARTIES",
    "FAUNA_ENDPOINT",
    "FAUNA_SECRET",
    "FAUNA_DATABASE",
)
Claims = dict[str, Any]


class Clock:
    def __init__(self) -> None:
        self.now = float(int(time.time()))

    def __call__(self) -> float:
        return self.now


@dataclass
class Instance:
    """One Clerk instance: signs anything it is told to, counts the downloads of its keys."""

    issuer: str
    clock: Clock
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    kid: str = KID
    downloads: int = 0
    answer: Callable[[], httpx.Response] | None = None
    published: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.publish(self.kid, self.key)

    def publish(self, kid: str, key: rsa.RSAPrivateKey) -> None:
        entry = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.published[kid] = {"use": "sig", "kty": "RSA", "alg": "RS256", "kid": kid, "n": entry["n"], "e": entry["e"]}

    def transport(self) -> httpx.MockTransport:
        def serve(request: httpx.Request) -> httpx.Response:
            assert request.url.path.endswith("/.well-known/jwks.json")
            self.downloads += 1
            return self.answer() if self.answer else httpx.Response(200, json={"keys": list(self.published.values())})

        return httpx.MockTransport(serve)

    def claims(self, **changes: Any) -> Claims:
        now = int(self.clock())
        claims = {
            "azp": ORIGIN,
            "exp": now + 60,
            "iat": now,
            "iss": self.issuer,
            "jti": "0" * 20,
            "nbf": now - 10,
            "sid": "sess_1",
            "sts": "active",
            "sub": "user_1",
            "v": 2,
        }
        return {name: value for name, value in {**claims, **changes}.items() if value is not ...}

    def header(self, **changes: Any) -> Claims:
        header = {"alg": "RS256", "typ": "JWT", "kid": self.kid, "cat": "cl_B7d4PD111AAA", "oiat": 1}
        return {name: value for name, value in {**header, **changes}.items() if value is not ...}

    def sign(self, header: Claims | bytes | None = None, claims: Claims | bytes | None = None) -> str:
        """A token with a right signature over whatever it says."""
        return self.sign_segments(encode(header or self.header()), encode(claims or self.claims()))

    def sign_segments(self, header: str, payload: str) -> str:
        message = f"{header}.{payload}".encode()
        signature = RSAAlgorithm(RSAAlgorithm.SHA256).sign(message, self.key)
        return f"{header}.{payload}.{base64url(signature)}"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encode(part: Claims | bytes) -> str:
    return base64url(part if isinstance(part, bytes) else json.dumps(part).encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Settings:
    for name in SET_BY_USERS:
        monkeypatch.delenv(name, raising=False)
    emulators = tmp_path / "emulators"
    emulators.mkdir()
    (emulators / "secrets.json").write_text(json.dumps({"clerk_secret_key": "sk_test_x", "fauna_root_secret": "root"}))
    return Settings(_env_file=None, local_dir=tmp_path, emulators_port=8443)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def instance(settings: Settings, clock: Clock) -> Instance:
    return Instance(settings.clerk_frontend_api, clock)
