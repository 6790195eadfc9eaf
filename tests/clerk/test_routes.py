"""`/auth/session`: what a page may tell the backend about who is signed in."""

import contextlib
import functools
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.clerk import routes
from app.clerk.backend import BackendApi
from app.clerk.people import Person
from app.clerk.state import AuthState
from app.clerk.verify import SessionVerifier
from app.settings import Settings

from .conftest import ORIGIN, Clock, Instance

TAB = str(uuid.UUID(int=7))


class App:
    """As much of a Reflex app as the routes use: one state per tab."""

    def __init__(self) -> None:
        self.states: dict[str, AuthState] = {}

    @contextlib.asynccontextmanager
    async def modify_state(self, token: Any) -> AsyncIterator[Any]:
        state = self.states.setdefault(token.ident, AuthState(_reflex_internal_init=True))  # pyright: ignore[reportCallIssue]

        class Root:
            async def get_state(self, kind: type[AuthState]) -> AuthState:
                assert kind is AuthState
                return state

        yield Root()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
async def page(
    app: App, settings: Settings, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    verifier = functools.partial(SessionVerifier, transport=instance.transport(), now=clock)
    monkeypatch.setattr(routes, "SessionVerifier", verifier)
    monkeypatch.setattr(routes, "person", somebody)
    emails = {"manager": "manager+clerk_test@example.com"}
    found: Any = lambda: app  # noqa: E731
    transport = httpx.ASGITransport(Starlette(routes=routes.auth_routes(found, settings, emails.get)))
    headers = {"Origin": ORIGIN, "X-Client-Token": TAB}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers) as client:
        yield client


async def somebody(user_id: str, settings: Settings) -> Person:
    return Person("Alice Liddell", "alice@example.com")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_right_token_signs_the_tab_in(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    answer = await page.post("/auth/session", headers=bearer(instance.sign()))
    assert (answer.status_code, answer.content) == (204, b"")
    assert app.states[TAB].is_signed_in
    assert app.states[TAB].session() == ("user_1", "sess_1")


async def test_a_tab_knows_name_and_address_until_the_sign_out(
    page: httpx.AsyncClient, app: App, instance: Instance
) -> None:
    await page.post("/auth/session", headers=bearer(instance.sign()))
    assert (app.states[TAB].user_name, app.states[TAB].user_email) == ("Alice Liddell", "alice@example.com")
    await page.delete("/auth/session")
    assert (app.states[TAB].user_name, app.states[TAB].user_email) == ("", "")


async def test_a_sign_out_clears_the_tab(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    await page.post("/auth/session", headers=bearer(instance.sign()))
    assert (await page.delete("/auth/session")).status_code == 204
    assert not app.states[TAB].is_signed_in
    assert app.states[TAB].session() is None


async def test_a_refused_token_changes_nothing(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    await page.post("/auth/session", headers=bearer(instance.sign()))
    other = instance.sign(claims=instance.claims(sub="user_2", azp="https://evil.example"))
    answer = await page.post("/auth/session", headers=bearer(other))
    assert answer.status_code == 401
    assert "eyJ" not in answer.text
    assert app.states[TAB].session() == ("user_1", "sess_1")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "eyJ", "Bearer \xe9"])
async def test_no_usable_token_is_401(page: httpx.AsyncClient, app: App, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    answer = await page.post("/auth/session", headers=headers)  # pyright: ignore[reportArgumentType]
    assert answer.status_code == 401
    assert app.states == {}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", ""])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_other_sites_are_turned_away(
    page: httpx.AsyncClient, app: App, instance: Instance, origin: str, method: str
) -> None:
    answer = await page.request(method, "/auth/session", headers={**bearer(instance.sign()), "Origin": origin})
    assert answer.status_code == 400
    assert app.states == {}


@pytest.mark.parametrize("tab", ["", "x", "../../etc", TAB + "0", "t" * 36, TAB.replace("-", "_")])
async def test_a_tab_without_a_reflex_token_is_turned_away(
    page: httpx.AsyncClient, app: App, instance: Instance, tab: str
) -> None:
    answer = await page.post("/auth/session", headers={**bearer(instance.sign()), "X-Client-Token": tab})
    assert answer.status_code == 400
    assert app.states == {}


async def test_clerk_away_is_503_and_changes_nothing(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    instance.answer = lambda: httpx.Response(502)
    assert (await page.post("/auth/session", headers=bearer(instance.sign()))).status_code == 503
    assert app.states == {}


async def test_no_token_reaches_the_state(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    token = instance.sign()
    await page.post("/auth/session", headers=bearer(token))
    kept = repr((vars(app.states[TAB]), app.states[TAB]._backend_vars))
    assert "sess_1" in kept
    assert token not in kept and "eyJ" not in kept


async def test_ids_stay_on_the_backend(page: httpx.AsyncClient, app: App, instance: Instance) -> None:
    await page.post("/auth/session", headers=bearer(instance.sign()))
    shown = repr(app.states[TAB].dict())
    assert "user_1" not in shown and "sess_1" not in shown


async def test_a_demo_user_gets_a_ticket_that_no_cache_keeps(
    page: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            assert request.url.params["email_address"] == "manager+clerk_test@example.com"
            return httpx.Response(200, json=[{"id": "user_9"}])
        assert b"user_9" in request.content
        return httpx.Response(200, json={"token": "ticket"})

    monkeypatch.setattr(routes, "BackendApi", functools.partial(BackendApi, transport=httpx.MockTransport(serve)))
    answer = await page.post("/auth/demo/manager")
    assert answer.json() == {"ticket": "ticket"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("role", "origin"), [("admin", ORIGIN), ("manager", "https://evil.example")])
async def test_no_ticket_for_strangers_or_other_sites(page: httpx.AsyncClient, role: str, origin: str) -> None:
    assert (await page.post(f"/auth/demo/{role}", headers={"Origin": origin})).status_code == 404


async def test_no_ticket_with_a_real_clerk(app: App, settings: Settings) -> None:
    real = settings.model_copy(update={"clerk_publishable_key": "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"})
    found: Any = lambda: app  # noqa: E731
    transport = httpx.ASGITransport(Starlette(routes=routes.auth_routes(found, real, lambda role: "a@example.com")))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        assert (await client.post("/auth/demo/manager", headers={"Origin": ORIGIN})).status_code == 404
