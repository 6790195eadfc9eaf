"""The data folder: one process, one format, secrets of its own."""

import stat
from pathlib import Path

import pytest

from app.emulators import folder
from app.emulators.folder import FolderError, prepare, read_secrets


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder, "HAND_OVER_SECONDS", 0.0)


def test_a_second_process_is_refused_until_the_first_lets_go(tmp_path: Path):
    held = prepare(tmp_path / "data", 1)
    with pytest.raises(FolderError, match="is in use by another process; stop that one or choose another folder"):
        prepare(tmp_path / "data", 2)
    held.close()
    prepare(tmp_path / "data", 2).close()


def test_the_port_stands_beside_the_lock(tmp_path: Path):
    prepare(tmp_path, 18000).close()
    assert (tmp_path / "port").read_text().strip() == "18000"


def test_a_folder_of_another_format_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "format").write_text("0\n")
    (tmp_path / "kept").write_text("data")
    with pytest.raises(FolderError, match="has format 0, this version writes 1; remove it with"):
        prepare(tmp_path, 1)
    assert (tmp_path / "kept").read_text() == "data"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="cannot be written"):
        prepare(tmp_path / "file", 1)


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path: Path):
    first = read_secrets(tmp_path, None, None)
    assert read_secrets(tmp_path, None, None) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert first.clerk_secret_key.startswith("sk_test_")
    assert len(first.fauna_root_secret) > 30


def test_a_given_secret_replaces_the_kept_one_and_stays(tmp_path: Path):
    made = read_secrets(tmp_path, None, None)
    assert read_secrets(tmp_path, None, "secret").fauna_root_secret == "secret"
    later = read_secrets(tmp_path, None, None)
    assert (later.fauna_root_secret, later.clerk_secret_key) == ("secret", made.clerk_secret_key)


def test_without_a_folder_every_start_has_secrets_of_its_own():
    assert read_secrets(None, None, None) != read_secrets(None, None, None)
