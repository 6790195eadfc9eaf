"""Everything the emulator remembers: records by kind and id, written through to one SQLite file."""

import copy
import hashlib
import json
import secrets
import sqlite3
import string
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Record = dict[str, Any]
ALPHABET = string.ascii_letters + string.digits
KINDS = ("users", "sessions", "clients", "browsers", "sign_ins", "sign_ups", "templates", "tickets", "messages")


def digest(secret: str) -> str:
    """What is kept of a code, cookie or ticket instead of itself."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_id(prefix: str) -> str:
    """A Clerk id: prefix and 27 letters and digits."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(27))


class Store:
    """Records by kind; `put` makes a change durable before it returns, and every record handed out is a copy."""

    def __init__(self, path: Path | None, defaults: Mapping[str, Record] | None = None) -> None:
        """Open the file, or none; `defaults` gives, by kind, the fields that older records lack."""
        self._lock = threading.RLock()
        if path is not None:
            path.touch(mode=0o600)
            path.chmod(0o600)
        self._sql = sqlite3.connect(":memory:" if path is None else str(path), check_same_thread=False)
        try:
            self._sql.executescript(
                "pragma journal_mode=wal; pragma synchronous=normal;"
                "create table if not exists records (kind text, id text, body text not null, primary key (kind, id));"
            )
            rows = self._sql.execute("select kind, id, body from records order by rowid").fetchall()
        except sqlite3.DatabaseError as error:
            raise OSError(f"{path} cannot be read ({error}); remove it to start with no users.") from error
        self._records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        for kind, key, body in rows:
            older = (defaults or {}).get(kind, {})
            self._records.setdefault(kind, {})[key] = {**older, **json.loads(body)}

    def get(self, kind: str, key: str | None) -> Record | None:
        """The record, or None."""
        found = self._records[kind].get(key) if key else None
        return copy.deepcopy(found)

    def all(self, kind: str, fits: Callable[[Record], bool] | None = None) -> list[Record]:
        """All records of a kind that fit, oldest first."""
        return [copy.deepcopy(record) for record in self._scan(kind, fits)]

    def first(self, kind: str, fits: Callable[[Record], bool]) -> Record | None:
        """The oldest record that fits."""
        return copy.deepcopy(next(self._scan(kind, fits), None))

    def find(self, kind: str, **fields: Any) -> Record | None:
        """The oldest record whose fields have these values."""
        return self.first(kind, lambda record: all(record.get(name) == value for name, value in fields.items()))

    def put(self, kind: str, record: Record) -> Record:
        """Insert or replace a record by its `id`."""
        with self._lock:
            with self._sql:
                self._sql.execute(
                    "insert into records values (?, ?, ?) on conflict do update set body = excluded.body",
                    (kind, record["id"], json.dumps(record)),
                )
            self._records[kind][record["id"]] = copy.deepcopy(record)
        return record

    def change(self, kind: str, key: str, **fields: Any) -> Record | None:
        """Set fields of the record as it is now, whatever a caller read before; None if it is gone."""
        with self._lock:
            current = self.get(kind, key)
            return None if current is None else self.put(kind, {**current, **fields})

    def delete(self, kind: str, key: str) -> None:
        """Remove a record."""
        with self._lock:
            with self._sql:
                self._sql.execute("delete from records where kind = ? and id = ?", (kind, key))
            self._records[kind].pop(key, None)

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def _scan(self, kind: str, fits: Callable[[Record], bool] | None) -> Iterator[Record]:
        return (record for record in list(self._records[kind].values()) if fits is None or fits(record))
