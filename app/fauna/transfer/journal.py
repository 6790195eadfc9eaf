"""What an import under way has sent: enough to take it back, whatever became of the process."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.fauna.transfer.errors import TransferError

Ids = Mapping[str, Sequence[str]]
"""Documents by collection."""


class Journal:
    """The ids of each batch, on disk before it is sent. Held by one process at a time. Raises `TransferError`."""

    def __init__(self, path: Path, endpoint: str, secret: str) -> None:
        self.path = path
        self._head = {"endpoint": endpoint, "key": hashlib.sha256(secret.encode()).hexdigest()}
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        self._last = 0
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise TransferError("This file is being imported already.") from error

    def batches(self) -> Iterator[Ids]:
        """The batches noted, by this import or by one before it that was cut short. Raises `TransferError`."""
        with self.path.open("rb") as file:
            head = next(_entries(file), None)
            if head not in (None, self._head):
                raise TransferError(
                    "An import of this file into another database, or with another key, was cut short. Import it there"
                    f" again, which begins by taking it back, or keep what it wrote: remove {self.path}."
                )
            yield from _entries(file)

    def sending(self, ids: Ids) -> None:
        """Note a batch that is about to be sent."""
        if self._file.seek(0, os.SEEK_END) == 0:
            self._append(self._head)
        self._last = self._file.tell()
        self._append(dict(ids))

    def refused(self) -> None:
        """Forget the batch noted last, of which nothing was written."""
        self._file.truncate(self._last)

    def clear(self) -> None:
        """Forget everything: it has been taken back."""
        self._file.truncate(0)

    @property
    def holds_any(self) -> bool:
        """Whether there is anything to take back."""
        return self._file.seek(0, os.SEEK_END) > 0

    def close(self, *, clean: bool) -> None:
        """Let go of it; when there is nothing to take back any more, it goes."""
        if clean or not self.holds_any:
            self.path.unlink(missing_ok=True)
        self._file.close()

    def _append(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _entries(lines: Iterator[bytes] | Any) -> Iterator[dict[str, Any]]:
    """The entries; the last may have been cut off by a crash, and was then not sent."""
    for line in lines:
        if line.endswith(b"\n"):
            yield json.loads(line)
