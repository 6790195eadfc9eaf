"""However the app ends, nothing of it stays; a second checkout runs beside it; and how long a start takes."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import RunningApp, copy_checkout, run_app, start_app

GONE_SECONDS = 10


def ctrl_c(app: RunningApp) -> None:
    os.killpg(app.process.pid, signal.SIGINT)


def kill_9(app: RunningApp) -> None:
    app.process.kill()


def terminate(app: RunningApp) -> None:
    app.process.terminate()


def family(app: RunningApp) -> set[psutil.Process]:
    """What the app started, wherever it works, and whatever works in its folder."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return {*psutil.Process(app.process.pid).children(recursive=True), *app.processes()}
    return {*app.processes()}


def leftovers(app: RunningApp, started: set[psutil.Process]) -> list[str]:
    deadline = time.monotonic() + GONE_SECONDS
    while (found := _living({*started, *app.processes()})) and time.monotonic() < deadline:
        app.process.poll()
        time.sleep(0.1)
    return found


def _living(processes: set[psutil.Process]) -> list[str]:
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found


SLOW = pytest.mark.slow


@pytest.mark.parametrize("end", [ctrl_c, pytest.param(kill_9, marks=SLOW), pytest.param(terminate, marks=SLOW)])
@pytest.mark.parametrize("dev", [True, pytest.param(False, marks=SLOW)], ids=["dev", "prod"])
def test_no_process_stays(end: Callable[[RunningApp], None], dev: bool, checkout: Path, home: Path):
    with run_app(checkout, home, dev=dev) as app:
        started = family(app)
        programs = " ".join(_living(started))
        assert "app.emulators" in programs
        assert not dev or "react-router" in programs or "vite" in programs
        end(app)
        assert leftovers(app, started) == []


@pytest.mark.slow
@pytest.mark.parametrize("end", [ctrl_c, kill_9])
@pytest.mark.parametrize("moment", ["Initialized app", "Compiling", "App running"])
@pytest.mark.parametrize("dev", [True, False], ids=["dev", "prod"])
def test_no_process_stays_of_a_start_that_is_cut_off(
    end: Callable[[RunningApp], None], dev: bool, moment: str, tmp_path: Path
):
    with start_app(copy_checkout(tmp_path / "checkout"), tmp_path, dev=dev) as app:
        while moment not in app.log:
            assert app.process.poll() is None
            time.sleep(0.02)
        time.sleep(0.3)
        started = family(app)
        end(app)
        assert leftovers(app, started) == []


@pytest.mark.slow
def test_two_checkouts_run_beside_each_other(checkout: Path, home: Path, tmp_path: Path):
    other = copy_checkout(tmp_path / "other")
    unset = {"EMULATORS_PORT": ""}
    with run_app(checkout, home, dev=True, **unset) as first, run_app(other, home, dev=True, **unset) as second:
        used = [(app.folder / ".local/emulators/port").read_text() for app in (first, second)]
        assert used[0] != used[1]


@pytest.mark.slow
@pytest.mark.parametrize("dev", [True, False], ids=["dev", "prod"])
def test_how_long_a_start_takes(dev: bool, tmp_path: Path):
    """Prints the seconds to the first page: with an empty home and no cache, then three times more."""
    checkout, cache = copy_checkout(tmp_path / "checkout"), str(tmp_path / "cache")
    taken = []
    for _ in range(4):
        began = time.monotonic()
        with run_app(checkout, tmp_path, dev=dev, XDG_CACHE_HOME=cache) as app:
            taken.append(time.monotonic() - began)
            if dev:
                app.wait_for_vite()
    first, *later = taken
    load = os.getloadavg()[0]
    print(f"\n{'dev' if dev else 'prod'}: first {first:.1f} s, later {max(later):.1f} s at most, load {load:.1f}")  # noqa: T201
    assert (tmp_path / "cache/clerk-fauna-reflex/bundles").is_dir()
