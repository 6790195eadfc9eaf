"""Everything the emulator remembers: records by kind and id, written through to one SQLite file."""

import copy
import hashlib
import json
import secrets
import sqlite3
import string
import threading
from pathlib import Path
from typing import Any

Record = dict[str, Any]
ALPHABET = string.ascii_letters + string.digits
KINDS = ("users", "sessions", "clients", "sign_ins", "sign_ups", "templates", "tickets", "messages")


def digest(secret: str) -> str:
    """What is kept of a code, cookie or ticket instead of itself."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_id(prefix: str) -> str:
    """A Clerk id: prefix and 27 letters and digits."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(27))


class Store:
    """Records by kind; `put` makes a change durable before it returns."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        if path is not None:
            path.touch(mode=0o600)
        self._sql = sqlite3.connect(":memory:" if path is None else str(path), check_same_thread=False)
        self._sql.executescript(
            "pragma journal_mode=wal; pragma synchronous=normal;"
            "create table if not exists records (kind text, id text, body text not null, primary key (kind, id));"
        )
        self._records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
        for kind, key, body in self._sql.execute("select kind, id, body from records order by rowid"):
            self._records[kind][key] = json.loads(body)

    def get(self, kind: str, key: str | None) -> Record | None:
        """A copy of the record, or None."""
        found = self._records[kind].get(key) if key else None
        return copy.deepcopy(found)

    def all(self, kind: str) -> list[Record]:
        """Copies of all records of a kind, oldest first."""
        return [copy.deepcopy(record) for record in self._records[kind].values()]

    def find(self, kind: str, **fields: Any) -> Record | None:
        """The first record whose fields have these values."""
        for record in self._records[kind].values():
            if all(record.get(name) == value for name, value in fields.items()):
                return copy.deepcopy(record)
        return None

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

    def delete(self, kind: str, key: str) -> None:
        """Remove a record."""
        with self._lock:
            with self._sql:
                self._sql.execute("delete from records where kind = ? and id = ?", (kind, key))
            self._records[kind].pop(key, None)

    def close(self) -> None:
        """Close the file."""
        self._sql.close()
