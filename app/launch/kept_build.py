"""Builds the page only if something has changed since it was last built: `python kept_build.py COMMAND…` in `.web`.

Building takes most of a start in production, and Reflex does so at every start. A build whose sources, packages and
settings are those of the last one is brought back with what its bundler said.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

BUILD, KEPT = Path("build"), Path("kept_build")
NOT_SOURCES = {"node_modules", "backend", ".react-router", "reflex.json", "reflex.install_frontend_packages.cached"}
SETTINGS = ("NODE_ENV", "VITE_")


def keeps_build(command: str) -> str:
    """The command for a shell that does as `command`, unless nothing has changed."""
    ours = f"{shlex.quote(sys.executable)} {shlex.quote(__file__)} "
    return command if command.startswith(ours) else ours + command


def build(command: list[str]) -> int:
    """Bring the kept build back, or run the command and keep what it makes; returns its exit code."""
    key = fingerprint()
    if _kept_key() == key:
        shutil.rmtree(BUILD, ignore_errors=True)
        shutil.copytree(KEPT / "files", BUILD)
        _say((KEPT / "log").read_bytes())
        return 0
    shutil.rmtree(KEPT, ignore_errors=True)
    said: list[bytes] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:  # noqa: S603 - ours
        for line in running.stdout or ():
            _say(line)
            said.append(line)
    if running.returncode == 0 and BUILD.is_dir():
        shutil.copytree(BUILD, KEPT / "files")
        (KEPT / "log").write_bytes(b"".join(said))
        (KEPT / "key").write_text(key)
    return running.returncode


def fingerprint() -> str:
    """A hash of all that the build is made from."""
    found = hashlib.sha256()
    for name in sorted(name for name in os.environ if name.startswith(SETTINGS)):
        found.update(f"{name}={os.environ[name]}\0".encode())
    for folder, folders, files in os.walk("."):
        ours = {BUILD.name, KEPT.name} if folder == "." else set()
        folders[:] = sorted(set(folders) - NOT_SOURCES - ours)
        for path in (Path(folder, name) for name in sorted(set(files) - NOT_SOURCES)):
            content = path.read_bytes()
            found.update(f"{path.as_posix()}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def _say(output: bytes) -> None:
    """Reflex reads its progress from it."""
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()


def _kept_key() -> str | None:
    try:
        return (KEPT / "key").read_text()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    try:
        sys.exit(build(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
