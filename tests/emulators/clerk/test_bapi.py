"""The Backend API, one operation after another."""

import pytest

from tests.emulators.clerk.conftest import ALICE, PASSWORD

FORM = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}


async def error(answer):
    body = answer.json()["errors"][0]
    return answer.status_code, body["code"]


async def test_users_are_found_by_address_text_and_page(server, alice):
    for name in ("bob", "carol"):
        await server.post("/bapi/v1/users", json={"email_address": [f"{name}@example.com"], "password": PASSWORD})

    async def listed(**query):
        return [user["id"] for user in (await server.get("/bapi/v1/users", params=query)).json()]

    assert await listed(email_address=ALICE.upper()) == [alice["id"]]
    assert await listed(query="ALICE") == [alice["id"]]
    assert len(await listed(limit=2)) == 2
    assert await listed(limit=2, offset=2) == [alice["id"]]
    assert await listed(query="verified") == []
    assert await error(await server.get("/bapi/v1/users", params={"limit": "x"})) == (422, "form_param_value_invalid")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "form_data_missing"),
        ({"email_address": []}, "form_data_missing"),
        ({"email_address": "a@b.c"}, "form_param_type_invalid"),
        ({"email_address": [3]}, "form_param_type_invalid"),
        ({"email_address": [""]}, "form_param_missing"),
        ({"email_address": ["nonsense"]}, "form_param_format_invalid"),
        ({"email_address": ["a@b.c"], "password": "short"}, "form_password_length_too_short"),
        ({"email_address": ["a@b.c"], "password": "é" * 40}, "form_password_size_in_bytes_exceeded"),
        ({"email_address": ["a@b.c"], "first_name": 3}, "form_param_type_invalid"),
        ({"email_address": ["a@b.c"], "public_metadata": []}, "form_param_type_invalid"),
    ],
)
async def test_a_user_that_cannot_be_is_refused(server, body, code):
    assert await error(await server.post("/bapi/v1/users", json=body)) == (422, code)


async def test_an_address_belongs_to_one_user(server, alice):
    body = {"email_address": [ALICE.upper()], "password": PASSWORD}
    assert await error(await server.post("/bapi/v1/users", json=body)) == (422, "form_identifier_exists")


async def test_metadata_merges_at_every_level_and_null_removes(server, alice):
    path = f"/bapi/v1/users/{alice['id']}/metadata"
    await server.patch(path, json={"public_metadata": {"a": {"b": 1, "c": 2}}, "private_metadata": {"k": "v"}})
    user = (await server.patch(path, json={"public_metadata": {"a": {"b": None, "d": 3}, "role": None}})).json()
    assert user["public_metadata"] == {"a": {"c": 2, "d": 3}}
    assert user["private_metadata"] == {"k": "v"}


async def test_private_metadata_stays_on_the_server(browser, server, alice):
    await server.patch(f"/bapi/v1/users/{alice['id']}", json={"private_metadata": {"k": "hidden"}})
    answer = await browser.post("/v1/client/sign_ins", data=FORM)
    assert "private_metadata" not in answer.text
    assert "hidden" not in answer.text


async def test_a_deleted_user_is_signed_out(browser, server, alice):
    session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
    assert (await server.delete(f"/bapi/v1/users/{alice['id']}")).json()["deleted"] is True
    assert await error(await server.get(f"/bapi/v1/users/{alice['id']}")) == (404, "resource_not_found")
    assert await error(await browser.post(f"/v1/client/sessions/{session}/tokens")) == (401, "signed_out")


async def test_a_session_expires_and_gets_no_token(browser, server, alice, clock):
    session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
    clock.now += 8 * 86_400
    assert (await server.get(f"/bapi/v1/sessions/{session}")).json()["status"] == "expired"
    listed = await server.get("/bapi/v1/sessions", params={"user_id": alice["id"], "status": "active"})
    assert listed.json() == []
    assert (await server.post(f"/bapi/v1/sessions/{session}/tokens", json={})).status_code == 404


