"""`python -m app`: set-up, checks, data and emulators from the terminal."""

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app import setup
from app.clerk.errors import ClerkError
from app.fauna.errors import FaunaError
from app.launch.ports import choose_port, running_port
from app.settings import SettingsError, get_settings
from app.setup.types import typed_module
from app.transfer_commands import data

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
cli.add_typer(data, name="data")
console = Console()


@cli.command("setup")
def set_up() -> None:
    """Apply every step that does not hold yet."""
    choose_port()
    _show(asyncio.run(setup.apply(get_settings())))


@cli.command()
def doctor() -> None:
    """Check every step and say what to do."""
    choose_port()
    _show(asyncio.run(setup.check(get_settings())))


@cli.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove the emulators' data: users, sessions, databases."""
    settings = get_settings()
    folder = settings.local_dir
    if running_port(settings) is not None:
        raise SettingsError(f"The emulators are running on {folder}; stop them (or the app) first.")
    if yes or typer.confirm(f"Remove {folder} with all emulated users and databases?"):
        shutil.rmtree(folder, ignore_errors=True)
        console.print(f"Removed {folder}.")


@cli.command()
def types(
    path: Annotated[Path, typer.Argument(help="The module to write.")] = Path("app/fauna/models.py"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if it is out of date.")] = False,
) -> None:
    """Write the database's schema as typed Python: what documents hold, and queries that know what they answer."""
    choose_port()
    text = asyncio.run(typed_module(get_settings()))
    if path.exists() and path.read_text() == text:
        console.print(f"{path} is up to date.")
        return
    if check:
        console.print(f"{path} is not as the database's schema is.", style="red")
        raise typer.Exit(1)
    path.write_text(text)
    console.print(f"Wrote {path}.")


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def emulators(context: typer.Context) -> None:
    """Run the emulators alone, for other clients and for tests."""
    os.execv(sys.executable, [sys.executable, "-m", "app.emulators", *context.args])  # noqa: S606 - ourselves


def _show(done: list[setup.Checked]) -> None:
    for item in done:
        mark, colour = ("✓", "green") if item.result.ok else ("✗", "red")
        console.print(mark, style=colour, end=" ")
        line = f"{item.step.title}: {'; '.join(item.result.evidence)}" if item.result.evidence else item.step.title
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        if item.result.fix:
            console.print(f"    → {item.result.fix}", markup=False, highlight=False, soft_wrap=True)
        for name, value in item.result.values.items():
            shown = value.replace("\n", "\n      ")
            console.print(f"      {name}: {shown}", markup=False, highlight=False, soft_wrap=True)
    if not all(item.result.ok for item in done):
        raise typer.Exit(1)


if __name__ == "__main__":
    try:
        cli()
    except (SettingsError, ClerkError, FaunaError) as problem:
        Console(stderr=True).print(f"{problem}", style="red", markup=False)
        sys.exit(2)
