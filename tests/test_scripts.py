from pathlib import Path

import pytest
import reflex as rx

from app.scripts import script

NAME = "test_scripts.py"


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only_link(checkout: Path) -> Path:
    (found,) = [path for path in checkout.rglob("*") if path.is_symlink() or path.is_file()]
    return found


def test_a_script_is_named_and_linked_as_reflex_does(checkout: Path) -> None:
    theirs = rx.asset(NAME, shared=True).importable_path
    link = only_link(checkout)
    link.unlink()
    assert script(__name__, NAME) == theirs
    assert only_link(checkout) == link
    assert link.samefile(__file__)


def test_a_link_that_is_right_stays_untouched(checkout: Path) -> None:
    script(__name__, NAME)
    before = only_link(checkout).lstat()
    script(__name__, NAME)
    assert only_link(checkout).lstat() == before


def test_a_link_to_where_the_script_was_is_replaced(checkout: Path) -> None:
    script(__name__, NAME)
    link = only_link(checkout)
    link.unlink()
    link.symlink_to(checkout / "moved.jsx")
    script(__name__, NAME)
    assert link.samefile(__file__)


def test_a_backend_alone_links_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEX_BACKEND_ONLY", "true")
    assert script(__name__, NAME).endswith(NAME)
    assert list(checkout.iterdir()) == []


def test_a_script_that_is_missing_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.jsx"):
        script(__name__, "nothing.jsx")
