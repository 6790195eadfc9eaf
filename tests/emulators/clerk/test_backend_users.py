"""Users through the Backend API: how they are made, found and changed."""

import pytest
from argon2 import PasswordHasher

from tests.emulators.clerk.conftest import ALICE, FORM, PASSWORD

USERS = "/bapi/v1/users"


async def made(server, name, **fields):
    answer = await server.post(USERS, json={"email_address": [f"{name}@example.com"], **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def names(server, **query):
    answer = await server.get(USERS, params=query)
    assert answer.status_code == 200, answer.text
    return [user["first_name"] for user in answer.json()]


@pytest.fixture
async def three(server, clock):
    """Ann, Bea and Cleo, a second apart; Bea has a username, Cleo an external id."""
    fields = ({"first_name": "Ann", "last_name": "Zett"}, {"first_name": "Bea", "username": "queen_b"},
              {"first_name": "Cleo", "external_id": "ext-3"})  # fmt: skip
    users = []
    for entry in fields:
        clock.now += 1
        users.append(await made(server, entry["first_name"].lower(), **entry))
    return users


async def test_users_come_newest_first_or_in_the_order_asked_for(server, three):
    assert await names(server) == ["Cleo", "Bea", "Ann"]
    assert await names(server, order_by="+created_at") == ["Ann", "Bea", "Cleo"]
    assert await names(server, order_by="-first_name") == ["Cleo", "Bea", "Ann"]
    assert await names(server, order_by="email_address") == ["Ann", "Bea", "Cleo"]
    assert await names(server, order_by="username") == ["Bea", "Ann", "Cleo"]


async def test_users_come_in_pages_and_after_a_cursor(server, three):
    assert await names(server, limit=2) == ["Cleo", "Bea"]
    assert await names(server, limit=2, offset=2) == ["Ann"]
    assert await names(server, starting_after=three[1]["id"]) == ["Ann"]
    for query in ({"starting_after": "x"}, {"starting_after": three[0]["id"], "order_by": "username"}, {"limit": 0}):
        assert (await server.get(USERS, params=query)).status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"email_address": ["ANN@example.com", "cleo@example.com", "nobody@example.com"]}, ["Cleo", "Ann"]),
        ({"username": "Queen_B"}, ["Bea"]),
        ({"external_id": ["ext-3"]}, ["Cleo"]),
        ({"external_id": ["-ext-3"]}, ["Bea", "Ann"]),
        ({"query": "ZETT"}, ["Ann"]),
        ({"query": "queen"}, ["Bea"]),
        ({"email_address_query": "LEO@"}, ["Cleo"]),
        ({"name_query": "n z"}, ["Ann"]),
        ({"username_query": "n_b"}, ["Bea"]),
        ({"phone_number": "+15555550100"}, []),
        ({"organization_id": "org_1"}, []),
        ({"banned": "true"}, []),
        ({"banned": "false"}, ["Cleo", "Bea", "Ann"]),
        ({"created_at_after": 1_800_000_001_000}, ["Cleo", "Bea"]),
        ({"created_at_before": 1_800_000_002_000}, ["Ann"]),
        ({"last_sign_in_at_after": 1}, []),
    ],
)
async def test_filters_choose_users_and_the_count_agrees(query, found, server, three):
    assert await names(server, **query) == found
    counted = (await server.get(f"{USERS}/count", params=query)).json()
    assert counted == {"object": "total_count", "total_count": len(found)}


async def test_a_user_is_excluded_by_a_minus_before_the_id(server, three):
    assert await names(server, user_id=f"-{three[0]['id']}") == ["Cleo", "Bea"]
    assert await names(server, user_id=[f"+{three[0]['id']}"]) == ["Ann"]


