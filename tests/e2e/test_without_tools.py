"""The app as a public site runs it: without developer tools there is nothing of them, and nobody reaches them."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.calls import EPOCH
from app.pages.calls import CallsState
from app.pages.console.state import ConsoleState
from app.pages.token.faults import FaultState
from tests.e2e.conftest import RunningApp, run_app
from tests.e2e.looking import violations
from tests.e2e.signing_in import sign_in_as
from tests.e2e.test_intruders import SENTINEL, intruder
from tests.e2e.watching import Watch

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def public(checkout: Path, home: Path) -> Iterator[RunningApp]:
    with run_app(checkout, home, DEV_TOOLS="false") as running:
        yield running


async def test_pages_buttons_and_links_of_tools_are_gone(page: Page, public: RunningApp, watch: Watch):
    watch.expect("status of 404")
    await sign_in_as(page, public.address, "member")
    links = page.get_by_role("navigation", name="Pages").locator("visible=true").get_by_role("link")
    await expect(links).to_have_text(["Query", "Live", "Console", "Token", "Setup"])
    await expect(page.get_by_role("button", name="Requests")).to_have_count(0)
    await page.goto(f"{public.address}/data")
    await expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()
    await page.goto(f"{public.address}/token")
    await expect(page.locator("[data-part=iss]")).to_be_visible()
    await expect(page.get_by_text("are shown with developer tools only.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("Expire|Rotate|Revoke|Drop|Slow|Explain"))).to_have_count(0)
    assert not re.search(r"Query\.token|predicate", await page.locator("main").inner_text())
    assert await violations(page) == []


async def test_calls_of_their_handlers_are_dropped(public: RunningApp):
    events = [
        {"name": f"{FaultState.get_full_name()}.provoke", "payload": {"name": "revoke"}},
        {"name": f"{CallsState.get_full_name()}.follow", "payload": {"epoch": EPOCH, "after": 0}},
        {"name": f"{ConsoleState.get_full_name()}.load_choices", "payload": {}},
    ]
    async with intruder(public, str(uuid.uuid4())) as client:
        await client.send(*({**event, "router_data": {"pathname": "/"}} for event in events), SENTINEL)
        await client.listen("No token found")
    assert "Sign in first" not in client.heard
    assert '"epoch"' not in client.heard
    assert "A client sent what no page sends" in public.log
