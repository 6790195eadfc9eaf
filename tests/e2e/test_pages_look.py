"""How the pages look and behave: readable by everyone, steady, inert, and on phones too."""

import asyncio
import json
import re

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.looking import PHONE, SHIFTS, violations
from tests.e2e.signing_in import click, message, sign_in_as
from tests.e2e.watching import Watch

SLOW = "Set.sequence(0, 2000000).fold(0, (sum, n) => sum + n)"
HOSTILE = (
    "{ html: '<script>window.hit = 1</script><img src=x onerror=\"window.hit = 1\">', url: 'javascript:window.hit=1' }"
)
FOCUS = """() => {
    const node = document.activeElement;
    if (node === document.body) return [null];
    const outlines = [node, node.parentElement].map(one => getComputedStyle(one).outlineStyle);
    return [node.ariaLabel || node.innerText || node.name, ...outlines];
}"""


async def ask(page: Page, query: str) -> None:
    await page.get_by_test_id("query-editor").fill(query)
    await click(page)


def value(page: Page) -> Locator:
    return page.get_by_test_id("query-value")


@pytest.mark.slow
async def test_nothing_serious_stands_in_anyones_way(page: Page, app: RunningApp):
    found: dict[str, list[str]] = {}
    await page.goto(app.address)
    await click(page)
    await expect(message(page)).to_have_text("No token found")
    found["signed out"] = await violations(page)
    await page.goto(f"{app.address}/sign-up")
    await expect(page.locator(".cl-signUp-root")).to_be_visible()
    found["sign-up"] = await violations(page)
    await page.goto(f"{app.address}/sign-in")
    await expect(page.locator(".cl-signIn-root")).to_be_visible()
    found["sign-in"] = await violations(page)
    await sign_in_as(page, app.address)
    await ask(page, "'Hello World!'")
    await expect(message(page)).to_have_text("Message: Hello World!")
    for summary in await page.locator("summary").all():
        await summary.click()
    found["answered"] = await violations(page)
    await ask(page, "nope")
    await expect(message(page)).to_have_text("Error occurred")
    found["refused"] = await violations(page)
    await page.goto(f"{app.address}/setup")
    await expect(page.locator(".verdict")).to_have_text("All 8 steps hold.")
    found["setup"] = await violations(page)
    assert {name: ids for name, ids in found.items() if ids} == {}


