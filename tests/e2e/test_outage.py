"""Clerk and Fauna go away under an open page and come back."""

import asyncio

from playwright.async_api import Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.people import secrets
from tests.e2e.signing_in import PATIENCE_MS, PULL_TOKEN, click, clicks_until, message, sign_in_as
from tests.e2e.watching import Watch

HELLO = "Message: Hello World!"
AWAY = r"ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE).*/__clerk/v1/"


async def test_emulators_that_are_killed_come_back_and_the_next_click_goes_through(
    page: Page, app: RunningApp, watch: Watch
):
    watch.expect(AWAY)
    await sign_in_as(page, app.address)
    await clicks_until(page, HELLO)
    await page.evaluate("window.neverReloaded = true")
    killed, known = app.emulator(), secrets(app)
    killed.suspend()
    await click(page)
    await expect(message(page)).to_have_count(0)
    killed.kill()
    await expect(message(page)).to_have_text("Error occurred", timeout=PATIENCE_MS)
    reason = page.get_by_test_id("query-reason")
    await expect(reason).to_contain_text("Clerk does not answer. Try again in a moment.")
    await clicks_until(page, HELLO)
    assert await page.evaluate("window.neverReloaded")
    assert app.emulator().pid != killed.pid
    assert secrets(app) == known
    assert await page.evaluate(PULL_TOKEN)


async def test_emulators_that_hang_for_a_while_are_waited_for(page: Page, app: RunningApp, watch: Watch):
    watch.expect(AWAY)
    await sign_in_as(page, app.address)
    await clicks_until(page, HELLO)
    hanging = app.emulator()
    hanging.suspend()
    try:
        await click(page)
        await asyncio.sleep(0.3)
    finally:
        hanging.resume()
    await expect(message(page)).to_have_text(HELLO, timeout=PATIENCE_MS)
    assert app.emulator().pid == hanging.pid
