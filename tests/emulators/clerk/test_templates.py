"""JWT templates with keys of their own, and the tokens made by them."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.emulators.clerk.conftest import FORM

PATH = "/bapi/v1/jwt_templates"
SECRET = "a-secret-that-is-long-enough-for-hs256"


async def minted(browser, server, name, **body):
    session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
    return (await server.post(f"/bapi/v1/sessions/{session}/tokens/{name}", json=body)).json()["jwt"]


async def test_a_template_may_sign_with_a_key_of_its_own(browser, server, alice):
    body = {"name": "own", "claims": {"aud": "x"}, "custom_signing_key": True}
    made = (await server.post(PATH, json={**body, "signing_algorithm": "HS256", "signing_key": SECRET})).json()
    assert (made["custom_signing_key"], made["signing_algorithm"]) == (True, "HS256")
    assert "signing_key" not in made
    token = await minted(browser, server, "own")
    claims = jwt.decode(
        token, SECRET, ["HS256"], {"verify_exp": False, "verify_nbf": False, "verify_iat": False}, audience="x"
    )
    assert claims["sub"] == alice["id"]


async def test_a_template_goes_back_to_the_instances_key(browser, server, alice):
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    body = {"name": "own", "claims": {}, "custom_signing_key": True}
    own = {**body, "signing_algorithm": "ES256", "signing_key": key.decode()}
    made = (await server.post(PATH, json=own)).json()
    assert jwt.get_unverified_header(await minted(browser, server, "own"))["alg"] == "ES256"
    await browser.post("/v1/client/sessions?_method=DELETE")
    back = await server.patch(f"{PATH}/{made['id']}", json={**body, "custom_signing_key": False})
    assert (back.json()["custom_signing_key"], back.json()["signing_algorithm"]) == (False, "RS256")
    assert jwt.get_unverified_header(await minted(browser, server, "own"))["alg"] == "RS256"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"signing_key": SECRET}, "form_conditional_param_missing"),
        ({"signing_algorithm": "HS256"}, "form_conditional_param_missing"),
        ({"signing_algorithm": "none", "signing_key": SECRET}, "form_param_value_invalid"),
        ({"signing_algorithm": "RS256", "signing_key": "no key"}, "form_param_value_invalid"),
        ({"signing_algorithm": 3, "signing_key": SECRET}, "form_param_type_invalid"),
    ],
)
async def test_a_key_that_cannot_sign_is_refused(fields, code, server):
    answer = await server.post(PATH, json={"name": "own", "claims": {}, "custom_signing_key": True, **fields})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert (await server.get(PATH)).json() == []


@pytest.mark.parametrize("name", ["", None, "a/b", " a", "x" * 256, "a\nb"])
async def test_a_name_that_no_address_could_carry_is_refused(name, server):
    assert (await server.post(PATH, json={"name": name, "claims": {}})).status_code == 422


@pytest.mark.parametrize("missing", ["name", "claims"])
async def test_an_update_names_template_and_claims(missing, server):
    body = {"name": "t", "claims": {}}
    made = (await server.post(PATH, json=body)).json()
    del body[missing]
    answer = await server.patch(f"{PATH}/{made['id']}", json=body)
    assert answer.json()["errors"][0]["code"] == "form_param_missing"


async def test_lives_and_skew_reach_the_token_and_a_call_may_ask_for_another(browser, server, alice, clock):
    await server.post(PATH, json={"name": "t", "claims": {}, "lifetime": 600, "allowed_clock_skew": 0})
    claims = jwt.decode(await minted(browser, server, "t"), options={"verify_signature": False})
    assert (claims["exp"] - claims["iat"], claims["nbf"] - claims["iat"]) == (600, 0)
    await browser.post("/v1/client/sessions?_method=DELETE")
    claims = jwt.decode(await minted(browser, server, "t", expires_in_seconds=30), options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 30
    assert "azp" not in claims and "sid" not in claims


async def test_every_token_is_another_one(browser, server, alice):
    await server.post(PATH, json={"name": "t", "claims": {}})
    session = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["response"]["created_session_id"]
    path = f"/bapi/v1/sessions/{session}/tokens/t"
    assert len({(await server.post(path, json={})).json()["jwt"] for _ in range(5)}) == 5


async def test_templates_are_listed_whole_or_in_pages(server):
    for number in range(12):
        await server.post(PATH, json={"name": f"t{number}", "claims": {}})
    assert len((await server.get(PATH)).json()) == 12
    page = (await server.get(PATH, params={"paginated": "true", "limit": 5, "offset": 10})).json()
    assert ([item["name"] for item in page["data"]], page["total_count"]) == (["t10", "t11"], 12)
