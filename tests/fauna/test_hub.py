"""The hub: one upstream however many listen, closed when nobody does."""

import asyncio
import functools

import pytest
from fauna import fql

from app.fauna import backoff, hub, upstream
from app.fauna.client import FaunaClient
from app.fauna.hub import Hub, News, Subscription
from app.fauna.streams import Streams
from app.fauna.upstream import Upstream
from tests.fauna.fake import ENDPOINT, FakeFauna, Identity, until

NOTES = fql("Note.all()")


@pytest.fixture
def fauna(monkeypatch: pytest.MonkeyPatch) -> FakeFauna:
    made = FakeFauna()
    monkeypatch.setattr(upstream, "Streams", functools.partial(Streams, transport=made.transport))
    monkeypatch.setattr(upstream, "FaunaClient", functools.partial(FaunaClient, transport=made.transport))
    monkeypatch.setattr(backoff, "delay", lambda attempt: 0.002 * attempt)
    return made


def watch(own: Hub, identity: Identity, name: str = "sess_1", query=NOTES):
    return own.subscribe(query, endpoint=ENDPOINT, identity=name, pull=identity.pull)


async def taken(subscription: Subscription) -> News:
    news = await subscription.take(2)
    assert news is not None
    return news


async def until_live(subscription: Subscription) -> News:
    news = await taken(subscription)
    while news.health.state != "live":
        news = await taken(subscription)
    return news


async def test_five_hundred_listeners_share_one_stream_and_one_token(fauna: FakeFauna):
    own, identity = Hub(), Identity()

    async def listen() -> list[str]:
        async with watch(own, identity) as subscription:
            await until_live(subscription)
            ready.append(1)
            heard: list[str] = []
            while len(heard) < 3:
                heard += [event.row.data["text"] for event in (await taken(subscription)).events if event.row]
            return heard

    ready: list[int] = []
    listeners = [asyncio.create_task(listen()) for _ in range(500)]
    await until(lambda: len(ready) == 500)
    assert (own.upstreams, fauna.open, identity.pulls, len(fauna.queries)) == (1, 1, 1, 2)
    for number in range(3):
        await fauna.commit(number, f"note {number}")
    assert {tuple(heard) for heard in await asyncio.gather(*listeners)} == {("note 0", "note 1", "note 2")}
    await until(lambda: fauna.open == 0)
    assert own.upstreams == 0


async def test_other_identities_and_queries_have_streams_of_their_own(fauna: FakeFauna):
    own, identity = Hub(), Identity()
    other = fql("Note.where(.author == ${me})", me="a")
    async with watch(own, identity), watch(own, identity, "sess_2"), watch(own, identity, query=other):
        assert own.upstreams == 3
        await until(lambda: fauna.open == 3)
    await until(lambda: fauna.open == 0)


async def test_who_comes_later_begins_with_the_view_as_it_is(fauna: FakeFauna):
    own, identity = Hub(), Identity()
    async with watch(own, identity) as first:
        await until_live(first)
        await fauna.commit(1, "one")
        await taken(first)
        async with watch(own, identity) as second:
            news = await taken(second)
            assert news.is_whole and news.health.state == "live"
            assert [row.data["text"] for row in news.view.rows.values()] == ["one"]
    assert len(fauna.queries) == 2


async def test_who_is_slow_gets_the_whole_view_instead_of_a_long_past(
    fauna: FakeFauna, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "MOST_WAITING", 10)
    own, identity = Hub(), Identity()
    async with watch(own, identity) as slow, watch(own, identity) as quick:
        await until_live(slow)
        for number in range(30):
            await fauna.commit(number, "note")
            await asyncio.sleep(0)
        seen: dict = {}
        while len(seen) < 30:
            seen = dict((await taken(quick)).view.rows)
        news = await taken(slow)
    assert news.is_whole and not news.events and len(news.view.rows) == 30


async def test_leaving_two_hundred_times_leaves_nothing_behind(fauna: FakeFauna):
    own, identity = Hub(), Identity()
    before = len(asyncio.all_tasks())
    for number in range(200):
        async with watch(own, identity) as subscription:
            if number % 2:
                await until_live(subscription)
    await until(lambda: fauna.open == 0 and len(asyncio.all_tasks()) == before)
    assert own.upstreams == 0


async def test_an_upstream_that_fails_unexpectedly_is_told_not_waited_for(
    fauna: FakeFauna, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def burst(self: Upstream) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Upstream, "run", burst)
    async with watch(Hub(), Identity()) as subscription:
        await taken(subscription)
        assert (await taken(subscription)).health.state == "failed"
    assert "A live query ended unexpectedly." in caplog.text


async def test_a_wake_up_ends_the_wait(fauna: FakeFauna):
    subscription = Subscription()
    asyncio.get_running_loop().call_soon(subscription.wake)
    assert await subscription.take(2) is None
    assert await subscription.take(0.01) is None
