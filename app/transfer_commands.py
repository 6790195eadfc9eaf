"""`python -m app data export|import`: the documents of a database as JSON Lines, and back."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.fauna.client import FaunaClient
from app.fauna.errors import Unauthorized
from app.fauna.transfer.errors import TransferError
from app.fauna.transfer.exporting import Exported, export
from app.fauna.transfer.importing import Imported, import_file
from app.launch.ports import choose_port
from app.settings import Settings, get_settings
from app.setup.database import kept_secret

data = typer.Typer(no_args_is_help=True, help="Documents as JSON Lines: out of a database, and back into one.")
console = Console(stderr=True)
Done = TypeVar("Done")
Collections = Annotated[
    list[str] | None, typer.Option("--collection", "-c", help="Only this collection; may be given several times.")
]
Database = Annotated[
    str | None,
    typer.Option(help="A database below the one FAUNA_SECRET is of, as a/b; by default the app's, as set-up made it."),
]


@data.command("export")
def export_data(
    file: Annotated[Path, typer.Argument(help="Where to write.")],
    collection: Collections = None,
    database: Database = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
) -> None:
    """Write documents into a file: one line each, all as they were at one moment."""
    if file.exists() and not force:
        raise TransferError(f"{file} exists already; --force replaces it.")
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    tasks: dict[str, TaskID] = {}

    def show(progress: Exported) -> None:
        name = progress.collection
        if name not in tasks:
            tasks[name] = bars.add_task(name)
        bars.update(tasks[name], completed=progress.documents, total=progress.total)

    async def run(client: FaunaClient, settings: Settings, secret: str) -> int:
        return await export(client, secret, file, collection or (), show)

    with bars:
        count = _run(run, database)
    console.print(f"Wrote {count} documents into {file}.", markup=False, highlight=False, soft_wrap=True)


@data.command("import")
def import_data(
    file: Annotated[Path, typer.Argument(help="A file of lines as `export` writes them.")],
    collection: Collections = None,
    database: Database = None,
) -> None:
    """Create a file's documents: all of them, or none if a single one cannot be."""
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn(), console=console
    )
    tasks: dict[str, TaskID] = {}

    def show(progress: Imported) -> None:
        name = progress.phase
        if name not in tasks:
            tasks[name] = bars.add_task(name)
        bars.update(tasks[name], completed=progress.done, total=progress.total or None)

    async def run(client: FaunaClient, settings: Settings, secret: str) -> int:
        place = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:16]
        journal = settings.local_dir / "imports" / f"{place}.jsonl"
        return await import_file(client, settings.fauna_endpoint, secret, file, journal, collection or (), show)

    with bars:
        count = _run(run, database)
    console.print(f"Created {count} documents of {file}.", markup=False, highlight=False, soft_wrap=True)


def _run(work: Callable[[FaunaClient, Settings, str], Awaitable[Done]], database: str | None) -> Done:
    async def run() -> Done:
        settings = get_settings()
        secret = await _secret(settings, database)
        async with FaunaClient(settings.fauna_endpoint) as client:
            return await work(client, settings, secret)

    choose_port()
    return asyncio.run(run())


async def _secret(settings: Settings, database: str | None) -> str:
    if database is not None:
        return f"{settings.fauna_secret.get_secret_value()}:{database}:admin"
    secret = await kept_secret(settings)
    if secret is None:
        raise Unauthorized("There is no admin key of the app's database yet: run `python -m app setup` first.")
    return secret
