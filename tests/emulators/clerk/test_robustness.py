"""Many at once, restarts, junk: nothing is lost, and nothing but Clerk's own errors comes back."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.emulators.clerk import ClerkConfig, create_app
from app.emulators.clerk.operations import TABLE
from tests.emulators.clerk.conftest import ALICE, FORM, ISSUER, ORIGIN, PASSWORD, SECRET, Clock

HEADERS = {"Authorization": f"Bearer {SECRET}"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["email_address", "first_name", "username", "password", "password_digest", "password_hasher", "public_metadata",
     "created_at", "claims", "name", "lifetime", "user_id", "expires_in_seconds", "token", "custom_signing_key",
     "signing_algorithm", "signing_key", "external_id", "email_address_identification_status"]
)  # fmt: skip
CALLS = [
    (method, "/bapi/v1" + path.replace("{user_id}", "user_x").replace("{session_id}", "sess_x"))
    for api, method, path, _ in (line.split("\t") for line in TABLE.read_text().splitlines())
    if api == "bapi" and path.startswith(("/users", "/sessions", "/jwt_templates", "/sign_in_tokens", "/clients"))
]


def config(**changes: Any) -> ClerkConfig:
    return ClerkConfig(ISSUER, SECRET, "pk_test_x", **changes)


def connect(app: Any, **options: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:1", **options)


async def test_parallel_metadata_changes_all_arrive(server, alice):
    path = f"/bapi/v1/users/{alice['id']}/metadata"
    await asyncio.gather(*(server.patch(path, json={"public_metadata": {f"k{n}": n}}) for n in range(50)))
    user = (await server.get(f"/bapi/v1/users/{alice['id']}")).json()
    assert user["public_metadata"] == {"role": "manager", **{f"k{n}": n for n in range(50)}}


async def test_a_profile_changed_while_a_password_is_hashed_stays_changed(browser, server, alice):
    await browser.post("/v1/client/sign_ins", data=FORM)
    form = {"current_password": PASSWORD, "new_password": "harbor-lantern-77"}
    body = {"public_metadata": {"team": "red"}}
    changed, _ = await asyncio.gather(
        browser.post("/v1/me/change_password", data=form),
        server.patch(f"/bapi/v1/users/{alice['id']}/metadata", json=body),
    )
    assert changed.status_code == 200
    user = (await server.get(f"/bapi/v1/users/{alice['id']}")).json()
    assert user["public_metadata"] == {"role": "manager", "team": "red"}


async def test_of_many_users_with_one_address_one_is_made(server):
    body = {"email_address": ["race@example.com"], "password": PASSWORD, "username": "racer", "external_id": "r"}
    answers = await asyncio.gather(*(server.post("/bapi/v1/users", json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[422] * 7]
    assert (await server.get("/bapi/v1/users/count")).json()["total_count"] == 1


async def test_of_many_uses_of_a_ticket_one_signs_in(transport, server, alice):
    ticket = (await server.post("/bapi/v1/sign_in_tokens", json={"user_id": alice["id"]})).json()["token"]

    async def use() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as one:
            return (await one.post("/v1/client/sign_ins", data={"strategy": "ticket", "ticket": ticket})).status_code

    assert sorted(await asyncio.gather(*(use() for _ in range(6)))) == [200, *[400] * 5]


async def test_a_right_password_given_twice_at_once_makes_one_session(browser, alice, server):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]["id"]
    form = {"strategy": "password", "password": PASSWORD}
    path = f"/v1/client/sign_ins/{attempt}/attempt_first_factor"
    answers = await asyncio.gather(*(browser.post(path, data=form) for _ in range(2)))
    assert 200 in [answer.status_code for answer in answers]
    listed = await server.get("/bapi/v1/sessions", params={"user_id": alice["id"], "status": "active"})
    assert len(listed.json()) == 1


async def test_signing_in_gives_the_browser_another_secret(browser, transport, alice):
    await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})
    planted = browser.cookies["__client"]
    await browser.post("/v1/client/sign_ins", data=FORM)
    assert browser.cookies["__client"] != planted
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as thief:
        answer = await thief.get("/v1/client", headers={"Cookie": f"__client={planted}"})
    assert answer.json()["response"] is None


@pytest.mark.parametrize("cookie", ["of-another-install", "", "x" * 10_000, "é", '"quoted"', "a=b; __client=c"])
async def test_a_strange_cookie_is_a_browser_without_a_client(cookie, browser, alice):
    headers = {"Cookie": f"__client={cookie}".encode()}
    assert (await browser.get("/v1/client", headers=headers)).json() == {"response": None, "client": None}
    answer = await browser.post("/v1/client/sign_ins", data=FORM, headers=headers)
    assert answer.json()["response"]["status"] == "complete"


async def test_a_session_left_alone_is_abandoned_and_one_that_is_used_expires(tmp_path: Path):
    clock = Clock()
    async with connect(create_app(config(clock=clock)), headers={"Origin": ORIGIN}) as browser:
        body = {"email_address": [ALICE], "password": PASSWORD}
        await browser.post("/bapi/v1/users", json=body, headers=HEADERS)
        session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
        clock.now += 6 * 86_400
        await browser.post(f"/v1/client/sessions/{session}/touch")
        clock.now += 86_400
        assert (await browser.get(f"/bapi/v1/sessions/{session}", headers=HEADERS)).json()["status"] == "expired"
        assert (await browser.post(f"/v1/client/sessions/{session}/touch")).json()["errors"][0]["code"] == "signed_out"
        assert (await browser.get("/v1/client")).json()["response"]["sign_in"]["status"] == "complete"


async def test_a_sign_in_that_nobody_finishes_is_gone_after_a_day(browser, alice, clock):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    clock.now += 86_401
    assert (await browser.get(f"/v1/client/sign_ins/{attempt['id']}")).status_code == 404
    assert (await browser.get("/v1/client")).json()["response"]["sign_in"] is None


async def test_a_restart_keeps_templates_tickets_browsers_and_bans(tmp_path: Path):
    async with connect(create_app(config(data=tmp_path)), headers=HEADERS) as one:
        user = (await one.post("/bapi/v1/users", json={"email_address": [ALICE], "password": PASSWORD})).json()["id"]
        await one.post("/bapi/v1/jwt_templates", json={"name": "fauna", "claims": {"aud": "x"}})
        ticket = (await one.post("/bapi/v1/sign_in_tokens", json={"user_id": user})).json()["token"]
        browser = (await one.post("/v1/dev_browser")).json()["id"]
        await one.post(f"/bapi/v1/users/{user}/ban")
    async with connect(create_app(config(data=tmp_path))) as one:
        form = {"strategy": "ticket", "ticket": ticket}
        path = f"/v1/client/sign_ins?__clerk_db_jwt={browser}"
        assert (await one.post(path, data=form)).json()["errors"][0]["code"] == "user_banned"
        await one.post(f"/bapi/v1/users/{user}/unban", headers=HEADERS)
        done = (await one.post(path, data=form)).json()["response"]
        token = await one.post(
            f"/v1/client/sessions/{done['created_session_id']}/tokens/fauna?__clerk_db_jwt={browser}"
        )
        assert jwt.decode(token.json()["jwt"], options={"verify_signature": False})["aud"] == "x"


@pytest.mark.parametrize("name", ["clerk.sqlite", "clerk.key"])
async def test_a_data_folder_that_cannot_be_read_is_said_in_one_sentence(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes(b"junk " * 200)
    with pytest.raises(OSError, match=f"{name} .*remove it"):
        create_app(config(data=tmp_path))


async def test_a_development_instances_limit_can_be_switched_on():
    clock = Clock()
    async with connect(create_app(config(clock=clock, backend_limit=5)), headers=HEADERS) as server:
        codes = [(await server.get("/bapi/v1/users")).status_code for _ in range(6)]
        assert codes == [*[200] * 5, 429]
        limited = await server.get("/bapi/v1/users")
        assert (limited.json()["errors"][0]["code"], limited.headers["retry-after"]) == ("too_many_requests", "10")
        assert (await server.get("/bapi/v1/jwks")).status_code == 200
        clock.now += 10
        assert (await server.get("/bapi/v1/users")).status_code == 200


BODIES = [b"{", b"[]", b"\xff", b"[" * 500_000, b'{"a":' * 500_000, b'"', b"null", b'{"x":1e999}',
          b'{"public_metadata":{"x":NaN}}', b'{"first_name":"\\ud800"}', b'{"first_name":' + b"9" * 5000 + b"}",
          b"x" * 2_000_000]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:30]))
async def test_a_body_that_makes_no_sense_gets_clerks_error_also_on_a_deep_stack(body, server, alice):
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        for path in ("/bapi/v1/users", "/bapi/v1/jwt_templates", "/bapi/v1/clients/verify"):
            answer = await server.post(path, content=body)
            assert answer.status_code in (400, 413, 422)
            assert answer.json()["errors"][0]["code"]
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    "body", [b"\xff=\xff", b"a=%zz", b"=&=&=", b"identifier=%00", b"&" * 100_000, b"x" * 2_000_000]
)
async def test_a_form_that_makes_no_sense_gets_clerks_error(body, browser):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.post("/v1/client/sign_ins", content=body, headers=headers)
    assert answer.status_code in (200, 400, 413, 422)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(call=st.sampled_from(CALLS), body=st.dictionaries(NAMES | st.text(max_size=6), JSON, max_size=4))
async def test_no_body_makes_the_backend_api_fail(call, body, server):
    method, path = call
    content = json.dumps(body).encode()
    answer = await server.request(method, path, content=content)
    assert answer.status_code < 500 or answer.status_code == 501, answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    path=st.sampled_from(["sign_ins", "sign_ups", "sign_ins/sia_x/attempt_first_factor", "sessions/sess_x/touch"]),
    form=st.dictionaries(
        st.sampled_from(["identifier", "strategy", "password", "code", "email_address", "unsafe_metadata"]),
        st.text(st.characters(codec="utf-8"), max_size=20),
    ),
)
async def test_no_form_makes_the_frontend_api_fail(path, form, browser):
    answer = await browser.post(f"/v1/client/{path}", data=form)
    assert answer.status_code < 500, answer.text


async def test_the_handshake_brings_fresh_cookies_back_to_our_own_pages_only(browser, alice, transport):
    target = {"redirect_url": f"{ORIGIN}/board?x=1&__clerk_handshake=old"}
    answer = await browser.get("/v1/client/handshake", params=target)
    assert answer.status_code == 307
    await browser.post("/v1/client/sign_ins", data=FORM)
    signed_in = await browser.get("/v1/client/handshake", params=target)
    address = httpx.URL(signed_in.headers["location"])
    assert (address.host, address.port, address.path, address.params["x"]) == ("localhost", 3000, "/board", "1")
    (token,) = address.params.get_list("__clerk_handshake")
    key = jwt.PyJWK((await browser.get("/.well-known/jwks.json")).json()["keys"][0])
    cookies = jwt.decode(token, key, ["RS256"])["handshake"]
    session = next(text for text in cookies if text.startswith("__session="))
    claims = jwt.decode(session.partition("=")[2].partition(";")[0], options={"verify_signature": False})
    assert (claims["sub"], claims["azp"]) == (alice["id"], ORIGIN)
    for foreign in ("https://evil.example/", "//evil.example", "http://localhost:3000@evil.example/", "http://[", ""):
        refused = await browser.get("/v1/client/handshake", params={"redirect_url": foreign})
        assert (refused.status_code, "location" in refused.headers) == (422, False)
