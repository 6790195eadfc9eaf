"""The Data page as a developer uses it."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.fauna_admin import Admin
from tests.e2e.looking import PHONE, SHIFTS, violations
from tests.e2e.signing_in import sign_in_as

SHELF = """
collection Book {
  history_days 3
  title: String
  pages: Int?
  *: Any
  compute label: String = (book => "Book " + book.title)
  index byTitle {
    terms [.title]
    values [desc(.pages)]
  }
  check hasPages (book => book.pages == null || book.pages > 0)
}
collection Leaf {
  *: Any
}
"""
HOSTILE = {
    "html": '<script>window.hit = 1</script><img src=x onerror="window.hit = 1">',
    "url": "javascript:window.hit=1",
    "mark": "a\u202eb",
    "long": "x" * 1_000_000,
}


@pytest.fixture(scope="module")
def shelf(app: RunningApp) -> Iterator[Admin]:
    """Two collections of this module's own, the larger one in order of `n`."""
    admin = Admin(app)
    admin.push("shelf.fsl", SHELF)
    admin.ask("Set.sequence(0, 300).forEach(n => Leaf.create({ n: n, word: 'leaf ' + n.toString() }))")
    yield admin
    admin.push("shelf.fsl", " ")


def book(shelf: Admin, title: str, **fields: object) -> str:
    data = {"title": title, **fields}
    return shelf.ask("Book.createData(data).id", data=data)


async def open_data(page: Page, app: RunningApp, collection: str) -> None:
    await sign_in_as(page, app.address)
    await page.goto(f"{app.address}/data")
    await choose(page, collection)


async def choose(page: Page, collection: str) -> None:
    await page.get_by_role("navigation", name="Collections").get_by_role("button", name=re.compile(collection)).click()
    await expect(grid(page, collection)).to_have_attribute("aria-busy", "false")


def grid(page: Page, collection: str) -> Locator:
    return page.get_by_role("grid", name=f"Documents of {collection}")


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


async def type_text(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Fields as JSON").fill(text)


async def test_documents_come_page_by_page_as_one_scrolls(page: Page, app: RunningApp, shelf: Admin):
    await open_data(page, app, "Leaf")
    await expect(page.get_by_role("button", name=re.compile("Leaf"))).to_contain_text("300")
    await expect(row(page, "leaf 0")).to_be_visible()
    assert await grid(page, "Leaf").get_attribute("data-rows") == "40"
    await expect(page.get_by_role("row")).not_to_have_count(40)
    await grid(page, "Leaf").focus()
    await page.keyboard.press("End")
    await expect(row(page, "leaf 39")).to_be_visible()
    await expect(page.get_by_text("80 read; scroll for more")).to_be_visible()
    for _ in range(8):
        await page.keyboard.press("End")
        await page.wait_for_timeout(100)
    await expect(row(page, "leaf 299")).to_be_visible()
    await expect(page.get_by_text("300 read · 300 in the collection")).to_be_visible()


async def test_documents_are_ordered_by_column_and_found_by_index(page: Page, app: RunningApp, shelf: Admin):
    for title, pages in (("Dune", 400), ("Emma", 300), ("Ulysses", 700), ("Emma", 280)):
        book(shelf, title, pages={"@int": str(pages)})
    await open_data(page, app, "Book")
    await page.get_by_role("columnheader", name="title").get_by_role("button").click()
    await expect(page.get_by_role("columnheader", name="title")).to_have_attribute("aria-sort", "ascending")
    await expect(page.get_by_role("row").nth(1)).to_contain_text("Dune")
    await page.get_by_role("columnheader", name="title").get_by_role("button").click()
    await expect(page.get_by_role("row").nth(1)).to_contain_text("Ulysses")
    await page.get_by_label("Filter by index").select_option("byTitle")
    await page.get_by_role("form", name="Filter").get_by_label(".title").fill("Emma")
    await page.get_by_role("button", name="Look up").click()
    await expect(page.get_by_text("2 read")).to_be_visible()
    await page.get_by_label("from desc(.pages)").fill("290")
    await page.get_by_role("button", name="Look up").click()
    await expect(page.get_by_text("1 read")).to_be_visible()
    await expect(row(page, "280")).to_be_visible()
    await page.get_by_label("Filter by index").select_option("All documents")
    await expect(row(page, "Dune")).to_be_visible()


async def test_a_document_is_edited_with_its_types_and_refusals_stand_at_their_field(
    page: Page, app: RunningApp, shelf: Admin
):
    data = {
        "pages": {"@int": "9"}, "price": {"@double": "5.0"}, "big": {"@long": "9007199254740993"},
        "at": {"@time": "2026-01-01T00:00:00.123456789Z"}, "cover": {"@bytes": "aGk="},
    }  # fmt: skip
    doc_id = book(shelf, "Typed", **data)
    await open_data(page, app, "Book")
    await row(page, "Typed").click()
    await expect(page.get_by_role("dialog")).to_contain_text(f"Book {doc_id}")
    await expect(page.get_by_role("textbox", name="Fields as JSON")).to_contain_text('"price": 5.0')
    text = await page.locator("textarea[name=text]").input_value()
    await type_text(page, text.replace('"pages": 9', '"pages": "nine"'))
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert", name="Problems")).to_have_text("pages Expected Int | Null, provided String")
    await expect(page.locator(".cm-lintRange-error")).to_have_text('"nine"')
    await type_text(page, text.replace('"pages": 9', '"pages": 10'))
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    stored = shelf.ask("Book.byId(id)!.data", id=doc_id)
    assert stored == {"title": "Typed", **data, "pages": {"@int": "10"}}
    await expect(row(page, "Typed")).to_contain_text("10")


async def test_a_document_is_made_deleted_and_brought_back(page: Page, app: RunningApp, shelf: Admin):
    await open_data(page, app, "Book")
    await page.get_by_role("button", name="New document").click()
    await type_text(page, '{ "title": "Fresh" ')
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert", name="Problems")).to_contain_text("Expecting ',' delimiter")
    await type_text(page, '{ "title": "Fresh" }')
    await page.get_by_label("Id (optional)").fill("4711")
    await page.get_by_role("button", name="Save").click()
    await row(page, "Fresh").click()
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("alertdialog")).to_contain_text("Book 4711 is deleted for all users")
    await page.get_by_role("button", name="Delete document").click()
    await expect(row(page, "Fresh")).to_have_count(0)
    assert shelf.ask("Book.byId('4711').exists()") is False
    await page.get_by_role("button", name="Undo").click()
    await expect(row(page, "Fresh")).to_be_visible()
    assert shelf.ask("Book.byId('4711')!.title") == "Fresh"


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(page: Page, app: RunningApp, shelf: Admin):
    doc_id = book(shelf, "Shared")
    await open_data(page, app, "Book")
    await row(page, "Shared").click()
    await expect(page.get_by_role("textbox", name="Fields as JSON")).to_contain_text("Shared")
    shelf.ask("Book.byId(id)!.update({ title: 'Theirs' })", id=doc_id)
    await type_text(page, '{ "title": "Mine" }')
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Somebody else has changed this document")
    assert shelf.ask("Book.byId(id)!.title", id=doc_id) == "Theirs"
    await page.get_by_role("button", name="Reload theirs").click()
    await expect(page.get_by_role("textbox", name="Fields as JSON")).to_contain_text("Theirs")


