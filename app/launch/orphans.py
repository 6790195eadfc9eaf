"""Leaves no process behind when the app's main process is killed."""

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

POLL_SECONDS = 0.3
ENDING = (signal.SIGINT, signal.SIGTERM)
PROCESSES = Path("/proc")


def end_with_parent() -> None:
    """End this worker, and the frontend's development server, soon after the process that started them is gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="end-with-parent").start()


def forks_end_with_parent() -> None:
    """Watch likewise in whatever this process forks, such as the compiler's helpers, which nobody else would end.

    Until a fork has signal handlers of its own a signal ends it; the inherited ones would only note it, and be lost.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_hold_signals, after_in_parent=_let_signals, after_in_child=_in_fork)


def _hold_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


def _let_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _in_fork() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    _let_signals()
    end_with_parent()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    for process in _frontends(Path.cwd() / ".web"):
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGTERM)
    os._exit(1)


def _frontends(folder: Path) -> list[int]:
    """Processes of our own group that work in a folder; none where there is no /proc to ask."""
    found = []
    for entry in PROCESSES.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            process = int(entry.name)
            if os.getpgid(process) == os.getpgrp() and (entry / "cwd").resolve() == folder.resolve():
                found.append(process)
    return found
