"""The page that docs/live.md shows does what the document says of it."""

from playwright.async_api import Browser, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.live_page import text_of_its_own, window
from tests.e2e.signing_in import PATIENCE_MS
from tests.e2e.watching import Watch


async def test_the_documented_page_is_live_in_two_browsers(browser: Browser, watch: Watch, app: RunningApp):
    text = text_of_its_own()
    async with (
        window(browser, watch, app.address, "manager") as mara,
        window(browser, watch, app.address, "member") as milo,
    ):
        for page in (mara.page, milo.page):
            await page.goto(f"{app.address}/wall")
            line = page.get_by_test_id("health-wall")
            await expect(line).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
        await mara.page.get_by_role("textbox", name="Note").fill(text)
        await mara.page.keyboard.press("Enter")
        for page in (mara.page, milo.page):
            await expect(page.get_by_test_id("feed-wall").get_by_text(f"Mara Manager: {text}")).to_be_visible()
        await mara.page.get_by_role("textbox", name="Note").fill(text)
        await mara.page.keyboard.press("Enter")
        await expect(mara.page.get_by_text("Fauna refused:")).to_be_visible()
    watch.check()
