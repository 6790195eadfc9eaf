"""What a stranger, another page or a curious script must not get."""

import stat
from pathlib import Path

import httpx
import pytest

from app.emulators.clerk import ClerkConfig, create_app
from tests.emulators.clerk.conftest import ALICE, ISSUER, ORIGIN, PASSWORD, SECRET


async def started(browser, strategy):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path = f"/v1/client/sign_ins/{attempt['id']}"
    await browser.post(path + "/prepare_first_factor", data={"strategy": strategy})
    return path


async def code_of(answer):
    return answer.json()["errors"][0]["code"]


async def test_a_code_to_sign_in_does_not_reset_a_password(browser, alice):
    path = await started(browser, "email_code")
    form = {"strategy": "reset_password_email_code", "code": "424242"}
    assert (
        await code_of(await browser.post(path + "/attempt_first_factor", data=form)) == "verification_strategy_invalid"
    )


async def test_a_complete_sign_in_cannot_be_played_again(browser, alice):
    path, form = await started(browser, "email_code"), {"strategy": "email_code", "code": "424242"}
    assert (await browser.post(path + "/attempt_first_factor", data=form)).status_code == 200
    assert (
        await code_of(await browser.post(path + "/attempt_first_factor", data=form)) == "verification_already_verified"
    )


async def test_a_password_is_not_reset_without_its_code(browser, alice):
    path = await started(browser, "reset_password_email_code")
    answer = await browser.post(path + "/reset_password", data={"password": "a-new-password"})
    assert await code_of(answer) == "verification_not_sent"


async def test_a_new_code_can_be_had_when_the_attempts_are_used_up(browser, alice, clock):
    path = await started(browser, "email_code")
    for _ in range(5):
        clock.now += 11
        await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "000000"})
    clock.now += 11
    await browser.post(path + "/prepare_first_factor", data={"strategy": "email_code"})
    answer = await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "424242"})
    assert answer.json()["response"]["status"] == "complete"


async def test_an_expired_code_is_refused(browser, alice, clock):
    path = await started(browser, "email_code")
    clock.now += 601
    answer = await browser.post(path + "/attempt_first_factor", data={"strategy": "email_code", "code": "424242"})
    assert await code_of(answer) == "verification_expired"


async def test_guessing_a_password_has_to_wait_whatever_browser_guesses(transport, alice, clock):
    async def guess(password):
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as one:
            form = {"strategy": "password", "identifier": ALICE, "password": password}
            return await one.post("/v1/client/sign_ins", data=form)

    for _ in range(3):
        assert (await guess("wrong-password")).status_code == 422
    waiting = await guess(PASSWORD)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "10")
    clock.now += 11
    assert (await guess(PASSWORD)).json()["response"]["status"] == "complete"


@pytest.mark.parametrize("path", ["/v1/client", "/outbox", "/outbox.json"])
async def test_a_rebound_host_name_is_refused(browser, path):
    answer = await browser.get(path, headers={"Host": "evil.example:8443", "Origin": ""})
    assert (answer.status_code, await code_of(answer)) == (400, "host_invalid")


async def test_a_foreign_page_does_not_read_the_outbox(browser):
    answer = await browser.get("/outbox.json", headers={"Origin": "http://evil.example"})
    assert await code_of(answer) == "origin_invalid"


async def test_a_referring_page_counts_where_there_is_no_origin(transport):
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as one:
        answer = await one.get("/v1/client", headers={"Referer": "http://evil.example/page"})
    assert await code_of(answer) == "origin_invalid"


async def test_another_users_device_cannot_be_revoked(browser, transport, server, alice):
    body = {"email_address": ["bob+clerk_test@example.com"], "password": PASSWORD}
    await server.post("/bapi/v1/users", json=body)
    form = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}
    mine = (await browser.post("/v1/client/sign_ins", data=form)).json()["response"]["created_session_id"]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as other:
        await other.post("/v1/client/sign_ins", data={**form, "identifier": body["email_address"][0]})
        answer = await other.post(f"/v1/me/sessions/{mine}/revoke")
    assert await code_of(answer) == "resource_not_found"
    assert (await server.get(f"/bapi/v1/sessions/{mine}")).json()["status"] == "active"


