"""What a query sees of its database: the session's roles and token, the definitions it may read and change."""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from app.emulators.fauna.access.permissions import Permissions
from app.emulators.fauna.access.session import Session
from app.emulators.fauna.access.trace import Trace
from app.emulators.fauna.access.traced import TracedPermissions
from app.emulators.fauna.fql.globals import DEFINITIONS, MODULES
from app.emulators.fauna.fql.runtime import Context, Limits
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import ID, LONG_MAX, LONG_MIN, NULL, Null, TransactionTime, Value
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.drafts import Drafts
from app.emulators.fauna.schema.items import Schema
from app.emulators.fauna.stdlib.definitions import FINDERS, Definition
from app.emulators.fauna.stdlib.documents.collections import Collections
from app.emulators.fauna.stdlib.documents.session import QueryDocuments
from app.emulators.fauna.stdlib.documents.typed.defaults import default_fault
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.java_time import from_micros
from app.emulators.fauna.stdlib.numbers import as_long
from app.emulators.fauna.stdlib.sets.scalars import LABELS, SCALARS
from app.emulators.fauna.stdlib.user_functions import UserFunctions
from app.emulators.fauna.store.transaction import Transaction


class DatabaseEnvironment:
    """The services behind a query's natives, for one attempt to run it; `written_at` is where it defined something."""

    def __init__(
        self, transaction: Transaction, session: Session, schemas: Schemas, trace: Trace | None = None
    ) -> None:
        self.transaction = transaction
        self.session = session
        self.written_at: tuple[Span, ...] = ()
        self.schemas = schemas
        self.trace = trace
        self._stored = transaction.schema(session.database.id)
        self._noted: set[tuple[str, str | ID | None]] = set()

    @cached_property
    def documents(self) -> QueryDocuments:
        """The documents of the database; collections are those that were there when the query began."""
        schema = self.schemas.worded(self._stored)
        records = self.transaction.all("collections")

        def make() -> tuple[Collections, UserFunctions]:
            number = self.session.database.id
            own = [record for record in records if record.database == number]
            return Collections(schema, own), UserFunctions(schema)

        table = self.transaction.catalog.tables["collections"]
        changed = self.transaction.redefines
        collections, functions = make() if changed else self.schemas.made(self._stored, table, make)
        return QueryDocuments(self.transaction, collections, functions, self._permissions(schema), self.definition)

    def _permissions(self, schema: Schema) -> Permissions:
        roles, identity = self.session.roles, self.session.identity
        if self.trace is not None:
            self.trace.begin()
            return TracedPermissions(self.trace, roles, schema, identity)
        return Permissions(roles, schema, identity)

    def note_memberships(self, context: Context) -> None:
        """Have the trace know the roles of a token's document, also if the query never asked for them."""
        permissions = self.documents.permissions
        if isinstance(permissions, TracedPermissions):
            permissions.settle(context)

    @cached_property
    def drafts(self) -> Drafts:
        """The definitions, what waits for its commit among them, as the query sees and changes them."""
        number = self.session.database.id
        schema = self.schemas.latest(self.transaction.get("schemas", number))
        return Drafts(self.transaction, number, schema, decode=from_json, encode=to_json, fault=self.default_fault)

    def default_fault(self, name: str, text: str) -> str | None:
        """Why a field of that name cannot have this default, if it cannot."""
        limits = Limits()
        context = Context(self, limits, self.transaction.now, time.monotonic() + limits.seconds)
        return default_fault(context, name, text)

    @property
    def schema(self) -> Schema:
        """What the database's schema files define."""
        return self.schemas.of(self.transaction.get("schemas", self.session.database.id))

    def lookup(self, name: str) -> Value | None:
        """A collection or function of the database by its name or alias."""
        documents = self.documents
        return documents.collections.named(name) or documents.functions.named(name)

    def module(self, name: str) -> Value | None:
        """A module or collection by its name."""
        return MODULES.get(name) or DEFINITIONS.get(name) or self.lookup(name)

    def definition(self, collection: str, key: str | ID) -> Definition | None:
        """A database, key, role or access provider, or None; whoever asks."""
        find = FINDERS.get(collection)
        return None if find is None else find(self, key)

    def note_read(self, collection: str, key: str | ID | None, operations: int = 1) -> None:
        """Count a definition as read, or a collection of them as listed (no key); once, and not after a write."""
        if (collection, key) not in self._noted and not self.transaction.writes:
            self._noted.add((collection, key))
            self.transaction.documents.read_ops += operations

    def identity(self) -> Value | None:
        """The document that a token stands for; keys and access providers' tokens have none."""
        identity = self.session.identity
        return None if identity is None else Document(*identity)

    def token(self) -> Value | None:
        """The token's document, the payload of an access provider's token, or None."""
        token = self.session.token
        if isinstance(token, int):
            return self.definition("Token", ID(token))
        return None if token is None else claims(token)

    def typechecked(self) -> bool:
        """Whether the database, or the next above it that says so, wants its queries checked."""
        database = self.session.database
        while "typechecked" not in database.options and database.parent is not None:
            database = self.transaction.catalog.get("databases", database.parent)
        return database.options.get("typechecked") is not False

    def protected(self) -> bool | None:
        """Whether the database refuses destructive changes of its schema; None when the secret may not ask."""
        return self.session.database.options.get("protected") is True if self.session.is_admin else None


def claims(data: Any) -> Value:
    """The payload of an access provider's token as a query sees it: whole numbers are longs, whatever their size."""
    if data is None:
        return NULL
    if isinstance(data, Mapping):
        return {name: claims(item) for name, item in data.items()}
    if isinstance(data, list):
        return [claims(item) for item in data]
    if isinstance(data, int) and not isinstance(data, bool):
        return as_long(data) if LONG_MIN <= data <= LONG_MAX else float(data)
    return data


def written_at(env: DatabaseEnvironment, micros: int) -> Value:
    """When a definition was written; by the transaction under way, its time, whatever that will be."""
    return TransactionTime() if micros == env.transaction.now else from_micros(micros)


SCALAR = "@"
"""The only key of an object that stands for a value which JSON has not, or for one with such a key."""


def from_json(data: Any) -> Value:
    """Plain JSON as a value: whole numbers beyond a long become doubles."""
    if data is None:
        return NULL
    if isinstance(data, Mapping):
        if SCALAR in data:
            label, *parts = data[SCALAR]
            return SCALARS[label].read(*parts) if label in SCALARS else _object(parts[0])
        return _object(data)
    if isinstance(data, list):
        return [from_json(item) for item in data]
    if isinstance(data, int) and not isinstance(data, bool) and not LONG_MIN <= data <= LONG_MAX:
        return float(data)
    return data


def _object(data: Mapping[str, Any]) -> Value:
    return {name: from_json(item) for name, item in data.items()}


def to_json(value: Value) -> Any:
    """A value made of objects, arrays and scalars as plain JSON, for storing; null fields are left out."""
    if isinstance(value, dict):
        fields = {
            name: to_json(item) for name, item in value.items() if item is not None and not isinstance(item, Null)
        }
        return {SCALAR: ["object", fields]} if SCALAR in fields else fields
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return int(value)
    label = LABELS.get(type(value))
    return None if label is None or isinstance(value, Null) else {SCALAR: [label, *SCALARS[label].write(value)]}
