"""The emulators' data folder: its format, its lock, its secrets."""

import fcntl
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
HAND_OVER_SECONDS = 3.0


class FolderError(Exception):
    """The folder cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What clients need to speak to the emulators."""

    clerk_secret_key: str
    fauna_root_secret: str


def prepare(folder: Path, port: int) -> IO[str]:
    """Make the folder, check its format, lock it until the returned file is closed, note the port beside the lock.

    One that is just stopping gets a few seconds to let go. Raises `FolderError`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise FolderError(f"The data folder {folder} cannot be written: {error.strerror}.") from error
    if not _lock(lock):
        lock.close()
        raise FolderError(
            f"The data folder {folder} is in use by another process; stop that one or choose another folder."
        )
    marker = folder / "format"
    if marker.exists() and marker.read_text().strip() != str(FORMAT):
        found = marker.read_text().strip()[:20]
        lock.close()
        raise FolderError(
            f"The data folder {folder} has format {found}, this version writes {FORMAT}; "
            "remove it with `python -m app reset` or choose another folder."
        )
    marker.write_text(f"{FORMAT}\n")
    (folder / "port").write_text(f"{port}\n")
    return lock


def _lock(file: IO[str]) -> bool:
    deadline = time.monotonic() + HAND_OVER_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def read_secrets(folder: Path | None, clerk_secret_key: str | None, root_secret: str | None) -> Secrets:
    """The secrets given, else those of the folder, else new ones, which the folder then keeps (mode 0600)."""
    path = None if folder is None else folder / "secrets.json"
    kept: dict[str, str] = {}
    if path is not None and path.exists():
        kept = json.loads(path.read_text())
    found = Secrets(
        clerk_secret_key or kept.get("clerk_secret_key") or "sk_test_" + secrets.token_urlsafe(30),
        root_secret or kept.get("fauna_root_secret") or "fn" + secrets.token_urlsafe(36),
    )
    if path is not None:
        values = {"clerk_secret_key": found.clerk_secret_key, "fauna_root_secret": found.fauna_root_secret}
        if values != kept:
            fresh = path.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(values, file)
            fresh.rename(path)
    return found
