"""The whole click in development mode, which is what the README's command starts; and with a Fauna elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import RunningApp, copy_checkout, run_app
from tests.e2e.signing_in import PATIENCE_MS, click, clicks_until, message, sign_in_as
from tests.emulators.running import emulators, free_port

HELLO = "Message: Hello World!"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="module")
def dev_app(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with run_app(fresh, tmp_path_factory.mktemp("home"), dev=True) as running:
        yield running


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_a_demo_user_reads_hello_world_in_development_mode(page: Page, dev_app: RunningApp, host: str):
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    await sign_in_as(page, f"http://{host}:{dev_app.port}")
    await clicks_until(page, HELLO)
    assert len(loads) == 1  # nothing was left for Vite to find late, which would load the page anew


@pytest.mark.slow
async def test_a_fauna_elsewhere_that_stops_is_named_and_its_return_needs_no_reload(
    page: Page, fresh: Path, tmp_path: Path
):
    port = free_port()
    fauna = ("--port", str(port), "--data", str(tmp_path / "fauna"), "--root-secret", "secret")
    place = {"FAUNA_ENDPOINT": f"http://127.0.0.1:{port}", "FAUNA_SECRET": "secret", "LOCAL_DIR": str(tmp_path)}
    with emulators(*fauna) as (process, _), run_app(fresh, tmp_path, dev=True, **place) as app:
        await sign_in_as(page, app.address)
        await clicks_until(page, HELLO)
        await page.evaluate("window.neverReloaded = true")
        process.kill()
        process.wait()
        await click(page)
        await expect(message(page)).to_have_text("Error occurred", timeout=PATIENCE_MS)
        reason = page.get_by_test_id("query-reason")
        await expect(reason).to_contain_text("Fauna does not answer. Check that it runs, then try again.")
        with emulators(*fauna):
            await click(page)
            await expect(message(page)).to_have_text(HELLO, timeout=PATIENCE_MS)
            assert await page.evaluate("window.neverReloaded")
        await page.close()