async def test_nothing_jumps_when_data_arrives(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await page.add_init_script(f"({SHIFTS})()")
    await page.goto(app.address)
    await expect(page.locator("[data-check][data-state=ok]")).to_have_count(4)
    await ask(page, "Set.sequence(0, 500)")
    await expect(message(page)).to_have_text("Message: the first 208 values", timeout=15_000)
    await ask(page, "nope")
    await expect(message(page)).to_have_text("Error occurred")
    assert await page.evaluate("window.shifted") < 0.05
    await page.goto(f"{app.address}/setup")
    await expect(page.locator(".verdict")).to_have_text("All 8 steps hold.")
    assert await page.evaluate("window.shifted") < 0.05


async def test_a_set_streams_in_and_goes_on_at_its_cursor(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await ask(page, "Set.sequence(1, 500).map(n => { n: n })")
    await expect(message(page)).to_have_text("Message: the first 208 values", timeout=15_000)
    rows = page.get_by_test_id("query-rows").locator("li")
    await expect(rows).to_have_count(208)
    await page.get_by_role("button", name="Load more").click()
    await expect(message(page)).to_have_text("Message: values 209 to 416", timeout=15_000)
    await page.get_by_role("button", name="Load more").click()
    await expect(message(page)).to_have_text("Message: values 417 to 499", timeout=15_000)
    await expect(rows.first).to_have_text("{ n: 417 }")
    await expect(page.get_by_role("button", name="Load more")).to_have_count(0)


@pytest.mark.parametrize("by", ["Escape", "Stop"])
async def test_a_running_query_is_stopped_and_a_second_click_meanwhile_ignored(page: Page, app: RunningApp, by: str):
    await sign_in_as(page, app.address)
    await ask(page, SLOW)
    await expect(page.get_by_test_id("stop-button")).to_be_visible()
    await ask(page, "'second'")
    if by == "Escape":
        await page.keyboard.press("Escape")
    else:
        await page.get_by_test_id("stop-button").click()
    await expect(message(page)).to_have_text("Stopped")
    await expect(page.get_by_test_id("stop-button")).to_be_hidden()
    await ask(page, "'third'")
    await expect(message(page)).to_have_text("Message: third", timeout=15_000)


async def test_what_is_stored_is_shown_inert(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await ask(page, HOSTILE)
    await expect(value(page)).to_contain_text('html: "<script>window.hit = 1</script><img src=x onerror=')
    await expect(value(page)).to_contain_text('url: "javascript:window.hit=1"')
    assert await page.locator("#content a[href^='javascript:'], #content script, #content img").count() == 0
    await ask(page, "{ mark: 'a\\u202eb' }")
    await expect(value(page)).to_have_text('{ mark: "a\\u202eb" }')
    double = "let twice = (text) => text + text\n" + "twice(" * 16 + "'0123456789abcdef'" + ")" * 16
    await ask(page, double)
    await expect(value(page)).to_contain_text("… (1,048,578 characters)")
    assert len(await message(page).inner_text()) < 400
    assert await page.evaluate("window.hit") is None


async def test_the_keyboard_reaches_everything(page: Page, app: RunningApp):
    await page.goto(app.address)
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Skip to the content")
    await expect(page.locator(":focus")).to_be_in_viewport()
    reached: list[str] = []
    for _ in range(30):
        await page.keyboard.press("Tab")
        name, *outlines = await page.evaluate(FOCUS)
        if name is None:
            break
        reached.append(name)
        assert set(outlines) != {"none"}, name
    assert reached == [
        "Query",
        "Live",
        "Console",
        "Data",
        "Token",
        "Setup",
        "Requests",
        "Switch between light and dark",
        "Sign in",
        "'Hello World!'",
        "Query.identity()",
        "Query.token()",
        "Note.all()",
        "query",
        "Make authenticated query",
        "Show the code that ran",
        "Open Setup",
    ]
    await page.get_by_test_id("query-editor").focus()
    await page.keyboard.press("Control+Enter")
    await expect(message(page)).to_have_text("No token found")


async def test_skipping_to_the_content_leaves_the_address_to_clerks_forms(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/sign-in")
    await expect(page.locator(".cl-signIn-root")).to_be_visible()
    before = page.url
    await page.get_by_text("Skip to the content").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    assert page.url == before


async def test_who_is_signed_in_may_go_on_or_become_somebody_else(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await page.goto(f"{app.address}/sign-in?redirect_url=/setup")
    await expect(page.get_by_text("You are signed in already.")).to_be_visible()
    await expect(page.get_by_test_id("demo-user-member")).to_be_enabled()
    await page.get_by_role("button", name="Continue").click()
    await expect(page).to_have_url(re.compile(rf"{app.address}/setup/?$"))
    await page.goto(f"{app.address}/sign-in?redirect_url=https://elsewhere.example/")
    await page.get_by_role("button", name="Continue").click()
    await expect(page).to_have_url(f"{app.address}/")


async def test_phones_need_no_sideways_scrolling(phone: Page, app: RunningApp):
    await sign_in_as(phone, app.address)
    await ask(phone, "nope")
    await expect(message(phone)).to_have_text("Error occurred")
    for path in ("", "/setup", "/sign-up"):
        if path:
            await phone.goto(app.address + path)
        await expect(phone.locator(".bottom-bar").get_by_role("link", name="Setup")).to_be_visible()
        assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path


async def test_signing_in_leads_back_to_where_one_was(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/setup")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_test_id("demo-user-member").click()
    await expect(page).to_have_url(re.compile(rf"{app.address}/setup/?$"), timeout=15_000)
    await expect(page.locator("[data-check=own]")).to_have_attribute("data-state", "ok", timeout=15_000)


async def test_a_demo_sign_in_that_fails_says_why_and_can_be_tried_again(page: Page, app: RunningApp, watch: Watch):
    watch.expect("status of 503")
    await page.route("**/auth/demo/*", lambda route: route.fulfill(status=503, body="Clerk does not answer."))
    await page.goto(f"{app.address}/sign-in")
    await page.get_by_test_id("demo-user-member").click()
    await expect(page.locator(".demo-problem")).to_have_text("Clerk does not answer.")
    await page.unroute("**/auth/demo/*")
    await page.get_by_test_id("demo-user-member").click()
    await expect(page.get_by_test_id("signed-in-user")).to_be_visible(timeout=15_000)


async def test_the_first_click_after_signing_in_waits_for_the_session(page: Page, app: RunningApp):
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/auth/session", hold)
    await sign_in_as(page, app.address)
    await click(page)
    await expect(page.get_by_test_id("timeline-step").first).to_have_attribute("data-state", "running")
    held.set()
    await expect(message(page)).to_have_text("Message: Hello World!")


async def test_setup_mends_what_fails_and_shows_no_secret(page: Page, app: RunningApp):
    await sign_in_as(page, app.address)
    await page.goto(f"{app.address}/setup")
    await expect(page.locator(".verdict")).to_have_text("All 8 steps hold.", timeout=15_000)
    await asyncio.to_thread(delete_templates, app)
    template = page.locator("[data-check=template]")
    for _ in range(10):
        await page.get_by_role("button", name="Check again").click()
        await page.wait_for_timeout(500)
        if await template.get_attribute("data-state") == "failed":
            break
    await expect(template).to_contain_text("There is no JWT template fauna.")
    await expect(template.get_by_role("button", name="Copy claims")).to_be_visible()
    await expect(page.locator(".verdict")).to_contain_text("1 does not")
    shown = await page.locator("body").inner_text()
    await template.get_by_role("button", name="Fix it").click()
    await expect(page.locator(".verdict")).to_have_text("All 8 steps hold.", timeout=15_000)
    shown += await page.locator("body").inner_text()
    assert not re.search(r"eyJ[\w-]{10}|sk_test_|\bfnA[\w-]{10}", shown)


def delete_templates(app: RunningApp) -> None:
    secrets = json.loads((app.folder / ".local/emulators/secrets.json").read_text())
    with httpx.Client(
        base_url=f"http://127.0.0.1:{app.emulators}/__clerk/bapi/v1",
        headers={"Authorization": f"Bearer {secrets['clerk_secret_key']}"},
    ) as api:
        found = api.get("/jwt_templates").json()
        for template in found["data"] if isinstance(found, dict) else found:
            api.delete(f"/jwt_templates/{template['id']}")


async def test_an_unknown_address_leads_back(page: Page, app: RunningApp, watch: Watch):
    watch.expect("status of 404")
    await page.goto(f"{app.address}/no-such-page")
    await expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()
    await page.get_by_role("link", name="Back to the query").click()
    await expect(page.get_by_test_id("query-button")).to_be_visible()
