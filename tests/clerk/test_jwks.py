"""The issuer's keys: kept, refreshed, fetched once at a time, unharmed by junk."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.clerk.errors import ClerkUnavailable, TokenRefused
from app.clerk.jwks import COOL_DOWN, EXPIRY, REFRESH, RETRY, public_keys
from app.clerk.verify import SessionVerifier
from app.settings import Settings

from .conftest import KID, Clock, Instance


@pytest.fixture
def verifier(settings: Settings, instance: Instance, clock: Clock) -> SessionVerifier:
    return SessionVerifier(settings, instance.transport(), clock)


async def accepts(verifier: SessionVerifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except TokenRefused:
        return False
    return True


async def test_keys_are_downloaded_once_for_many_tokens(verifier: SessionVerifier, instance: Instance) -> None:
    for _ in range(5):
        await verifier.verify(instance.sign())
    assert instance.downloads == 1


async def test_tokens_that_arrive_together_share_one_download(verifier: SessionVerifier, instance: Instance) -> None:
    sessions = await asyncio.gather(*(verifier.verify(instance.sign()) for _ in range(20)))
    assert {session.user_id for session in sessions} == {"user_1"}
    assert instance.downloads == 1


async def test_a_new_key_is_found_at_its_first_token_after_the_cool_down(
    verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    await verifier.verify(instance.sign())
    instance.key, instance.kid = rsa.generate_private_key(65537, 2048), "ins_new"
    instance.publish("ins_new", instance.key)
    clock.now += COOL_DOWN
    assert await accepts(verifier, instance.sign())
    assert instance.downloads == 2


async def test_junk_kids_cause_one_download_per_cool_down(
    verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    await verifier.verify(instance.sign())
    clock.now += COOL_DOWN
    for number in range(50):
        assert not await accepts(verifier, instance.sign(header=instance.header(kid=f"junk{number}")))
    assert instance.downloads == 2


async def test_a_removed_key_stops_counting_at_the_next_refresh(
    verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    """Named attack 51."""
    await verifier.verify(instance.sign())
    del instance.published[KID]
    instance.publish("ins_new", rsa.generate_private_key(65537, 2048))
    clock.now += REFRESH
    assert not await accepts(verifier, instance.sign())


async def test_a_failed_refresh_keeps_the_old_keys_for_an_hour(
    verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    await verifier.verify(instance.sign())
    instance.answer = lambda: httpx.Response(503)
    clock.now += EXPIRY - 1
    assert await accepts(verifier, instance.sign())
    clock.now += 2
    with pytest.raises(ClerkUnavailable, match="public keys cannot be had"):
        await verifier.verify(instance.sign())


async def test_the_first_download_is_tried_again_soon_after_it_failed(
    verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    instance.answer = lambda: httpx.Response(502)
    with pytest.raises(ClerkUnavailable):
        await verifier.verify(instance.sign())
    instance.answer = None
    clock.now += RETRY
    assert await accepts(verifier, instance.sign())


async def test_an_issuer_that_cannot_be_reached_is_no_refusal(settings: Settings, instance: Instance) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ClerkUnavailable):
        await SessionVerifier(settings, httpx.MockTransport(refuse)).verify(instance.sign())


JUNK: dict[str, Any] = {
    "no JSON": b"<html>",
    "not UTF-8": b"\xff\xfe",
    "an array": [],
    "null": None,
    "keys missing": {},
    "keys null": {"keys": None},
    "keys a text": {"keys": "ins_ours"},
    "no keys": {"keys": []},
    "entries of other types": {"keys": [1, None, "x", []]},
    "an EC key": {"keys": [{"kty": "EC", "kid": KID, "crv": "P-256", "x": "AQAB", "y": "AQAB"}]},
    "a symmetric key": {"keys": [{"kty": "oct", "kid": KID, "k": "c2VjcmV0"}]},
    "no modulus": {"keys": [{"kty": "RSA", "kid": KID, "e": "AQAB"}]},
    "an empty modulus": {"keys": [{"kty": "RSA", "kid": KID, "n": "", "e": "AQAB"}]},
    "numbers for texts": {"keys": [{"kty": "RSA", "kid": KID, "n": 5, "e": 3}]},
    "kid a number": {"keys": [{"kty": "RSA", "kid": 7, "n": "AQAB", "e": "AQAB"}]},
    "deeply nested": b"[" * 100_000,
}


@pytest.mark.parametrize("junk", JUNK)
async def test_a_junk_set_is_no_set(junk: str, verifier: SessionVerifier, instance: Instance, clock: Clock) -> None:
    body = JUNK[junk] if isinstance(JUNK[junk], bytes) else json.dumps(JUNK[junk]).encode()
    instance.answer = lambda: httpx.Response(200, content=body)
    with pytest.raises(ClerkUnavailable):
        await verifier.verify(instance.sign())


@pytest.mark.parametrize("junk", JUNK)
async def test_a_junk_set_does_not_replace_a_good_one(
    junk: str, verifier: SessionVerifier, instance: Instance, clock: Clock
) -> None:
    await verifier.verify(instance.sign())
    body = JUNK[junk] if isinstance(JUNK[junk], bytes) else json.dumps(JUNK[junk]).encode()
    instance.answer = lambda: httpx.Response(200, content=body)
    clock.now += REFRESH
    assert await accepts(verifier, instance.sign())


@pytest.mark.parametrize("change", [{"use": "enc"}, {"alg": "RS512"}, {"d": "AQAB"}])
def test_a_key_for_something_else_is_left_out(change: dict[str, str], instance: Instance) -> None:
    assert public_keys({"keys": [{**instance.published[KID], **change}]}) == {}


def test_a_good_key_among_junk_counts(instance: Instance) -> None:
    assert list(public_keys({"keys": [1, {"kty": "RSA"}, instance.published[KID]]})) == [KID]


REAL = "pk_test_" + base64.b64encode(b"clever-owl-7.clerk.accounts.dev$").decode()


@pytest.mark.parametrize("public", [200, 404, 503])
async def test_a_real_instances_keys_come_by_https_and_else_with_the_secret_key(
    public: int, settings: Settings, clock: Clock
) -> None:
    real = Settings(_env_file=None, clerk_publishable_key=REAL, clerk_secret_key="sk_test_real")  # pyright: ignore[reportCallIssue]
    instance = Instance("https://clever-owl-7.clerk.accounts.dev", clock)
    asked: list[tuple[str, str | None]] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append((str(request.url), request.headers.get("authorization")))
        keys = {"keys": list(instance.published.values())}
        is_public = request.url.host.endswith(".accounts.dev")
        return httpx.Response(public if is_public else 200, json=keys if public == 200 or not is_public else {})

    verifier = SessionVerifier(real, httpx.MockTransport(serve), clock)
    assert (await verifier.verify(instance.sign())).user_id == "user_1"
    expected: list[tuple[str, str | None]] = [("https://clever-owl-7.clerk.accounts.dev/.well-known/jwks.json", None)]
    if public != 200:
        expected.append(("https://api.clerk.com/v1/jwks", "Bearer sk_test_real"))
    assert asked == expected
