"""A page's live query, through sign-in, sign-out and leaving."""

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, Self

import pytest
from fauna import fql

from app.clerk.errors import SessionEnded
from app.clerk.news import tell
from app.clerk.state import AuthState
from app.fauna import backoff, live, runs, upstream
from app.fauna.client import FaunaClient
from app.fauna.hub import hub
from app.fauna.live import as_user
from app.fauna.streams import Streams
from tests.fauna.fake import ENDPOINT, FakeFauna, Identity, until

NOTES = fql("Note.all()")
TAB = "tab-1"


class Page:
    """A tab's state: who is signed in, as the background handler's proxy tells it."""

    def __init__(self, tab: str = TAB) -> None:
        self.router = SimpleNamespace(session=SimpleNamespace(client_token=tab))
        self.auth: Any = AuthState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue] - as Reflex makes it
        self._tab = tab

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def get_state(self, _: type) -> Any:
        return self.auth

    def sign_in(self, session: str) -> None:
        self.auth.remember(f"user of {session}", session, time.time() + 60)
        tell(self._tab)

    def sign_out(self) -> None:
        self.auth.forget()
        tell(self._tab)


@pytest.fixture
def fauna(monkeypatch: pytest.MonkeyPatch) -> FakeFauna:
    made = FakeFauna()
    monkeypatch.setattr(upstream, "Streams", functools.partial(Streams, transport=made.transport))
    monkeypatch.setattr(upstream, "FaunaClient", functools.partial(FaunaClient, transport=made.transport))
    monkeypatch.setattr(live, "FaunaClient", functools.partial(FaunaClient, transport=made.transport))
    monkeypatch.setattr(backoff, "delay", lambda attempt: 0.002 * attempt)
    monkeypatch.setattr(live, "PACE_SECONDS", 0.0)
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(live, "get_settings", lambda: SimpleNamespace(fauna_endpoint=ENDPOINT))
    return made


@pytest.fixture
def identities(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Identity]]:
    known: dict[str, Identity] = {}

    async def pull(session: str, settings: Any = None) -> Any:
        return await known.setdefault(session, Identity()).pull("")

    monkeypatch.setattr(live, "template_token", pull)
    monkeypatch.setattr(live, "kept_token", lambda session, settings: None)
    yield known
    assert runs.count() == 0


@asynccontextmanager
async def watching(page: Page) -> AsyncIterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    async def watch() -> None:
        async for change in as_user(page).changes(NOTES):
            heard.append(change.wire())

    task = asyncio.create_task(watch())
    yield heard
    task.cancel()
    await asyncio.wait([task])
    await until(lambda: hub().upstreams == 0)


def shown(heard: list[dict[str, Any]]) -> set[str]:
    rows: dict[str, Any] = {}
    for batch in heard:
        rows = {} if batch["reset"] else rows
        rows = {key: row for key, row in rows.items() if key not in batch["removed"]} | {
            key: data for key, data, _ in batch["put"]
        }
    return {row["text"] for row in rows.values()}


def state(heard: list[dict[str, Any]]) -> str:
    return heard[-1]["health"]["state"] if heard else ""


async def test_a_signed_in_page_is_live(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    await fauna.commit(1, "one")
    async with watching(page) as heard:
        await until(lambda: state(heard) == "live")
        await fauna.commit(2, "two")
        await until(lambda: shown(heard) == {"one", "two"})
    assert [batch["seq"] for batch in heard] == list(range(len(heard)))


async def test_a_page_waits_for_a_sign_in_and_takes_everything_away_at_the_sign_out(fauna: FakeFauna, identities: dict):
    page = Page()
    await fauna.commit(1, "one")
    async with watching(page) as heard:
        await until(lambda: state(heard) == "signed_out")
        page.sign_in("sess_1")
        await until(lambda: shown(heard) == {"one"} and state(heard) == "live")
        page.sign_out()
        await until(lambda: state(heard) == "signed_out")
        assert shown(heard) == set()
        assert hub().upstreams == 0


async def test_a_session_that_is_on_its_way_is_waited_for_without_a_word(
    fauna: FakeFauna, identities: dict, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 2.0)
    page = Page()
    async with watching(page) as heard:
        await asyncio.sleep(0.02)
        page.sign_in("sess_1")
        await until(lambda: state(heard) == "live")
    assert "signed_out" not in {batch["health"]["state"] for batch in heard}


async def test_somebody_else_who_signs_in_sees_nothing_of_who_was_there(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    await fauna.commit(1, "theirs")
    async with watching(page) as heard:
        await until(lambda: shown(heard) == {"theirs"})
        fauna.hidden = {1}
        page.sign_in("sess_2")
        await until(lambda: shown(heard) == set() and state(heard) == "live")
    assert list(identities) == ["sess_1", "sess_2"]


async def test_a_revoked_session_ends_the_view_and_is_not_tried_again(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    identities["sess_1"] = Identity(life=0.1)
    await fauna.commit(1, "one")
    async with watching(page) as heard:
        await until(lambda: shown(heard) == {"one"})
        identities["sess_1"].end()
        await until(lambda: state(heard) == "signed_out" and shown(heard) == set())
        pulls = identities["sess_1"].pulls
        page.sign_in("sess_1")
        await asyncio.sleep(0.05)
        assert identities["sess_1"].pulls == pulls
        page.sign_in("sess_2")
        await until(lambda: state(heard) == "live")


async def test_a_browser_that_sleeps_is_not_signed_out(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    async with watching(page) as heard:
        await until(lambda: state(heard) == "live")
        page.auth._expires_at = 0.0
        tell(TAB)
        await fauna.commit(1, "one")
        await until(lambda: shown(heard) == {"one"})
    assert state(heard) == "live"


async def test_a_second_watcher_of_a_tab_takes_the_place_of_the_first(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    async with watching(page) as first:
        await until(lambda: state(first) == "live")
        async with watching(page) as second:
            await until(lambda: state(second) == "live" and runs.count() == 1)
            await fauna.commit(1, "one")
            await until(lambda: shown(second) == {"one"})
            assert shown(first) == set()
            assert second[0]["run"] > first[0]["run"]
            await until(lambda: hub().upstreams == 1)
            page.sign_out()


async def test_a_tab_that_has_gone_leaves_nothing_behind(fauna: FakeFauna, identities: dict):
    page = Page()
    page.sign_in("sess_1")
    before = len(asyncio.all_tasks())
    for _ in range(100):
        changes = as_user(page).changes(NOTES)
        await anext(changes)
        runs.leave(TAB)
        async with asyncio.timeout(2):
            async for change in changes:
                assert not change.put
    for _ in range(100):
        async with watching(page) as heard:
            await until(lambda heard=heard: heard)
    await until(lambda: len(asyncio.all_tasks()) == before and fauna.open == 0)


async def test_a_query_is_asked_as_whoever_is_signed_in(fauna: FakeFauna, identities: dict):
    page = Page()
    with pytest.raises(SessionEnded, match="Nobody is signed in"):
        await as_user(page).query(fql("1"))
    page.sign_in("sess_1")
    assert (await as_user(page).query(fql("1"))).data is None
    assert identities["sess_1"].pulls == 1
