"""The main process starts the emulators before its workers need them; they end with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.launch.early import STARTED_VARIABLE, name_of, start_emulators, still_start
from app.settings import get_settings
from tests.emulators.running import ROOT, emulators, free_port

POLL_SECONDS, PATIENCE_SECONDS = 0.05, 30
REAL_CLERK = {"CLERK_PUBLISHABLE_KEY": "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "CLERK_SECRET_KEY": "sk_test_x"}
MAIN = """
import os, sys, time
from app.launch import start_emulators
start_emulators(sys.argv)
start_emulators(sys.argv)
print(os.environ.get("EMULATORS_STARTED", "None").partition(" ")[0], flush=True)
try:
    time.sleep(60)
finally:
    print("in good order", flush=True)
"""


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """No Clerk emulator: then no bundle is fetched."""
    return {**REAL_CLERK, "EMULATORS_PORT": str(free_port()), "LOCAL_DIR": str(tmp_path / "local")}


@pytest.fixture
def main(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with run(settings) as process:
        yield process
        process.kill()


def run(settings: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, "run", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until_answers(settings: dict[str, str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            assert httpx.get(f"http://127.0.0.1:{settings['EMULATORS_PORT']}/ping").status_code == 200
        except httpx.HTTPError:
            time.sleep(POLL_SECONDS)
        else:
            return
    pytest.fail("The emulators do not answer.")


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_one_set_runs_as_long_as_the_main_process(
    settings: dict[str, str], main: subprocess.Popen[str], end: signal.Signals
) -> None:
    started = psutil.Process(int(line(main)))
    until_answers(settings)
    assert psutil.Process(main.pid).children() == [started]
    main.send_signal(end)
    started.wait(PATIENCE_SECONDS)


def test_a_start_that_fails_ends_the_main_process_and_says_why_once(settings: dict[str, str]) -> None:
    folder = Path(settings["LOCAL_DIR"]) / "emulators"
    folder.mkdir(parents=True)
    (folder / "format").write_text("0\n")
    with run(settings) as process:
        said, problems = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said.splitlines()[1:]) == (1, ["in good order"])
    (reason,) = problems.splitlines()
    assert "has format 0, this version writes 1" in reason


def test_a_frontend_alone_needs_none(settings: dict[str, str]) -> None:
    with run(settings, "--frontend-only") as process:
        assert line(process) == "None"
        process.kill()


def test_those_that_run_by_themselves_are_used(settings: dict[str, str]) -> None:
    data = str(Path(settings["LOCAL_DIR"]) / "emulators")
    with emulators("--port", settings["EMULATORS_PORT"], "--data", data), run(settings) as process:
        assert line(process) == "None"
        process.kill()


def test_real_services_need_none(monkeypatch: pytest.MonkeyPatch) -> None:
    real = {**REAL_CLERK, "FAUNA_ENDPOINT": "https://fauna.example.com", "FAUNA_SECRET": "fnx"}
    for name, value in real.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    try:
        start_emulators(["reflex", "run"])
    finally:
        get_settings.cache_clear()
    assert STARTED_VARIABLE not in os.environ


def test_emulators_that_have_ended_do_not_start_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not still_start()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        monkeypatch.setenv(STARTED_VARIABLE, f"{process.pid} 1.0")
        assert not still_start(), "another process, which ended, had that number"
        monkeypatch.setenv(STARTED_VARIABLE, name_of(process.pid))
        assert still_start()
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not still_start()
    assert not still_start()
