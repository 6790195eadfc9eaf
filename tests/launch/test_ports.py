"""The emulators' port: chosen once, by nobody else, and found again while they run."""

import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.launch import ports
from app.launch.ports import choose_port, is_held, running_port
from app.settings import get_settings


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("EMULATORS_PORT", "")
    monkeypatch.delenv("EMULATORS_PORT")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ports, "DEFAULT_PORT", free_port())
    monkeypatch.setattr(ports.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(ports, "_reservations", [])
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_first_process_decides_and_the_others_hear_it_by_environment():
    port = choose_port()
    assert port == ports.DEFAULT_PORT
    assert os.environ["EMULATORS_PORT"] == str(port)
    assert choose_port() == get_settings().emulators_port == port


def test_a_port_that_is_set_is_not_questioned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMULATORS_PORT", "18001")
    assert choose_port() == 18001


def test_a_taken_port_gives_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports.DEFAULT_PORT))
        taken.listen()
        assert choose_port() > ports.DEFAULT_PORT


def test_a_port_that_another_checkout_is_about_to_use_gives_the_next_one(tmp_path: Path):
    reserved = tmp_path / f"emulators-{os.getuid()}-{ports.DEFAULT_PORT}.lock"
    with reserved.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert choose_port() > ports.DEFAULT_PORT


def test_emulators_that_run_on_this_checkout_are_found(tmp_path: Path):
    folder = tmp_path / ".local/emulators"
    folder.mkdir(parents=True)
    (folder / "port").write_text("18002\n")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_held(folder / "lock")
        assert running_port(get_settings()) == 18002
        assert choose_port() == 18002


def test_the_port_of_emulators_that_ended_is_forgotten(tmp_path: Path):
    folder = tmp_path / ".local/emulators"
    folder.mkdir(parents=True)
    (folder / "port").write_text("18002\n")
    (folder / "lock").write_text("")
    assert running_port(get_settings()) is None


def test_settings_that_contradict_each_other_end_the_process_with_their_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLERK_SECRET_KEY", "sk_test_x")
    with pytest.raises(SystemExit, match="CLERK_PUBLISHABLE_KEY is not set"):
        choose_port()
