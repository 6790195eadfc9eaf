"""What a person does on the pages."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tests.e2e.people import TEST_CODE, Person

PATIENCE_MS = 30_000
_kept: dict[tuple[str, str], Any] = {}
PULL_TOKEN = "() => window.Clerk.session.getToken({template: 'fauna'})"


async def sign_in_as(page: Page, address: str, role: str = "manager") -> None:
    """Be a demo user: by one click, or by the cookies that a click has brought before, as in a browser opened again."""
    kept = _kept.get((address, role))
    if kept is not None:
        await page.context.add_cookies(kept)
        await page.goto(address)
        user, offer = page.get_by_test_id("signed-in-user"), page.get_by_role("button", name="Sign in", exact=True)
        await expect(user.or_(offer).first).to_be_visible(timeout=PATIENCE_MS)
        if await user.count():
            return
        await page.context.clear_cookies()
    await click_demo_user(page, address, role)
    _kept[address, role] = await page.context.cookies(address)


async def click_demo_user(page: Page, address: str, role: str = "manager") -> None:
    """One click on a demo user."""
    await page.goto(f"{address}/sign-in")
    await page.get_by_test_id(f"demo-user-{role}").click()
    await is_signed_in(page)
    await expect(page).not_to_have_url(re.compile("/sign-in"), timeout=PATIENCE_MS)


async def sign_in_with_password(page: Page, address: str, person: Person) -> None:
    await name_oneself(page, address, person)
    await enter(page, "password", person.password)
    await is_signed_in(page)


async def name_oneself(page: Page, address: str, person: Person) -> None:
    """Clerk's sign-in form up to its second step."""
    await page.goto(f"{address}/sign-in")
    await enter(page, "identifier", person.email)
    await expect(field(page, "password")).to_be_visible(timeout=PATIENCE_MS)


async def enter(page: Page, name: str, text: str) -> None:
    """Fill a field of Clerk's forms and go on."""
    await field(page, name).fill(text)
    await page.get_by_role("button", name="Continue", exact=True).click()


def field(page: Page, name: str) -> Locator:
    """A field of Clerk's forms; one that fades out is not it."""
    return page.locator(f"input[name={name}]:visible").last


async def enter_code(page: Page, code: str = TEST_CODE) -> None:
    """Type until the code goes to Clerk: the field, which empties itself after a wrong code, may swallow digits."""
    digits = page.locator("input[data-input-otp], input[autocomplete=one-time-code]").first
    for _ in range(3):
        await expect(digits).to_be_editable()
        try:
            async with page.expect_request(lambda request: "/attempt_" in request.url, timeout=5_000):
                await digits.fill("")
                await digits.press_sequentially(code, delay=40)
            return
        except PlaywrightTimeout:
            continue
    raise AssertionError("The code was typed three times and never sent.")


async def is_signed_in(page: Page) -> None:
    await expect(page.get_by_test_id("signed-in-user")).to_be_visible(timeout=PATIENCE_MS)


async def is_signed_out(page: Page) -> None:
    await expect(page.get_by_role("button", name="Sign in", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_test_id("signed-in-user")).to_have_count(0)


async def open_menu(page: Page) -> None:
    """The user button's menu."""
    await page.locator(".cl-userButtonTrigger").click()
    await expect(page.locator(".cl-userButtonPopoverCard")).to_be_visible()


async def sign_out(page: Page) -> None:
    await open_menu(page)
    await page.locator(".cl-userButtonPopoverActionButton__signOut").click()
    await is_signed_out(page)


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
