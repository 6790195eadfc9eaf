"""HTTP/2 on the port of HTTP/1.1: a connection that speaks it, or asks to, is carried to a granian server."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from granian.server.embed import Server

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
BACKLOG, CONNECTIONS = 1024, 16_384
"""Connections that wait and that are served: a stream holds one, and at the limit all others would wait."""
POLL_SECONDS, PARTING_SECONDS = 0.005, 0.2
"""How often to look whether it is served; how long clients have to close connections on which all is answered."""


class _End(asyncio.Protocol):
    """One end of a carried connection: what comes in here goes out at the other."""

    def __init__(self) -> None:
        self.other: asyncio.Transport | None = None

    def data_received(self, data: bytes) -> None:
        if self.other is not None:
            self.other.write(data)

    def pause_writing(self) -> None:
        if self.other is not None:
            self.other.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None:
            self.other.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other is not None:
            self.other.close()


class Http2:
    """Serves an application behind a Unix socket, from the first connection on that wants it."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._begun: _Begun | None = None
        self._clients: WeakSet[asyncio.Transport] = WeakSet()
        self._open = 0
        self._answered = asyncio.Event()
        self._answered.set()

    async def carry(self, client: asyncio.Transport, received: bytes) -> None:
        """Let a connection go on here, of which so much has been read; its reading must be paused."""
        near = _End()
        client.set_protocol(near)
        self._clients.add(client)
        try:
            server, far = await self._connect()
        except OSError:
            client.abort()
            raise
        near.other, far.other = server, client
        server.write(received)
        if client.is_closing():
            server.close()
        else:
            client.resume_reading()

    async def close(self) -> None:
        """Stop once all requests are answered."""
        if self._begun is None:
            return
        self._begun.server.stop()
        await self._answered.wait()
        await asyncio.wait((self._begun.serving,), timeout=PARTING_SECONDS)
        for client in list(self._clients):
            client.close()
        await self._begun.serving
        self._begun.folder.cleanup()

    async def _connect(self) -> tuple[asyncio.Transport, _End]:
        begun = self._begun = self._begun or _begin(self._answer)
        while not begun.serving.done():
            with suppress(FileNotFoundError, ConnectionRefusedError):
                return await asyncio.get_running_loop().create_unix_connection(_End, str(begun.path))
            await asyncio.sleep(POLL_SECONDS)
        raise OSError("HTTP/2 is not served any more.")

    async def _answer(self, *call: Any) -> None:
        self._open += 1
        self._answered.clear()
        try:
            await self._app(*call)
        finally:
            self._open -= 1
            if not self._open:
                self._answered.set()


@dataclass(frozen=True, slots=True)
class _Begun:
    folder: TemporaryDirectory[str]
    path: Path
    server: "Server"
    serving: asyncio.Task[None]


def _begin(app: Callable[..., Any]) -> _Begun:
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415 - a start need not wait for what few use
    from granian.server.embed import Server  # noqa: PLC0415 - likewise

    folder = TemporaryDirectory(prefix="emulators-")
    path = Path(folder.name) / "http2"
    server = Server(
        app,
        uds=path,
        interface=Interfaces.ASGINL,
        http=HTTPModes.auto,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        log_enabled=False,
    )
    return _Begun(folder, path, server, asyncio.create_task(server.serve()))
