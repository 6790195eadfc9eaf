"""Keeps one set of emulators running for all workers of the app, then sets them up."""

import asyncio
import contextlib
import fcntl
import logging
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator

from app.launch.child import LaunchError, emulators
from app.launch.early import still_start
from app.launch.garbage import collect_as_usual
from app.launch.orphans import end_with_parent
from app.launch.ports import is_held
from app.launch.signals import signals_end_the_start
from app.settings import Settings, get_settings

log = logging.getLogger(__name__)
POLL_SECONDS = 0.1
RESTART_SECONDS = 0.5


@contextlib.asynccontextmanager
async def emulators_lifespan() -> AsyncIterator[None]:
    """Start what is emulated, wait until it answers, apply the set-up; end it with the app."""
    end_with_parent()
    collect_as_usual()
    settings = get_settings()
    if not (settings.clerk_emulated or settings.fauna_emulated):
        yield
        return
    ready = asyncio.Event()
    keeper = asyncio.create_task(_keep(settings, ready))
    waiter = asyncio.create_task(ready.wait())
    try:
        with signals_end_the_start():
            await asyncio.wait([keeper, waiter], return_when=asyncio.FIRST_COMPLETED)
            if ready.is_set():
                await _set_up(settings)
            else:
                _give_up()
        yield
    finally:
        waiter.cancel()
        keeper.cancel()
        await asyncio.wait([keeper])


async def _keep(settings: Settings, ready: asyncio.Event) -> None:
    """Run the emulators unless somebody else does; take over when they end. Returns if a first start fails."""
    lock = settings.emulators_dir / "lock"
    while True:
        if is_held(lock) or still_start():
            if not ready.is_set() and await _answers(settings.emulators_port):
                address = settings.emulators_address
                print(f"Emulators ready: Fauna {address}  Clerk {address}/__clerk", flush=True)  # noqa: T201 - the ready line
                ready.set()
            await asyncio.sleep(POLL_SECONDS)
            continue
        try:
            async with emulators(settings) as process:
                ready.set()
                await process.wait()
            log.warning("The emulators ended; starting them again.")
        except LaunchError:
            if not ready.is_set() and not is_held(lock):
                return
        await asyncio.sleep(RESTART_SECONDS)


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _set_up(settings: Settings) -> None:
    from app import setup  # noqa: PLC0415 - the ports are chosen before anything heavy is imported

    settings.local_dir.mkdir(parents=True, exist_ok=True)
    with (settings.local_dir / "setup.lock").open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        try:
            done = await setup.apply(settings)
        except Exception:
            log.exception("The set-up did not finish; the Setup page says which step failed.")
            return
    for item in done:
        if not item.result.ok:
            log.error("Set-up: %s: %s", item.step.title, "; ".join(item.result.evidence))


def _give_up() -> None:
    """End the whole app: the emulators have printed the reason."""
    parent = multiprocessing.parent_process()
    os.kill(os.getpid() if parent is None or parent.pid is None else parent.pid, signal.SIGINT)
