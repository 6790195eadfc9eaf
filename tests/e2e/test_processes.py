"""However the app ends, nothing of it stays; and it starts in the time that was promised."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import RunningApp, copy_checkout, run_app

GONE_SECONDS = 10


def ctrl_c(app: RunningApp) -> None:
    os.killpg(app.process.pid, signal.SIGINT)


def kill_9(app: RunningApp) -> None:
    app.process.kill()


def leftovers(app: RunningApp) -> list[str]:
    deadline = time.monotonic() + GONE_SECONDS
    while (found := app.processes()) and time.monotonic() < deadline:
        app.process.poll()
        time.sleep(0.1)
    return [" ".join(process.cmdline()) for process in found]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("end", [ctrl_c, kill_9])
@pytest.mark.parametrize("dev", [True, False], ids=["dev", "prod"])
def test_no_process_stays(end: Callable[[RunningApp], None], dev: bool, checkout: Path, tmp_path: Path):
    started = time.monotonic()
    with run_app(checkout, tmp_path, dev=dev) as app:
        print(f"\n{'dev' if dev else 'prod'}: page and emulators after {time.monotonic() - started:.1f} s")  # noqa: T201
        assert len(app.processes()) >= 3
        end(app)
        assert leftovers(app) == []


def test_two_checkouts_run_beside_each_other(checkout: Path, tmp_path_factory: pytest.TempPathFactory):
    other = copy_checkout(tmp_path_factory.mktemp("other"))
    home = tmp_path_factory.mktemp("home")
    unset = {"EMULATORS_PORT": ""}
    with run_app(checkout, home, dev=True, **unset) as first, run_app(other, home, dev=True, **unset) as second:
        used = [(app.folder / ".local/emulators/port").read_text() for app in (first, second)]
        assert used[0] != used[1]


def test_contradicting_settings_end_the_start_with_one_sentence(checkout: Path, tmp_path: Path):
    with pytest.raises(pytest.fail.Exception) as failed, run_app(checkout, tmp_path, CLERK_SECRET_KEY="sk_test_x"):
        pass
    assert "CLERK_PUBLISHABLE_KEY is not set: give both of Clerk's keys, or neither" in str(failed.value)
    assert "Traceback" not in str(failed.value)


def test_a_stale_data_folder_ends_the_start_with_one_sentence(checkout: Path, tmp_path: Path):
    data = tmp_path / "local/emulators"
    data.mkdir(parents=True)
    (data / "format").write_text("0\n")
    with (
        pytest.raises(pytest.fail.Exception) as failed,
        run_app(checkout, tmp_path, dev=True, LOCAL_DIR=str(tmp_path / "local")),
    ):
        pass
    assert "has format 0, this version writes 1; remove it with `python -m app reset`" in str(failed.value)
    assert "Traceback" not in str(failed.value)
