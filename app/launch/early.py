"""Starts the emulators with the app's main process, so that they are ready when its workers are."""

import contextlib
import os
import signal
import subprocess
import sys
import threading

import psutil

from app.launch.child import command, environment
from app.launch.ports import is_held
from app.settings import get_settings

STARTED_VARIABLE = "EMULATORS_STARTED"
"""A process and when it began: another may get its number later."""


def start_emulators(arguments: list[str]) -> None:
    """Called by the main process before it compiles; what becomes of them later is for the workers to see.

    Nothing happens if the command line wants no backend, or there are emulators of this checkout already.
    """
    settings = get_settings()
    if (
        not (settings.clerk_emulated or settings.fauna_emulated)
        or "--frontend-only" in arguments
        or STARTED_VARIABLE in os.environ
        or is_held(settings.emulators_dir / "lock")
    ):
        return
    process = subprocess.Popen(  # noqa: S603 - this very interpreter
        command(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    os.environ[STARTED_VARIABLE] = name_of(process.pid)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # an interrupt would print its own words below the reason
    threading.Thread(target=_watch, args=(process,), daemon=True, name="emulators").start()


def still_start() -> bool:
    """Whether emulators that the main process has started are there, be they ready or not."""
    name = os.environ.get(STARTED_VARIABLE, "")
    try:
        pid = int(name.partition(" ")[0])
        return name_of(pid) == name and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (ValueError, psutil.NoSuchProcess):
        return False


def name_of(pid: int) -> str:
    """A process's name in the environment. Raises `psutil.NoSuchProcess`."""
    return f"{pid} {psutil.Process(pid).create_time()}"


def _watch(process: subprocess.Popen[bytes]) -> None:
    """End the app if they do not come up: they have said why."""
    came_up = process.stdout is not None and process.stdout.readline() != b""
    process.wait()
    if not came_up:
        with contextlib.suppress(ProcessLookupError):
            os.kill(os.getpid(), signal.SIGTERM)
