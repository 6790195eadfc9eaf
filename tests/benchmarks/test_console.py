"""From running a query of 5,000 rows in the console to its first page in the DOM, beside one row the same way."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.benchmarks.conftest import Record
from tests.benchmarks.measuring import Line, Timing, measured_by_turns
from tests.benchmarks.test_click import SETTLED, WATCH
from tests.e2e.browser import ARGUMENTS, find_chromium
from tests.e2e.conftest import RunningApp, copy_checkout, run_app
from tests.e2e.signing_in import sign_in_as

pytestmark = pytest.mark.benchmark
ROUNDS, ROWS, BOUND_MS = 30, 5_000, 150
RUN = "#console-form button[type=submit]"
MANY = f"Set.sequence(0, {ROWS}).map(n => {{ n: n, text: 'row ' + n.toString() }})"
QUERIES = {
    "a set of 5,000 rows": MANY,
    "an array of 5,000 rows in one answer": f"{MANY}.toArray()",
}
ONE = "[{ n: 0, text: 'row 0' }]"
# New on the page: rows that belong to the run asked for, which the first one's number tells from those before.
ANSWERED = """() => {
    const first = () => document.querySelector("[data-testid=result-0] tbody tr");
    const before = first();
    return () => first() !== null && first() !== before;
}"""


@pytest.fixture(scope="module")
def console_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = copy_checkout(tmp_path_factory.mktemp("checkout"))
    with run_app(folder, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
async def console(console_app: RunningApp) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = await chromium.new_page()
        await sign_in_as(page, console_app.address)
        await page.goto(f"{console_app.address}/console")
        await expect(page.get_by_label("Run as").get_by_role("option", name="member", exact=True)).to_be_attached()
        yield page
        await chromium.close()


@pytest.mark.parametrize("name", QUERIES)
async def test_the_first_page_of_five_thousand_rows(console: Page, name: str, record: Record) -> None:
    own, floor = await _measure(console, QUERIES[name])
    line = record(Line(f"console, {name}: run → first page", own, "the same, one row", floor))
    assert line.own.p50 <= BOUND_MS


async def _measure(page: Page, query: str) -> tuple[Timing, Timing]:
    return await measured_by_turns(ROUNDS, lambda: _timed(page, query), lambda: _timed(page, ONE))


async def _timed(page: Page, query: str) -> float:
    """Milliseconds from the click to the first page, by the page's own clock; an empty answer stood there before."""
    await _write(page, "[]")
    await page.locator(RUN).click()
    await expect(page.locator(".result-none")).to_be_visible()
    await _write(page, query)
    await page.evaluate(WATCH, [RUN, ANSWERED])
    await page.evaluate(SETTLED)
    await page.locator(RUN).click()
    return await page.evaluate("() => window.measured")


async def _write(page: Page, text: str) -> None:
    await page.evaluate("text => window.appEditorLoad(text)", text)
