"""`/transfer/export` and `/transfer/import`: documents as JSON Lines to and from the browser.

Both are there with developer tools only, and answer the page's own requests that bring the session token of somebody
whose session is active. An import says how it goes while it does, line by line.
"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.clerk.backend import BackendApi
from app.clerk.errors import ClerkError
from app.clerk.verify import SessionVerifier
from app.developer.data.database import Database, app_database
from app.developer.data.documents import NAME
from app.fauna.client import FaunaClient
from app.fauna.errors import FaunaError
from app.fauna.transfer.exporting import collections_of, lines
from app.fauna.transfer.importing import Imported, import_file
from app.settings import Settings, get_settings

LINES = "application/x-ndjson"
MOST_BYTES = 512 * 1024 * 1024
TOO_LARGE = "The file is larger than 512 MiB; use `python -m app data import` in a terminal."


class Refused(Exception):
    """A request that is not answered: status and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def transfer_routes() -> list[Route]:
    """The routes."""
    return [
        Route("/transfer/export", _export, methods=["POST"]),
        Route("/transfer/import", _import, methods=["POST"]),
    ]


async def _export(request: Request) -> Response:
    try:
        database = await _database(request)
        wanted = [name for name in request.query_params.getlist("collection") if NAME.fullmatch(name)]
        client = FaunaClient(database.endpoint, database.transport)
        names, at = await collections_of(client, database.secret, wanted)
    except Refused as refusal:
        return Response(str(refusal), refusal.status)
    except FaunaError as error:
        return Response(str(error), 502)

    async def body() -> AsyncIterator[str]:
        for name in names:
            async for page in lines(client, database.secret, name, at):
                yield "".join(page)

    headers = {"Content-Disposition": 'attachment; filename="documents.jsonl"', "Cache-Control": "no-store"}
    return StreamingResponse(body(), media_type=LINES, headers=headers)


async def _import(request: Request) -> Response:
    try:
        database = await _database(request)
        file = await _received(request)
    except Refused as refusal:
        return Response(str(refusal), refusal.status)
    except ClientDisconnect:
        return Response("The upload was cut short.", 400)
    return StreamingResponse(_imported(database, file), media_type=LINES, headers={"Cache-Control": "no-store"})


async def _imported(database: Database, file: Path) -> AsyncIterator[str]:
    """Lines that say how far it is, and last how it ended."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def report(progress: Imported) -> None:
        told.put_nowait({"phase": progress.phase, "done": progress.done, "total": progress.total})

    async def work() -> dict[str, Any]:
        client = FaunaClient(database.endpoint, database.transport)
        # One journal for all imports of the page: what one left behind when the app was killed, the next takes back.
        journal = get_settings().local_dir / "imports" / "page"
        try:
            return {
                "documents": await import_file(client, database.endpoint, database.secret, file, journal, report=report)
            }
        except FaunaError as error:
            return {"error": str(error), "code": error.code}

    working = asyncio.create_task(work())
    try:
        while not working.done() or not told.empty():
            news = asyncio.create_task(told.get())
            await asyncio.wait([news, working], return_when=asyncio.FIRST_COMPLETED)
            if news.done():
                yield json.dumps(news.result()) + "\n"
            else:
                news.cancel()
        yield json.dumps(await working) + "\n"
    finally:
        if not working.done():
            working.cancel()
            await asyncio.wait([working])
        _drop(file)


async def _received(request: Request) -> Path:
    """The body, in a file. Raises `Refused`."""
    size = 0
    with tempfile.NamedTemporaryFile(suffix=".jsonl", delete=False) as file:
        path = Path(file.name)
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Refused(413, TOO_LARGE)
                await asyncio.to_thread(file.write, chunk)
        except BaseException:
            _drop(path)
            raise
    return path


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _database(request: Request) -> Database:
    """The app's database, for who may use it. Raises `Refused`."""
    settings = get_settings()
    if not settings.dev_tools:
        raise Refused(404, "Not found")
    origin = request.headers.get("origin")
    if origin is None or not settings.is_authorized_party(origin):
        raise Refused(400, "This is for the app's own pages.")
    await _require_session(request, settings)
    try:
        return app_database(settings)
    except FaunaError as error:
        raise Refused(503, str(error)) from error


async def _require_session(request: Request, settings: Settings) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        session = await SessionVerifier(settings).verify(token if scheme.lower() == "bearer" else "")
        async with BackendApi(settings) as api:
            await api.require_active(session.session_id)
    except ClerkError as error:
        raise Refused(401, str(error)) from error
