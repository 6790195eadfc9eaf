"""Ends what a run of the app has started once its main process is gone, however and whenever that went.

Runs as a process of its own: `python guardian.py PID MARK`. Every program that the run starts has the mark in its
environment, be it the installer, the page's bundler or a server; the run's forks end themselves (`orphans.py`).
"""

import contextlib
import os
import signal
import sys
import time

import psutil

RUN_VARIABLE = "APP_RUN"
ENDING = (signal.SIGINT, signal.SIGTERM)
POLL_SECONDS = 0.25
ORDERLY_SECONDS = 1.0
"""What is told to end has this long before it is killed."""
INTERRUPTED_SECONDS = 6.0
"""A main process that has not ended so long after Ctrl-C hangs."""


def guard(main: int, mark: str) -> None:
    """Wait for the main process to end, then end all that bears the mark."""
    interrupted: list[float] = []
    signal.signal(signal.SIGINT, lambda *_: interrupted.append(time.monotonic()))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    while os.getppid() == main:
        if interrupted and time.monotonic() - interrupted[0] > INTERRUPTED_SECONDS:
            with contextlib.suppress(ProcessLookupError):
                os.kill(main, signal.SIGKILL)
        time.sleep(POLL_SECONDS)
    psutil.wait_procs(marked(mark), ORDERLY_SECONDS)
    while found := marked(mark):
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        _, stubborn = psutil.wait_procs(found, ORDERLY_SECONDS)
        for process in stubborn:
            with contextlib.suppress(psutil.Error):
                process.kill()


def marked(mark: str) -> list[psutil.Process]:
    """The processes that a run has started, but for the asking one."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(RUN_VARIABLE) == mark:
                found.append(process)
    return found


if __name__ == "__main__":
    guard(int(sys.argv[1]), sys.argv[2])