async def test_a_user_has_several_addresses_and_one_may_be_reserved(browser, server):
    body = {
        "email_address": ["One@example.com", "two@example.com"],
        "email_address_identification_status": ["verified", "reserved"],
        "username": "both",
        "locale": "de-DE",
    }
    user = (await server.post(USERS, json=body)).json()
    first, second = user["email_addresses"]
    assert (first["email_address"], user["primary_email_address_id"]) == ("one@example.com", first["id"])
    assert first["verification"]["strategy"] == "admin"
    assert (second["reserved"], second["verification"]) == (True, None)
    for address in ("one@example.com", "two@example.com"):
        assert (await browser.post("/v1/client/sign_ins", data={"identifier": address})).status_code == 200
    assert (await server.post(USERS, json=body)).json()["errors"][0]["code"] == "form_identifier_exists"


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"email_address": ["cleo@example.com"]}, "email_address"),
        ({"username": "QUEEN_B"}, "username"),
        ({"external_id": "ext-3"}, "external_id"),
    ],
)
async def test_an_identifier_belongs_to_one_user(fields, param, server, three):
    answer = await server.post(USERS, json={"email_address": ["new@example.com"], **fields})
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"], error["meta"]) == (422, "form_identifier_exists", {"param_name": param})


async def test_password_checks_can_be_skipped_but_not_the_hashs_size(browser, server):
    fields = {"password": "short", "skip_password_checks": True}
    await made(server, "bob+clerk_test", **fields)
    form = {"strategy": "password", "identifier": "bob+clerk_test@example.com", "password": "short"}
    assert (await browser.post("/v1/client/sign_ins", data=form)).json()["response"]["status"] == "complete"
    answer = await server.post(USERS, json={"email_address": ["c@example.com"], **fields, "password": "é" * 40})
    assert answer.json()["errors"][0]["code"] == "form_password_size_in_bytes_exceeded"


async def test_a_digest_made_elsewhere_signs_in(browser, server):
    digest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await made(server, "bob+clerk_test", password_hasher="argon2id", password_digest=digest)
    form = {"strategy": "password", "identifier": "bob+clerk_test@example.com", "password": PASSWORD}
    assert (await browser.post("/v1/client/sign_ins", data=form)).json()["response"]["status"] == "complete"
    other = {"email_address": ["c@example.com"], "password_hasher": "bcrypt", "password_digest": "$2a$x"}
    assert (await server.post(USERS, json=other)).status_code == 501


async def test_fields_are_changed_and_emptied_one_by_one(server, alice):
    path = f"{USERS}/{alice['id']}"
    user = (await server.patch(path, json={"username": "alice_1", "external_id": "e", "last_name": "Liddell"})).json()
    assert (user["username"], user["external_id"], user["last_name"]) == ("alice_1", "e", "Liddell")
    user = (await server.patch(path, json={"username": "", "external_id": None, "last_name": None})).json()
    assert (user["username"], user["external_id"], user["last_name"], user["first_name"]) == (None, None, None, "Alice")
    assert (await server.patch(path, json={"username": "alice_1"})).status_code == 200
    assert (await server.patch(path, json={"username": "alice_1"})).status_code == 200


async def test_a_password_set_by_the_server_can_end_the_sessions(browser, server, alice):
    await browser.post("/v1/client/sign_ins", data=FORM)
    body = {"password": "harbor-lantern-99", "sign_out_of_other_sessions": True}
    await server.patch(f"{USERS}/{alice['id']}", json=body)
    assert (await browser.get("/v1/client")).json()["response"]["sessions"] == []
    assert (
        await server.post(f"{USERS}/{alice['id']}/verify_password", json={"password": body["password"]})
    ).json() == {"verified": True}


async def test_metadata_in_an_update_depends_on_the_version(server, alice):
    path, body = f"{USERS}/{alice['id']}", {"public_metadata": {"team": "red"}}
    assert (await server.patch(path, json=body)).json()["public_metadata"] == {"team": "red"}
    answer = await server.patch(path, json=body, headers={"Clerk-API-Version": "2026-05-12"})
    assert answer.json()["errors"][0]["code"] == "form_param_unknown"


async def test_replaced_metadata_leaves_what_is_not_named(server, alice):
    path = f"{USERS}/{alice['id']}/metadata"
    user = (await server.put(path, json={"unsafe_metadata": {"a": 1}})).json()
    assert (user["public_metadata"], user["unsafe_metadata"]) == ({"role": "manager"}, {"a": 1})
    assert (await server.put(path, json={"public_metadata": {}})).json()["public_metadata"] == {}


