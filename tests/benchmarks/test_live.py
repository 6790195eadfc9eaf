"""From a commit to another browser's DOM beside a bare Reflex update, and to many subscribers of one query."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fauna import fql
from playwright.async_api import Page, async_playwright, expect

from app.clerk.template_tokens import TemplateToken
from app.fauna.client import FaunaClient
from app.fauna.hub import Hub, Subscription
from tests.benchmarks.conftest import Record
from tests.benchmarks.floors import fauna_emulator
from tests.benchmarks.measuring import Line, Timing, measured_by_turns
from tests.benchmarks.test_click import CONFIG
from tests.e2e.browser import ARGUMENTS, find_chromium
from tests.e2e.conftest import RunningApp, copy_checkout, run_app
from tests.e2e.live_page import open_board
from tests.e2e.signing_in import sign_in_as

pytestmark = pytest.mark.benchmark
COMMITS = 100
EVENTS = 100
CLOCK = """
import asyncio
import time

import reflex as rx

class Clock(rx.State):
    stamp: str = ""

    @rx.event(background=True)
    async def run(self):
        while True:
            await asyncio.sleep(0.1)
            async with self:
                self.stamp = str(time.time() * 1000)

def index():
    return rx.el.p(Clock.stamp, id="stamp")

app = rx.App()
app.add_page(index, route="/", on_load=Clock.run)
"""
# The milliseconds since 1970 at the mutation after which `found` gives a value, and that value.
NEXT = """(found) => {
    const look = eval(found);
    return new Promise(resolve => {
        const before = look();
        const observer = new MutationObserver(() => {
            const now = performance.timeOrigin + performance.now();
            const value = look();
            if (value === before || !value) return;
            observer.disconnect();
            resolve([now, value]);
        });
        observer.observe(document.body, {subtree: true, childList: true, characterData: true});
    });
}"""
STAMP = "() => document.querySelector('#stamp')?.textContent"
NOTE = "() => document.querySelector('[data-testid=note] .note-text')?.textContent"


@pytest.fixture(scope="module")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = copy_checkout(tmp_path_factory.mktemp("checkout"))
    with run_app(folder, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def clock_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder: Path = tmp_path_factory.mktemp("counter")
    (folder / "counter").mkdir()
    (folder / "counter" / "__init__.py").touch()
    (folder / "counter" / "counter.py").write_text(CLOCK)
    (folder / "rxconfig.py").write_text(CONFIG)
    with run_app(folder, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
async def pages(live_app: RunningApp, clock_app: RunningApp) -> AsyncIterator[tuple[Page, Page]]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        board = await (await chromium.new_context()).new_page()
        await sign_in_as(board, live_app.address, "member")
        await open_board(board, live_app.address)
        clock = await (await chromium.new_context()).new_page()
        await clock.goto(clock_app.address)
        await expect(clock.locator("#stamp")).not_to_be_empty()
        yield board, clock
        await chromium.close()


async def test_from_a_commit_to_another_browsers_dom(
    pages: tuple[Page, Page], live_app: RunningApp, record: Record
) -> None:
    board, clock = pages
    secret = json.loads((live_app.folder / ".local/setup.json").read_text())["secret"]
    client = FaunaClient(f"http://127.0.0.1:{live_app.emulators}")
    numbers = iter(range(10_000))

    async def own() -> float:
        text = f"commit {next(numbers)}"
        seen = asyncio.create_task(board.evaluate(NEXT, NOTE))
        await asyncio.sleep(0.08)
        fields = {"text": text, "author": "user_benchmark", "author_name": "Bench", "visibility": "shared"}
        answer = await client.query(fql("Note.create(${fields})", fields=fields), secret=secret)
        at, shown = await seen
        assert shown == text
        return at - answer.txn_ts / 1000

    async def floor() -> float:
        at, stamp = await clock.evaluate(NEXT, STAMP)
        return at - float(stamp)

    ours, bare = await measured_by_turns(COMMITS, own, floor)
    record(Line("commit → another browser's DOM", ours, "bare Reflex background update → DOM", bare))


@pytest.mark.parametrize("subscribers", [1, 50, 500])
async def test_from_a_commit_to_all_subscribers_of_one_query(subscribers: int, record: Record) -> None:
    """The floor is a single subscriber of a hub of its own, fed by the same commits."""

    async def pull(_: str) -> TemplateToken:
        return TemplateToken("secret", {}, time.time() + 3600)

    def lags(samples: list[float]):
        async def listen(subscription: Subscription) -> None:
            while True:
                news = await subscription.take(60)
                now = time.time()
                if news is not None:
                    samples.extend(now * 1000 - event.txn_ts / 1000 for event in news.events)

        return listen

    with fauna_emulator() as endpoint:
        client = FaunaClient(endpoint)
        await client.query('Collection.create({ name: "N" })', secret="secret")
        async with AsyncExitStack() as stack:
            many, one = Hub(), Hub()
            found: tuple[list[float], list[float]] = ([], [])
            listeners = []
            for own, size, samples in ((many, subscribers, found[0]), (one, 1, found[1])):
                for _ in range(size):
                    watched = own.subscribe(fql("N.all()"), endpoint=endpoint, identity="me", pull=pull)
                    listeners.append(asyncio.create_task(lags(samples)(await stack.enter_async_context(watched))))
            assert (many.upstreams, one.upstreams) == (1, 1)
            await asyncio.sleep(1)
            for number in range(EVENTS):
                await client.query(fql("N.create({ n: ${n} })", n=number), secret="secret")
                await asyncio.sleep(0.02)
            async with asyncio.timeout(30):
                while len(found[0]) < EVENTS * subscribers or len(found[1]) < EVENTS:  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.01)
            for listener in listeners:
                listener.cancel()
            await asyncio.wait(listeners)
    record(Line(f"commit → {subscribers} subscribers, one upstream", Timing.of(found[0]), "→ one", Timing.of(found[1])))
