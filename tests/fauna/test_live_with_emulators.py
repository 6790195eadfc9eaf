"""Live queries against both emulators: token lives, revocation, roles, kills, and nothing left behind."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from fauna import fql

from app import setup
from app.clerk import template_tokens
from app.clerk.backend import BackendApi
from app.clerk.template_tokens import TemplateToken, forget, template_token
from app.fauna import live, runs
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaUnavailable, QueryRefused
from app.fauna.hub import Hub, hub
from app.fauna.live import as_user
from app.settings import Settings
from app.setup.database import kept_secret
from app.setup.demo import DEMO_USERS, PASSWORD
from tests.emulators.running import emulators as emulators_process
from tests.emulators.running import free_port
from tests.fauna.fake import until
from tests.fauna.test_live import Page, shown, state
from tests.setup.conftest import serving, settings

__all__ = ["settings"]
ORIGIN = "http://localhost:3000"
TOKEN_SECONDS = 5
NOTES = fql("Note.all() { id, text }")
SLOW = pytest.mark.slow


@pytest.fixture
async def services(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Settings]:
    """Both emulators, set up, with tokens that live for five seconds."""
    monkeypatch.setattr(live, "get_settings", lambda: settings)
    async with serving(settings, TOKEN_SECONDS):
        await setup.apply(settings)
        yield settings


@contextlib.asynccontextmanager
async def signed_in(settings: Settings, role: str) -> AsyncIterator[Page]:
    """A demo user's page."""
    (user,) = [user for user in DEMO_USERS if user.role == role]
    form = {"strategy": "password", "identifier": user.email, "password": PASSWORD}
    async with httpx.AsyncClient(headers={"Origin": ORIGIN}, trust_env=False) as browser:
        answer = await browser.post(f"{settings.clerk_frontend_api}/v1/client/sign_ins", data=form)
    session = answer.json()["client"]["sessions"][0]
    page = Page(f"tab of {role}")
    page.auth.remember(session["user"]["id"], session["id"], time.time() + 600)
    yield page
    forget(session["id"])


@contextlib.asynccontextmanager
async def watching(page: Page) -> AsyncIterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    async def watch() -> None:
        async for change in as_user(page).changes(NOTES):
            heard.append(change.wire())

    task = asyncio.create_task(watch())
    try:
        await until(lambda: state(heard) == "live", 10)
        yield heard
    finally:
        task.cancel()
        await asyncio.wait([task])


async def add(page: Page, text: str, visibility: str = "shared") -> None:
    """Add a note; a busy machine may need a second try."""
    query = fql("addNote(${text}, ${visibility}).id", text=text, visibility=visibility)
    try:
        await as_user(page).query(query)
    except QueryRefused as error:
        if error.code != "time_out":
            raise
        await as_user(page).query(query)


def added(heard: list[dict[str, Any]], mark: str) -> list[str]:
    """The texts of events that tell of a marked note, in the order in which they came."""
    texts = {key: data["text"] for batch in heard for key, data, _ in batch["put"]}
    return [text for batch in heard for kind, key, _, _ in batch["log"] if (text := texts[key]).startswith(mark)]


def session_of(page: Page) -> str:
    return page.auth._session_id


async def test_each_sees_what_is_shared_and_nobody_what_another_keeps(services: Settings):
    async with (
        signed_in(services, "manager") as mara,
        signed_in(services, "member") as milo,
        watching(mara) as by_mara,
        watching(milo) as by_milo,
    ):
        await add(mara, "for all")
        await add(mara, "for me", "private")
        await until(lambda: {"for all", "for me"} <= shown(by_mara) and "for all" in shown(by_milo), 5)
        assert "for me" not in str(by_milo)
        flip = 'Note.byAuthor(Query.token()!.sub).firstWhere(.text == "for all")!.update({ visibility: "private" })'
        await as_user(mara).query(fql(flip))
        await until(lambda: "for all" not in shown(by_milo), 5)
        assert by_milo[-1]["log"][-1][0] == "remove"


async def test_a_kept_token_that_fauna_refuses_meanwhile_is_replaced(services: Settings):
    async with signed_in(services, "manager") as mara:
        await template_token(session_of(mara), settings=services)
        (key,) = [key for key in template_tokens._tokens if key[1] == session_of(mara)]
        good = template_tokens._tokens[key]
        template_tokens._tokens[key] = replace(good, jwt=good.jwt[:-8])
        assert (await as_user(mara).query(fql("Query.token()!.role"))).data == "manager"


@pytest.mark.parametrize("seconds", [6, pytest.param(60, marks=SLOW)])
async def test_through_token_lives_no_event_is_lost_or_told_twice_and_the_line_says_live(
    services: Settings, seconds: int, monkeypatch: pytest.MonkeyPatch
):
    pulls: list[float] = []
    mint = BackendApi.template_token

    async def counted(self: BackendApi, session_id: str, template: str) -> str:
        pulls.append(time.time())
        return await mint(self, session_id, template)

    monkeypatch.setattr(BackendApi, "template_token", counted)
    async with signed_in(services, "manager") as mara, watching(mara) as heard:
        began, number = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            await add(mara, f"note {number:04}")
            number += 1
            await asyncio.sleep(0.05)
        wanted = [f"note {index:04}" for index in range(number)]
        await until(lambda: len(added(heard, "note")) >= number, 10)
        assert added(heard, "note") == wanted
        assert set(wanted) <= shown(heard)
    states = [batch["health"]["state"] for batch in heard]
    assert set(states[states.index("live") :]) == {"live"}
    lives = [after - before for before, after in pairwise(pulls)]
    assert len(pulls) >= seconds // TOKEN_SECONDS + 1
    assert min(lives) > 0.7 * TOKEN_SECONDS


