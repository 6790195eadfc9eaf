"""Tokens, keys and passwords stay where they belong: in no state, log, file, page, event or address."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Response, WebSocket

from app.setup.demo import PASSWORD
from tests.e2e.conftest import RunningApp
from tests.e2e.leaks import leaked
from tests.e2e.people import secrets, somebody
from tests.e2e.signing_in import PULL_TOKEN, clicks_until, is_signed_in, sign_in_with_password
from tests.e2e.watching import Watch

HELLO = "Message: Hello World!"
FILES_SECONDS = 15
KEY_FILES = ("secrets.json", "setup.json", "clerk.key")
JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}")


@dataclass
class Visit:
    """One signed-in browser: its session, every secret it had, and what went over its websocket."""

    page: Page
    watch: Watch
    session: str = ""
    tokens: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    @property
    def secrets(self) -> list[str]:
        return [*self.tokens, *self.passwords, *(part for token in self.tokens for part in token.split(".")[2:])]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visit(browser: Browser, app: RunningApp) -> AsyncIterator[Visit]:
    context = await browser.new_context()
    seen = Visit(await context.new_page(), Watch())
    person, page, answers = await somebody(app), seen.page, []
    seen.watch.over(context)
    seen.passwords = [person.password, PASSWORD]
    page.on("websocket", lambda socket: _listen(socket, seen))
    page.on("response", lambda response: _note(response, answers))
    await sign_in_with_password(page, app.address, person)
    await clicks_until(page, HELLO)
    await page.reload()  # its websocket is opened with both of Clerk's cookies
    await is_signed_in(page)
    await clicks_until(page, HELLO)
    cookies = {cookie.get("name"): cookie.get("value", "") for cookie in await context.cookies()}
    seen.tokens = [cookies["__session"], cookies["__client"], await page.evaluate(PULL_TOKEN)]
    seen.tokens += [(await answer.json())["jwt"] for answer in answers if answer.ok]
    seen.session = await page.evaluate("() => window.Clerk.session.id")
    yield seen
    await context.close()
    seen.watch.check()


def _listen(socket: WebSocket, seen: Visit) -> None:
    for kind in ("framesent", "framereceived"):
        socket.on(kind, lambda frame: seen.frames.append(str(frame)))


def _note(response: Response, answers: list[Response]) -> None:
    if re.search(r"/v1/client/sessions/[^/]+/tokens", response.url):
        answers.append(response)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


async def test_no_state_on_the_disk_holds_a_secret(app: RunningApp, visit: Visit):
    keys = [*secrets(app).values()]
    for _ in range(FILES_SECONDS * 5):
        states = [path.read_bytes() for path in files(app.folder / ".states")]
        if any(visit.session.encode() in state for state in states):
            break
        await asyncio.sleep(0.2)
    assert any(visit.session.encode() in state for state in states), "the tab's state is on the disk"
    for state in states:
        assert leaked(state, [*visit.secrets, *keys]) == []
        assert not JWT.search(state.decode("latin-1"))
        assert b"__session" not in state
        assert b"__client" not in state


def test_no_log_holds_a_secret(app: RunningApp, visit: Visit):
    assert leaked(app.log.encode(), [*visit.secrets, *secrets(app).values()]) == []
    assert not JWT.search(app.log)


def test_files_hold_no_token_and_keys_lie_in_the_owners_files_only(app: RunningApp, visit: Visit):
    for path in files(app.folder / ".local"):
        assert leaked(path.read_bytes(), visit.secrets) == [], path
        if path.name in KEY_FILES:
            assert path.stat().st_mode & 0o077 == 0, path
        else:
            assert leaked(path.read_bytes(), secrets(app).values()) == [], path


def test_what_is_served_holds_no_key(app: RunningApp):
    admin = json.loads((app.folder / ".local/setup.json").read_text())["secret"]
    keys = [value.encode() for value in (*secrets(app).values(), admin)]
    served = [path for path in files(app.folder / ".web") if "node_modules" not in path.parts]
    assert len(served) > 10
    assert [path for path in served if any(key in path.read_bytes() for key in keys)] == []


async def test_no_secret_is_in_an_address_an_event_or_the_page(visit: Visit):
    assert leaked("\n".join(visit.watch.urls).encode(), visit.secrets) == []
    assert any("query_state" in frame for frame in visit.frames)
    assert leaked("\n".join(visit.frames).encode(), visit.secrets) == []
    assert not JWT.search("\n".join(visit.frames))
    for summary in await visit.page.locator("summary:visible").all():
        await summary.click()
    shown = await visit.page.content()
    assert visit.session in shown
    assert not JWT.search(shown)
    assert leaked(shown.encode(), visit.secrets) == []


@pytest.mark.parametrize("place", ["localStorage", "sessionStorage"])
async def test_the_browsers_storage_holds_no_token(visit: Visit, place: str):
    kept = await visit.page.evaluate(f"() => JSON.stringify({{...{place}}})")
    assert leaked(kept.encode(), visit.secrets) == []