async def test_a_template_is_made_read_changed_and_removed(server):
    made = (await server.post("/bapi/v1/jwt_templates", json={"name": "t", "claims": {"aud": "a"}})).json()
    assert (made["lifetime"], made["allowed_clock_skew"]) == (60, 5)
    path = f"/bapi/v1/jwt_templates/{made['id']}"
    changed = await server.patch(path, json={"name": "t", "claims": {"aud": "b"}, "lifetime": None})
    assert (changed.json()["claims"], changed.json()["lifetime"]) == ({"aud": "b"}, 60)
    assert (await server.get(path)).json() == changed.json()
    assert len((await server.get("/bapi/v1/jwt_templates")).json()) == 1
    assert (await server.delete(path)).json()["deleted"] is True
    assert await error(await server.get(path)) == (404, "resource_not_found")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "t"}, 422, "form_param_missing"),
        ({"claims": {}}, 422, "form_param_missing"),
        ({"name": 3, "claims": {}}, 422, "form_param_type_invalid"),
        ({"name": "t", "claims": "x"}, 422, "form_param_type_invalid"),
        ({"name": "t", "claims": {}, "lifetime": 29}, 422, "form_param_value_invalid"),
        ({"name": "t", "claims": {}, "lifetime": True}, 422, "form_param_type_invalid"),
        ({"name": "t", "claims": {}, "allowed_clock_skew": 301}, 422, "form_param_value_invalid"),
        *[({"name": "t", "claims": {name: 1}}, 400, "jwt_template_reserved_claim") for name in ("sub", "sid", "iss")],
    ],
)
async def test_a_template_that_cannot_be_is_refused(server, body, status, code):
    assert await error(await server.post("/bapi/v1/jwt_templates", json=body)) == (status, code)


async def test_a_template_name_is_taken_once_also_by_renaming(server):
    first = (await server.post("/bapi/v1/jwt_templates", json={"name": "a", "claims": {}})).json()
    await server.post("/bapi/v1/jwt_templates", json={"name": "b", "claims": {}})
    answer = await server.patch(f"/bapi/v1/jwt_templates/{first['id']}", json={"name": "b", "claims": {}})
    assert await error(answer) == (422, "form_already_exists")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (29, "form_param_value_invalid"),
        (10**12, "form_param_value_invalid"),
        ("60", "form_param_type_invalid"),
        (True, "form_param_type_invalid"),
    ],
)
async def test_a_lifetime_out_of_bounds_is_refused(browser, server, alice, seconds, code):
    session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
    answer = await server.post(f"/bapi/v1/sessions/{session}/tokens", json={"expires_in_seconds": seconds})
    assert await error(answer) == (422, code)


async def test_a_revoked_or_late_ticket_signs_nobody_in(browser, server, alice, clock):
    tickets = [(await server.post("/bapi/v1/sign_in_tokens", json={"user_id": alice["id"]})).json() for _ in range(2)]
    revoke = f"/bapi/v1/sign_in_tokens/{tickets[0]['id']}/revoke"
    assert (await server.post(revoke)).json()["status"] == "revoked"
    assert await error(await server.post(revoke)) == (400, "sign_in_token_cannot_be_revoked_code")

    async def use(ticket):
        return await error(await browser.post("/v1/client/sign_ins", data={"strategy": "ticket", "ticket": ticket}))

    assert await use(tickets[0]["token"]) == (400, "sign_in_token_revoked_code")
    assert await use("made-up") == (400, "ticket_invalid_code")
    clock.now += 31 * 86_400
    assert await use(tickets[1]["token"]) == (400, "ticket_expired_code")


@pytest.mark.parametrize("body", [b"{", b"[]", b"[" * 100_000, b"\xff"])
async def test_a_body_that_is_no_object_is_refused(server, body):
    assert await error(await server.post("/bapi/v1/users", content=body)) == (400, "request_body_invalid")


@pytest.mark.parametrize("path", ["/users", "/jwks", "/jwt_templates", "/sessions/x/tokens/fauna"])
async def test_nothing_is_answered_without_the_secret_key(browser, path):
    answer = await browser.get(f"/bapi/v1{path}", headers={"Authorization": "Bearer sk_test_wröng".encode("latin-1")})
    assert await error(answer) == (401, "clerk_key_invalid")
