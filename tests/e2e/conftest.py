"""The app as a stranger runs it: a fresh copy, an empty home, no Node; and a real browser."""

import asyncio
import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.e2e.browser import ARGUMENTS, find_chromium
from tests.e2e.documented import add_documented_page
from tests.e2e.looking import PHONE
from tests.e2e.watching import Watch

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, END_SECONDS = 120, 10
POLLS, POLL_SECONDS = 1_500, 0.02
TOKEN_SECONDS = 25
expect.set_options(timeout=20_000)  # a test waits as long as a busy machine needs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests here, so that they share one Chromium."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True, slots=True)
class RunningApp:
    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    backend: str
    emulators: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def processes(self) -> list[psutil.Process]:
        """What still works in this checkout."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(self.folder):
                    found.append(process)
        return found

    def emulator(self) -> psutil.Process:
        """The emulators' process."""
        (found,) = [process for process in self.processes() if "app.emulators" in process.cmdline()]
        return found

    def wait_for_vite(self) -> None:
        """In development mode Vite prepares packages in its own time; nobody ends an app whose page is not up."""
        deadline = time.monotonic() + START_SECONDS
        while not (self.folder / ".web/node_modules/.vite/deps/_metadata.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    async def kill_emulators(self) -> None:
        """Kill them, and wait until others answer in their place."""
        killed = self.emulator()
        killed.kill()
        async with httpx.AsyncClient() as http:
            for _ in range(POLLS):
                with contextlib.suppress(httpx.HTTPError, ValueError):
                    if self.emulator().pid != killed.pid:
                        await http.get(f"http://127.0.0.1:{self.emulators}/ping")
                        return
                await asyncio.sleep(POLL_SECONDS)
        pytest.fail("The emulators did not come back:\n" + self.log[-3000:])

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@functools.cache
def ports_of(folder: Path, home: Path) -> tuple[int, int, int]:
    """Ports for a user's page, backend and emulators; as at home they stay the same from start to start."""
    return free_port(), free_port(), free_port()


def copy_checkout(target: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        if source.is_file() and not name.startswith(("tests/", ".venv")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)
    return target


@contextlib.contextmanager
def run_app(folder: Path, home: Path, *, dev: bool = False, **settings: str) -> Iterator[RunningApp]:
    """Run a checkout as its user would, with nothing on PATH, until left; `settings` are environment variables."""
    with start_app(folder, home, dev=dev, **settings) as app:
        _wait(app)
        yield app


def last_words(folder: Path, home: Path, **settings: str) -> str:
    """What an app in development mode says that ends by itself; nothing of it may stay."""
    with start_app(folder, home, dev=True, **settings) as app:
        try:
            app.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail("The app did not end:\n" + app.log[-3000:])
        deadline = time.monotonic() + END_SECONDS
        while app.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert app.processes() == []
        return app.log


@contextlib.contextmanager
def start_app(
    folder: Path, home: Path, *, dev: bool, prefix: Sequence[str] = (), **settings: str
) -> Iterator[RunningApp]:
    """Start a checkout, below another command if there is a prefix, and wait for nothing; end it when left."""
    port, own_backend, emulators = ports_of(folder, home)
    ports = ["--frontend-port", str(port)] if dev else ["--env", "prod"]
    backend = own_backend if dev else port
    environment = {
        name: os.environ[name] for name in os.environ if name.startswith(("SSL_", "PIP_", "NPM_", "NODE_EXTRA"))
    }
    environment |= {
        "HOME": str(home),
        "PATH": "",
        "LANG": "C.UTF-8",
        "EMULATORS_PORT": str(emulators),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"),
        **settings,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "reflex", "run", *ports, "--backend-port", str(backend)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    app = RunningApp(process, folder, port, f"http://127.0.0.1:{backend}", emulators)
    try:
        yield app
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _wait(app: RunningApp) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=5, trust_env=False, verify=False) as http:
        while time.monotonic() < deadline and app.process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                ready = [http.get(address).status_code for address in (f"{app.address}/", app.backend + "/ping")]
                if ready == [200, 200]:
                    return
            time.sleep(0.1)
    pytest.fail("The app did not start:\n" + app.log[-3000:])


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy beside the running app's, for tests that start and stop it."""
    return copy_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder that the checkout is always started with: in another one Reflex would install anew."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    folder = copy_checkout(tmp_path_factory.mktemp("checkout"))
    add_documented_page(folder)
    own_home = tmp_path_factory.mktemp("home")
    with run_app(folder, own_home, EMULATORS_SESSION_TOKEN_SECONDS=str(TOKEN_SECONDS)) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, watch: Watch) -> AsyncIterator[BrowserContext]:
    """A browser of its own; at the end it must have asked this machine only, told no secret and had no error."""
    made = await browser.new_context()
    watch.over(made)
    yield made
    await made.close()
    watch.check()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, watch: Watch) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE, has_touch=True)
    watch.over(context)
    yield await context.new_page()
    await context.close()
    watch.check()
