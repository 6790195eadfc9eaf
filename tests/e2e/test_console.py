"""The console by keyboard: write, complete, run, look, and go on."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.signing_in import sign_in_as
from tests.e2e.test_pages_look import SHIFTS, violations
from tests.e2e.watching import Watch

HOSTILE = (
    "[{ html: '<script>window.hit = 1</script><img src=x onerror=\"window.hit = 1\">', "
    "url: 'javascript:window.hit=1', turned: 'a\\u{202e}b', long: Set.sequence(0, 20).fold('x', (s, _) => s + s) }]"
)
DELIBERATE_MS = 150
"""A completion that has only just opened takes no Enter, which was meant for the text: CodeMirror waits 75 ms."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signed_in(browser: Browser, app: RunningApp) -> AsyncIterator[Page]:
    """A manager's browser for the whole file: signing in anew for each test would take most of its time."""
    watch, context = Watch(), await browser.new_context()
    watch.over(context)
    page = await context.new_page()
    await sign_in_as(page, app.address, "manager")
    yield page
    await context.close()
    watch.check()


@pytest_asyncio.fixture(loop_scope="session")
async def console(signed_in: Page, app: RunningApp) -> Page:
    """The console, opened afresh, as a table."""
    await signed_in.goto(f"{app.address}/console")
    await expect(signed_in.get_by_label("Run as").get_by_role("option", name="member", exact=True)).to_be_attached()
    await signed_in.get_by_role("radio", name="Table").click()
    return signed_in


async def write(page: Page, text: str) -> None:
    """Replace the editor's text, as pasting does."""
    editor = page.get_by_role("textbox", name="FQL")
    await editor.focus()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.insert_text(text)
    await page.keyboard.press("Escape")


async def run(page: Page, text: str) -> None:
    await write(page, text)
    await page.keyboard.press("ControlOrMeta+Enter")


async def choose(page: Page, label: str, option: str) -> None:
    """By typing in the focused list, as one does without a mouse."""
    await page.get_by_label(label).focus()
    await page.keyboard.type(option)
    await expect(page.get_by_label(label).locator("option:checked")).to_have_text(option)


async def next_view(page: Page, name: str) -> None:
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name=name)).to_be_focused()
    await page.keyboard.press("Space")


async def tick(page: Page, name: str) -> None:
    await page.get_by_role("checkbox", name=name).focus()
    await page.keyboard.press("Space")


async def tab_to(page: Page, name: str, pane: int = 0) -> None:
    await page.get_by_role("tab", name=name).nth(pane).focus()
    await page.keyboard.press("Enter")


def message(page: Page, pane: int = 0) -> Locator:
    return page.get_by_test_id(f"answer-message-{pane}")


def rows(page: Page, pane: int = 0) -> Locator:
    return page.get_by_test_id(f"result-{pane}").locator("tbody tr")


async def test_a_query_runs_from_the_keyboard_and_shows_in_three_views(console: Page):
    page = console
    await run(page, "[{ a: 1, b: 'x' }, { a: 2 }]")
    await expect(message(page)).to_have_text(re.compile("^2 values in"))
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).first).to_have_text("11x")
    await page.get_by_role("radio", name="Table").focus()
    await next_view(page, "JSON")
    await expect(page.get_by_test_id("result-0").locator("pre").first).to_have_text('{\n  "a": 1,\n  "b": "x"\n}')
    await next_view(page, "FQL")
    await expect(page.get_by_test_id("result-0").locator("pre").first).to_have_text('{ a: 1, b: "x" }')
    await expect(page.get_by_test_id("facts-0")).to_contain_text("compute ops")


async def test_the_editor_completes_from_faunas_table_and_explains_a_call(console: Page):
    page = console
    await write(page, "Set.sequence(0, 3).")
    await page.keyboard.type("fol")
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("fold(seed: B")
    await page.wait_for_timeout(DELIBERATE_MS)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="FQL")).to_have_text("Set.sequence(0, 3).fold()")
    await expect(page.locator(".fql-signature")).to_contain_text("reducer")
    await page.keyboard.type("0, (a, b) => a + b")
    await page.keyboard.press("Escape")
    await page.keyboard.press("ControlOrMeta+Enter")
    await expect(rows(page)).to_have_text(["13"])


async def test_an_error_is_underlined_where_fauna_found_it(console: Page):
    page = console
    await run(page, "let a = 1\nnope + a")
    await expect(message(page)).to_have_text("Error occurred")
    await expect(page.locator(".cm-lintRange-error")).to_have_text("nope")
    await page.keyboard.press("Home")
    await page.keyboard.press("F8")
    await expect(page.locator(".cm-diagnostic")).to_contain_text("Unbound variable `nope`")
    await page.keyboard.type("x")
    await expect(page.locator(".cm-lintRange-error")).to_have_count(1)


async def test_a_long_line_of_an_error_is_scrolled_within_its_pane(console: Page):
    page = console
    await run(page, f"nope + '{'long ' * 60}'")
    excerpt = page.get_by_role("region", name="Where in the query")
    pane = page.get_by_role("region", name="Answer for me")
    await expect(message(page)).not_to_have_text("Running…")
    await expect(excerpt).to_be_visible()
    await expect(pane).to_be_visible()
    inner, outer = await excerpt.bounding_box(), await pane.bounding_box()
    assert inner is not None and outer is not None
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    assert await excerpt.evaluate("e => e.scrollWidth > e.clientWidth")


