"""What a query sees of its database: the session's roles and token, the definitions it may read and change."""

from collections.abc import Callable, Mapping
from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.fql.globals import DEFINITIONS, MODULES
from app.emulators.fauna.fql.values import ID, LONG_MAX, LONG_MIN, NULL, Null, Value
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.items import Schema
from app.emulators.fauna.stdlib.definitions import FINDERS, Definition
from app.emulators.fauna.stdlib.numbers import as_long
from app.emulators.fauna.store.transaction import Transaction


class DatabaseEnvironment:
    """The services behind a query's natives, for one attempt to run it."""

    __slots__ = ("_schemas", "session", "transaction")

    def __init__(self, transaction: Transaction, session: Session, schemas: Schemas) -> None:
        self.transaction = transaction
        self.session = session
        self._schemas = schemas

    @property
    def schema(self) -> Schema:
        """What the database's schema files define."""
        return self._schemas.of(self.transaction.get("schemas", self.session.database.id))

    def lookup(self, name: str) -> Value | None:
        """Collections and functions of the database, none of which this version has."""
        return None

    def module(self, name: str) -> Value | None:
        """A module or collection by its name."""
        return MODULES.get(name) or DEFINITIONS.get(name) or self.lookup(name)

    def definition(self, collection: str, key: str | ID) -> Definition | None:
        """A database, key, role or access provider, or None; whoever asks."""
        find = FINDERS.get(collection)
        return None if find is None else find(self, key)

    def identity(self) -> Value | None:
        """The document a token stands for; keys and access providers' tokens have none."""
        return None

    def token(self) -> Value | None:
        """The payload of an access provider's token, or None."""
        return None if self.session.token is None else claims(self.session.token)

    def typechecked(self) -> bool:
        """Whether the database wants its queries checked."""
        return self.session.database.options.get("typechecked") is not False

    def protected(self) -> bool | None:
        """Whether the database refuses destructive changes of its schema; None when the secret may not ask."""
        return self.session.database.options.get("protected") is True if self.session.is_admin else None


def claims(payload: Mapping[str, Any]) -> Value:
    """The payload of a token as a query sees it: whole numbers are longs whatever their size."""
    return from_json(payload, as_long)


def from_json(data: Any, whole: Callable[[int], Value] = int) -> Value:
    """Plain JSON as a value: whole numbers beyond a long become doubles."""
    if data is None:
        return NULL
    if isinstance(data, Mapping):
        return {name: from_json(item, whole) for name, item in data.items()}
    if isinstance(data, list):
        return [from_json(item, whole) for item in data]
    if isinstance(data, int) and not isinstance(data, bool):
        return whole(data) if LONG_MIN <= data <= LONG_MAX else float(data)
    return data


def to_json(value: Value) -> Any:
    """A value made of objects, arrays and scalars as plain JSON, for storing; null fields are left out."""
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in value.items() if not isinstance(item, Null)}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, bool | str | float):
        return value
    return int(value) if isinstance(value, int) else None
