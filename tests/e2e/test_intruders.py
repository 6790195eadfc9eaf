"""A client that speaks Reflex's protocol by itself, signed out, and sends anything to any handler."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from reflex_base.registry import RegistrationContext
from simple_websocket import AioClient, ConnectionClosed
from simple_websocket.errors import ConnectionError as NotConnected

from app.clerk.state import AuthState
from app.pages import checks, setup, sign_in, sign_up  # noqa: F401 - their states register themselves
from app.pages.query import QueryState
from tests.e2e.conftest import RunningApp
from tests.e2e.people import backend_api, somebody
from tests.e2e.signing_in import PATIENCE_MS, click, clicks_until, message, sign_in_with_password

MARK = "payload-mark-7431"
ASK = f"{QueryState.get_full_name()}.ask"
AUTH = AuthState.get_full_name()
ROOT = "reflex___state____state"
SENTINEL = {"name": ASK, "payload": {"form": {"query": "1"}}, "router_data": {"pathname": "/"}}
JUNK_EVENTS: list[Any] = [
    None,
    7,
    [],
    {},
    MARK,
    json.dumps(SENTINEL),
    {"name": None},
    {"name": [MARK]},
    {"name": MARK},
    {"name": f"{AUTH}.{MARK}"},
    {"name": "_call_script", "payload": {"javascript_code": MARK}},
    {"name": ASK, "payload": MARK},
    {"name": ASK, "payload": {"form": {"query": MARK * 50_000}}},
    {"name": ASK, "payload": {"form": SENTINEL["payload"]["form"], "extra": MARK}},
    {**SENTINEL, "router_data": MARK},
    {**SENTINEL, "router_data": {"pathname": [MARK], "query": 5, "headers": {"cookie": MARK}}},
    {**SENTINEL, "token": MARK, "state": {AUTH: {"is_signed_in": True}}},
]
RAW = [
    "42",
    "42/_event,",
    "42/_event,[",
    "42/_event,[]",
    f'42/_event,["{MARK}"]',
    f'42/_event,[{{"{MARK}": 1}}]',
    f'42/_event,["event","{MARK}","{MARK}"]',
    f'42/_event,["client_error",["{MARK}"]]',
    '42/_event,["disconnect_token","x","y"]',
    f'42/_event9,["event",["{MARK}"]]',
    "42/_event," + "[" * 100_000,
    f"42/nowhere,{json.dumps(['event', MARK])}",
    f'43/_event,1["{MARK}"]',
    f'451-/_event,["event",{{"_placeholder":true,"num":0}},"{MARK}"]',
    "6",
    "9" + MARK,
    MARK,
]


class Intruder:
    """An own websocket to Reflex; `heard` is all that came back."""

    def __init__(self, socket: AioClient) -> None:
        self._socket = socket
        self.heard = ""

    async def send(self, *events: Any) -> None:
        for event in events:
            await self.say(f"42/_event,{json.dumps(['event', event])}")

    async def say(self, text: str) -> None:
        await self._socket.send(text)

    async def listen(self, until: str) -> None:
        """Hear what comes up to a text."""
        start = len(self.heard)
        while until not in self.heard[start:]:
            text = await asyncio.wait_for(self._socket.receive(), PATIENCE_MS / 1000)
            self.heard += str(text)
            if text == "2":
                await self.say("3")


@contextlib.asynccontextmanager
async def intruder(app: RunningApp, token: str, auth: Any = None) -> AsyncIterator[Intruder]:
    address = f"ws://localhost:{app.port}/_event/?token={token}&EIO=4&transport=websocket"
    socket = await AioClient.connect(address, headers={"Origin": app.address})
    try:
        client = Intruder(socket)
        await client.say("40/_event," + ("" if auth is None else json.dumps(auth)))
        await client.listen("40/_event")
        yield client
    finally:
        with contextlib.suppress(ConnectionClosed):
            await socket.close()


def handlers() -> list[str]:
    return sorted(RegistrationContext.get().event_handlers)


def junk_payloads(tab: str) -> list[Any]:
    claim = {f"{AUTH}.is_signed_in": True, f"{AUTH}._session_id": MARK, f"{ROOT}.router_data": {"token": tab}}
    return [
        {},
        None,
        MARK,
        {"form": {"query": MARK}, "name": "provider", "text": MARK, "value": MARK},
        {"var_name": "is_signed_in", "value": True},
        {"user_id": MARK, "session_id": MARK, "expires_at": 9e12},
        {"vars": claim},
        {"vars": claim, "hashes": [MARK]},
        {"info": 7, "component_stack": {"x": MARK}},
        {"name": MARK},
        {"self": MARK},
    ]


@pytest_asyncio.fixture(loop_scope="session")
async def victim(page: Page, app: RunningApp) -> dict[str, str]:
    """Somebody signed in on a page of their own, who has an answer there."""
    person = await somebody(app)
    await sign_in_with_password(page, app.address, person)
    await clicks_until(page, "Message: Hello World!")
    tab = await page.evaluate("() => sessionStorage.getItem('token')")
    session = await page.evaluate("() => window.Clerk.session.id")
    return {"tab": json.loads(tab) if tab.startswith('"') else tab, "session": session, "user": person.id}


async def nothing_happened(page: Page, app: RunningApp, victim: dict[str, str], heard: str, log: str) -> None:
    assert victim["user"] not in heard
    assert victim["session"] not in heard
    assert '"is_signed_in_rx_state_":true' not in heard.replace(" ", "")
    assert "Traceback" not in heard
    assert (await asyncio.to_thread(httpx.get, f"{app.backend}/ping")).status_code == 200
    assert MARK not in log
    assert "Traceback" not in log
    assert (await backend_api(app, "GET", f"/sessions/{victim['session']}"))["status"] == "active"
    await click(page)
    await expect(message(page)).to_have_text("Message: Hello World!", timeout=PATIENCE_MS)


@pytest.mark.parametrize("whose", ["own", "victim's"])
async def test_any_handler_with_any_argument_changes_nothing_and_reveals_nothing(
    page: Page, app: RunningApp, victim: dict[str, str], whose: str
):
    known = len(app.log)
    async with intruder(app, victim["tab"] if whose == "victim's" else str(uuid.uuid4())) as client:
        for name in handlers():
            address = {"pathname": "/", "asPath": "/"}
            await client.send(
                *({"name": name, "payload": junk, "router_data": address} for junk in junk_payloads(MARK))
            )
        await client.send(*JUNK_EVENTS)
        await client.send(SENTINEL)
        await client.listen("No token found")
        await nothing_happened(page, app, victim, client.heard, app.log[known:])


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw[:24])
async def test_a_broken_message_ends_at_most_its_own_connection(app: RunningApp, raw: str):
    known = len(app.log)
    with contextlib.suppress(ConnectionClosed):
        async with intruder(app, str(uuid.uuid4())) as client:
            await client.say(raw)
            await client.send(SENTINEL)
            await client.listen("No token found")
    async with intruder(app, str(uuid.uuid4())) as client:
        await client.send(SENTINEL)
        await client.listen("No token found")
    assert MARK not in app.log[known:]
    assert "Traceback" not in app.log[known:]


async def test_the_servers_own_events_cannot_be_played(page: Page, app: RunningApp, victim: dict[str, str]):
    known = len(app.log)
    async with intruder(app, str(uuid.uuid4())) as client:
        environ = {"QUERY_STRING": f"token={victim['tab']}", "asgi.scope": {"headers": [], "client": [MARK]}}
        await client.say("42/_event," + json.dumps(["connect", environ, {"event": SENTINEL}]))
        await client.say("42/_event," + json.dumps(["disconnect", MARK]))
        await client.send(SENTINEL)
        await client.listen("No token found")
        await nothing_happened(page, app, victim, client.heard, app.log[known:])


@pytest.mark.parametrize("auth", [{"event": MARK}, {"event": {"name": MARK}}, {"state_schema": [MARK]}])
async def test_junk_in_the_greeting_is_dropped(app: RunningApp, auth: Any):
    known = len(app.log)
    async with intruder(app, str(uuid.uuid4()), auth) as client:
        await client.send(SENTINEL)
        await client.listen("No token found")
    assert "Traceback" not in app.log[known:]


@pytest.mark.parametrize("token", ["", "x", "../../x", "%00", "_" * 5000, MARK])
async def test_a_tabs_token_may_be_anything(app: RunningApp, token: str):
    known = len(app.log)
    with contextlib.suppress(ConnectionClosed):
        async with intruder(app, token) as client:
            await client.send(SENTINEL)
            if token:
                await client.listen("No token found")
    assert "Traceback" not in app.log[known:]


async def test_another_sites_page_gets_no_websocket(app: RunningApp):
    address = f"ws://localhost:{app.port}/_event/?token={uuid.uuid4()}&EIO=4&transport=websocket"
    with pytest.raises(NotConnected, match="403"):
        await AioClient.connect(address, headers={"Origin": "http://evil.example"})