async def test_a_running_query_is_stopped_by_escape(console: Page):
    page = console
    await run(page, "Set.sequence(0, 2000000).fold(0, (sum, n) => sum + n)")
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(message(page)).to_have_text("Stopped")


async def test_pages_stream_in_and_go_on_at_the_cursor(console: Page):
    page = console
    await run(page, "Set.sequence(0, 200)")
    await expect(rows(page)).to_have_count(66)
    await page.get_by_role("button", name="Load more").focus()
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(116)
    await page.get_by_role("region", name="Values for me").focus()
    for _ in range(60):  # scrolling is animated, and a key that comes meanwhile may be swallowed
        await page.keyboard.press("End")
        if await rows(page).count() == 200:
            break
        await page.wait_for_timeout(200)
    await expect(rows(page)).to_have_count(200)
    await expect(rows(page).last).to_have_text("200199")
    await expect(page.get_by_role("button", name="Load more")).to_have_count(0)


async def test_queries_that_ran_and_saved_ones_come_back(console: Page):
    page = console
    await run(page, "1 + 2")
    await expect(rows(page)).to_have_text(["13"])
    await run(page, "'fnAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'")
    await expect(message(page)).to_have_text(re.compile("^One value"))
    await page.reload()
    history = page.get_by_role("list", name="Queries that ran")
    await expect(history.get_by_role("listitem").first).to_contain_text("1 + 2")
    await expect(history).not_to_contain_text("fnAAAA")
    await history.get_by_role("button", name="1 + 2").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="FQL")).to_have_text("1 + 2")
    await page.get_by_role("button", name="Saved").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Name of the query").focus()
    await page.keyboard.type("three")
    await page.keyboard.press("Enter")
    await write(page, "9")
    await page.get_by_role("list", name="Saved queries").get_by_role("button", name="three").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="FQL")).to_have_text("1 + 2")


async def test_a_query_runs_as_a_role_and_beside_another_identity(console: Page):
    page = console
    await choose(page, "Run as", "member")
    await choose(page, "Compare with", "admin key")
    await run(page, "[1, Query.token(), 3]")
    await expect(page.get_by_role("region", name="Answer for role member")).to_be_visible()
    await run(page, "Role.all().map(.name).toArray()")
    await expect(rows(page, 1).filter(has_text="only here")).to_have_count(2)
    await expect(rows(page, 0).filter(has_text="missing here")).to_have_count(2)


async def test_why_shows_each_decision_and_explain_what_was_read(console: Page):
    page = console
    await tick(page, "Why?")
    await run(page, "Note.all()")
    await expect(message(page)).to_have_text(re.compile("value"))
    await tab_to(page, "Why?")
    tree = page.get_by_role("group", name="Decision trace")
    await expect(tree).to_contain_text("Acting as member, manager")
    await expect(tree.get_by_role("heading")).to_have_text(["Secret", "Access provider", "Roles", "Privileges"])
    await tab_to(page, "Explain")
    await expect(page.get_by_role("list", name="How documents were found")).to_contain_text("page by page")
    await expect(page.get_by_text("Read ops", exact=True)).to_be_visible()


async def test_the_slider_takes_a_query_back_in_time(console: Page):
    page = console
    await choose(page, "Run as", "admin key")
    await run(page, "Note.all().count()")
    await expect(rows(page)).to_have_count(1)
    now = await rows(page).text_content() or ""
    await tick(page, "Time travel")
    await page.get_by_role("slider", name="Instant").focus()
    await page.keyboard.press("Home")
    await expect(rows(page)).to_have_text(["10"])
    assert now not in ("", "10")
    await tick(page, "Time travel")
    await run(page, "Note.all().count()")
    await expect(rows(page)).to_have_text([now])


async def test_stored_scripts_links_and_marks_are_inert_in_every_view(console: Page):
    page = console
    for query in (HOSTILE, HOSTILE.removeprefix("[").removesuffix("]")):
        await run(page, query)
        await expect(message(page)).to_have_text(re.compile("value"))
        for view in ("Table", "JSON", "FQL"):
            await page.get_by_role("radio", name=view).click()
            shown = page.get_by_test_id("result-0")
            await expect(shown).to_contain_text("<script>window.hit = 1</script>")
            await expect(shown).to_contain_text("a\\u202eb")
            await expect(shown).to_contain_text("(1,048,576 characters)")
            assert await shown.locator("script, img, a").count() == 0
    assert await page.evaluate("window.hit") is None


async def test_the_console_is_readable_by_everyone_and_nothing_jumps(console: Page):
    page = console
    await page.evaluate(SHIFTS)
    await run(page, "Set.sequence(0, 100).map(n => { n: n, text: 'x' })")
    await expect(rows(page)).to_have_count(66)
    await run(page, "nope")
    await expect(message(page)).to_have_text("Error occurred")
    assert await page.evaluate("window.shifted") < 0.05
    found = await violations(page)
    await tick(page, "Why?")
    await choose(page, "Compare with", "admin key")
    await run(page, "Note.all()")
    await expect(rows(page, 1).first).to_be_visible()
    await tab_to(page, "Explain")
    await tab_to(page, "Why?", 1)
    found += await violations(page)
    assert found == []


async def test_signed_out_the_console_asks_to_sign_in(page: Page, app: RunningApp):
    await page.goto(f"{app.address}/console")
    await run(page, "1")
    await expect(message(page)).to_have_text("No token found")
    await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
