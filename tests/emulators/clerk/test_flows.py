"""Whole flows through the Frontend API, as ClerkJS makes them."""

from typing import Any

import jwt
import pytest

from tests.emulators.clerk.conftest import ALICE, ISSUER, ORIGIN, PASSWORD


async def sign_in(browser, identifier=ALICE, password=PASSWORD):
    form = {"strategy": "password", "identifier": identifier, "password": password}
    return await browser.post("/v1/client/sign_ins", data=form)


async def test_a_fresh_browser_has_no_client(browser):
    answer = await browser.get("/v1/client")
    assert answer.json() == {"response": None, "client": None}
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_a_password_signs_in_and_the_session_is_in_the_same_answer(browser, alice):
    answer = await sign_in(browser)
    body = answer.json()
    assert body["response"]["status"] == "complete"
    assert [session["id"] for session in body["client"]["sessions"]] == [body["response"]["created_session_id"]]
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_a_wrong_password_is_placed_under_its_field(browser, alice):
    answer = await sign_in(browser, password="not-the-password")
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["code"], error["meta"]) == ("form_password_incorrect", {"param_name": "password"})
    assert answer.json()["meta"]["client"]["sign_in"]["status"] == "needs_first_factor"


async def test_an_unknown_identifier_is_said(browser):
    answer = await browser.post("/v1/client/sign_ins", data={"identifier": "nobody@example.com"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "form_identifier_not_found"


async def test_a_code_signs_in_once_it_is_right(browser, alice):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path = f"/v1/client/sign_ins/{attempt['id']}"
    await browser.post(path + "/prepare_first_factor", data={"strategy": "email_code"})
    wrong = await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "111111"})
    assert wrong.json()["errors"][0]["code"] == "form_code_incorrect"
    right = await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "424242"})
    assert right.json()["response"]["status"] == "complete"


async def test_a_code_fails_for_good_after_five_attempts(browser, alice, clock):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path = f"/v1/client/sign_ins/{attempt['id']}"
    await browser.post(path + "/prepare_first_factor", data={"strategy": "email_code"})
    for _ in range(5):
        clock.now += 11
        await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "000000"})
    clock.now += 11
    last = await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "424242"})
    assert last.json()["errors"][0]["code"] == "verification_failed"


async def test_a_forgotten_password_is_reset_by_code(browser, alice):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path, strategy = f"/v1/client/sign_ins/{attempt['id']}", "reset_password_email_code"
    await browser.post(path + "/prepare_first_factor", data={"strategy": strategy})
    answer = await browser.post(path + "/attempt_first_factor", data={"strategy": strategy, "code": "424242"})
    assert answer.json()["response"]["status"] == "needs_new_password"
    answer = await browser.post(path + "/reset_password", data={"password": "a-new-password"})
    assert answer.json()["response"]["status"] == "complete"


async def test_signing_up_asks_for_a_code_and_then_signs_in(browser):
    form = {"email_address": "carol@example.com", "password": "harbor-lantern-44", "first_name": "", "last_name": ""}
    attempt = (await browser.post("/v1/client/sign_ups", data=form)).json()["response"]
    assert attempt["verifications"]["email_address"]["status"] is None
    path = f"/v1/client/sign_ups/{attempt['id']}"
    await browser.post(path + "/prepare_verification", data={"strategy": "email_code"})
    code = (await browser.get("/outbox.json")).json()[-1]["code"]
    done = (await browser.post(path + "/attempt_verification", data={"strategy": "email_code", "code": code})).json()
    assert done["response"]["status"] == "complete"
    assert done["client"]["sessions"][0]["user"]["first_name"] is None


async def test_a_taken_address_cannot_sign_up(browser, alice):
    answer = await browser.post("/v1/client/sign_ups", data={"email_address": ALICE, "password": PASSWORD})
    assert answer.json()["errors"][0]["code"] == "form_identifier_exists"


async def test_signing_out_leaves_no_session(browser, alice):
    await sign_in(browser)
    answer = (await browser.post("/v1/client/sessions?_method=DELETE")).json()
    assert answer["client"] is None
    assert answer["response"]["sessions"] == []


async def test_a_session_token_has_the_claims_of_version_two(browser, alice, clock):
    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    token = (await browser.post(f"/v1/client/sessions/{session['id']}/tokens")).json()["jwt"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["iss"], claims["azp"], claims["sid"], claims["sub"]) == (ISSUER, ORIGIN, session["id"], alice["id"])
    assert (claims["v"], claims["sts"]) == (2, "active")
    assert claims["exp"] - claims["iat"] == 60
    assert claims["nbf"] == clock.now - 10
    assert jwt.get_unverified_header(token)["cat"] == "cl_B7d4PD111AAA"


