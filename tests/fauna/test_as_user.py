"""A query as the signed-in user against both emulators: the steps, in order, and how each failure ends them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import reduce

import httpx
import pytest

from app import setup
from app.clerk.backend import BackendApi
from app.clerk.template_tokens import forget
from app.developer.faults.emulators import fail_fauna
from app.fauna.as_user import VALUES_AT_ONCE, Step, run_as_user
from app.pages.run import apply, start
from app.settings import Settings
from app.setup.demo import DEMO_USERS, PASSWORD
from tests.setup.conftest import emulators, settings

__all__ = ["emulators", "settings"]
ORIGIN = "http://localhost:3000"


@dataclass
class SignedIn:
    """A demo user's session, made as a browser makes it."""

    settings: Settings
    user_id: str
    session_id: str

    async def run(self, fql: str, settings: Settings | None = None, after: str = "") -> list[Step]:
        who = {"user_id": self.user_id, "session_id": self.session_id}
        steps = run_as_user(fql, **who, settings=settings or self.settings, after=after)
        return [step async for step in steps]


@pytest.fixture
async def manager(emulators: Settings) -> AsyncIterator[SignedIn]:
    await setup.apply(emulators)
    form = {"strategy": "password", "identifier": DEMO_USERS[0].email, "password": PASSWORD}
    async with httpx.AsyncClient(headers={"Origin": ORIGIN}, trust_env=False) as browser:
        answer = await browser.post(f"{emulators.clerk_frontend_api}/v1/client/sign_ins", data=form)
    session = answer.json()["client"]["sessions"][0]
    yield SignedIn(emulators, session["user"]["id"], session["id"])
    forget(session["id"])


async def test_hello_world_comes_back_in_four_steps(manager: SignedIn) -> None:
    steps = await manager.run("'Hello World!'")
    assert [step.kind for step in steps] == ["session", "token", "query", "result"]
    assert steps[-1].detail["data"] == "Hello World!"
    assert all(step.milliseconds >= 0 for step in steps)


async def test_the_token_is_the_users_own_with_role_and_email(manager: SignedIn) -> None:
    steps = await manager.run("Query.token()")
    token = steps[-1].detail["data"]
    assert token["sub"] == manager.user_id
    assert (token["role"], token["email"]) == ("manager", DEMO_USERS[0].email)
    assert steps[1].detail["claims"]["aud"] == token["aud"]


async def test_no_step_shows_a_token_or_key(manager: SignedIn) -> None:
    shown = repr(await manager.run("Query.token()"))
    assert "eyJ" not in shown and "sk_test" not in shown and "root-secret" not in shown


async def test_a_mistake_in_the_query_ends_with_faunas_own_summary(manager: SignedIn) -> None:
    last = (await manager.run("1 / 0"))[-1]
    assert (last.kind, last.detail["side"], last.detail["code"]) == ("failure", "Fauna", "divide_by_zero")
    assert "1 | 1 / 0" in last.detail["summary"]


async def test_a_revoked_session_gets_no_further_token(manager: SignedIn) -> None:
    async with BackendApi(manager.settings) as api:
        await api.revoke_session(manager.session_id)
    steps = await manager.run("1")
    assert [step.kind for step in steps] == ["failure"]
    assert (steps[-1].detail["side"], steps[-1].detail["code"]) == ("Clerk", "session_ended")


async def test_a_missing_template_is_named(manager: SignedIn) -> None:
    other = manager.settings.model_copy(update={"clerk_jwt_template": "absent"})
    last = (await manager.run("1", other))[-1]
    assert last.detail["code"] == "jwt_template_not_found"
    assert "absent" in last.detail["message"]


async def test_a_token_for_another_database_is_refused_by_fauna(manager: SignedIn) -> None:
    async with BackendApi(manager.settings) as api:
        await api.create_template({"name": "wrong", "claims": {"aud": "https://db.fauna.com/db/other"}})
    wrong = manager.settings.model_copy(update={"clerk_jwt_template": "wrong"})
    last = (await manager.run("1", wrong))[-1]
    assert (last.detail["side"], last.detail["code"]) == ("Fauna", "unauthorized")


async def test_a_kept_token_that_fauna_refuses_meanwhile_is_replaced_once(manager: SignedIn) -> None:
    first = await manager.run("1")
    await fail_fauna(manager.settings, {"expire": first[1].detail["claims"]["jti"]})
    steps = await manager.run("1")
    assert [step.kind for step in steps] == ["session", "token", "query", "token", "query", "result"]
    assert "the one before was refused" in steps[3].title
    renewed = await manager.run("1")
    assert renewed[1].detail["claims"]["jti"] == steps[3].detail["claims"]["jti"]
    assert reduce(apply, steps, start()).tone == "good"


async def test_fauna_away_says_so_and_the_next_run_recovers(manager: SignedIn) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    away = manager.settings.model_copy(update={"fauna_endpoint_override": address})
    last = (await manager.run("1", away))[-1]
    assert (last.kind, last.detail["code"]) == ("failure", "fauna_unavailable")
    assert (await manager.run("1"))[-1].kind == "result"


async def test_ten_runs_at_once_all_answer(manager: SignedIn) -> None:
    runs = await asyncio.gather(*(manager.run(str(number)) for number in range(10)))
    assert [steps[-1].detail["data"] for steps in runs] == [{"@int": str(number)} for number in range(10)]


async def test_a_set_is_read_page_by_page_until_enough_values_have_come(manager: SignedIn) -> None:
    steps = await manager.run("Set.sequence(0, 1000)")
    assert [step.kind for step in steps[:4]] == ["session", "token", "query", "result"]
    pages = steps[3:]
    assert {step.kind for step in pages[1:]} == {"page"}
    values = [member for step in pages for member in step.detail["data"]["@set"]["data"]]
    assert VALUES_AT_ONCE <= len(values) < 1000
    assert values == [{"@int": str(number)} for number in range(len(values))]
    assert [step.detail["goes_on"] for step in pages] == [*[True] * (len(pages) - 1), False]
    following = await manager.run("", after=pages[-1].detail["after"])
    assert following[3].detail["data"]["@set"]["data"][0] == {"@int": str(len(values))}


async def test_a_small_set_is_one_page(manager: SignedIn) -> None:
    last = (await manager.run("[1, 2].toSet()"))[-1]
    assert (last.kind, last.detail["after"], last.detail["goes_on"]) == ("result", "", False)


async def test_a_made_up_cursor_is_refused_by_fauna(manager: SignedIn) -> None:
    last = (await manager.run("", after="no cursor"))[-1]
    assert (last.kind, last.detail["side"]) == ("failure", "Fauna")
