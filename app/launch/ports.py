"""Which port the emulators get: decided once by the first process, handed to the others by environment."""

import fcntl
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import IO

from app.settings import Settings, SettingsError, get_settings

PORT_VARIABLE = "EMULATORS_PORT"
DEFAULT_PORT = 8443
ATTEMPTS = 200
_reservations: list[IO[str]] = []


def choose_port() -> int:
    """The port set, else that of this checkout's running emulators, else 8443 or the next free one.

    Settings that contradict each other end the process with their one sentence.
    """
    try:
        settings = get_settings()
    except SettingsError as error:
        sys.exit(str(error))
    if "emulators_port" in settings.model_fields_set:
        return settings.emulators_port
    port = running_port(settings) or _free_port()
    os.environ[PORT_VARIABLE] = str(port)
    get_settings.cache_clear()
    return port


def running_port(settings: Settings) -> int | None:
    """The port of emulators that hold this checkout's data folder, else None."""
    if not is_held(settings.emulators_dir / "lock"):
        return None
    try:
        return int((settings.emulators_dir / "port").read_text())
    except (OSError, ValueError):
        return None


def is_held(path: Path) -> bool:
    """Whether some process has this lock file locked."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _free_port() -> int:
    for port in range(DEFAULT_PORT, DEFAULT_PORT + ATTEMPTS):
        if _is_free(port) and _reserve(port):
            return port
    sys.exit(f"No port from {DEFAULT_PORT} to {DEFAULT_PORT + ATTEMPTS - 1} is free; set {PORT_VARIABLE}.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _reserve(port: int) -> bool:
    """Keep checkouts that start at the same moment apart until their emulators listen."""
    try:
        file = (Path(tempfile.gettempdir()) / f"emulators-{os.getuid()}-{port}.lock").open("w")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    _reservations.append(file)
    return True
