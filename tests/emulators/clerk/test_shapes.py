"""Every answer has the fields that recorded traffic of ClerkJS shows."""

import json
from pathlib import Path

from tests.emulators.clerk.conftest import ALICE, PASSWORD

FILE = Path(__file__).parent / "samples.jsonl"
SAMPLES = [json.loads(line) for line in FILE.read_text().splitlines()]
OPEN = {"public_metadata", "unsafe_metadata", "theme"}


def sample(path, status=200, **form):
    for entry in SAMPLES:
        same = entry["path"].endswith(path) and entry["status"] == status
        if same and form.items() <= entry["form"].items():
            return entry["response"]
    raise AssertionError(f"no sample of {path}")


def missing(expected, got, at="$"):
    """Paths of the sample that the answer lacks; null in either says nothing about what is below."""
    if isinstance(expected, dict) and isinstance(got, dict):
        absent = [f"{at}.{name}" for name in expected if name not in got]
        shared = [name for name in expected if name in got and name not in OPEN]
        return absent + [hit for name in shared for hit in missing(expected[name], got[name], f"{at}.{name}")]
    if isinstance(expected, list) and isinstance(got, list) and expected and got:
        return missing(expected[0], got[0], f"{at}[0]")
    if expected is None or got is None or isinstance(got, type(expected)) or isinstance(expected, type(got)):
        return []
    return [f"{at}: {type(got).__name__} for {type(expected).__name__}"]


async def test_signing_in_by_password_tokens_profile_and_signing_out(browser, server, alice):
    await server.post("/bapi/v1/jwt_templates", json={"name": "fauna", "claims": {}})

    async def post(path, form=None):
        return (await browser.post(path, data=form or {})).json()

    environment = await post("/v1/environment?_method=PATCH")
    assert missing(sample("/v1/environment"), environment) == []
    nobody = await post("/v1/client/sign_ins", {"identifier": "nobody@example.com"})
    assert missing(sample("/v1/client/sign_ins", 422), nobody) == []
    attempt = await post("/v1/client/sign_ins", {"identifier": ALICE})
    assert missing(sample("/v1/client/sign_ins", identifier=ALICE), attempt) == []
    path = f"/v1/client/sign_ins/{attempt['response']['id']}/attempt_first_factor"
    wrong = await post(path, {"strategy": "password", "password": "wrong-password"})
    assert missing(sample("attempt_first_factor", 422, strategy="password"), wrong) == []
    done = await post(path, {"strategy": "password", "password": PASSWORD})
    assert missing(sample("attempt_first_factor", strategy="password"), done) == []
    session = f"/v1/client/sessions/{done['response']['created_session_id']}"
    assert missing(sample("/touch"), await post(session + "/touch")) == []
    assert missing(sample("/tokens"), await post(session + "/tokens")) == []
    assert missing(sample("/tokens/fauna"), await post(session + "/tokens/fauna")) == []
    assert missing(sample("/tokens/nope", 404), await post(session + "/tokens/nope")) == []
    assert missing(sample("/me/sessions/active"), (await browser.get("/v1/me/sessions/active")).json()) == []
    assert missing(sample("/v1/me"), await post("/v1/me?_method=PATCH", {"first_name": "Alicia"})) == []
    form = {"current_password": PASSWORD, "new_password": "harbor-lantern-77"}
    assert missing(sample("/change_password"), await post("/v1/me/change_password", form)) == []
    assert missing(sample("/v1/client/sessions"), await post("/v1/client/sessions?_method=DELETE")) == []


async def test_signing_in_by_code(browser, alice):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path, form = f"/v1/client/sign_ins/{attempt['id']}", {"strategy": "email_code"}
    answer = await browser.post(path + "/prepare_first_factor", data=form)
    assert missing(sample("prepare_first_factor"), answer.json()) == []
    for code, status in (("111111", 422), ("424242", 200)):
        answer = await browser.post(path + "/attempt_first_factor", data={**form, "code": code})
        assert missing(sample("attempt_first_factor", status, strategy="email_code"), answer.json()) == []


async def test_resetting_a_password(browser, alice):
    attempt = (await browser.post("/v1/client/sign_ins", data={"identifier": ALICE})).json()["response"]
    path, form = f"/v1/client/sign_ins/{attempt['id']}", {"strategy": "reset_password_email_code"}
    await browser.post(path + "/prepare_first_factor", data=form)
    await browser.post(path + "/attempt_first_factor", data={**form, "code": "424242"})
    answer = await browser.post(path + "/reset_password", data={"password": "harbor-lantern-99"})
    assert missing(sample("/reset_password"), answer.json()) == []


async def test_signing_up(browser):
    form = {"email_address": "dora+clerk_test@example.com", "password": PASSWORD, "first_name": "", "last_name": ""}
    attempt = (await browser.post("/v1/client/sign_ups", data=form)).json()
    assert missing(sample("/v1/client/sign_ups"), attempt) == []
    path, form = f"/v1/client/sign_ups/{attempt['response']['id']}", {"strategy": "email_code"}
    answer = await browser.post(path + "/prepare_verification", data=form)
    assert missing(sample("prepare_verification"), answer.json()) == []
    answer = await browser.post(path + "/attempt_verification", data={**form, "code": "424242"})
    assert missing(sample("attempt_verification"), answer.json()) == []


async def test_a_dev_browser_and_its_client(browser, alice):
    made = (await browser.post("/v1/dev_browser")).json()
    assert missing(sample("/v1/dev_browser"), made) == []
    name = {"__clerk_db_jwt": made["id"]}
    assert (await browser.get("/v1/client", params=name)).json() == {"response": None, "client": None}
    attempt = await browser.post("/v1/client/sign_ins", params=name, data={"identifier": ALICE})
    assert "set-cookie" not in attempt.headers
    form = {"strategy": "password", "password": PASSWORD}
    path = f"/v1/client/sign_ins/{attempt.json()['response']['id']}/attempt_first_factor"
    assert (await browser.post(path, params=name, data=form)).status_code == 200
    client = (await browser.get("/v1/client", params=name)).json()
    assert missing(sample("/v1/client"), client) == []
    assert len(client["response"]["sessions"]) == 1
    assert (await browser.get("/v1/client")).json()["response"] is None


async def test_an_unknown_dev_browser_is_told_to_begin_again(browser):
    answer = await browser.get("/v1/client", params={"__clerk_db_jwt": "dvb_of_another_install"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "dev_browser_unauthenticated")
