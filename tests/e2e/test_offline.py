"""After its first start the app needs no network: it starts, signs in and answers where there is none."""

import asyncio
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.e2e import cut_off
from tests.e2e.browser import ARGUMENTS, find_chromium
from tests.e2e.conftest import run_app, start_app
from tests.e2e.signing_in import clicks_until, sign_in_as

UNSHARE, NSENTER = shutil.which("unshare"), shutil.which("nsenter")


def can_cut_off() -> bool:
    if UNSHARE is None or NSENTER is None:
        return False
    return subprocess.run([UNSHARE, "-rn", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_cut_off(), reason="network namespaces are not to be had here")
async def test_a_later_start_and_a_click_need_no_network(checkout: Path, home: Path, tmp_path: Path):
    with run_app(checkout, home, dev=True):
        pass
    prefix = [str(UNSHARE), "-rn", sys.executable, str(Path(cut_off.__file__))]
    with start_app(checkout, home, dev=True, prefix=prefix) as app:
        browser = tmp_path / "chromium"
        inside = f"{NSENTER} --preserve-credentials -U -n -t {app.process.pid}"
        browser.write_text(f'#!/bin/sh\nexec {inside} {find_chromium()} "$@"\n')
        browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
        ready = [*inside.split(), sys.executable, "-c", READY, app.address, app.backend]
        done = await asyncio.to_thread(subprocess.run, ready, env={**os.environ, "NO_PROXY": "*"}, check=False)
        assert done.returncode == 0, app.log
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
            page = await chromium.new_page()
            await sign_in_as(page, app.address)
            await clicks_until(page, "Message: Hello World!")
            await chromium.close()
        assert "Traceback" not in app.log


READY = """
import sys, time, httpx
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    try:
        if all(httpx.get(address).status_code == 200 for address in (sys.argv[1], sys.argv[2] + "/ping")):
            sys.exit(0)
    except httpx.HTTPError:
        time.sleep(0.1)
sys.exit(1)
"""
