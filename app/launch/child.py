"""The emulators as a child process that ends with its parent."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator

from app.settings import Settings

READY_SECONDS = 180.0
STOP_SECONDS = 5.0


class LaunchError(Exception):
    """The emulators did not start; they have said why on stderr."""


@contextlib.asynccontextmanager
async def emulators(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start them, wait until they answer (a first start fetches bundles), stop them. Raises `LaunchError`."""
    process = await asyncio.create_subprocess_exec(
        *command(settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    try:
        await _ready(process)
        yield process
    finally:
        await asyncio.shield(_stop(process))


def command(settings: Settings) -> list[str]:
    """What runs them as a process of its own."""
    return [
        sys.executable,
        *("-m", "app.emulators", "--port", str(settings.emulators_port), "--data", str(settings.emulators_dir)),
        *("--session-token-seconds", str(settings.emulators_session_token_seconds)),
        *("--template-token-seconds", str(settings.emulators_template_token_seconds)),
        *([] if settings.clerk_emulated else ["--no-clerk"]),
    ]


def environment() -> dict[str, str]:
    """With it they end with their parent, which holds the other end of their stdin."""
    return {**os.environ, "EMULATORS_PARENT_PIPE": "1"}


async def _ready(process: asyncio.subprocess.Process) -> None:
    if process.stdout is None:
        raise LaunchError
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
    except TimeoutError:
        line = b""
    if not line:
        raise LaunchError
    print(line.decode().rstrip(), flush=True)  # noqa: T201 - tells where they listen


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGTERM)  # `terminate` would reap a child that just ended, and asyncio miss it
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
