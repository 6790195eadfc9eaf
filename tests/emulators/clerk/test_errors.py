"""Every error of Clerk's catalogue that an emulated operation can raise, in its own words.

`errors.tsv` holds those rows of the catalogue; `<…>` and `%…` in a text stand for a value. Where the catalogue leaves a
text out, the emulator has one of its own.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.emulators.clerk.conftest import ALICE, FORM, PASSWORD, Clock

ROWS = [line.split("\t") for line in (Path(__file__).parent / "errors.tsv").read_text().splitlines()[1:]]
RAW = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class World:
    """A browser, a server and a user."""

    browser: httpx.AsyncClient
    server: httpx.AsyncClient
    alice: dict[str, Any]
    clock: Clock

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.browser.post(f"/v1{path}", data=form)

    async def api(self, method: str, path: str, **body: Any) -> httpx.Response:
        return await self.server.request(method, f"/bapi/v1{path}", json=body)

    async def user(self, **fields: Any) -> httpx.Response:
        return await self.api("POST", "/users", **{"email_address": ["bob@example.com"], **fields})

    async def signed_in(self) -> str:
        answer = await self.post("/client/sign_ins", **FORM)
        return answer.json()["response"]["created_session_id"]

    async def attempt(self, **form: str) -> str:
        answer = await self.post("/client/sign_ins", **{"identifier": ALICE, **form})
        return f"/client/sign_ins/{answer.json()['response']['id']}"

    async def prepared(self, strategy: str = "email_code") -> str:
        path = await self.attempt()
        await self.post(f"{path}/prepare_first_factor", strategy=strategy)
        return f"{path}/attempt_first_factor"

    async def ticket(self, **fields: Any) -> dict[str, Any]:
        return (await self.api("POST", "/sign_in_tokens", user_id=self.alice["id"], **fields)).json()

    async def template(self, **fields: Any) -> httpx.Response:
        return await self.api("POST", "/jwt_templates", **{"name": "t", "claims": {}, **fields})


@pytest.fixture
def world(browser: httpx.AsyncClient, server: httpx.AsyncClient, alice: dict[str, Any], clock: Clock) -> World:
    return World(browser, server, alice, clock)


Scenario = Callable[[World], Awaitable[httpx.Response]]
SCENARIOS: dict[str, Scenario] = {}


def raises(*names: str) -> Callable[[Scenario], Scenario]:
    def register(scenario: Scenario) -> Scenario:
        for name in names:
            SCENARIOS[name] = scenario
        return scenario

    return register


def simple(name: str, scenario: Scenario) -> None:
    SCENARIOS[name] = scenario


simple("fapi InvalidAuthentication", lambda w: w.browser.get("/v1/me"))
simple("fapi InvalidHost", lambda w: w.browser.get("/v1/client", headers={"Host": "clerk.example"}))
simple("fapi InvalidOriginHeader", lambda w: w.browser.get("/v1/client", headers={"Origin": "https://evil.example"}))
simple(
    "fapi OriginAndAuthorizationMutuallyExclusive",
    lambda w: w.browser.get("/v1/client", headers={"Authorization": "Bearer x"}),
)
simple(
    "fapi MultipleOriginHeaderValues",
    lambda w: w.browser.get(
        "/v1/client", headers=[("Origin", "http://localhost:3000"), ("Origin", "http://localhost:1")]
    ),
)
simple("fapi SignedOut", lambda w: w.post("/client/sessions/sess_x/tokens"))
simple("fapi FormIdentifierNotFound", lambda w: w.post("/client/sign_ins", identifier="nobody@example.com"))
simple("fapi FormNilParameter", lambda w: w.post("/client/sign_ins", identifier=""))
simple("fapi FormUnknownParameter", lambda w: w.post("/client/sign_ins", identifier=ALICE, nickname="x"))
simple("fapi FormPasswordIncorrect", lambda w: w.post("/client/sign_ins", **{**FORM, "password": "not-hers-at-all"}))
simple("fapi FormInvalidParameterValue", lambda w: w.post("/client/sign_ins", identifier=ALICE, strategy="magic"))
simple("fapi FormMissingParameter", lambda w: w.post("/client/sign_ins", strategy="password"))
simple("fapi AccountTransferInvalid", lambda w: w.post("/client/sign_ins", transfer="true"))
simple("fapi TicketInvalid", lambda w: w.post("/client/sign_ins", strategy="ticket", ticket="made-up"))
simple("fapi SignInNotFound", lambda w: w.browser.get("/v1/client/sign_ins/sia_x"))
simple("fapi SignUpNotFound", lambda w: w.browser.get("/v1/client/sign_ups/sua_x"))
simple("fapi FormIdentifierExists", lambda w: w.post("/client/sign_ups", email_address=ALICE))
simple("fapi FormInvalidEmailAddress", lambda w: w.post("/client/sign_ups", email_address="nonsense"))
simple("fapi FormInvalidPasswordLengthTooShort", lambda w: w.post("/client/sign_ups", password="short"))
simple("fapi FormInvalidPasswordLengthTooLong", lambda w: w.post("/client/sign_ups", password="long-" * 20))
simple("fapi FormInvalidPasswordSizeInBytesExceeded", lambda w: w.post("/client/sign_ups", password="é" * 40))
simple("fapi FormPwnedPassword", lambda w: w.post("/client/sign_ups", password="Password123"))
simple("fapi FormParameterMaxLengthExceeded", lambda w: w.post("/client/sign_ups", first_name="x" * 257))
simple("fapi FormMetadataInvalidType", lambda w: w.post("/client/sign_ups", unsafe_metadata="[1]"))
simple(
    "fapi FormParameterSizeTooLarge",
    lambda w: w.post("/client/sign_ups", unsafe_metadata=json.dumps({"x": "y" * 9000})),
)
simple(
    "fapi FormDuplicateParameter",
    lambda w: w.browser.post("/v1/client/sign_ins", content="identifier=a&identifier=b", headers=RAW),
)
simple(
    "fapi FormInvalidEncodingParameterValue",
    lambda w: w.browser.post("/v1/client/sign_ins", content="identifier=%ff", headers=RAW),
)
simple(
    "fapi InvalidRequestBody",
    lambda w: w.browser.post("/v1/client/sign_ins", content="&".join(f"a{n}=1" for n in range(500)), headers=RAW),
)
simple("fapi UnsupportedContentType", lambda w: w.browser.post("/v1/client/sign_ins", json={"identifier": ALICE}))
simple(
    "fapi InvalidRedirectURL",
    lambda w: w.browser.get("/v1/client/handshake", params={"redirect_url": "https://evil.example/x"}),
)


@raises("fapi SessionNotFound")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.post("/client/sessions/sess_x/tokens")


@raises("fapi UnauthorizedActionForSession")
async def _(w: World) -> httpx.Response:
    session = await w.signed_in()
    w.browser.cookies.clear()
    await w.attempt()
    return await w.post(f"/client/sessions/{session}/tokens")


@raises("fapi JWTTemplateNotFound")
async def _(w: World) -> httpx.Response:
    return await w.post(f"/client/sessions/{await w.signed_in()}/tokens/nope")


@raises("fapi SingleModeSessionExists")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.post("/client/sign_ins", identifier=ALICE)


@raises("fapi VerificationNotSent")
async def _(w: World) -> httpx.Response:
    return await w.post(f"{await w.attempt()}/attempt_first_factor", strategy="email_code", code="424242")


@raises("fapi FormIncorrectCode")
async def _(w: World) -> httpx.Response:
    return await w.post(await w.prepared(), strategy="email_code", code="111111")


@raises("fapi VerificationInvalidStrategy")
async def _(w: World) -> httpx.Response:
    return await w.post(await w.prepared(), strategy="reset_password_email_code", code="424242")


@raises("fapi VerificationExpired")
async def _(w: World) -> httpx.Response:
    path = await w.prepared()
    w.clock.now += 601
    return await w.post(path, strategy="email_code", code="424242")


@raises("fapi VerificationFailed")
async def _(w: World) -> httpx.Response:
    path = await w.prepared()
    for _ in range(5):
        w.clock.now += 11
        await w.post(path, strategy="email_code", code="111111")
    w.clock.now += 11
    return await w.post(path, strategy="email_code", code="424242")


@raises("fapi VerificationAlreadyVerified")
async def _(w: World) -> httpx.Response:
    path = await w.prepared()
    await w.post(path, strategy="email_code", code="424242")
    return await w.post(path, strategy="email_code", code="424242")


@raises("fapi FormMissingResource")
async def _(w: World) -> httpx.Response:
    path = await w.attempt()
    return await w.post(f"{path}/prepare_first_factor", strategy="email_code", email_address_id="idn_x")


@raises("fapi InvalidStrategyForUser")
async def _(w: World) -> httpx.Response:
    await w.user()
    return await w.post("/client/sign_ins", strategy="password", identifier="bob@example.com", password=PASSWORD)


@raises("fapi SignInIdentificationOrUserDeleted")
async def _(w: World) -> httpx.Response:
    path = await w.prepared()
    await w.api("DELETE", f"/users/{w.alice['id']}")
    return await w.post(path, strategy="email_code", code="424242")


@raises("fapi UserBanned")
async def _(w: World) -> httpx.Response:
    await w.api("POST", f"/users/{w.alice['id']}/ban")
    return await w.post("/client/sign_ins", **FORM)


@raises("fapi UserLocked")
async def _(w: World) -> httpx.Response:
    await w.api("POST", f"/users/{w.alice['id']}/lock")
    return await w.post("/client/sign_ins", **FORM)


@raises("fapi SignInTokenAlreadyUsed")
async def _(w: World) -> httpx.Response:
    ticket = (await w.ticket())["token"]
    await w.post("/client/sign_ins", strategy="ticket", ticket=ticket)
    return await w.post("/client/sign_ins", strategy="ticket", ticket=ticket)


@raises("fapi SignInTokenRevoked")
async def _(w: World) -> httpx.Response:
    ticket = await w.ticket()
    await w.api("POST", f"/sign_in_tokens/{ticket['id']}/revoke")
    return await w.post("/client/sign_ins", strategy="ticket", ticket=ticket["token"])


@raises("fapi TicketExpired")
async def _(w: World) -> httpx.Response:
    ticket = (await w.ticket(expires_in_seconds=5))["token"]
    w.clock.now += 6
    return await w.post("/client/sign_ins", strategy="ticket", ticket=ticket)


@raises("fapi FormPasswordValidationFailed")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.post("/me/change_password", current_password="not-hers", new_password="harbor-lantern-77")


@raises("fapi UpdatingUserPasswordDeprecated")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.browser.post("/v1/me?_method=PATCH", data={"password": "harbor-lantern-77"})


@raises("fapi UserDeleteSelfNotEnabled")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.browser.post("/v1/me?_method=DELETE")


@raises("fapi PasswordRequired")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.post("/me/remove_password", current_password=PASSWORD)


@raises("fapi NoPasswordSet")
async def _(w: World) -> httpx.Response:
    await w.user(email_address=["bob+clerk_test@example.com"])
    path = await w.attempt(identifier="bob+clerk_test@example.com")
    await w.post(f"{path}/prepare_first_factor", strategy="email_code")
    await w.post(f"{path}/attempt_first_factor", strategy="email_code", code="424242")
    return await w.post("/me/remove_password")


@raises("fapi IdentificationNotFound")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    return await w.browser.get("/v1/me/email_addresses/idn_x")


@raises("fapi TooManyUnverifiedIdentifications")
async def _(w: World) -> httpx.Response:
    await w.signed_in()
    for number in range(10):
        await w.post("/me/email_addresses", email_address=f"a{number}@example.com")
    return await w.post("/me/email_addresses", email_address="one-more@example.com")


@raises("bapi SignUpCannotBeUpdated")
async def _(w: World) -> httpx.Response:
    form = {"email_address": "dora+clerk_test@example.com", "password": PASSWORD}
    path = f"/client/sign_ups/{(await w.post('/client/sign_ups', **form)).json()['response']['id']}"
    await w.post(f"{path}/prepare_verification", strategy="email_code")
    await w.post(f"{path}/attempt_verification", strategy="email_code", code="424242")
    return await w.browser.post(f"/v1{path}?_method=PATCH", data={"first_name": "Dora"})


simple(
    "bapi InvalidAuthorizationHeaderFormat",
    lambda w: w.server.get("/bapi/v1/users", headers={"Authorization": "Basic x"}),
)
simple("bapi InvalidClerkSecretKey", lambda w: w.server.get("/bapi/v1/users", headers={"Authorization": "Bearer x"}))
simple("bapi UserNotFound", lambda w: w.server.get("/bapi/v1/users/user_x"))
simple("bapi SessionNotFound", lambda w: w.api("POST", "/sessions/sess_x/revoke"))
simple("bapi ClientNotFound", lambda w: w.server.get("/bapi/v1/clients/client_x"))
simple("bapi JWTTemplateNotFound", lambda w: w.server.get("/bapi/v1/jwt_templates/jtmp_x"))
simple("bapi InvalidSessionToken", lambda w: w.api("POST", "/clients/verify", token="eyJ.x.y"))
simple("bapi UserDataMissing", lambda w: w.api("POST", "/users", first_name="Bob"))
simple("bapi FormIdentifierExists", lambda w: w.user(email_address=[ALICE]))
simple("bapi FormInvalidEmailAddress", lambda w: w.user(email_address=["nonsense"]))
simple("bapi FormDuplicateParameter", lambda w: w.user(email_address=["a@b.cd", "A@b.cd"]))
simple("bapi FormInvalidTypeParameter", lambda w: w.user(first_name=3))
simple("bapi FormUnknownParameter", lambda w: w.user(nickname="x"))
simple("bapi FormInvalidUsernameLength", lambda w: w.user(username="bob"))
simple("bapi FormInvalidUsernameCharacter", lambda w: w.user(username="bob builder"))
simple("bapi FormInvalidUsernameNeedsNonNumberCharCode", lambda w: w.user(username="12345"))
simple("bapi FormInvalidPasswordLengthTooShort", lambda w: w.user(password="short"))
simple("bapi FormInvalidPasswordLengthTooLong", lambda w: w.user(password="long-" * 20))
simple("bapi FormInvalidPasswordSizeInBytesExceeded", lambda w: w.user(password="é" * 40))
simple("bapi FormPwnedPassword", lambda w: w.user(password="qwertyuiop"))
simple("bapi FormPasswordDigestInvalid", lambda w: w.user(password_hasher="argon2id", password_digest="x"))
simple("bapi FormMissingConditionalParameterOnExistence", lambda w: w.user(password_digest="$argon2id$x"))
simple(
    "bapi FormParameterNotAllowedIfAnotherParameterIsPresent",
    lambda w: w.user(password=PASSWORD, password_hasher="argon2id", password_digest="$argon2id$x"),
)
simple("bapi FormParameterMaxLengthExceeded", lambda w: w.user(last_name="x" * 257))
simple("bapi FormParameterSizeTooLarge", lambda w: w.user(private_metadata={"x": "y" * 9000}))
simple("bapi FormInvalidTime", lambda w: w.user(created_at="yesterday"))
simple(
    "bapi FormInvalidEncodingParameterValue",
    lambda w: w.server.post("/bapi/v1/users", content=b'{"email_address":["a@b.cd"],"first_name":"\\ud800"}'),
)
simple("bapi InvalidRequestBody", lambda w: w.server.post("/bapi/v1/users", content=b"{"))
simple(
    "bapi UnsupportedContentType",
    lambda w: w.server.post("/bapi/v1/users", content=b"<x/>", headers={"Content-Type": "text/xml"}),
)
simple(
    "bapi MalformedRequestParameters",
    lambda w: w.server.get("/bapi/v1/users?__clerk_api_version=2025-11-10", headers={"Clerk-API-Version": "x"}),
)
simple("bapi FormInvalidParameterValue", lambda w: w.server.get("/bapi/v1/users?order_by=shoe_size"))
simple("bapi FormParameterValueTooLarge", lambda w: w.server.get("/bapi/v1/users?limit=501"))
simple(
    "bapi FormMissingResource", lambda w: w.api("PATCH", f"/users/{w.alice['id']}", primary_email_address_id="idn_x")
)
simple("bapi FormMissingParameter", lambda w: w.api("POST", "/jwt_templates", name="t"))
simple("bapi FormNilParameter", lambda w: w.api("POST", "/sign_in_tokens", user_id=None))
simple("bapi FormMissingConditionalParameter", lambda w: w.template(custom_signing_key=True, signing_algorithm="HS256"))
simple("bapi JWTTemplateReservedClaim", lambda w: w.template(claims={"sub": "me"}))
simple("bapi IncorrectPassword", lambda w: w.api("POST", f"/users/{w.alice['id']}/verify_password", password="other"))


@raises("bapi FormAlreadyExists")
async def _(w: World) -> httpx.Response:
    await w.template()
    return await w.template()


@raises("bapi SignInTokenCannotBeRevoked")
async def _(w: World) -> httpx.Response:
    path = f"/sign_in_tokens/{(await w.ticket())['id']}/revoke"
    await w.api("POST", path)
    return await w.api("POST", path)


@raises("bapi NoPasswordSet")
async def _(w: World) -> httpx.Response:
    return await w.api("POST", f"/users/{(await w.user()).json()['id']}/verify_password", password="any")


@raises("bapi UserBanned")
async def _(w: World) -> httpx.Response:
    await w.api("POST", f"/users/{w.alice['id']}/ban")
    return await w.api("POST", "/sessions", user_id=w.alice["id"])


def pattern(text: str) -> re.Pattern[str]:
    """A catalogue text with its places for values."""
    return re.compile(re.sub(r"<\w+>|%[vqds]", ".+", re.sub(r"([.()\[\]?*+$^|])", r"\\\1", text)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
async def test_an_error_has_the_catalogues_status_code_and_words(row: list[str], world: World) -> None:
    api, name, status, code, message, long_message, meta = row
    answer = await SCENARIOS[f"{api} {name}"](world)
    body = answer.json()
    (error,) = body["errors"]
    assert (answer.status_code, error["code"]) == (int(status), code)
    for expected, given in ((message, error["message"]), (long_message, error["long_message"])):
        assert given
        assert not expected or pattern(expected).fullmatch(given), given
    assert set(error.get("meta", {})) == ({meta} if meta else set())
    assert re.fullmatch("[0-9a-f]{32}", body["clerk_trace_id"])
    assert answer.headers["cache-control"] == "no-store"
    if api == "fapi":
        assert "client" not in body["meta"] or answer.status_code != 401


def test_no_row_is_without_its_scenario() -> None:
    assert {f"{row[0]} {row[1]}" for row in ROWS} == set(SCENARIOS)
