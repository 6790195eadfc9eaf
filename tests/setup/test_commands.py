"""`python -m app doctor` and `python -m app setup`, as a terminal shows them."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import __main__ as command
from app.settings import Settings

from .conftest import ROOT_SECRET, serving

MODELS = Path(__file__).parents[2] / "app" / "fauna" / "models.py"


@pytest.fixture
def terminal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """A terminal beside running emulators."""
    ready, stop = threading.Event(), threading.Event()

    async def run() -> None:
        async with serving(settings):
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    ready.wait(20)
    monkeypatch.setattr(command, "choose_port", lambda: None)
    monkeypatch.setattr(command, "get_settings", lambda: settings)
    monkeypatch.setattr(command.console, "width", 60)
    yield CliRunner()
    stop.set()
    thread.join()


def run(terminal: CliRunner, *arguments: str) -> tuple[int, list[str]]:
    with command.console.capture() as captured:
        result = terminal.invoke(command.cli, arguments)
    return result.exit_code, captured.get().splitlines()


def test_doctor_says_what_is_missing_and_setup_makes_it(terminal: CliRunner) -> None:
    code, lines = run(terminal, "doctor")
    assert code == 1
    assert [line[0] for line in lines if line[0] in "✓✗"] == ["✓", *"✗✗✗✗✗✗"]
    assert "    → Create the database and a key." in lines
    code, lines = run(terminal, "setup")
    assert code == 0
    for again in (lines, run(terminal, "doctor")[1]):
        assert len(again) == 7
        assert all(line.startswith("✓ ") and ": " in line for line in again)


def test_the_evidence_names_addresses_and_no_secret(terminal: CliRunner, settings: Settings) -> None:
    run(terminal, "setup")
    text = "\n".join(run(terminal, "doctor")[1])
    assert f"issuer {settings.clerk_frontend_api}" in text
    assert "aud https://db.fauna.com/db/" in text
    for secret in (ROOT_SECRET, settings.clerk_secret_key.get_secret_value()):
        assert secret not in text


def test_types_writes_the_schema_as_python_and_says_when_it_is_out_of_date(terminal: CliRunner, tmp_path: Path) -> None:
    run(terminal, "setup")
    written = tmp_path / "models.py"
    assert run(terminal, "types", str(written), "--check")[0] == 1
    assert not written.exists()
    assert run(terminal, "types", str(written))[0] == 0
    assert run(terminal, "types", str(written), "--check")[0] == 0
    assert written.read_text() == MODELS.read_text(), "run `python -m app types`"
    written.write_text("")
    assert run(terminal, "types", str(written), "--check")[0] == 1
