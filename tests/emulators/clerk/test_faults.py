"""Rotating the key that signs: with the old one still published, and with it gone at once."""

from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from app.emulators.clerk.keys import SigningKey
from tests.emulators.clerk.conftest import FORM

PATH = "/faults/rotate_signing_key"
TOKENS = "/v1/client/sessions/{}/tokens"


async def signed_in(browser: httpx.AsyncClient) -> str:
    answer = await browser.post("/v1/client/sign_ins", data=FORM)
    return answer.json()["response"]["created_session_id"]


async def token(browser: httpx.AsyncClient, session: str) -> str:
    return (await browser.post(TOKENS.format(session))).json()["jwt"]


async def published(browser: httpx.AsyncClient) -> dict[str, Any]:
    keys = (await browser.get("/.well-known/jwks.json")).json()["keys"]
    return {entry["kid"]: jwt.PyJWK(entry).key for entry in keys}


def reads(text: str, keys: dict[str, Any]) -> bool:
    key = keys.get(jwt.get_unverified_header(text)["kid"])
    return key is not None and bool(jwt.api_jws.decode(text, key, algorithms=["RS256"]))


@pytest.mark.parametrize("keep_old", [True, False])
async def test_new_tokens_bear_a_new_key_and_the_old_one_stays_or_goes(
    browser: httpx.AsyncClient, server: httpx.AsyncClient, alice: dict[str, Any], keep_old: bool
):
    session = await signed_in(browser)
    before = await token(browser, session)
    instance = (await server.get("/bapi/v1/instance")).json()["id"]
    answer = (await server.post(PATH, json={"keep_old": keep_old})).json()
    after, keys = await token(browser, session), await published(browser)
    assert answer["before"] == jwt.get_unverified_header(before)["kid"]
    assert answer["kid"] == jwt.get_unverified_header(after)["kid"] != answer["before"]
    assert answer["published"] == list(keys)
    assert reads(after, keys)
    assert reads(before, keys) is keep_old
    assert (await server.get("/bapi/v1/instance")).json()["id"] == instance


async def test_only_the_secret_key_rotates(browser: httpx.AsyncClient, server: httpx.AsyncClient):
    keys = await published(browser)
    assert (await browser.post(PATH)).status_code == 401
    assert (await browser.post(PATH, headers={"Authorization": "Bearer sk_test_other"})).status_code == 401
    assert (await server.post(PATH, json={"keep_old": 1})).status_code == 422
    assert (await server.post(PATH, content=b"[]")).status_code in (400, 422)
    assert await published(browser) == keys


def test_keys_are_kept_over_a_restart(tmp_path: Path):
    path = tmp_path / "clerk.key"
    key = SigningKey(path)
    key.rotate(keep_old=True)
    again = SigningKey(path)
    assert again.jwks() == key.jwks()
    assert (again.kid, again.instance) == (key.kid, key.instance)
    assert path.stat().st_mode & 0o777 == 0o600
    for _ in range(3):
        again.rotate(keep_old=True)
    assert len(again.published()) == 3
    again.rotate(keep_old=False)
    assert SigningKey(path).published().keys() == {again.kid}


def test_a_file_from_before_rotations_is_read(tmp_path: Path):
    path = tmp_path / "clerk.key"
    key = SigningKey(path)
    names, _, pem = path.read_bytes().partition(b"\n")
    path.write_bytes(names.split()[0] + b"\n" + pem)
    again = SigningKey(path)
    assert (again.kid, again.instance, again.jwks()) == (key.kid, key.kid, key.jwks())
