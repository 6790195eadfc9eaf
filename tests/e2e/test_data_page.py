"""The Data page as a developer uses it."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.conftest import RunningApp
from tests.e2e.fauna_admin import Admin
from tests.e2e.looking import PHONE, SHIFTS, violations
from tests.e2e.signing_in import sign_in_as
from tests.e2e.watching import Watch

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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(browser: Browser, app: RunningApp, shelf: Admin) -> AsyncIterator[tuple[Page, Watch]]:
    """A browser that is signed in once for all tests here; what it asked and said is looked at after each."""
    context, watch = await browser.new_context(), Watch()
    watch.over(context)
    page = await context.new_page()
    await sign_in_as(page, app.address)
    yield page, watch
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def data(desk: tuple[Page, Watch], app: RunningApp) -> AsyncIterator[Page]:
    """The Data page of somebody signed in."""
    page, watch = desk
    await page.goto(f"{app.address}/data")
    yield page
    watch.check()


def book(shelf: Admin, title: str, **fields: object) -> str:
    data = {"title": title, **fields}
    return shelf.ask("Book.createData(data).id", data=data)


async def choose(page: Page, collection: str) -> None:
    await (
        page.get_by_role("navigation", name="Collections")
        .get_by_role("button", name=re.compile(rf"^{collection}\b"))
        .click()
    )
    await page.get_by_role("button", name="Refresh").click()
    await expect(grid(page, collection)).to_have_attribute("aria-busy", "false")


def grid(page: Page, collection: str) -> Locator:
    return page.get_by_role("grid", name=f"Documents of {collection}")


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


async def type_text(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Fields as JSON").fill(text)


async def test_documents_come_page_by_page_as_one_scrolls(data: Page, shelf: Admin):
    await choose(data, "Leaf")
    await expect(data.get_by_role("button", name=re.compile(r"^Leaf\b"))).to_contain_text("300")
    await expect(row(data, "leaf 0")).to_be_visible()
    assert await grid(data, "Leaf").get_attribute("data-rows") == "60"
    await expect(data.get_by_role("row")).not_to_have_count(60)
    await expect(data.get_by_text("60 read; scroll for more · 300 in the collection")).to_be_visible()
    end = data.get_by_text("300 read · 300 in the collection")
    for _ in range(60):
        await grid(data, "Leaf").press("End")
        if await end.is_visible():
            break
        await data.wait_for_timeout(100)
    await expect(end).to_be_visible()
    await grid(data, "Leaf").press("End")
    await expect(row(data, "leaf 299")).to_be_visible()
    assert await data.get_by_role("row").count() < 60


async def test_documents_are_ordered_by_column_and_found_by_index(data: Page, shelf: Admin):
    for title, pages in (("Dune", 400), ("Emma", 300), ("Ulysses", 700), ("Emma", 280)):
        book(shelf, title, pages={"@int": str(pages)})
    await choose(data, "Book")
    await data.get_by_role("columnheader", name="title").get_by_role("button").click()
    await expect(data.get_by_role("columnheader", name="title")).to_have_attribute("aria-sort", "ascending")
    await expect(data.get_by_role("row").nth(1)).to_contain_text("Dune")
    await data.get_by_role("columnheader", name="title").get_by_role("button").click()
    await expect(data.get_by_role("row").nth(1)).to_contain_text("Ulysses")
    await data.get_by_label("Filter by index").select_option("byTitle")
    await data.get_by_role("form", name="Filter").get_by_label(".title").fill("Emma")
    await data.get_by_role("button", name="Look up").click()
    await expect(data.get_by_text("2 read")).to_be_visible()
    await data.get_by_label("pages, descending, from").fill("290")
    await data.get_by_role("button", name="Look up").click()
    await expect(data.get_by_text("1 read")).to_be_visible()
    await expect(row(data, "280")).to_be_visible()
    await data.get_by_label("Filter by index").select_option("All documents")
    await expect(row(data, "Dune")).to_be_visible()


async def test_a_document_is_edited_with_its_types_and_refusals_stand_at_their_field(data: Page, shelf: Admin):
    fields = {
        "pages": {"@int": "9"}, "price": {"@double": "5.0"}, "big": {"@long": "9007199254740993"},
        "at": {"@time": "2026-01-01T00:00:00.123456789Z"}, "cover": {"@bytes": "aGk="},
    }  # fmt: skip
    doc_id = book(shelf, "Typed", **fields)
    await choose(data, "Book")
    await row(data, "Typed").click()
    await expect(data.get_by_role("dialog")).to_contain_text(f"Book {doc_id}")
    await expect(data.get_by_role("textbox", name="Fields as JSON")).to_contain_text('"price": 5.0')
    text = await data.locator("textarea[name=text]").input_value()
    await type_text(data, text.replace('"pages": 9', '"pages": "nine"'))
    await data.get_by_role("button", name="Save").click()
    await expect(data.get_by_role("alert", name="Problems")).to_have_text("pages Expected Int | Null, provided String")
    await expect(data.locator(".cm-lintRange-error")).to_have_text('"nine"')
    await type_text(data, text.replace('"pages": 9', '"pages": 10'))
    await data.get_by_role("button", name="Save").click()
    await expect(data.get_by_role("dialog")).to_have_count(0)
    stored = shelf.ask("Book.byId(id)!.data", id=doc_id)
    assert stored == {"title": "Typed", **fields, "pages": {"@int": "10"}}
    await expect(row(data, "Typed")).to_contain_text("10")


async def test_a_document_is_made_deleted_and_brought_back(data: Page, shelf: Admin):
    await choose(data, "Book")
    await data.get_by_role("button", name="New document").click()
    await type_text(data, '{ "title": "Fresh" ')
    await data.get_by_role("button", name="Save").click()
    await expect(data.get_by_role("alert", name="Problems")).to_contain_text("Expecting ',' delimiter")
    await type_text(data, '{ "title": "Fresh" }')
    await data.get_by_label("Id (optional)").fill("4711")
    await data.get_by_role("button", name="Save").click()
    await row(data, "Fresh").click()
    await data.get_by_role("button", name="Delete").click()
    await expect(data.get_by_role("alertdialog")).to_contain_text("Book 4711 is deleted for all users")
    await data.get_by_role("button", name="Delete document").click()
    await expect(data.get_by_role("button", name="Undo")).to_be_visible()
    await expect(row(data, "Fresh")).to_have_count(0)
    assert shelf.ask("Book.byId('4711').exists()") is False
    await data.get_by_role("button", name="Undo").click()
    await expect(row(data, "Fresh")).to_be_visible()
    assert shelf.ask("Book.byId('4711')!.title") == "Fresh"


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(data: Page, shelf: Admin):
    doc_id = book(shelf, "Shared")
    await choose(data, "Book")
    await row(data, "Shared").click()
    await expect(data.get_by_role("textbox", name="Fields as JSON")).to_contain_text("Shared")
    shelf.ask("Book.byId(id)!.update({ title: 'Theirs' })", id=doc_id)
    await type_text(data, '{ "title": "Mine" }')
    await data.get_by_role("button", name="Save").click()
    await expect(data.get_by_role("dialog")).to_contain_text("Somebody else has changed this document")
    assert shelf.ask("Book.byId(id)!.title", id=doc_id) == "Theirs"
    await data.get_by_role("button", name="Reload theirs").click()
    await expect(data.get_by_role("textbox", name="Fields as JSON")).to_contain_text("Theirs")


async def test_versions_are_compared_and_restored(data: Page, shelf: Admin):
    doc_id = book(shelf, "First")
    shelf.ask("Book.byId(id)!.update({ title: 'Second', updated_by: 'Mara' })", id=doc_id)
    await choose(data, "Book")
    await row(data, "Second").click()
    await data.get_by_role("tab", name="History").click()
    versions = data.get_by_role("list", name="Versions, newest first").get_by_role("listitem")
    await expect(versions).to_have_count(2)
    await expect(versions.first).to_contain_text("by Mara")
    await expect(versions.first.locator("del").first).to_have_text('"First"')
    await expect(versions.first.locator("ins").first).to_have_text('"Second"')
    await data.get_by_role("button", name="Restore the version of").click()
    await expect(versions).to_have_count(3)
    assert shelf.ask("Book.byId(id)!.data", id=doc_id) == {"title": "First"}


async def test_what_is_stored_is_shown_inert(data: Page, shelf: Admin):
    book(shelf, "Hostile", **HOSTILE)
    await choose(data, "Book")
    await expect(row(data, "Hostile")).to_contain_text("<script>window.hit = 1</script>")
    await expect(row(data, "Hostile")).to_contain_text("a\\u202eb")
    await row(data, "Hostile").click()
    editor = data.get_by_role("textbox", name="Fields as JSON")
    await expect(editor).to_contain_text('"url": "javascript:window.hit=1"')
    assert await data.locator("#content script, #content img, [role=dialog] script, [href^='javascript:']").count() == 0
    await data.get_by_role("button", name="Save").click()
    await expect(data.get_by_role("alert", name="Problems")).to_contain_text("longer than what a page may send")
    await data.get_by_role("tab", name="History").click()
    await expect(data.get_by_text("The oldest that Fauna has.")).to_be_visible()
    assert await data.evaluate("window.hit") is None


async def test_the_schema_is_checked_compared_and_pushed(data: Page, shelf: Admin):
    await data.get_by_role("tab", name="Schema").click()
    await data.get_by_label("Name of a new file").fill("leaflet.fsl")
    await data.get_by_role("button", name="Add the file").click()
    editor = data.get_by_role("textbox", name="Schema as FSL")
    await expect(data.get_by_role("button", name="leaflet.fsl")).to_have_attribute("aria-current", "true")
    await expect(editor).to_have_text("")
    await editor.fill("collection Leaflet {\n  words: Strin\n}\n")
    await expect(data.get_by_role("list", name="Mistakes")).to_have_text("leaflet.fsl:2 Unknown type `Strin`")
    await expect(data.locator(".cm-lintRange-error")).to_have_text("Strin")
    await editor.fill("collection Leaflet {\n  words: String\n}\n")
    await expect(data.get_by_text("Fauna would take these files.")).to_be_visible()
    await data.get_by_role("button", name="Review and push").click()
    await expect(data.get_by_role("region", name="Changes by meaning")).to_contain_text("Adding collection `Leaflet`")
    await data.get_by_role("tab", name="Text").click()
    await expect(data.get_by_role("region", name="Changes by line")).to_contain_text("+   words: String")
    assert "leaflet.fsl" not in shelf.files()
    await data.get_by_role("button", name="Push now").click()
    await expect(data.get_by_text("Pushed", exact=True)).to_be_visible()
    assert shelf.files()["leaflet.fsl"] == "collection Leaflet {\n  words: String\n}\n"
    await data.get_by_role("tab", name="Documents").click()
    await expect(data.get_by_role("button", name=re.compile("Leaflet"))).to_be_visible()


async def test_a_schema_is_staged_and_committed(data: Page, shelf: Admin):
    shelf.push("leaflet.fsl", "collection Leaflet {\n  words: String\n}\n")
    await data.get_by_role("tab", name="Schema").click()
    await data.get_by_role("button", name="leaflet.fsl").click()
    await data.get_by_role("button", name="Remove file").click()
    await data.get_by_role("button", name="Review and push").click()
    await expect(data.get_by_role("region", name="Changes by meaning")).to_contain_text("Removing collection `Leaflet`")
    await data.get_by_role("button", name="Stage").click()
    await expect(data.get_by_role("region", name="What is staged")).to_contain_text("Removing collection `Leaflet`")
    assert "leaflet.fsl" in shelf.files()
    await data.get_by_role("button", name="Commit").click()
    await data.get_by_role("button", name="Commit it").click()
    await expect(data.get_by_role("alertdialog")).to_have_count(0)  # what is behind one counts for no role
    await expect(data.get_by_role("heading", name="Staged schema")).to_have_count(0)
    assert "leaflet.fsl" not in shelf.files()


@pytest.mark.slow
async def test_a_push_over_what_somebody_else_pushed_is_refused(data: Page, shelf: Admin):
    await data.get_by_role("tab", name="Schema").click()
    await data.get_by_role("button", name="shelf.fsl").click()
    await expect(data.get_by_role("textbox", name="Schema as FSL")).to_contain_text("collection Book")
    shelf.push("shelf.fsl", SHELF + "// theirs\n")
    await data.get_by_role("textbox", name="Schema as FSL").fill(SHELF + "// mine\n")
    await data.get_by_role("button", name="Review and push").click()
    await data.get_by_role("button", name="Push now").click()
    await expect(data.get_by_role("alert").filter(has_text="schema_moved")).to_contain_text("Reload to take the schema")
    assert shelf.files()["shelf.fsl"].endswith("// theirs\n")


async def test_documents_are_exported_and_imported_all_or_none(data: Page, shelf: Admin, tmp_path: Path):
    doc_id = book(shelf, "Travels", pages={"@int": "12"}, at={"@time": "2026-01-01T00:00:00.123456789Z"})
    await data.get_by_role("tab", name="Import and export").click()
    await data.get_by_label("Collection", exact=True).select_option("Book")
    async with data.expect_download() as waited:
        await data.get_by_role("button", name="Export").click()
    file = tmp_path / "book.jsonl"
    await (await waited.value).save_as(file)
    lines = file.read_text().splitlines()
    (line,) = [line for line in lines if "Travels" in line]
    shelf.ask("Book.byId(id)!.delete()", id=doc_id)
    await data.get_by_label("File to import").set_input_files(
        {"name": "broken.jsonl", "mimeType": "application/x-ndjson", "buffer": f"{line}\n{{oops\n".encode()}
    )
    await data.get_by_role("button", name="Import", exact=True).click()
    await expect(data.get_by_role("alert").filter(has_text="Line 2")).to_contain_text("Nothing was imported.")
    assert shelf.ask("Book.byId(id).exists()", id=doc_id) is False
    await data.get_by_label("File to import").set_input_files(
        {"name": "one.jsonl", "mimeType": "application/x-ndjson", "buffer": f"{line}\n".encode()}
    )
    await data.get_by_role("button", name="Import", exact=True).click()
    await expect(data.get_by_text("Imported 1 documents.")).to_be_visible()
    assert shelf.ask("Book.byId(id)!.at", id=doc_id) == {"@time": "2026-01-01T00:00:00.123456789Z"}
    assert json.loads(line)


async def test_the_data_page_is_readable_for_everyone_and_steady(page: Page, data: Page, app: RunningApp):
    await page.goto(f"{app.address}/data")
    await expect(page.get_by_role("heading", name="Sign in to see the data")).to_be_visible()
    await data.add_init_script(f"({SHIFTS})()")
    await data.reload()
    await choose(data, "Leaf")
    await expect(row(data, "leaf 0")).to_be_visible()
    assert await data.evaluate("window.shifted") < 0.05
    found = {"signed out": await violations(page), "documents": await violations(data)}
    for name, field in (("Schema", "Schema as FSL"), ("Import and export", "")):
        await data.get_by_role("tab", name=name).click()
        if field:
            await expect(data.get_by_role("textbox", name=field)).to_be_visible()
        found[name] = await violations(data)
    assert {name: ids for name, ids in found.items() if ids} == {}


@pytest.mark.slow
async def test_an_open_document_is_readable_for_everyone(data: Page, shelf: Admin):
    found: list[str] = []
    for _ in ("light", "dark"):
        await choose(data, "Leaf")
        await row(data, "leaf 0").click()
        await expect(data.get_by_role("textbox", name="Fields as JSON")).to_contain_text("leaf 0")
        found += await serious(data)
        await data.get_by_role("tab", name="History").click()
        await expect(data.get_by_role("list", name="Versions, newest first")).to_be_visible()
        found += await serious(data)
        await data.get_by_role("button", name="Close the document").click()
        await data.get_by_label("Switch between light and dark").click()
    assert found == []


async def serious(page: Page) -> list[str]:
    """What axe-core finds serious in the theme as it is."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['target']}" for each in found if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.slow
async def test_the_data_page_fits_a_phone(phone: Page, app: RunningApp, shelf: Admin):
    await sign_in_as(phone, app.address)
    await phone.goto(f"{app.address}/data")
    await choose(phone, "Leaf")
    await expect(row(phone, "leaf 0")).to_be_visible()
    for name in ("Schema", "Import and export", "Documents"):
        await phone.get_by_role("tab", name=name).click()
        assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"], name
    await row(phone, "leaf 0").click()
    await expect(phone.get_by_role("button", name="Save")).to_be_in_viewport()
    assert await phone.evaluate("document.querySelector('[role=dialog]').scrollWidth") <= PHONE["width"]
