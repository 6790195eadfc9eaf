"""`python -m app data export` and `import`, as a terminal shows them."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import __main__ as command
from app import setup, transfer_commands
from app.fauna.client import FaunaClient
from app.fauna.errors import Unauthorized
from app.fauna.transfer.errors import BrokenLine, TransferError
from app.settings import Settings
from app.setup.database import kept_secret

from .conftest import ROOT_SECRET
from .test_commands import terminal

__all__ = ["terminal"]


@pytest.fixture(autouse=True)
def beside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer_commands, "choose_port", lambda: None)
    monkeypatch.setattr(transfer_commands, "get_settings", lambda: settings)
    monkeypatch.setattr(transfer_commands.console, "width", 60)


def run(terminal: CliRunner, *arguments: str) -> list[str]:
    with transfer_commands.console.capture() as captured:
        result = terminal.invoke(command.cli, ["data", *arguments])
    if result.exception is not None:
        raise result.exception
    return captured.get().splitlines()


def ask(settings: Settings, secret: str, text: str) -> object:
    async def query() -> object:
        async with FaunaClient(settings.fauna_endpoint) as client:
            return (await client.query(text, secret=secret)).data

    return asyncio.run(query())


def admin_key(settings: Settings) -> str:
    asyncio.run(setup.apply(settings))
    secret = asyncio.run(kept_secret(settings))
    assert secret is not None
    return secret


def test_documents_travel_through_a_file(terminal: CliRunner, settings: Settings, tmp_path: Path) -> None:
    secret, file = admin_key(settings), tmp_path / "out.jsonl"
    ask(settings, secret, 'Collection.create({ name: "Thing" })')
    ask(settings, secret, "Set.sequence(0, 20).forEach(n => Thing.create({ n: n }))")
    assert run(terminal, "export", str(file), "-c", "Thing")[-1] == f"Wrote 20 documents into {file}."
    with pytest.raises(TransferError, match="exists already; --force replaces it"):
        run(terminal, "export", str(file))
    ask(settings, secret, "Thing.all().forEach(.delete())")
    lines = run(terminal, "import", str(file))
    assert lines[-1] == f"Created 20 documents of {file}."
    assert [line.split()[0] for line in lines[:-1]] == ["reading", "checking", "writing"]
    assert ask(settings, secret, "Thing.all().map(.n).reduce((a, b) => a + b)") == 190
    with pytest.raises(BrokenLine, match="Line 1: Collection `Thing` already contains document with id"):
        run(terminal, "import", str(file))


def test_another_database_can_be_named(terminal: CliRunner, settings: Settings, tmp_path: Path) -> None:
    ask(settings, ROOT_SECRET, 'Database.create({ name: "a" })')
    ask(settings, f"{ROOT_SECRET}:a:admin", 'Database.create({ name: "b" })')
    inner = f"{ROOT_SECRET}:a/b:admin"
    ask(settings, inner, 'Collection.create({ name: "Thing" })')
    file = tmp_path / "in.jsonl"
    file.write_text('{"coll": "Thing", "data": {"text": "x"}}\n')
    assert run(terminal, "import", str(file), "--database", "a/b")[-1] == f"Created 1 documents of {file}."
    assert ask(settings, inner, "Thing.all().map(.text).toArray()") == ["x"]


def test_without_set_up_the_commands_say_what_to_do(terminal: CliRunner, tmp_path: Path) -> None:
    with pytest.raises(Unauthorized, match="run `python -m app setup` first"):
        run(terminal, "export", str(tmp_path / "out.jsonl"))
    assert not (tmp_path / "out.jsonl").exists()
