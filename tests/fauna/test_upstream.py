"""One upstream through every kind of break: each event once, in order, with as few tokens and words as possible."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fauna import fql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clerk.errors import ClerkUnavailable
from app.fauna import backoff, upstream
from app.fauna.client import FaunaClient
from app.fauna.streams import Streams
from app.fauna.upstream import Update, Upstream
from tests.fauna.fake import ENDPOINT, FakeFauna, Identity, failure, until

QUERY = fql("Note.all()")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "delay", lambda attempt: 0.002 * attempt)


@dataclass
class Heard:
    """What an upstream has told."""

    fauna: FakeFauna
    identity: Identity
    upstream: Upstream
    updates: list[Update] = field(default_factory=list)

    @property
    def events(self) -> list[tuple[str, str, str]]:
        rows = [(update.event.kind, update.event.row) for update in self.updates if update.event]
        return [(kind, row.data["id"], row.data["text"]) for kind, row in rows if row]

    @property
    def states(self) -> list[str]:
        told = [update.health.state for update in self.updates]
        return [state for before, state in zip(["", *told], told, strict=False) if before != state]

    @property
    def shown(self) -> dict[int, str]:
        return {int(row.data["id"]): row.data["text"] for row in self.upstream.view.rows.values()}

    def is_complete(self) -> bool:
        return self.shown == self.fauna.rows(self.fauna.ts) and self.upstream.health.state == "live"


@asynccontextmanager
async def following(fauna: FakeFauna, identity: Identity | None = None) -> AsyncIterator[Heard]:
    identity = identity or Identity()
    updates: list[Update] = []
    made = Upstream(QUERY, ENDPOINT, identity.pull, updates.append)
    made._streams, made._client = Streams(ENDPOINT, fauna.transport), FaunaClient(ENDPOINT, fauna.transport)
    task = asyncio.create_task(made.run())
    try:
        yield Heard(fauna, identity, made, updates)
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert fauna.open == 0
    if not task.cancelled():
        task.result()


async def test_it_begins_with_the_set_and_tells_each_change():
    fauna = FakeFauna()
    await fauna.commit(1, "one")
    async with following(fauna) as heard:
        await until(heard.is_complete)
        await fauna.commit(2, "two")
        await fauna.commit(1, "uno")
        await fauna.commit(2, None)
        await until(lambda: len(heard.events) == 3)
    assert heard.events == [("add", "2", "two"), ("update", "1", "uno"), ("remove", "2", "two")]
    assert heard.states == ["catching_up", "live"]
    assert heard.updates[0].is_whole


async def test_nothing_is_missed_between_the_snapshot_and_the_stream():
    fauna = FakeFauna(page_size=2)
    for number in range(5):
        await fauna.commit(number, "before")
    serve = fauna._query

    def write_meanwhile(body: dict[str, Any]) -> httpx.Response:
        answer = serve(body)
        fauna.changes.append(type(fauna.changes[0])("update", 0, f"at {len(fauna.queries)}", fauna.ts + 10))
        return answer

    fauna._query = write_meanwhile
    async with following(fauna) as heard:
        await until(heard.is_complete)
    assert heard.shown[0] == f"at {len(fauna.queries)}" != "before"


async def test_a_set_that_takes_longer_to_read_than_a_token_lives_is_read_on_with_the_next_one():
    fauna, identity = FakeFauna(page_size=2), Identity()
    for number in range(9):
        await fauna.commit(number, "there")
    serve = fauna._query

    def expire_meanwhile(body: dict[str, Any]) -> httpx.Response:
        answer = serve(body)
        if "paginate" in fauna.queries[-1] and identity._token is not None:
            fauna.refused.add(identity._token.jwt)
            identity._token = None
        return answer

    fauna._query = expire_meanwhile
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
    assert len([query for query in fauna.queries if "eventSource" in query]) == 1


@pytest.mark.parametrize("how", ["clean", "broken"])
async def test_after_a_break_it_goes_on_at_its_cursor(how: str):
    fauna = FakeFauna()
    async with following(fauna) as heard:
        await until(heard.is_complete)
        await fauna.commit(1, "one")
        await until(lambda: heard.events)
        fauna.is_away = how == "broken"
        await fauna.cut(how)
        await fauna.commit(2, "two")
        await asyncio.sleep(0.02)
        fauna.is_away = False
        await until(lambda: len(heard.events) == 2)
    assert heard.events == [("add", "1", "one"), ("add", "2", "two")]
    assert heard.states == ["catching_up", "live"]


async def test_a_place_that_cannot_be_gone_on_from_means_a_new_snapshot():
    fauna = FakeFauna()
    await fauna.commit(1, "one")
    async with following(fauna) as heard:
        await until(heard.is_complete)
        await fauna.cut("place")
        await fauna.commit(2, "two")
        await until(heard.is_complete)
        await until(lambda: len([update for update in heard.updates if update.is_whole]) == 2)


async def test_the_next_token_is_pulled_before_the_end_and_once_for_each_life():
    fauna, identity = FakeFauna(), Identity(life=0.4)
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        began = time.monotonic()
        for number in range(50):
            await fauna.commit(number, "note")
            await asyncio.sleep(0.03)
        lived = time.monotonic() - began
        await until(heard.is_complete)
    assert [key for _, key, _ in heard.events] == [str(number) for number in range(50)]
    assert heard.states == ["catching_up", "live"]
    assert lived / 0.4 <= identity.pulls <= lived / 0.4 + 3
    assert [opened["secret"] for opened in fauna.opened] == [f"token{n}" for n in range(1, identity.pulls + 1)]


async def test_a_renewal_is_no_failure_however_soon_it_comes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backoff, "delay", lambda attempt: 60.0)
    fauna, identity = FakeFauna(), Identity(life=0.3)
    async with following(fauna, identity) as heard:
        await until(lambda: len(fauna.opened) == 6)
        await fauna.commit(1, "one")
        await until(heard.is_complete)
    assert heard.states == ["catching_up", "live"]


async def test_an_expired_token_that_fauna_ends_is_replaced_and_the_place_kept():
    fauna, identity = FakeFauna(), Identity(life=0.5)
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        await fauna.commit(1, "one")
        await until(lambda: heard.events)
        await fauna.cut("lost")
        await fauna.commit(2, "two")
        await until(lambda: len(heard.events) == 2)
    assert len([query for query in fauna.queries if "eventSource" in query]) == 1
    assert identity.pulls == 2


async def test_a_permission_lost_early_shrinks_the_view():
    fauna, identity = FakeFauna(), Identity()
    await fauna.commit(1, "mine")
    await fauna.commit(2, "theirs")
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        fauna.hidden = {2}
        await fauna.cut("lost")
        await until(lambda: heard.shown == {1: "mine"})
    assert identity.pulls == 2
    assert heard.states == ["catching_up", "live"]


async def test_other_claims_in_the_next_token_shrink_the_view():
    fauna, identity = FakeFauna(), Identity(life=0.2, claims={"role": "manager"})
    await fauna.commit(1, "mine")
    await fauna.commit(2, "theirs")
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        fauna.hidden, identity.claims = {2}, {"role": "member"}
        await until(lambda: heard.shown == {1: "mine"})


async def test_a_schema_that_changed_while_it_was_away_means_a_new_snapshot():
    fauna = FakeFauna()
    await fauna.commit(1, "mine")
    await fauna.commit(2, "theirs")
    async with following(fauna) as heard:
        await until(heard.is_complete)
        fauna.is_away = True
        await fauna.cut("broken")
        fauna.hidden, fauna.schema_version = {2}, 2
        await asyncio.sleep(0.01)
        fauna.is_away = False
        await until(lambda: heard.shown == {1: "mine"})


async def test_a_role_that_changes_between_the_snapshot_and_the_stream_shrinks_the_view():
    fauna = FakeFauna()
    await fauna.commit(1, "mine")
    await fauna.commit(2, "theirs")
    serve = fauna._query

    def change_after_the_snapshot(body: dict[str, Any]) -> httpx.Response:
        answer = serve(body)
        fauna.hidden, fauna.schema_version = {2}, 2
        return answer

    fauna._query = change_after_the_snapshot
    async with following(fauna) as heard:
        await until(lambda: heard.shown == {1: "mine"})
        await until(heard.is_complete)
    assert heard.states == ["catching_up", "live"]


async def test_the_end_of_the_session_is_the_end_of_the_view():
    fauna, identity = FakeFauna(), Identity(life=0.2)
    await fauna.commit(1, "one")
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        identity.end()
        await until(lambda: heard.states[-1] == "signed_out")
        assert heard.shown == {}
        await until(lambda: fauna.open == 0)


async def test_a_clerk_that_is_away_costs_nothing_until_the_token_has_expired():
    fauna, identity = FakeFauna(), Identity(life=0.2)
    async with following(fauna, identity) as heard:
        await until(heard.is_complete)
        identity.error = ClerkUnavailable("Clerk does not answer.")
        await asyncio.sleep(0.25)
        await fauna.commit(1, "one")
        await until(lambda: heard.events)
        assert fauna.open == 1
        identity.error = None
        await until(lambda: fauna.opened[-1]["secret"] != "token1")
    assert heard.states == ["catching_up", "live"]


async def test_trouble_that_lasts_is_told_with_its_reason_and_the_time_of_the_next_try(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upstream, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(backoff, "delay", lambda attempt: 0.2)
    fauna = FakeFauna()
    async with following(fauna) as heard:
        await until(heard.is_complete)
        fauna.is_away = True
        await fauna.cut("broken")
        await until(lambda: heard.states[-1] == "retrying")
        assert "Fauna" in heard.upstream.health.reason
        assert 0 < heard.upstream.health.retry_at - time.time() <= 0.2
        fauna.is_away = False
        await until(heard.is_complete)
    assert heard.states == ["catching_up", "live", "retrying", "live"]


async def test_a_token_that_fauna_keeps_refusing_is_not_permitted_until_one_is_taken():
    fauna = FakeFauna(refused={f"token{number}" for number in range(1, 6)})
    await fauna.commit(1, "one")
    async with following(fauna) as heard:
        await until(heard.is_complete)
    assert heard.states == ["not_permitted", "live"]
    assert heard.identity.pulls == 6


async def test_a_denied_query_is_tried_again_since_roles_may_change():
    denied = failure(403, "permission_denied", "Insufficient privileges to read from collection Note.")
    fauna = FakeFauna(faults=[denied, denied])
    async with following(fauna) as heard:
        await until(heard.is_complete)
    assert heard.states == ["not_permitted", "live"]


async def test_a_mistake_in_the_query_ends_it_with_faunas_words():
    fauna = FakeFauna(faults=[failure(400, "invalid_receiver", "can't call `.eventSource()` on ordered sets.")])
    async with following(fauna) as heard:
        await until(lambda: heard.states == ["failed"])
    assert heard.upstream.health.reason == "invalid_receiver: can't call `.eventSource()` on ordered sets."


async def test_streams_that_end_at_once_are_not_opened_in_a_rush(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backoff, "delay", lambda attempt: 0.05)
    fauna = FakeFauna()
    async with following(fauna) as heard:
        await until(heard.is_complete)
        for _ in range(20):
            await fauna.cut("clean")
            await asyncio.sleep(0.01)
    assert len(fauna.opened) <= 8


notes = st.tuples(st.integers(0, 4), st.none() | st.text(max_size=3))
happenings = st.lists(notes | st.sampled_from(["clean", "broken", "away", "back", "wait", "faulty"]), max_size=25)
FAULTS: list[Callable[[], Any]] = [
    lambda: httpx.ReadTimeout("slow"),
    lambda: failure(503, "unavailable", "busy"),
    lambda: failure(409, "contended_transaction", "again"),
    lambda: httpx.Response(200, text="<html>"),
]


@given(happenings)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_breaks_every_event_is_told_once_and_in_order(script: list):
    async def play() -> None:
        fauna = FakeFauna()
        async with following(fauna) as heard:
            await until(heard.is_complete)
            for step in script:
                match step:
                    case "away" | "back":
                        fauna.is_away = step == "away"
                    case "wait":
                        await asyncio.sleep(0.005)
                    case "faulty":
                        fauna.faults = [make() for make in FAULTS]
                    case str():
                        await fauna.cut(step)
                    case key, text:
                        await fauna.commit(key, text)
            fauna.is_away = False
            await until(lambda: heard.is_complete() and len(heard.events) >= len(fauna.changes))
            assert heard.events == [(change.kind, str(change.id), change.text) for change in fauna.changes]

    asyncio.run(play())
