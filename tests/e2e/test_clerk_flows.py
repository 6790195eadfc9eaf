"""Everything that Clerk's own components offer, in a browser, against the emulator."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, Request, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.people import somebody
from tests.e2e.signing_in import (
    PATIENCE_MS,
    click,
    clicks_until,
    enter,
    enter_code,
    field,
    is_signed_in,
    is_signed_out,
    message,
    name_oneself,
    open_menu,
    sign_in_as,
    sign_in_with_password,
    sign_out,
)
from tests.e2e.watching import Watch

HELLO = "Message: Hello World!"
RENEWAL = re.compile(r"/v1/client/sessions/[^/]+/tokens\?")
REFUSED = r"status of 422 .*/__clerk/v1/"


async def test_an_unknown_address_and_a_wrong_password_are_told_beside_their_field(
    page: Page, app: RunningApp, watch: Watch
):
    watch.expect(REFUSED)
    person = await somebody(app)
    await page.goto(f"{app.address}/sign-in")
    await enter(page, "identifier", "nobody+clerk_test@example.com")
    await expect(page.locator("#error-identifier")).to_contain_text("Couldn't find your account")
    await enter(page, "identifier", person.email)
    await expect(field(page, "password")).to_be_visible()
    await enter(page, "password", "not the password")
    await expect(page.locator("#error-password")).to_contain_text("Password is incorrect")
    await enter(page, "password", person.password)
    await is_signed_in(page)


async def test_a_mailed_code_signs_in_and_a_wrong_one_does_not(page: Page, app: RunningApp, watch: Watch):
    watch.expect(REFUSED)
    person = await somebody(app)
    await name_oneself(page, app.address, person)
    await page.get_by_text("Use another method").click()
    await page.get_by_role("button", name=re.compile("Email code to")).click()
    await expect(page.get_by_text("Check your email")).to_be_visible()
    await enter_code(page, "111111")
    await expect(page.get_by_text("Incorrect code").first).to_be_visible()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.press("Delete")
    await enter_code(page)
    await is_signed_in(page)
    await clicks_until(page, HELLO)


async def test_a_forgotten_password_is_replaced_by_a_code(page: Page, app: RunningApp):
    person = await somebody(app)
    await name_oneself(page, app.address, person)
    await page.get_by_text("Forgot password?").click()
    await page.get_by_role("button", name="Reset your password").click()
    await enter_code(page)
    await expect(field(page, "confirmPassword")).to_be_visible(timeout=PATIENCE_MS)
    await field(page, "password").fill(person.password + "-new")
    await field(page, "confirmPassword").fill(person.password + "-new")
    await page.get_by_role("button", name="Reset Password", exact=True).click()
    await is_signed_in(page)
    await clicks_until(page, HELLO)


async def test_the_user_button_shows_who_it_is_and_the_profile_is_changed_in_it(page: Page, app: RunningApp):
    person = await somebody(app)
    await sign_in_with_password(page, app.address, person)
    await open_menu(page)
    await expect(page.locator(".cl-userButtonPopoverCard")).to_contain_text(person.email)
    await page.get_by_text("Manage account").click()
    await expect(page.get_by_text("Profile details")).to_be_visible()
    await page.get_by_role("button", name="Update profile").click()
    await expect(page.get_by_role("button", name="Update profile")).to_have_count(0)  # it fades out beside the form
    await field(page, "firstName").fill("Renamed")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".cl-profileSection__profile")).to_contain_text("Renamed")
    await page.reload()
    await is_signed_in(page)
    await open_menu(page)
    await expect(page.locator(".cl-userButtonPopoverCard")).to_contain_text("Renamed")


async def test_the_users_menu_stays_open_while_pages_change(page: Page, app: RunningApp):
    await sign_in_as(page, app.address, "member")
    await page.get_by_role("link", name="Live").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Live notes")
    await open_menu(page)
    await page.go_back()
    await expect(page.get_by_test_id("query-button")).to_be_visible()
    await expect(page.locator("header .cl-userButtonTrigger")).to_be_visible()
    await expect(page.locator(".cl-userButtonPopoverCard")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".cl-userButtonPopoverCard")).to_have_count(0)
    await sign_out(page)


async def test_a_changed_password_signs_the_other_browsers_out(browser: Browser, page: Page, app: RunningApp):
    person, other = await somebody(app), await browser.new_context()
    elsewhere = await other.new_page()
    await asyncio.gather(*(sign_in_with_password(each, app.address, person) for each in (page, elsewhere)))
    await clicks_until(elsewhere, HELLO)
    await open_menu(page)
    await page.get_by_text("Manage account").click()
    await page.get_by_role("button", name="Security").click()
    await page.get_by_role("button", name="Update password").click()
    await field(page, "currentPassword").fill(person.password)
    await field(page, "newPassword").fill(person.password + "-new")
    await field(page, "confirmPassword").fill(person.password + "-new")
    await expect(page.get_by_label("Sign out of all other devices")).to_be_checked()
    await page.get_by_role("button", name="Save").click()
    await expect(field(page, "newPassword")).to_have_count(0)
    await clicks_until(elsewhere, "No token found")
    await is_signed_out(elsewhere)
    await page.keyboard.press("Escape")
    await clicks_until(page, HELLO)
    await other.close()


async def test_a_reload_stays_signed_in_and_a_sign_out_stays_signed_out(page: Page, app: RunningApp):
    await sign_in_as(page, app.address, "member")
    await page.reload()
    await is_signed_in(page)
    await clicks_until(page, HELLO)
    await sign_out(page)
    await clicks_until(page, "No token found")
    await page.reload()
    await is_signed_out(page)
    await click(page)
    await expect(message(page)).to_have_text("No token found")


async def test_a_second_tab_follows_the_first(page: Page, app: RunningApp):
    second = await page.context.new_page()
    await second.goto(app.address)
    await is_signed_out(second)
    await sign_in_as(page, app.address)
    await second.bring_to_front()
    await is_signed_in(second)
    await clicks_until(second, HELLO)
    await page.bring_to_front()
    await sign_out(page)
    await second.bring_to_front()
    await is_signed_out(second)
    await clicks_until(second, "No token found")


async def test_a_signed_in_tab_opened_later_is_signed_in_at_once(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    second = await page.context.new_page()
    await second.goto(app.address)
    await is_signed_in(second)
    await clicks_until(second, HELLO)


async def test_tokens_are_renewed_before_they_end_and_the_backend_hears_of_it(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await clicks_until(page, HELLO)
    told: list[Request] = []
    page.on("request", lambda request: told.append(request) if request.url.endswith("/auth/session") else None)
    pulled = await page.evaluate("() => window.Clerk.session.getToken()")
    async with page.expect_response(RENEWAL, timeout=30_000) as renewed:
        pass
    fresh = (await (await renewed.value).json())["jwt"]
    assert fresh != pulled
    while f"Bearer {fresh}" not in [(await request.all_headers()).get("authorization") for request in told]:
        await page.wait_for_timeout(100)
    cookies = {cookie.get("name"): cookie.get("value", "") for cookie in await page.context.cookies()}
    assert cookies["__session"] == fresh
    await clicks_until(page, HELLO)


@pytest.mark.parametrize("role", ["manager", "member"])
async def test_one_click_makes_one_a_demo_user(page: Page, app: RunningApp, role: str):
    await sign_in_as(page, app.address, role)
    await clicks_until(page, HELLO)
    email = await page.evaluate("() => window.Clerk.user.primaryEmailAddress.emailAddress")
    assert email == f"{role}+clerk_test@example.com"
