"""Leaves no process behind when the app's main process ends or is killed, at whatever moment."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid

from app.launch import guardian

POLL_SECONDS = 0.3


def run_ends_with_main() -> None:
    """Called by the main process: whatever it starts from here on ends with it."""
    if guardian.RUN_VARIABLE in os.environ:
        return
    os.environ[guardian.RUN_VARIABLE] = mark = uuid.uuid4().hex
    _hold_signals()  # the guardian inherits that, and hears of them as soon as it can tell what they mean
    subprocess.Popen(  # noqa: S603 - this very interpreter and a file beside this one
        [sys.executable, guardian.__file__, str(os.getpid()), mark],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _let_signals()
    forks_end_with_parent()


def end_with_parent() -> None:
    """End this process soon after the one that started it is gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="end-with-parent").start()


def forks_end_with_parent() -> None:
    """Watch likewise in whatever this process forks, such as the compiler's helpers, which nobody else would end.

    Until a fork has signal handlers of its own a signal ends it; the inherited ones would only note it, and be lost.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_hold_signals, after_in_parent=_let_signals, after_in_child=_in_fork)


def _hold_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, guardian.ENDING)


def _let_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, guardian.ENDING)


def _in_fork() -> None:
    for number in guardian.ENDING:
        signal.signal(number, signal.SIG_DFL)
    _let_signals()
    end_with_parent()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)