async def test_a_template_token_has_its_claims_and_no_session(browser, server, alice):
    audience = "https://db.fauna.com/db/abc"
    claims = {"aud": audience, "role": "{{user.public_metadata.role}}", "name": "Hi {{user.first_name}}"}
    await server.post("/bapi/v1/jwt_templates", json={"name": "fauna", "claims": claims})
    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    token = (await browser.post(f"/v1/client/sessions/{session['id']}/tokens/fauna")).json()["jwt"]
    minted = jwt.decode(token, options={"verify_signature": False})
    assert (minted["aud"], minted["role"], minted["name"]) == (audience, "manager", "Hi Alice")
    assert "sid" not in minted
    assert jwt.get_unverified_header(token)["cat"] == "cl_B7d4PD222AAA"


async def test_an_unknown_template_leaves_the_user_signed_in(browser, alice):
    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    answer = await browser.post(f"/v1/client/sessions/{session['id']}/tokens/nope")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["long_message"] == "No JWT template exists with name: nope"
    assert answer.json()["meta"]["client"]["sessions"]


async def test_the_published_key_verifies_the_tokens(browser, alice, clock):
    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    key = jwt.PyJWK((await browser.get("/.well-known/jwks.json")).json()["keys"][0])
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims = jwt.decode(session["last_active_token"]["jwt"], key, algorithms=["RS256"], options=options)
    assert claims["sid"] == session["id"]


async def test_a_ticket_signs_in_once(browser, server, alice):
    ticket = (await server.post("/bapi/v1/sign_in_tokens", json={"user_id": alice["id"]})).json()["token"]
    first = await browser.post("/v1/client/sign_ins", data={"strategy": "ticket", "ticket": ticket})
    assert first.json()["response"]["status"] == "complete"
    second = await browser.post("/v1/client/sign_ins", data={"strategy": "ticket", "ticket": ticket})
    assert second.json()["errors"][0]["code"] == "sign_in_token_already_used_code"


async def test_a_revoked_session_gets_no_token_on_either_api(browser, server, alice):
    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    await server.post("/bapi/v1/jwt_templates", json={"name": "fauna", "claims": {}})
    revoked = await server.post(f"/bapi/v1/sessions/{session['id']}/revoke")
    assert revoked.json()["status"] == "revoked"
    front = await browser.post(f"/v1/client/sessions/{session['id']}/tokens")
    assert (front.status_code, front.json()["errors"][0]["code"]) == (401, "signed_out")
    back = await server.post(f"/bapi/v1/sessions/{session['id']}/tokens/fauna", json={})
    assert back.status_code == 404


async def test_the_profile_and_password_can_be_changed(browser, alice):
    await sign_in(browser)
    answer = await browser.post("/v1/me?_method=PATCH", data={"first_name": "Alicia"})
    assert answer.json()["response"]["first_name"] == "Alicia"
    form = {"current_password": "wrong", "new_password": "another-password"}
    assert (await browser.post("/v1/me/change_password", data=form)).json()["errors"][0]["meta"] == {
        "param_name": "current_password"
    }
    form["current_password"] = PASSWORD
    assert (await browser.post("/v1/me/change_password", data=form)).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost:3000", "null", "http://localhost.evil:1"])
async def test_a_foreign_page_is_refused(browser, origin):
    answer = await browser.get("/v1/client", headers={"Origin": origin})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "origin_invalid")
    assert "access-control-allow-origin" not in answer.headers


async def test_the_method_override_counts_for_post_only(browser, alice):
    await sign_in(browser)
    await browser.get("/v1/client?_method=DELETE")
    assert (await browser.get("/v1/client")).json()["response"]["sessions"]


async def test_another_browsers_session_is_not_mine(browser, transport, alice):
    import httpx

    session = (await sign_in(browser)).json()["client"]["sessions"][0]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost:1", headers={"Origin": ORIGIN}
    ) as other:
        path = f"/v1/client/sessions/{session['id']}/tokens"
        assert (await other.post(path)).json()["errors"][0]["code"] == "signed_out"
        await other.post("/v1/client/sign_ins", data={"identifier": ALICE})
        assert (await other.post(path)).json()["errors"][0]["code"] == "action_for_session_not_authorized"


async def test_the_backend_api_wants_the_secret_key(server):
    answer = await server.get("/bapi/v1/users", headers={"Authorization": "Bearer sk_test_other"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "clerk_key_invalid")
    answer = await server.get("/bapi/v1/users", headers={"Authorization": "nonsense"})
    assert answer.json()["errors"][0]["code"] == "authorization_header_format_invalid"


async def test_a_reserved_claim_is_refused_in_a_template(server):
    answer = await server.post("/bapi/v1/jwt_templates", json={"name": "x", "claims": {"sub": "me"}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "jwt_template_reserved_claim")


async def test_an_operation_that_is_not_there_is_named(server):
    answer = await server.get("/bapi/v1/organizations")
    assert answer.status_code == 501
    assert "GET /bapi/v1/organizations" in answer.json()["errors"][0]["long_message"]
