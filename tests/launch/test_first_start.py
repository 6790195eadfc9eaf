"""The registry is asked before the first start only."""

from pathlib import Path

import pytest

from app.launch import first_start
from app.launch.first_start import check_registry

RUN = ["reflex", "run", "--env", "prod"]


@pytest.fixture
def bun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A bun that notes its calls and finds no registry."""
    program = tmp_path / "bun"
    program.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/calls"\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return program


def test_without_a_registry_a_first_start_ends_with_one_sentence(bun: Path):
    with pytest.raises(SystemExit, match="The first start needs the package registry; later ones do not"):
        check_registry(RUN)


def test_a_registry_that_never_answers_is_none(bun: Path, monkeypatch: pytest.MonkeyPatch):
    bun.write_text("#!/bin/sh\nexec sleep 20\n")
    monkeypatch.setattr(first_start, "ANSWER_SECONDS", 0.1)
    with pytest.raises(SystemExit, match="needs the package registry"):
        check_registry(RUN)


def test_a_registry_that_answers_lets_the_start_go_on(bun: Path):
    bun.write_text("#!/bin/sh\nexit 0\n")
    check_registry(RUN)


def test_later_starts_and_other_commands_ask_nobody(bun: Path, tmp_path: Path):
    check_registry(["reflex", "export"])
    (tmp_path / ".web").mkdir()
    (tmp_path / first_start.INSTALLED).touch()
    check_registry(RUN)
    assert not (tmp_path / "calls").exists()
