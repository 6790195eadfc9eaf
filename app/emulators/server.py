"""Both emulators as one ASGI application on one port: Clerk below `/__clerk`, Fauna at the root."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.emulators.clerk import ClerkConfig
from app.emulators.clerk import create_app as create_clerk
from app.emulators.fauna import FaunaConfig
from app.emulators.fauna import create_app as create_fauna

CLERK_PREFIX = "/__clerk"
PUBLISHABLE_KEY = "pk_test_Y2xlcmsuZW11bGF0b3IudGVzdCQ="
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class EmulatorConfig:
    """Where to listen, where data lives (None: in memory) and the two secrets."""

    port: int
    root_secret: str
    clerk_secret_key: str
    data: Path | None
    bundles: Path | None
    session_token_seconds: int = 60
    template_token_seconds: int = 0
    synchronous: Literal["full", "normal", "off"] = "full"

    @property
    def issuer(self) -> str:
        """The emulated Clerk's Frontend API address, the same whatever name the browser uses."""
        return f"http://127.0.0.1:{self.port}{CLERK_PREFIX}"


class Emulators:
    """Dispatches by path; each emulator sees paths of its own."""

    def __init__(self, config: EmulatorConfig) -> None:
        self.fauna = create_fauna(
            FaunaConfig(
                config.root_secret,
                None if config.data is None else config.data / "fauna",
                synchronous=config.synchronous,
            )
        )
        self.clerk: Application = create_clerk(
            ClerkConfig(
                issuer=config.issuer,
                secret_key=config.clerk_secret_key,
                publishable_key=PUBLISHABLE_KEY,
                data=None if config.data is None else config.data / "clerk",
                bundles=config.bundles,
                session_token_seconds=config.session_token_seconds,
                template_token_seconds=config.template_token_seconds,
            )
        )

    def end_streams(self) -> None:
        """Let go of clients that would stay for ever: a server stops only when all responses have ended."""
        self.fauna.streams.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or start and stop both."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(CLERK_PREFIX + "/"):
            path = scope["path"].removeprefix(CLERK_PREFIX)
            await self.clerk({**scope, "path": path, "raw_path": path.encode(), "root_path": ""}, receive, send)
        elif scope["type"] == "http":
            await self.fauna(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        parts = [_Lifespan(self.clerk), _Lifespan(self.fauna)]
        while True:
            message = await receive()
            stopping = message["type"] == "lifespan.shutdown"
            for part in parts:
                await (part.stop() if stopping else part.start())
            await send({"type": f"{message['type']}.complete"})
            if stopping:
                return


class _Lifespan:
    """One application's lifespan, started and stopped from here."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        scope: Message = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}

        async def run() -> None:
            await self._app(scope, self._incoming.get, self._outgoing.put)

        self._task = asyncio.create_task(run())
        await self._exchange("lifespan.startup")

    async def stop(self) -> None:
        await self._exchange("lifespan.shutdown")
        if self._task is not None:
            await self._task

    async def _exchange(self, kind: str) -> None:
        await self._incoming.put({"type": kind})
        answer = await self._outgoing.get()
        if not answer["type"].endswith(".complete"):
            raise RuntimeError(f"{kind} failed: {answer.get('message', '')}")