async def test_a_revoked_session_ends_the_view_within_one_token_life(services: Settings):
    async with signed_in(services, "member") as milo, watching(milo) as heard:
        assert shown(heard)
        async with BackendApi(services) as api:
            await api.revoke_session(session_of(milo))
        revoked = time.monotonic()
        await until(lambda: state(heard) == "signed_out", TOKEN_SECONDS + 2)
        assert time.monotonic() - revoked <= TOKEN_SECONDS + 0.5
        assert shown(heard) == set()


async def test_a_role_taken_away_in_fauna_shrinks_the_view_at_once(services: Settings):
    secret = await kept_secret(services)
    assert secret is not None
    async with signed_in(services, "member") as milo, watching(milo) as heard:
        await add(milo, "mine", "private")
        await until(lambda: "mine" in shown(heard), 5)
        fewer = "Role.byName('member')!.update({ privileges: [{ resource: 'Note', actions: { read: true } }] })"
        none = "Role.byName('member')!.update({ privileges: [] })"
        async with FaunaClient(services.fauna_endpoint) as admin:
            await admin.query(fql(fewer), secret=secret)
            await until(lambda: len(shown(heard)) > 4, 5)
            await admin.query(fql(none), secret=secret)
        await until(lambda: shown(heard) == set(), 5)


async def test_two_hundred_pages_left_leave_no_task_no_socket_and_no_stream(services: Settings):
    async with signed_in(services, "manager") as mara:
        async with watching(mara):
            pass
        await until(lambda: hub().upstreams == 0, 5)
        await asyncio.sleep(0.2)
        tasks, sockets = len(asyncio.all_tasks()), connections(services)
        for number in range(200):
            changes = as_user(mara).changes(NOTES)
            await anext(changes)
            if number % 2:
                runs.leave("tab of manager")
                async with asyncio.timeout(5):
                    async for _ in changes:
                        pass
            else:
                await changes.aclose()
        await until(lambda: hub().upstreams == 0 and runs.count() == 0, 5)
        await until(lambda: len(asyncio.all_tasks()) <= tasks, 5)
        await until(lambda: connections(services) <= sockets + 2, 5)


def connections(settings: Settings) -> int:
    """Connections of this process to the emulators' port."""
    open_ones = psutil.Process().net_connections("tcp")
    return len([one for one in open_ones if one.raddr and one.raddr.port == settings.emulators_port])


class Restarted:
    """Fauna's emulator on one port and folder, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._options = ("--port", str(self.port), "--data", str(folder), "--root-secret", "secret")
        self._stack = contextlib.ExitStack()
        self._process: Any = None

    def start(self) -> None:
        self._process, _ = self._stack.enter_context(emulators_process(*self._options))

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        self._stack.close()


async def secret_token(_: str) -> TemplateToken:
    return TemplateToken("secret", {}, time.time() + 600)


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=SLOW)])
async def test_emulators_killed_under_writes_cost_no_event_and_are_live_again_within_two_seconds(
    tmp_path: Path, kills: int
):
    fauna = Restarted(tmp_path)
    fauna.start()
    client = FaunaClient(fauna.endpoint)
    await client.query('Collection.create({ name: "N" })', secret="secret")
    heard: list[int] = []
    states: list[tuple[float, str]] = []
    is_writing, wrote = True, 0

    async def write() -> None:
        nonlocal wrote
        while is_writing:
            with contextlib.suppress(FaunaUnavailable):
                await client.query(
                    fql("if (N.byId(${n}).exists()) null else N.create({ id: ${n} })", n=wrote), secret="secret"
                )
                wrote += 1
            await asyncio.sleep(0.01)

    async def follow() -> None:
        watched = Hub().subscribe(fql("N.all()"), endpoint=fauna.endpoint, identity="me", pull=secret_token)
        async with watched as subscription:
            while True:
                news = await subscription.take(60)
                if news is not None:
                    heard.extend(int(event.row.data["id"]) for event in news.events if event.row)
                    states.append((time.monotonic(), news.health.state))

    following = asyncio.create_task(follow())
    try:
        await until(lambda: states and states[-1][1] == "live", 10)
        writing = asyncio.create_task(write())
        for _ in range(kills):
            at = wrote
            await until(lambda at=at: wrote >= at + 5, 20)
            fauna.kill()
            await until(lambda: states[-1][1] == "retrying", 5)
            await asyncio.to_thread(fauna.start)
            back = time.monotonic()
            await until(lambda: states[-1][1] == "live", 10)
            assert states[-1][0] - back <= 2
        at = wrote
        await until(lambda: wrote >= at + 5, 20)
        is_writing = False
        await writing
        await until(lambda: len(heard) >= wrote, 10)
        assert heard == list(range(wrote))
    finally:
        following.cancel()
        await asyncio.wait([following])
        fauna.close()
