"""The request log: every call of the tab, with its secrets masked, within reach of the keyboard and of a thumb."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.looking import PHONE, SHIFTS, violations
from tests.e2e.signing_in import clicks_until, sign_in_as
from tests.e2e.test_pages_look import ask

HOSTILE = "'<img src=x onerror=\"window.hit = 1\"> javascript:window.hit=1 \u202eb'"


async def test_each_call_of_the_tab_is_listed_and_copied_without_its_secret(page: Page, app: RunningApp):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await sign_in_as(page, app.address)
    await page.add_init_script(f"({SHIFTS})()")
    await page.goto(app.address)
    await clicks_until(page, "Message: Hello World!")
    await page.get_by_role("button", name="Requests").focus()
    await page.keyboard.press("Enter")
    log = page.get_by_role("complementary", name="Request log")
    await expect(log.get_by_role("heading", name="Requests")).to_be_focused()
    query = log.get_by_test_id("call").filter(has_text="'Hello World!'").last
    await expect(query).to_contain_text("POST /query/1")
    await expect(query.locator(".call-identity")).to_have_text(re.compile("^user_.* · manager$"))
    await expect(query.locator(".call-took")).to_have_text(re.compile("ms$"))
    await expect(log.get_by_test_id("call").filter(has_text="/sessions/").first).to_contain_text("secret key")
    await expect(log.get_by_test_id("call").filter(has_text="/v1/client").first).to_contain_text("this browser")
    await query.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(query.get_by_text(re.compile("^00-[0-9a-f]{32}-"))).to_be_visible()
    await query.get_by_role("button", name="Copy as curl").click()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert '-H "Authorization: Bearer $FAUNA_TOKEN"' in copied
    assert not re.search(r"eyJ|sk_test_|\bfnA", await log.inner_text() + copied)
    await expect(page.get_by_role("img", name=re.compile(r"^Latency, ms\. Clerk: \d+, median"))).to_be_visible()
    await expect(page.get_by_role("img", name=re.compile(r"^Fauna operations\. \d+ compute"))).to_be_visible()
    await page.evaluate("window.shifted = 0")  # unfolding was the user's own doing
    await page.get_by_test_id("query-editor").fill(HOSTILE)
    await page.get_by_test_id("query-editor").press("Control+Enter")
    newest = log.get_by_test_id("call").filter(has_text="onerror").last
    await expect(newest.locator("summary code")).to_contain_text("javascript:window.hit=1 \\u202eb")
    assert await page.evaluate("window.hit") is None
    assert await page.evaluate("window.shifted") < 0.05
    assert await violations(page) == []
    await log.get_by_label("Service").select_option("Clerk")
    await expect(log.get_by_test_id("call").filter(has_text="POST /query/1")).to_have_count(0)
    await log.get_by_role("button", name="Close").focus()
    await page.keyboard.press("Escape")
    await expect(log).to_have_count(0)
    await expect(page.get_by_role("button", name="Requests")).to_be_focused()


async def test_the_log_fits_a_phone(phone: Page, app: RunningApp):
    page = phone
    await sign_in_as(page, app.address)
    await ask(page, "nope")
    await page.get_by_role("button", name="Requests").tap()
    refused = page.get_by_test_id("call").filter(has_text="unbound_variable").last
    await refused.scroll_into_view_if_needed()
    await expect(refused).to_be_in_viewport()
    await refused.locator("summary").tap()
    await expect(refused.get_by_role("button", name="Copy as curl")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert await violations(page) == []
