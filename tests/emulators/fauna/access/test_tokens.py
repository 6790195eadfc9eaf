"""What is remembered of a token, and what is looked at each time."""

import asyncio
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.emulators.fauna.access import tokens
from app.emulators.fauna.access.jwks import KeySets

URI = "http://localhost:1/jwks.json"
NOW = 1_800_000_000


class Provider:
    """A JWKS that tests change; each ask downloads it anew."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.other = rsa.generate_private_key(65537, 2048)
        self.published = self.key

    def keys(self) -> KeySets:
        def serve(request: httpx.Request) -> httpx.Response:
            entry = RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
            return httpx.Response(200, json={"keys": [{**entry, "kid": "k"}]})

        return KeySets(httpx.AsyncClient(transport=httpx.MockTransport(serve)))

    def token(self, **claims: Any) -> str:
        audience = "https://db.fauna.com/db/yff8kpr7hf1e7"
        return jwt.encode({"aud": audience, "exp": NOW + 60, **claims}, self.key, "RS256", {"kid": "k"})

    def verify(self, text: str, now: float = NOW) -> None:
        claimed = tokens.read(text)
        asyncio.run(tokens.verify(claimed, URI, self.keys(), strict_exp=False, now=lambda: now))


@pytest.fixture(scope="module")
def provider() -> Provider:
    return Provider()


def test_a_remembered_token_still_expires(provider: Provider):
    text = provider.token()
    provider.verify(text)
    with pytest.raises(tokens.Refused, match="exp"):
        provider.verify(text, NOW + 60)


def test_a_remembered_token_is_not_taken_before_its_time(provider: Provider):
    text = provider.token(nbf=NOW)
    provider.verify(text, NOW + 0.001)
    with pytest.raises(tokens.Refused, match="nbf"):
        provider.verify(text, NOW)


def test_a_remembered_signature_counts_for_its_own_key_only(provider: Provider):
    text = provider.token()
    provider.verify(text)
    provider.published = provider.other
    try:
        with pytest.raises(tokens.Refused, match="signature"):
            provider.verify(text)
    finally:
        provider.published = provider.key


def test_a_refusal_is_not_remembered_as_anything_else(provider: Provider):
    text = provider.token()
    broken = text[:-8] + ("A" * 8 if not text.endswith("A" * 8) else "B" * 8)
    provider.verify(text)
    for _ in range(2):
        with pytest.raises(tokens.Refused, match="signature"):
            provider.verify(broken)
