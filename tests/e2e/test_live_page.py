"""The board of notes in two windows: who may see what, at once and never otherwise."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.live_page import (
    change,
    health,
    is_live,
    note,
    open_board,
    remove,
    text_of_its_own,
    window,
    write,
    written,
)
from tests.e2e.looking import violations
from tests.e2e.signing_in import is_signed_out, sign_in_as
from tests.e2e.watching import Watch

AWAY = r"ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE).*/__clerk/v1/"


async def test_what_one_shares_the_other_sees_and_what_one_keeps_never_reaches_the_others_browser(
    browser: Browser, watch: Watch, app: RunningApp
):
    shared, private = text_of_its_own(), text_of_its_own()
    async with (
        window(browser, watch, app.address, "manager") as mara,
        window(browser, watch, app.address, "member") as milo,
    ):
        await written(mara.page, private, "Only me")
        await written(mara.page, shared)
        await expect(note(milo.page, shared)).to_be_visible()
        assert milo.has_heard(shared)
        assert not milo.has_heard(private)
        await change(mara.page, shared, visibility="Only me")
        await expect(note(milo.page, shared)).to_have_count(0)
        kept = text_of_its_own()
        await change(mara.page, shared, to=kept)
        await expect(note(mara.page, kept)).to_be_visible()
        await change(mara.page, private, visibility="Everybody")
        await expect(note(milo.page, private)).to_be_visible()
        assert not milo.has_heard(kept)
        for text in (kept, private):
            await remove(mara.page, text)
        await expect(note(milo.page, private)).to_have_count(0)
        assert await health(milo.page).inner_text() == "Live"
    watch.check()


async def test_who_may_change_a_note_is_offered_to_and_who_may_not_is_not(
    browser: Browser, watch: Watch, app: RunningApp
):
    text = text_of_its_own()
    async with (
        window(browser, watch, app.address, "manager") as mara,
        window(browser, watch, app.address, "member") as milo,
    ):
        await written(mara.page, text)
        await expect(note(milo.page, text)).to_be_visible()
        await expect(note(milo.page, text).get_by_test_id("note-change")).to_have_count(0)
        other = text_of_its_own()
        await written(milo.page, other)
        await change(mara.page, other, to=f"{other} edited")
        await expect(note(milo.page, f"{other} edited")).to_be_visible()
        await remove(mara.page, other)
        await expect(note(milo.page, other)).to_have_count(0)
        await remove(mara.page, text)
    watch.check()


async def test_what_one_does_shows_at_once_and_is_taken_back_with_the_reason(page: Page, app: RunningApp):
    text = text_of_its_own()
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    await expect(page.get_by_test_id("note-text")).to_be_enabled()
    suspended = app.emulator()
    suspended.suspend()
    try:
        await write(page, text)
        await expect(note(page, text)).to_have_attribute("data-pending", "add")
        await expect(note(page, text)).to_contain_text("Adding…")
    finally:
        suspended.resume()
    await expect(note(page, text)).not_to_have_attribute("data-pending", "add")
    await write(page, text)
    refusal = page.locator(".note-refusal")
    await expect(refusal).to_contain_text("This note was not added. Fauna refused (constraint_failure):")
    await refusal.get_by_role("button", name="Dismiss").click()
    await expect(note(page, text)).to_have_count(1)
    await remove(page, text)
    await expect(note(page, text)).to_have_count(0)


async def test_a_change_shows_at_once_and_is_taken_back_when_fauna_refuses_it(page: Page, app: RunningApp):
    text, other = text_of_its_own(), text_of_its_own()
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    await written(page, text)
    await written(page, other)
    edited = note(page, f"{text} edited")
    suspended = app.emulator()
    suspended.suspend()
    try:
        await change(page, text, to=f"{text} edited")
        await expect(edited).to_have_attribute("data-pending", "edit")
        await remove(page, other)
        await expect(note(page, other)).to_have_attribute("data-pending", "remove")
    finally:
        suspended.resume()
    await expect(edited).not_to_have_attribute("data-pending", "edit")
    await expect(note(page, other)).to_have_count(0)
    await written(page, other)
    await change(page, other, to=f"{text} edited")
    refusal = note(page, other).locator(".note-refusal")
    await expect(refusal).to_contain_text("The change was taken back. Fauna refused (constraint_failure):")
    await refusal.get_by_role("button", name="Dismiss").click()
    for left in (other, text):
        await remove(page, left)
        await expect(note(page, left)).to_have_count(0)


async def test_somebody_else_is_one_click_away_in_a_window_with_a_session_of_its_own(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    async with page.context.expect_page() as opened:
        await page.get_by_test_id("open-as-member").click()
    other = await opened.value
    await expect(other).to_have_url(re.compile(rf"http://127\.0\.0\.1:{app.port}/live/?$"))
    await is_live(other)
    text = text_of_its_own()
    await written(page, text)
    await expect(note(other, text)).to_be_visible()
    await expect(note(other, text).locator(".note-you")).to_have_count(0)
    await expect(note(page, text).locator(".note-you")).to_have_count(1)
    await remove(page, text)


async def test_a_link_from_elsewhere_signs_nobody_in(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/live?as=manager")
    await expect(health(page)).to_have_attribute("data-state", "signed_out")
    await expect(page).to_have_url(re.compile(r"/live/?$"))
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


async def test_the_event_log_tells_type_document_time_and_lag(page: Page, app: RunningApp):
    text = text_of_its_own()
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    await page.get_by_test_id("log-notes").locator("summary").click()
    await written(page, text)
    await remove(page, text)
    rows = page.get_by_test_id("log-notes").locator("tbody tr")
    await expect(rows.first).to_contain_text("removed")
    await expect(rows.nth(1)).to_have_text(re.compile(r"^added\d+\d\d:\d\d:\d\d\.\d{3}[\d.]+ ms$"))


async def test_emulators_that_are_killed_under_writes_cost_no_event(page: Page, app: RunningApp, watch: Watch):
    watch.expect(AWAY)
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    first, second = text_of_its_own(), text_of_its_own()
    await written(page, first)
    await app.kill_emulators()
    await expect(note(page, first)).to_be_visible()
    await is_live(page)
    await written(page, second)
    await expect(note(page, first)).to_have_count(1)
    for text in (first, second):
        await remove(page, text)
        await expect(note(page, text)).to_have_count(0)


async def test_who_signs_out_sees_nothing_any_more(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    await expect(page.get_by_test_id("note").first).to_be_visible()
    await page.evaluate("window.appSignOut()")
    await is_signed_out(page)
    await page.goto(f"{app.address}/live")
    await expect(health(page)).to_have_attribute("data-state", "signed_out")
    await expect(page.get_by_test_id("note")).to_have_count(0)
    await expect(page.get_by_text("Sign in to see what you may read.")).to_be_visible()


@pytest.mark.slow
async def test_nothing_serious_stands_in_anyones_way_on_the_board(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/live")
    await expect(health(page)).to_have_attribute("data-state", "signed_out")
    found = {"signed out": await violations(page)}
    await sign_in_as(page, app.address)
    await open_board(page, app.address)
    text = text_of_its_own()
    await written(page, text)
    await page.get_by_test_id("log-notes").locator("summary").click()
    await write(page, text)
    await expect(page.locator(".note-refusal")).to_be_visible()
    await page.get_by_test_id("note-change").first.click()
    found["at work"] = await violations(page)
    await page.set_viewport_size({"width": 360, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.set_viewport_size({"width": 1280, "height": 860})
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Dismiss").click()
    await remove(page, text)
    assert {name: ids for name, ids in found.items() if ids} == {}
