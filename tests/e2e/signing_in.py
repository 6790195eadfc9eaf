"""What a person does on the pages."""

from playwright.async_api import Locator, Page, expect

PATIENCE_MS = 15_000
PULL_TOKEN = "() => window.Clerk.session.getToken({template: 'fauna'})"


async def sign_in_as(page: Page, address: str, role: str = "manager") -> None:
    await page.goto(f"{address}/sign-in")
    await page.get_by_test_id(f"demo-user-{role}").click()
    await expect(page.get_by_test_id("signed-in-user")).to_be_visible(timeout=PATIENCE_MS)


async def click(page: Page) -> None:
    await page.get_by_test_id("query-button").click()


def message(page: Page) -> Locator:
    return page.get_by_test_id("query-message")


async def clicks_until(page: Page, text: str) -> None:
    """Click again until a text stands there: the page learns of a session a moment after the browser."""
    for _ in range(8):
        await click(page)
        try:
            await expect(message(page)).to_have_text(text, timeout=2_000)
            return
        except AssertionError:
            continue
    await expect(message(page)).to_have_text(text)