async def test_an_unverified_address_neither_signs_in_nor_blocks_its_owner(browser, transport, alice):
    form = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}
    await browser.post("/v1/client/sign_ins", data=form)
    await browser.post("/v1/me/email_addresses/", data={"email_address": "dora@example.com"})
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as other:
        answer = await other.post("/v1/client/sign_ins", data={"identifier": "dora@example.com"})
        assert await code_of(answer) == "form_identifier_not_found"
        answer = await other.post("/v1/client/sign_ups", data={"email_address": "dora@example.com"})
        assert answer.status_code == 200


async def test_files_outside_the_bundles_are_not_served(tmp_path: Path):
    (tmp_path / "secret.js").write_text("no")
    folder = tmp_path / "bundles" / "ui@1.36.0"
    folder.mkdir(parents=True)
    (folder / "ui.browser.js").write_text("yes")
    app = create_app(ClerkConfig(ISSUER, SECRET, "pk_test_x", bundles=tmp_path / "bundles"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:1") as one:
        for selector in ("ui@1", "ui@1.36", "ui@1.36.0"):
            answer = await one.get(f"/npm/@clerk/{selector}/dist/ui.browser.js")
            assert (answer.text, answer.headers["access-control-allow-origin"]) == ("yes", "*")
        for path in (
            "ui@1/dist/..%2f..%2f..%2fsecret.js", "ui@1/dist/%2e%2e/%2e%2e/secret.js", "ui@*/dist/ui.browser.js",
            "ui@/dist/ui.browser.js", "..@1/dist/secret.js", "ui@1.3/dist/ui.browser.js",
        ):  # fmt: skip
            assert (await one.get(f"/npm/@clerk/{path}")).status_code in (404, 501), path


async def test_the_data_folder_holds_no_secret_in_clear_and_is_private(tmp_path: Path):
    data = tmp_path / "clerk"
    app = create_app(ClerkConfig(ISSUER, SECRET, "pk_test_x", data=data))
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:1") as one:
        user = await one.post("/bapi/v1/users", json={"email_address": [ALICE], "password": PASSWORD}, headers=headers)
        body = {"user_id": user.json()["id"]}
        ticket = (await one.post("/bapi/v1/sign_in_tokens", json=body, headers=headers)).json()["token"]
        form = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}
        await one.post("/v1/client/sign_ins", data=form, headers={"Origin": ORIGIN})
        cookie = one.cookies["__client"]
    stored = b"".join(file.read_bytes() for file in data.glob("clerk.sqlite*"))
    for secret in (PASSWORD, ticket, cookie):
        assert secret.encode() not in stored
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in data.iterdir()}
    assert set(modes.values()) == {0o600}, modes


async def test_users_sessions_and_the_key_outlive_a_restart(tmp_path: Path):
    kids, config = [], ClerkConfig(ISSUER, SECRET, "pk_test_x", data=tmp_path)
    cookies = httpx.Cookies()
    for round_ in range(2):
        transport = httpx.ASGITransport(create_app(config))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:1", cookies=cookies) as one:
            kids.append((await one.get("/.well-known/jwks.json")).json()["keys"][0]["kid"])
            if round_ == 0:
                body = {"email_address": [ALICE], "password": PASSWORD}
                await one.post("/bapi/v1/users", json=body, headers={"Authorization": f"Bearer {SECRET}"})
                form = {"strategy": "password", "identifier": ALICE, "password": PASSWORD}
                await one.post("/v1/client/sign_ins", data=form)
                cookies = one.cookies
            sessions = (await one.get("/v1/client")).json()["response"]["sessions"]
            assert len(sessions) == 1
    assert kids[0] == kids[1]
