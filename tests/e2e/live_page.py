"""What a person does on the board of notes, and what the browser hears of it."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Locator, Page, WebSocket, expect

from tests.e2e.signing_in import PATIENCE_MS, sign_in_as
from tests.e2e.watching import Watch


@dataclass
class Window:
    """A browser of its own with the board open, and every frame that its websocket has brought."""

    context: BrowserContext
    page: Page
    frames: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("websocket", self._hear)

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def has_heard(self, text: str) -> bool:
        return any(text in frame for frame in self.frames)

    async def watch_health(self) -> None:
        """Note every state that the health line shows from now on."""
        await self.page.evaluate(NOTE_HEALTH)

    async def health_seen(self) -> list[str]:
        return json.loads(await self.page.evaluate("() => JSON.stringify(window.healthSeen)"))


NOTE_HEALTH = """() => {
    const line = document.querySelector("[data-testid=health-notes]");
    window.healthSeen = [line.dataset.state];
    new MutationObserver(() => window.healthSeen.push(line.dataset.state))
        .observe(line, {attributes: true, attributeFilter: ["data-state"]});
}"""


def text_of_its_own() -> str:
    return f"note {uuid.uuid4().hex[:12]}"


@asynccontextmanager
async def window(browser: Browser, watch: Watch, address: str, role: str) -> AsyncIterator[Window]:
    """A window signed in as a demo user, once its board is live."""
    context = await browser.new_context()
    watch.over(context)
    opened = Window(context, await context.new_page())
    opened.listen()
    await sign_in_as(opened.page, address, role)
    await open_board(opened.page, address)
    yield opened
    await context.close()


async def open_board(page: Page, address: str) -> None:
    await page.goto(f"{address}/live")
    await is_live(page)


def health(page: Page) -> Locator:
    return page.get_by_test_id("health-notes")


async def is_live(page: Page, milliseconds: float = PATIENCE_MS) -> None:
    await expect(health(page)).to_have_attribute("data-state", "live", timeout=milliseconds)


def note(page: Page, text: str) -> Locator:
    return page.get_by_test_id("note").filter(has_text=text)


async def write(page: Page, text: str, visibility: str = "Everybody") -> None:
    await page.get_by_test_id("note-text").fill(text)
    await page.locator(".composer").get_by_text(visibility).click()
    await page.get_by_test_id("note-add").click()


async def written(page: Page, text: str, visibility: str = "Everybody") -> Locator:
    """A note that Fauna has taken."""
    await write(page, text, visibility)
    found = note(page, text)
    await expect(found).to_be_visible()
    await expect(found).not_to_have_attribute("data-pending", "add")
    await expect(found.locator(".note-refusal")).to_have_count(0)
    return found


async def change(page: Page, text: str, *, to: str = "", visibility: str = "") -> None:
    found = note(page, text)
    await found.get_by_test_id("note-change").click()
    editor = page.locator(".note-editor")
    if to:
        await editor.get_by_test_id("note-edit").fill(to)
    if visibility:
        await editor.get_by_text(visibility).click()
    await editor.get_by_test_id("note-save").click()


async def remove(page: Page, text: str) -> None:
    await note(page, text).get_by_test_id("note-remove").click()