async def test_versions_are_compared_and_restored(page: Page, app: RunningApp, shelf: Admin):
    doc_id = book(shelf, "First")
    shelf.ask("Book.byId(id)!.update({ title: 'Second', updated_by: 'Mara' })", id=doc_id)
    await open_data(page, app, "Book")
    await row(page, "Second").click()
    await page.get_by_role("tab", name="History").click()
    versions = page.get_by_role("list", name="Versions, newest first").get_by_role("listitem")
    await expect(versions).to_have_count(2)
    await expect(versions.first).to_contain_text("by Mara")
    await expect(versions.first.locator("del").first).to_have_text('"First"')
    await expect(versions.first.locator("ins").first).to_have_text('"Second"')
    await page.get_by_role("button", name="Restore the version of").click()
    await expect(versions).to_have_count(3)
    assert shelf.ask("Book.byId(id)!.data", id=doc_id) == {"title": "First"}


async def test_what_is_stored_is_shown_inert(page: Page, app: RunningApp, shelf: Admin):
    book(shelf, "Hostile", **HOSTILE)
    await open_data(page, app, "Book")
    await expect(row(page, "Hostile")).to_contain_text("<script>window.hit = 1</script>")
    await expect(row(page, "Hostile")).to_contain_text("a\\u202eb")
    await row(page, "Hostile").click()
    editor = page.get_by_role("textbox", name="Fields as JSON")
    await expect(editor).to_contain_text('"url": "javascript:window.hit=1"')
    assert await page.locator("#content script, #content img, [role=dialog] script, [href^='javascript:']").count() == 0
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert", name="Problems")).to_contain_text("longer than what a page may send")
    await page.get_by_role("tab", name="History").click()
    await expect(page.get_by_text("The oldest that Fauna has.")).to_be_visible()
    assert await page.evaluate("window.hit") is None


async def test_the_data_page_is_readable_for_everyone_and_steady(page: Page, app: RunningApp, shelf: Admin):
    found: dict[str, list[str]] = {}
    await page.add_init_script(f"({SHIFTS})()")
    await page.goto(f"{app.address}/data")
    await expect(page.get_by_role("heading", name="Sign in to see the data")).to_be_visible()
    found["signed out"] = await violations(page)
    await open_data(page, app, "Leaf")
    await expect(row(page, "leaf 0")).to_be_visible()
    assert await page.evaluate("window.shifted") < 0.05
    found["documents"] = await violations(page)
    await row(page, "leaf 0").click()
    await expect(page.get_by_role("textbox", name="Fields as JSON")).to_contain_text("leaf 0")
    await page.get_by_role("tab", name="History").click()
    await expect(page.get_by_role("list", name="Versions, newest first")).to_be_visible()
    assert {name: ids for name, ids in found.items() if ids} == {}


async def test_the_data_page_fits_a_phone(phone: Page, app: RunningApp, shelf: Admin):
    await open_data(phone, app, "Leaf")
    await expect(row(phone, "leaf 0")).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await row(phone, "leaf 0").click()
    await expect(phone.get_by_role("button", name="Save")).to_be_in_viewport()
    assert await phone.evaluate("document.querySelector('[role=dialog]').scrollWidth") <= PHONE["width"]
