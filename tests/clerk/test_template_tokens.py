"""Template tokens: minted once for all who wait, kept until ten seconds before their end, never after a refusal."""

import asyncio
import functools
from collections.abc import Callable, Iterator

import httpx
import pytest

from app.clerk import template_tokens
from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkUnavailable, KeyRefused, RateLimited, SessionEnded, TemplateMissing
from app.clerk.template_tokens import forget, template_token
from app.settings import Settings

from .conftest import Clock, Instance


class Mint:
    """Clerk's token endpoint: counts, waits at a gate, answers as told."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.paths: list[str] = []
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.answer: Callable[[], httpx.Response] = self.token

    def token(self) -> httpx.Response:
        text = self.instance.sign(claims=self.claims())
        return httpx.Response(200, json={"object": "token", "jwt": text})

    def claims(self) -> dict:
        return self.instance.claims(sid=..., jti=str(len(self.paths)))

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.raw_path.decode().removeprefix("/__clerk/bapi/v1"))
        self.asked.set()
        await self.gate.wait()
        return self.answer()


@pytest.fixture
def mint(instance: Instance, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[Mint]:
    made = Mint(instance)
    connected = functools.partial(BackendApi, transport=httpx.MockTransport(made))
    monkeypatch.setattr(template_tokens, "BackendApi", connected)
    monkeypatch.setattr(template_tokens.time, "time", clock)
    yield made
    for session in ("sess_1", "sess_2"):
        forget(session)


async def test_a_token_comes_with_its_claims_and_end(settings: Settings, mint: Mint) -> None:
    token = await template_token("sess_1", settings=settings)
    assert token.claims["sub"] == "user_1"
    assert token.expires_at == mint.claims()["exp"]
    assert mint.paths == ["/sessions/sess_1/tokens/fauna"]


async def test_everybody_who_waits_gets_the_same_token(settings: Settings, mint: Mint) -> None:
    mint.gate.clear()
    waiting = [asyncio.create_task(template_token("sess_1", settings=settings)) for _ in range(20)]
    await mint.asked.wait()
    mint.gate.set()
    assert len({token.jwt for token in await asyncio.gather(*waiting)}) == 1
    assert len(mint.paths) == 1


async def test_a_token_is_kept_until_ten_seconds_before_its_end(settings: Settings, mint: Mint, clock: Clock) -> None:
    first = await template_token("sess_1", settings=settings)
    clock.now += 49
    assert await template_token("sess_1", settings=settings) is first
    clock.now += 1
    assert await template_token("sess_1", settings=settings) is not first
    assert len(mint.paths) == 2


async def test_sessions_and_templates_have_tokens_of_their_own(settings: Settings, mint: Mint) -> None:
    await template_token("sess_1", settings=settings)
    await template_token("sess_2", settings=settings)
    await template_token("sess_1", "other", settings=settings)
    parts = ("sess_1/tokens/fauna", "sess_2/tokens/fauna", "sess_1/tokens/other")
    assert mint.paths == [f"/sessions/{part}" for part in parts]


async def test_one_who_gives_up_does_not_take_the_token_from_the_others(settings: Settings, mint: Mint) -> None:
    mint.gate.clear()
    first, second = (asyncio.create_task(template_token("sess_1", settings=settings)) for _ in range(2))
    await mint.asked.wait()
    first.cancel()
    mint.gate.set()
    assert (await second).claims["sub"] == "user_1"
    assert first.cancelled() and len(mint.paths) == 1


def problem(status: int, code: str, long_message: str, **headers: str) -> httpx.Response:
    body = {"errors": [{"code": code, "message": long_message, "long_message": long_message}]}
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()})


REFUSALS = [
    (problem(404, "resource_not_found", "No session was found with id sess_1"), SessionEnded),
    (problem(400, "invalid_action_for_session", "The session is not active"), SessionEnded),
    (problem(422, "anything", "anything"), SessionEnded),
    (problem(404, "resource_not_found", "No JWT template exists with name: fauna"), TemplateMissing),
    (problem(401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid."), KeyRefused),
    (problem(429, "too_many_requests", "Too many requests", retry_after="7"), RateLimited),
    (problem(429, "too_many_requests", "Too many", retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), RateLimited),
    (httpx.Response(500), ClerkUnavailable),
    (httpx.Response(502, text="<html>"), ClerkUnavailable),
    (httpx.Response(200, text="<html>"), ClerkUnavailable),
    (httpx.Response(200, json={"object": "token"}), ClerkUnavailable),
    (httpx.Response(200, json=[]), ClerkUnavailable),
    (httpx.Response(200, json={"jwt": "not.a.token"}), ClerkUnavailable),
    (httpx.Response(200, json={"jwt": None}), ClerkUnavailable),
]


@pytest.mark.parametrize(("answer", "error"), REFUSALS)
async def test_a_refusal_is_typed_and_never_kept(
    answer: httpx.Response, error: type[Exception], settings: Settings, mint: Mint
) -> None:
    mint.answer = lambda: answer
    for _ in range(2):
        with pytest.raises(error):
            await template_token("sess_1", settings=settings)
    mint.answer = mint.token
    assert (await template_token("sess_1", settings=settings)).claims["sub"] == "user_1"
    assert len(mint.paths) == 3


async def test_a_refusal_reaches_everybody_who_waits(settings: Settings, mint: Mint) -> None:
    mint.answer = lambda: problem(404, "resource_not_found", "No session was found with id sess_1")
    waiting = [template_token("sess_1", settings=settings) for _ in range(5)]
    assert {type(one) for one in await asyncio.gather(*waiting, return_exceptions=True)} == {SessionEnded}
    assert len(mint.paths) == 1


async def test_a_forgotten_session_needs_a_new_token(settings: Settings, mint: Mint) -> None:
    await template_token("sess_1", settings=settings)
    forget("sess_1")
    await template_token("sess_1", settings=settings)
    assert len(mint.paths) == 2


async def test_a_token_that_arrives_after_the_sign_out_is_not_kept(settings: Settings, mint: Mint) -> None:
    mint.gate.clear()
    waiting = asyncio.create_task(template_token("sess_1", settings=settings))
    await mint.asked.wait()
    forget("sess_1")
    mint.gate.set()
    await waiting
    await template_token("sess_1", settings=settings)
    assert len(mint.paths) == 2


async def test_a_session_id_cannot_reach_another_path(settings: Settings, mint: Mint) -> None:
    await template_token("../users", "a/b?c", settings=settings)
    assert mint.paths == ["/sessions/..%2Fusers/tokens/a%2Fb%3Fc"]
    forget("../users")


async def test_printing_a_token_shows_no_secret(settings: Settings, mint: Mint) -> None:
    assert "eyJ" not in repr(await template_token("sess_1", settings=settings))


async def test_a_clerk_that_cannot_be_reached_is_unavailable(
    settings: Settings, mint: Mint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    connected = functools.partial(BackendApi, transport=httpx.MockTransport(refuse))
    monkeypatch.setattr(template_tokens, "BackendApi", connected)
    with pytest.raises(ClerkUnavailable, match="does not answer"):
        await template_token("sess_1", settings=settings)
