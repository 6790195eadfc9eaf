"""A start that cannot be ends with one sentence that says what to do, and leaves nothing running."""

import base64
import shutil
import socket
from pathlib import Path

import pytest

from app.emulators.bundles import BUNDLES, default_cache
from tests.e2e.conftest import copy_checkout, last_words

PROGRESS = ("─", "Info:", "Success:", "Compiling:", "App running", "Backend running")
NOWHERE = "http://127.0.0.1:9"
FOREIGN_KEY = "pk_test_" + base64.b64encode(b"clerk.example.com$").decode()


def sentence(log: str) -> str:
    """What the app said besides Reflex's progress."""
    assert "Traceback" not in log
    return " ".join(line for line in log.splitlines() if line and not line.startswith(PROGRESS))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CLERK_SECRET_KEY": "sk_test_x"}, "CLERK_PUBLISHABLE_KEY is not set: give both of Clerk's keys, or neither"),
        ({"CLERK_PUBLISHABLE_KEY": FOREIGN_KEY}, "CLERK_SECRET_KEY is not set: give both of Clerk's keys, or neither"),
        (
            {"CLERK_PUBLISHABLE_KEY": FOREIGN_KEY, "CLERK_SECRET_KEY": "sk_live_x"},
            "CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY are not of one instance (test or live).",
        ),
        (
            {"CLERK_PUBLISHABLE_KEY": "pk_test_x", "CLERK_SECRET_KEY": "sk_test_x"},
            "CLERK_PUBLISHABLE_KEY is not a publishable key: copy it again from the dashboard.",
        ),
        ({"FAUNA_ENDPOINT": "http://127.0.0.1:1"}, "Set both FAUNA_ENDPOINT and FAUNA_SECRET, or neither"),
    ],
)
def test_settings_that_contradict_each_other(settings: dict[str, str], said: str, checkout: Path, home: Path):
    assert said in sentence(last_words(checkout, home, **settings))


@pytest.mark.slow
def test_a_stale_data_folder(checkout: Path, home: Path, tmp_path: Path):
    data = tmp_path / "local/emulators"
    data.mkdir(parents=True)
    (data / "format").write_text("0\n")
    said = sentence(last_words(checkout, home, LOCAL_DIR=str(tmp_path / "local")))
    assert said.startswith(f"The data folder {data} has format 0, this version writes 1; remove it with `python -m app")
    assert said.endswith("` or choose another folder.")
    assert (data / "format").read_text() == "0\n"


@pytest.mark.slow
def test_a_taken_port(checkout: Path, home: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = sentence(last_words(checkout, home, EMULATORS_PORT=port))
    assert said == f"Port {port} is taken; stop what uses it or choose another: --port, or EMULATORS_PORT for the app."


@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_a_half_downloaded_bundle_and_no_network(checkout: Path, home: Path, tmp_path: Path):
    cache = tmp_path / "cache/clerk-fauna-reflex/bundles"
    shutil.copytree(default_cache(), cache)
    (cache / BUNDLES[1].directory / BUNDLES[1].entry).unlink()
    offline = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "NPM_CONFIG_REGISTRY": NOWHERE}
    said = sentence(last_words(checkout, home, **offline))
    assert said.startswith("@clerk/ui@1.36.0 could not be downloaded. The first start needs the package registry; ")


def test_no_network_at_the_first_start(tmp_path: Path):
    said = sentence(last_words(copy_checkout(tmp_path / "fresh"), tmp_path, NPM_CONFIG_REGISTRY=NOWHERE))
    assert said == (
        "The page's packages cannot be downloaded. The first start needs the package registry; later ones do not."
    )
