"""The guide's page in a real browser, against the app as it ships."""

import re
import time
import uuid

from playwright.async_api import Page, expect

from app.setup.demo import PASSWORD
from tests.e2e.conftest import RunningApp
from tests.e2e.people import backend_api
from tests.e2e.signing_in import click, clicks_until, message, sign_in_as


async def test_signed_out_there_is_no_token(page: Page, app: RunningApp):
    await page.goto(app.address)
    await click(page)
    await expect(message(page)).to_have_text("No token found")


async def test_a_demo_user_reads_hello_world(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await clicks_until(page, "Message: Hello World!")
    await expect(page.get_by_test_id("timeline-step")).to_have_count(4)


async def test_a_password_signs_in_with_clerks_own_form(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/sign-in")
    await page.locator("input[name=identifier]").fill("member+clerk_test@example.com")
    await page.get_by_role("button", name="Continue", exact=True).click()
    await page.locator("input[name=password]:visible").fill(PASSWORD)
    await page.get_by_role("button", name="Continue", exact=True).click()
    await expect(page.get_by_test_id("signed-in-user")).to_be_visible(timeout=15_000)
    await clicks_until(page, "Message: Hello World!")


async def test_signing_up_takes_a_code(page: Page, app: RunningApp):
    address = f"new{uuid.uuid4().hex[:8]}+clerk_test@example.com"
    await page.goto(f"{app.address}/sign-up")
    await page.locator("input[name=emailAddress]").fill(address)
    await page.locator("input[name=password]:visible").fill("harbor-lantern-44")
    await page.get_by_role("button", name="Continue", exact=True).click()
    code = page.locator("input[data-input-otp], input[autocomplete=one-time-code]").first
    await code.press_sequentially("424242", delay=40)
    await expect(page.get_by_test_id("signed-in-user")).to_be_visible(timeout=15_000)
    await clicks_until(page, "Message: Hello World!")


async def test_a_revoked_session_signs_out_at_the_next_click(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    session = await page.evaluate("() => window.Clerk.session.id")
    revoked = await backend_api(app, "POST", f"/sessions/{session}/revoke")
    assert revoked["status"] == "revoked"
    deadline = time.monotonic() + 15
    while await page.get_by_test_id("signed-in-user").count() and time.monotonic() < deadline:
        await click(page)
        await page.wait_for_timeout(300)
    await expect(message(page)).to_have_text("No token found")
    await expect(page.get_by_test_id("signed-in-user")).to_have_count(0)


async def test_the_page_works_under_the_other_name_too(page: Page, app: RunningApp):
    address = f"http://127.0.0.1:{app.port}"
    await sign_in_as(page, address)
    await clicks_until(page, "Message: Hello World!")


async def test_no_request_leaves_the_machine(page: Page, app: RunningApp):
    hosts: set[str] = set()
    page.on(
        "request",
        lambda request: hosts.add(re.sub(r"^(data|blob):.*", "", request.url).partition("//")[2].partition("/")[0]),
    )
    await sign_in_as(page, app.address)
    await clicks_until(page, "Message: Hello World!")
    assert {host.partition(":")[0] for host in hosts if host} == {"localhost"}


async def test_a_sample_asks_for_the_notes_that_ones_role_may_read(page: Page, app: RunningApp):
    await sign_in_as(page, app.address, "member")
    await page.get_by_role("group", name="Samples").get_by_role("button", name="Note.all()").click()
    await expect(page.get_by_test_id("query-editor")).to_have_value("Note.all()")
    await click(page)
    await expect(message(page)).to_have_text(re.compile(r"^Message: (the first )?\d+ values?$"))
    await expect(page.get_by_test_id("query-rows").locator("li").first).to_contain_text("coll: Note")
    await page.get_by_text("Show the code that ran").click()
    await expect(page.get_by_role("region", name="Code that ran")).to_contain_text('fauna.query("Note.all()"')
