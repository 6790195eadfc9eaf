"""A production start builds the page only if something has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.launch.kept_build import build, fingerprint, keeps_build

BUNDLER = """
import pathlib, sys
print("building client environment...", flush=True)
if pathlib.Path("broken").exists():
    sys.exit("no such import")
pathlib.Path("build/client").mkdir(parents=True)
pathlib.Path("build/client/index.html").write_text(pathlib.Path("app/root.jsx").read_text())
sys.stdout.buffer.write("✓ built in 3.58s\\n".encode())
"""
COMMAND = [sys.executable, "-c", BUNDLER]


@pytest.fixture(autouse=True)
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app/root.jsx").write_text("one")
    (tmp_path / "reflex.json").write_text("{}")
    return tmp_path


def start(web: Path, command: list[str] = COMMAND) -> str:
    """As Reflex does: the page as built, from no build."""
    shutil.rmtree(web / "build", ignore_errors=True)
    assert build(command) == 0
    return (web / "build/client/index.html").read_text()


FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


def test_what_has_not_changed_is_not_built_again(web: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert start(web) == "one"
    said = capfdbinary.readouterr().out
    assert start(web, FAILING) == "one"
    assert capfdbinary.readouterr().out == said == b"building client environment...\n\xe2\x9c\x93 built in 3.58s\n"


def test_a_source_that_has_changed_is_built(web: Path) -> None:
    start(web)
    (web / "app/root.jsx").write_text("two")
    assert start(web) == "two"


def test_settings_of_the_bundler_count(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(web)
    monkeypatch.setenv("VITE_TITLE", "another")
    assert build(FAILING) == 3


@pytest.mark.parametrize(
    "name",
    ["reflex.json", "node_modules/react/index.js", "backend/state.json", ".react-router/types/x.ts", "build/old.js"],
)
def test_what_is_no_source_does_not_count(web: Path, name: str) -> None:
    start(web)
    (web / name).parent.mkdir(parents=True, exist_ok=True)
    (web / name).write_text("other")
    assert start(web, FAILING) == "one"


def test_what_the_server_adds_to_a_build_is_not_kept(web: Path) -> None:
    start(web)
    (web / "build/client/404.html").write_text("added")
    start(web)
    assert not (web / "build/client/404.html").exists()


def test_a_build_that_fails_says_so_and_nothing_is_kept(web: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    start(web)
    (web / "broken").touch()
    assert build(COMMAND) == 1
    assert b"no such import" in capfdbinary.readouterr().out
    (web / "broken").unlink()
    assert build(FAILING) == 3


def test_a_build_that_was_cut_off_while_it_was_kept_is_made_again(web: Path) -> None:
    start(web)
    (web / "kept_build/key").unlink()
    assert build(FAILING) == 3


def test_the_command_wraps_a_command_once(web: Path) -> None:
    wrapped = keeps_build("react-router build")
    assert wrapped.endswith(" react-router build")
    assert keeps_build(wrapped) == wrapped
    shell = wrapped.removesuffix("react-router build") + f"{sys.executable} -c 'import os; os.mkdir(\"build\")'"
    subprocess.run(shell, shell=True, check=True)
    assert (web / "kept_build/key").read_text() == fingerprint()


NAMES = st.sampled_from(["app/root.jsx", "a", "ab", "b", "public/a", "styles/x.css"])
TREES = st.dictionaries(NAMES, st.binary(max_size=4))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TREES, TREES)
def test_two_trees_have_one_fingerprint_only_if_they_are_equal(web: Path, one: dict, other: dict) -> None:
    found = []
    for tree in (one, other):
        shutil.rmtree(web)
        web.mkdir()
        os.chdir(web)
        for name, content in tree.items():
            (web / name).parent.mkdir(parents=True, exist_ok=True)
            (web / name).write_bytes(content)
        found.append(fingerprint())
    assert (found[0] == found[1]) == (one == other)
