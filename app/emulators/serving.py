"""An application on a port: HTTP/1.1 by uvicorn in this very loop, HTTP/2 cleartext and upgrades beside it."""

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.emulators.http2 import PREFACE, Http2
from app.emulators.joined import Joined

BACKLOG = 1024
HEAD_END, LONGEST_HEAD = re.compile(rb"\n\r?\n"), 65_536
UPGRADE = re.compile(rb"\nupgrade:", re.IGNORECASE)
"""Java's client would rather go on in HTTP/2, and uvicorn drops the body of a request that asks for it."""
IDLE_SECONDS = 75
"""Longer than clients keep a connection that they do not use, so that it is they who close it."""


def bind(port: int) -> socket.socket:
    """A socket that has a port of this machine only. Raises `OSError` saying what to do when there is none."""
    bound = socket.socket(proto=socket.IPPROTO_TCP)  # without which asyncio leaves Nagle's algorithm on
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OverflowError as error:
        raise OSError(f"{port} is no port; they end at 65535.") from error
    except OSError as error:
        raise OSError(
            f"Port {port} is taken; stop what uses it or choose another: --port, or EMULATORS_PORT for the app."
        ) from error
    return bound


class Server:
    """Serves until told to stop; `ready` is set once it answers."""

    def __init__(self, app: Callable[..., Any], bound: socket.socket) -> None:
        self.ready = asyncio.Event()
        self._bound = bound
        self._uvicorn = _Uvicorn(_Config(app), self.ready)

    async def serve(self) -> None:
        """Serve, and end when all requests are answered after `stop`."""
        await self._uvicorn.serve([self._bound])

    def stop(self) -> None:
        """Take no more requests."""
        self._uvicorn.should_exit = True


class _Config(uvicorn.Config):
    def __init__(self, app: Callable[..., Any]) -> None:
        super().__init__(
            app,
            http=_Connection,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=IDLE_SECONDS,
        )
        self.http2_server = Http2(app)


class _Uvicorn(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    config: _Config

    def __init__(self, config: _Config, ready: asyncio.Event) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.config.http2_server.close()
        await super().shutdown(sockets)


class _Connection(asyncio.Protocol):
    """A connection that has sent nothing, or not enough to tell which protocol it speaks."""

    def __init__(
        self,
        config: _Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config, self._state, self._app_state = config, server_state, app_state
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a TCP socket
        self.transport = transport
        self._state.connections.add(self)  # pyright: ignore[reportArgumentType] - has what the server asks of one

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()

    def shutdown(self) -> None:
        """Called by the server that stops."""
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        received = self._received = self._received + data
        is_ours = _is_plain(received)
        if is_ours is None:
            return
        self._forget()
        if not is_ours:
            self.transport.pause_reading()
            carrying = asyncio.create_task(self._config.http2_server.carry(self.transport, received))
            self._state.tasks.add(carrying)
            carrying.add_done_callback(self._state.tasks.discard)
            return
        protocol = HttpToolsProtocol(self._config, self._state, self._app_state)
        self.transport.set_protocol(protocol)
        protocol.connection_made(Joined(self.transport))
        protocol.data_received(received)

    def _forget(self) -> None:
        self._state.connections.discard(self)  # pyright: ignore[reportArgumentType] - likewise


def _is_plain(received: bytes) -> bool | None:
    """Whether a connection that begins so is uvicorn's, as all that is no HTTP; None while that cannot be told."""
    if received.startswith(PREFACE):
        return False
    if PREFACE.startswith(received):
        return None
    if not received[:1].isalpha() or len(received) > LONGEST_HEAD:
        return True
    end = HEAD_END.search(received)
    return None if end is None else UPGRADE.search(received, 0, end.end()) is None
