"""From the click on the query page to its answer in the DOM, beside the click on a bare Reflex counter."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.benchmarks.conftest import Record
from tests.benchmarks.measuring import Line, Timing, measured_by_turns
from tests.e2e.browser import ARGUMENTS, find_chromium
from tests.e2e.conftest import RunningApp, copy_checkout, run_app
from tests.e2e.signing_in import click, clicks_until, message, sign_in_as

pytestmark = pytest.mark.benchmark
CLICKS = 200
BOUND = 2.5
Way = Callable[[Page, str], Awaitable[None]]
COUNTER = """
import reflex as rx

class Counter(rx.State):
    count: int = 0

    @rx.event
    def add(self):
        self.count += 1

def index():
    return rx.el.div(rx.el.button("Add", on_click=Counter.add, id="button"), rx.el.p(Counter.count, id="count"))

app = rx.App()
app.add_page(index, route="/")
"""
CONFIG = """
import os, sysconfig
os.environ["PATH"] = sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", "")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
import reflex as rx
config = rx.Config(
    app_name="counter", telemetry_enabled=False, show_built_with_reflex=False, plugins=[rx.plugins.SitemapPlugin()]
)
"""
# `changed` makes what looks at the page after each mutation: true once what the click asked for stands there.
WATCH = """([button, changed]) => {
    const isDone = eval(changed)();
    window.measured = new Promise(resolve => {
        let started;
        const clicked = () => { started = performance.now(); };
        document.querySelector(button).addEventListener("click", clicked, {capture: true, once: true});
        const observer = new MutationObserver(() => {
            if (started === undefined || !isDone()) return;
            observer.disconnect();
            resolve(performance.now() - started);
        });
        observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
    });
}"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestIdleCallback(() => done())))"
COUNTED = """() => {
    const shown = () => document.querySelector("#count").textContent;
    const before = shown();
    return () => shown() !== before;
}"""
ANSWERED = """() => () =>
    document.querySelector("[data-testid=query-message]")?.textContent === "Message: Hello World!"
"""


def write_counter(folder: Path) -> Path:
    """A bare Reflex app: a button that counts its clicks."""
    (folder / "counter").mkdir()
    (folder / "counter" / "counter.py").write_text(COUNTER)
    (folder / "rxconfig.py").write_text(CONFIG)
    return folder


@pytest.fixture(scope="module")
def query_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = copy_checkout(tmp_path_factory.mktemp("checkout"))
    with run_app(folder, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def counter_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = write_counter(tmp_path_factory.mktemp("counter"))
    with run_app(folder, tmp_path_factory.mktemp("counters-home")) as running:
        yield running


@pytest.fixture
async def pages(query_app: RunningApp, counter_app: RunningApp) -> AsyncIterator[tuple[Page, Page]]:
    """The query page of a signed-in user, and the counter, both used before."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        ours, bare = await chromium.new_page(), await chromium.new_page()
        await sign_in_as(ours, query_app.address)
        await clicks_until(ours, "Message: Hello World!")
        await bare.goto(counter_app.address)
        await bare.locator("#button").click()
        yield ours, bare
        await chromium.close()


async def test_a_click_of_the_mouse_is_answered_in_the_dom(pages: tuple[Page, Page], record: Record):
    own, floor = await _measure(*pages, with_mouse)
    line = record(
        Line("mouse click → `Message: Hello World!`", own, "mouse click on a bare Reflex counter", floor, BOUND)
    )
    assert line.ratio <= BOUND


async def test_a_click_event_is_answered_in_the_dom(pages: tuple[Page, Page], record: Record):
    """Without the frame that a browser draws after real input before it looks at the network again."""
    own, floor = await _measure(*pages, with_script)
    record(Line("click event → `Message: Hello World!`", own, "click event on a bare Reflex counter", floor))


async def with_mouse(page: Page, button: str) -> None:
    box = await page.locator(button).bounding_box()
    assert box is not None
    await page.evaluate(SETTLED)
    await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


async def with_script(page: Page, button: str) -> None:
    await page.evaluate(SETTLED)
    await page.evaluate("button => document.querySelector(button).click()", button)


async def _measure(ours: Page, bare: Page, way: Way) -> tuple[Timing, Timing]:
    return await measured_by_turns(CLICKS, lambda: ask(ours, way), lambda: timed(bare, way, "#button", COUNTED))


async def ask(page: Page, way: Way) -> float:
    """Another answer first, so that the one waited for is new on the page."""
    await page.get_by_test_id("query-editor").fill("'Good bye!'")
    await click(page)
    await expect(message(page)).to_have_text("Message: Good bye!")
    await page.get_by_test_id("query-editor").fill("'Hello World!'")
    return await timed(page, way, "[data-testid=query-button]", ANSWERED)


async def timed(page: Page, way: Way, button: str, changed: str) -> float:
    """Milliseconds from the click's event to the mutation, by the page's own clock."""
    await page.evaluate(WATCH, [button, changed])
    await way(page, button)
    return await page.evaluate("() => window.measured")
