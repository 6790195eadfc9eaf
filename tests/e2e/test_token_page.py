"""The Token page as its user works with it: the token explained, decisions as a tree, faults and what follows."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.looking import PHONE, SHIFTS, violations
from tests.e2e.people import somebody
from tests.e2e.signing_in import PULL_TOKEN, clicks_until, is_signed_out, sign_in_as, sign_in_with_password
from tests.e2e.watching import Watch


async def open_page(page: Page, app: RunningApp) -> None:
    await page.get_by_role("navigation", name="Pages").get_by_role("link", name="Token").locator("visible=true").click()
    await expect(page.locator("[data-part=iss]")).to_be_visible()


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part={name}]")


async def cause(page: Page, name: str) -> Locator:
    """Press a fault's button and wait for the verdict."""
    await page.get_by_role("button", name=name).click()
    told = page.get_by_role("log", name="What happened")
    await expect(told.get_by_role("heading", name=name)).to_be_visible()
    await expect(told.locator("[data-kind=good], [data-kind=bad]")).to_be_visible()
    return told


async def test_the_token_is_taken_apart_and_stays_behind(page: Page, app: RunningApp):
    await page.add_init_script(f"({SHIFTS})()")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    await sign_in_as(page, app.address, "member")
    await page.evaluate("window.shifted = 0")
    await page.goto(f"{app.address}/token")
    await expect(part(page, "role")).to_contain_text("The template, by the shortcode {{user.public_metadata.role}}")
    await expect(part(page, "iss")).to_have_attribute("data-mark", "yes")
    await expect(part(page, "sub")).to_contain_text("member and manager: create, read")
    await expect(part(page, "jti")).to_contain_text("Read by nobody")
    steps = page.get_by_role("list", name="Steps of the verification").get_by_role("listitem")
    await expect(steps).to_have_count(9)
    await expect(steps.filter(has_text="The key that signed it")).to_contain_text(re.compile("kid ins_"))
    await expect(steps.last).to_contain_text("the predicate does not hold")
    await expect(page.get_by_role("timer", name="Life of the token")).to_have_text(re.compile(r"^\d+ s left"))
    before = await part(page, "jti").locator(".value-text").inner_text()
    await page.get_by_role("button", name="Pull another").click()
    await expect(part(page, "jti").locator(".value-text")).not_to_have_text(before)
    assert await page.evaluate("window.shifted") < 0.05
    token = await page.evaluate(PULL_TOKEN)
    assert not re.search(r"eyJ[\w-]{10}", await page.content())
    assert not [frame for frame in frames if re.search(r"eyJ[\w-]{10,}\.[\w-]{10}", frame) or token in frame]
    assert await violations(page) == []


async def test_a_decision_is_shown_as_a_tree(page: Page, app: RunningApp):
    await sign_in_as(page, app.address, "member")
    await open_page(page, app)
    await page.get_by_label("Query to explain").fill("Note.all()")
    await page.get_by_label("Query to explain").press("Enter")
    tree = page.get_by_role("group", name="Decision trace")
    await expect(tree).to_contain_text(re.compile(r"Acting as member: \d+ allowed, \d+ denied\."))
    await expect(tree.locator("[data-stage=provider]")).to_contain_text("Clerk")
    denied = tree.locator("[data-stage=privileges] > ul > [data-mark=no]").first
    await expect(denied).to_contain_text("its predicate is false")
    await expect(denied).to_contain_text("Query.token()!.sub")
    await page.get_by_label("Query to explain").fill("Role.all(")
    await page.get_by_role("button", name="Explain").click()
    await expect(page.get_by_role("alert")).to_contain_text("invalid_query")
    assert await violations(page) == []


@pytest.mark.slow
async def test_each_fault_is_caused_and_recovered_from(page: Page, app: RunningApp, watch: Watch):
    watch.expect("401 .*/auth/session")
    person = await somebody(app)
    await sign_in_with_password(page, app.address, person)
    await open_page(page, app)
    told = await cause(page, "Expire the token")
    await expect(told).to_contain_text("the one before was refused")
    await expect(told.locator("[data-kind=good]")).to_contain_text("The app recovered in")
    await told.get_by_text("The app's calls meanwhile").click()
    await expect(told.get_by_role("listitem").filter(has_text="Fauna POST /query/1").first).to_be_visible()
    await expect(told).to_contain_text("401 unauthorized")
    told = await cause(page, "Rotate the signing key")
    await expect(told.locator("[data-kind=good]")).to_contain_text("nobody had to sign in again")
    told = await cause(page, "Replace the signing key")
    await expect(told).to_contain_text("refused, its key is gone")
    await expect(told.locator("[data-kind=good]")).to_contain_text("nobody had to sign in again")
    told = await cause(page, "Drop the stream")
    await expect(told).to_contain_text("at the cursor where it had ended")
    told = await cause(page, "Slow the database")
    await expect(told.locator("[data-kind=good]")).to_contain_text("No query was lost")
    assert await violations(page) == []
    told = await cause(page, "Revoke the session")
    await expect(told.locator("[data-kind=good]")).to_contain_text("signs this page out")
    await is_signed_out(page)
    await expect(page).to_have_url(re.compile(r"/token"))
    await expect(told).to_contain_text("signs this page out")
    await sign_in_with_password(page, app.address, person)
    await page.goto(app.address)
    await clicks_until(page, "Message: Hello World!")


async def test_signed_out_it_says_what_would_be_here_and_a_phone_has_room_for_it(phone: Page, app: RunningApp):
    await phone.goto(f"{app.address}/token")
    await expect(phone.get_by_text("Nobody is signed in, so there is no token.")).to_be_visible()
    await sign_in_as(phone, app.address)
    await open_page(phone, app)
    assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await phone.get_by_role("button", name="Explain").tap()
    await expect(phone.get_by_role("group", name="Decision trace")).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert await violations(phone) == []
