"""A database to move documents out of and into, behind HTTP, which can be made to fail at a request."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig
from app.fauna.client import FaunaClient
from app.fauna.transfer.exporting import export
from app.fauna.transfer.importing import Imported, import_file

SECRET, ENDPOINT = "secret", "http://fauna"
Interfere = Callable[[httpx.Request], None]


class Base:
    """The root database of an emulator in memory; `interfere` sees each request first and may raise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "journal.jsonl"
        self.interfere: Interfere | None = None
        self._app = FaunaApp(FaunaConfig(SECRET))
        self.client = FaunaClient(ENDPOINT, _Between(self, httpx.ASGITransport(self._app)))  # type: ignore[arg-type]

    async def query(self, text: str, **arguments: Any) -> Any:
        return (await self.client.query(text, secret=SECRET, arguments=arguments)).data

    async def export(self, name: str, *collections: str) -> Path:
        path = self.folder / name
        await export(self.client, SECRET, path, collections)
        return path

    async def take(self, path: Path, *collections: str, report: Callable[[Imported], None] = lambda _: None) -> int:
        return await import_file(self.client, ENDPOINT, SECRET, path, self.journal, collections, report)

    def file(self, *lines: str) -> Path:
        path = self.folder / "in.jsonl"
        path.write_text("\n".join(lines))
        return path

    async def close(self) -> None:
        self._app.threads.shutdown(wait=True)
        self._app.close()


class _Between(httpx.AsyncBaseTransport):
    def __init__(self, base: Base, inner: httpx.AsyncBaseTransport) -> None:
        self._base, self._inner = base, inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._base.interfere is not None:
            self._base.interfere(request)
        return await self._inner.handle_async_request(request)


@pytest.fixture
async def base(tmp_path: Path) -> AsyncIterator[Base]:
    made = Base(tmp_path)
    yield made
    await made.close()
