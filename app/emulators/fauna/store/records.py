"""What the catalog holds. Times are microseconds since the epoch; everything is plain JSON on disk."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

ROOT = 0
KEY_PREFIX = "fnA"
ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"


@dataclass(frozen=True, slots=True)
class Database:
    """A database; the root has no parent and no name. `options` are its other fields."""

    id: int
    parent: int | None
    name: str
    global_id: str
    ts: int
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def audience(self) -> str:
        """The `aud` that tokens for this database carry."""
        return f"https://db.fauna.com/db/{self.global_id}"


@dataclass(frozen=True, slots=True)
class Key:
    """A key; only a hash of its secret is kept. `owner` is the database that lists it, `scope` the one it opens."""

    id: int
    owner: int
    scope: int
    role: str
    digest: str
    ts: int
    data: dict[str, Any] = field(default_factory=dict)
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """The schema of the database with that id: its files, its version and when each item changed last."""

    id: int
    version: int
    files: dict[str, str]
    stamps: dict[str, int]


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """What a collection is in the store, whatever it is called: `id` is under what its documents are kept.

    `indexes` gives the store's index by the canonical text of what it indexes (`index_key`): an index that is defined
    otherwise is another one and is built anew. `data` is the definition's own `data`.
    """

    id: int
    database: int
    name: str
    ts: int
    indexes: dict[str, int] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


Record = Database | Key | SchemaFiles | CollectionRecord
TABLES: dict[str, type[Any]] = {
    "databases": Database,
    "keys": Key,
    "schemas": SchemaFiles,
    "collections": CollectionRecord,
}


def table_of(record: Record) -> str:
    """The table that a record belongs to."""
    return next(name for name, cls in TABLES.items() if isinstance(record, cls))


def new_secret() -> str:
    """A secret for a key: 288 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(36)


def digest(secret: str) -> str:
    """What is kept of a secret: they are random, so one round of SHA-256 suffices."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_global_id() -> str:
    """A global id as the service writes them."""
    return "y" + "".join(secrets.choice(ALPHABET) for _ in range(12))
