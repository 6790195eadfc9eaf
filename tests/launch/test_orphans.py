"""Whatever the main process has started ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.launch import guardian

POLL_SECONDS = 0.05
PATIENCE_SECONDS = 20

FORKING = """
import os, signal, sys
from app.launch.orphans import forks_end_with_parent
signal.signal(signal.SIGTERM, lambda *_: None)
forks_end_with_parent()
child = os.fork()
if child == 0:
    signal.pause()
if sys.argv[1] == "signal":
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
print(child)
"""


@pytest.mark.parametrize("end", ["signal", "orphan"])
def test_a_fork_ends_by_a_signal_and_with_its_parent(end: str):
    done = subprocess.run(
        [sys.executable, "-c", FORKING, end], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child := int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    assert not psutil.pid_exists(child)


RUNNING = """
import os, signal, subprocess, sys, time
from app.launch import run_ends_with_main
run_ends_with_main()
code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, os.environ["APP_RUN"], flush=True)
if sys.argv[1] == "hangs":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("deaf", flush=True)
while sys.argv[1] != "ends":
    time.sleep(1)
"""


def started(how: str) -> tuple[subprocess.Popen[str], int, str]:
    """A main process, the program that it has started in a session of its own, and the mark of the run."""
    environment = {name: value for name, value in os.environ.items() if name != guardian.RUN_VARIABLE}
    command = [sys.executable, "-c", RUNNING, how]
    main = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    assert main.stdout is not None
    child, mark = main.stdout.readline().split()
    if how == "hangs":
        main.stdout.readline()
    return main, int(child), mark


def is_gone(process: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while psutil.pid_exists(process) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return not psutil.pid_exists(process)


def guardians(mark: str) -> list[int]:
    here = str(Path(guardian.__file__))
    found = psutil.process_iter(["cmdline"])
    return [process.pid for process in found if {here, mark} <= set(process.info["cmdline"] or ())]


@pytest.mark.parametrize("how", ["ends", "is killed"])
def test_a_program_in_a_session_of_its_own_ends_with_the_main_process(how: str):
    main, child, mark = started(how)
    if how == "is killed":
        main.kill()
    main.wait(PATIENCE_SECONDS)
    assert is_gone(child)
    for process in guardians(mark):
        assert is_gone(process)


@pytest.mark.slow
def test_a_main_process_that_hangs_at_ctrl_c_is_killed_and_its_programs_with_it():
    main, child, _ = started("hangs")
    os.killpg(main.pid, signal.SIGINT)
    assert main.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert is_gone(child)


def test_programs_of_other_runs_go_on():
    first, child, _ = started("waits")
    second, other, _ = started("waits")
    try:
        first.kill()
        first.wait(PATIENCE_SECONDS)
        assert is_gone(child)
        assert psutil.pid_exists(other)
    finally:
        second.kill()
        second.wait(PATIENCE_SECONDS)
    assert is_gone(other)