async def test_a_banned_user_is_signed_out_and_stays_out(browser, server, alice):
    await browser.post("/v1/client/sign_ins", data=FORM)
    assert (await server.post(f"{USERS}/{alice['id']}/ban")).json()["banned"] is True
    assert (await browser.get("/v1/client")).json()["response"]["sessions"] == []
    assert (await browser.post("/v1/client/sign_ins", data=FORM)).status_code == 403
    await server.post(f"{USERS}/{alice['id']}/unban")
    assert (await browser.post("/v1/client/sign_ins", data=FORM)).status_code == 200


async def test_a_hundred_wrong_passwords_lock_the_account_for_an_hour(browser, server, alice, clock):
    for _ in range(2):
        clock.now += 11
        await browser.post("/v1/client/sign_ins", data={**FORM, "password": "wrong-password"})
    user = (await server.get(f"{USERS}/{alice['id']}")).json()
    assert (user["locked"], user["verification_attempts_remaining"]) == (False, 98)
    await server.post(f"{USERS}/{alice['id']}/lock")
    clock.now += 11
    assert (await browser.post("/v1/client/sign_ins", data=FORM)).json()["errors"][0]["code"] == "user_locked"
    clock.now += 3600
    assert (await browser.post("/v1/client/sign_ins", data=FORM)).status_code == 200


async def test_unicode_names_come_back_as_they_were(server):
    user = await made(
        server, "zoe", first_name="Zoë 🦊 李", last_name="O'Brien\u202e", public_metadata={"ключ": "\u0000"}
    )
    shown = (await server.get(f"{USERS}/{user['id']}")).json()
    assert (shown["first_name"], shown["last_name"]) == ("Zoë 🦊 李", "O'Brien\u202e")
    assert shown["public_metadata"] == {"ключ": "\u0000"}


async def test_sessions_are_listed_with_their_total_and_made_for_tests(server, alice):
    ids = [(await server.post("/bapi/v1/sessions", json={"user_id": alice["id"]})).json()["id"] for _ in range(3)]
    listed = await server.get("/bapi/v1/sessions", params={"user_id": alice["id"], "limit": 2})
    assert [session["id"] for session in listed.json()] == ids[:0:-1]
    paged = (await server.get("/bapi/v1/sessions", params={"paginated": "true", "limit": 1})).json()
    assert (len(paged["data"]), paged["total_count"]) == (1, 3)
    assert (await server.get("/bapi/v1/sessions", params={"status": "nonsense"})).status_code == 422
    assert (await server.post(f"/bapi/v1/sessions/{ids[0]}/tokens")).json()["object"] == "token"


async def test_a_client_is_found_by_its_cookie_or_its_session_token(browser, server, alice):
    client = (await browser.post("/v1/client/sign_ins", data=FORM)).json()["client"]
    for token in (browser.cookies["__client"], client["sessions"][0]["last_active_token"]["jwt"]):
        found = (await server.post("/bapi/v1/clients/verify", json={"token": token})).json()
        assert (found["id"], found["session_ids"]) == (client["id"], [client["sessions"][0]["id"]])
    assert (await server.get(f"/bapi/v1/clients/{client['id']}")).json()["id"] == client["id"]
    assert [item["id"] for item in (await server.get("/bapi/v1/clients")).json()] == [client["id"]]


async def test_the_instance_has_the_id_of_its_key(server):
    keys = (await server.get("/bapi/v1/jwks")).json()["keys"]
    assert (await server.get("/bapi/v1/instance")).json()["id"] == keys[0]["kid"]


async def test_nobody_is_in_an_organization(server, alice):
    answer = await server.get(f"{USERS}/{alice['id']}/organization_memberships")
    assert answer.json() == {"data": [], "total_count": 0}


async def test_alice_is_found_by_her_address_whatever_its_case(server, alice):
    assert await names(server, email_address=ALICE.upper()) == ["Alice"]
