"""What the catalog holds. Times are microseconds since the epoch; everything is plain JSON on disk."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

ROOT = 0
KEY_PREFIX, TOKEN_PREFIX = "fnA", "fnE"
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
class Token:
    """A token; it stands for the document with that id in that collection, and only a hash of its secret is kept."""

    id: int
    database: int
    collection: int
    document: int
    digest: str
    ts: int
    data: dict[str, Any] = field(default_factory=dict)
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A password for a document; `password` is its argon2 hash, None while there is none."""

    id: int
    database: int
    collection: int
    document: int
    password: str | None
    ts: int
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """The schema of the database with that id: its files, its version and when each item changed last.

    `definitions` are the items' fields as they were written last, by FQL or by files; `staged` has the same parts of
    the schema that waits for its commit, without id.
    """

    id: int
    version: int
    files: dict[str, str]
    stamps: dict[str, int]
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    staged: dict[str, Any] | None = None

    @property
    def latest(self) -> "SchemaFiles":
        """What waits for its commit, or the active schema."""
        return self if self.staged is None else SchemaFiles(self.id, self.version, **self.staged)

    def with_latest(self, new: "SchemaFiles") -> "SchemaFiles":
        """With this as what waits for its commit or, if nothing does, as the active schema."""
        return new if self.staged is None else replace(self, version=new.version, staged=new.parts)

    @property
    def parts(self) -> dict[str, Any]:
        """All that can wait for a commit."""
        return {"files": self.files, "stamps": self.stamps, "definitions": self.definitions}


@dataclass(frozen=True, slots=True)
class CollectionRecord:
    """What a collection is in the store, whatever it is called: `id` is under what its documents are kept.

    `indexes` gives the store's index by the canonical text of what it indexes (`index_key`): an index that is defined
    otherwise is another one and is built anew. `data` is the definition's own `data`. `migrations` are all changes of
    documents so far; each document knows how many of them it has been through when it was written.
    """

    id: int
    database: int
    name: str
    ts: int
    indexes: dict[str, int] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    migrations: list[Any] = field(default_factory=list)


Record = Database | Key | Token | Credential | SchemaFiles | CollectionRecord
TABLES: dict[str, type[Any]] = {
    "databases": Database,
    "keys": Key,
    "tokens": Token,
    "credentials": Credential,
    "schemas": SchemaFiles,
    "collections": CollectionRecord,
}


def restamped(record: Record, before: int, after: int) -> Record:
    """The record with its times of writing moved from the provisional one to the commit's."""
    match record:
        case SchemaFiles():
            stamps = {name: after if ts == before else ts for name, ts in record.stamps.items()}
            staged = record.staged
            if staged is not None:
                times = {name: after if ts == before else ts for name, ts in staged["stamps"].items()}
                staged = {**staged, "stamps": times}
            version = after if record.version == before else record.version
            return replace(record, version=version, stamps=stamps, staged=staged)
        case _:
            return replace(record, ts=after) if record.ts == before else record


def databases_of(record: Record) -> set[int]:
    """The databases that a record says something about."""
    match record:
        case Database():
            return {record.id} if record.parent is None else {record.id, record.parent}
        case Key():
            return {record.owner, record.scope}
        case SchemaFiles():
            return {record.id}
        case CollectionRecord() | Token() | Credential():
            return {record.database}


def defines(record: Record) -> int | None:
    """The database whose documents, and what may be done with them, depend on a record."""
    match record:
        case Database() | SchemaFiles():
            return record.id
        case CollectionRecord():
            return record.database
    return None


def table_of(record: Record) -> str:
    """The table that a record belongs to."""
    return next(name for name, cls in TABLES.items() if isinstance(record, cls))


def new_secret(prefix: str = KEY_PREFIX) -> str:
    """A secret for a key or a token: 288 random bits."""
    return prefix + secrets.token_urlsafe(36)


def digest(secret: str) -> str:
    """What is kept of a secret: they are random, so one round of SHA-256 suffices."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_global_id() -> str:
    """A global id as the service writes them."""
    return "y" + "".join(secrets.choice(ALPHABET) for _ in range(12))
