"""Definition documents: databases, keys, roles, access providers, as values of a query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from app.emulators.fauna.fql.presence import GUARDS
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.fql.text import DEBUG
from app.emulators.fauna.fql.types import define
from app.emulators.fauna.fql.values import ID, Module, Null, Value
from app.emulators.fauna.stdlib.registry import STDLIB

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Cause = Literal["not found", "deleted", "permission denied"]
OWNERS = {
    "Database": "DatabaseDef",
    "Key": "Key",
    "Token": "Token",
    "Credential": "Credential",
    "Collection": "CollectionDef",
    "Function": "FunctionDef",
    "Role": "Role",
    "AccessProvider": "AccessProvider",
}
PARTITIONS = 8
"""How many read operations it costs to list a collection."""
BY_ID = ("Key", "Token", "Credential")


@dataclass(frozen=True, slots=True)
class Definition:
    """A stored definition; `key` is its name, or its id for keys; `fields` come in the order that results show.

    `result` is what a result shows instead, once the query is done.
    """

    collection: str
    key: str | ID
    fields: Mapping[str, Value]
    result: Mapping[str, Value] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MissingDefinition:
    """A reference to a definition that is not there, and why."""

    collection: str
    key: str | ID
    cause: Cause = "not found"
    span: Span = field(default=NULL_SPAN, compare=False)

    @property
    def absence(self) -> str:
        """That there is no such definition."""
        if isinstance(self.key, ID):
            return f"Collection `{self.collection}` does not contain document with id {self.key.value}."
        return f"{self.collection} `{self.key}` not found."

    def null(self) -> Null:
        """The null that `!` and field access find."""
        return Null("document", self.span, self.cause, self)


def reference(value: Definition | MissingDefinition) -> dict[str, Value]:
    """The fields that tell which definition it is."""
    return {"id" if isinstance(value.key, ID) else "name": value.key, "coll": Module(value.collection)}


def document(context: "Context", value: Definition) -> dict[str, Value]:
    """All fields as a result shows them."""
    count_read(context, value.collection, value.key)
    return {**reference(value), **(value.fields if value.result is None else value.result)}


FINDERS: dict[str, Callable[[Any, str | ID], Definition | None]] = {}
"""By collection: finds a definition in an environment."""

define(Definition, "Doc", owner=lambda value: OWNERS[value.collection])
define(MissingDefinition, "Doc", owner=lambda value: f"Null{OWNERS[value.collection]}")
DEBUG[Definition] = lambda context, value: f'{value.collection}.byName("{value.key}")'
DEBUG[MissingDefinition] = lambda context, value: f'{value.collection}.byName("{value.key}") /* {value.cause} */'


def count_read(context: "Context", collection: str, key: str | ID) -> None:
    """Count a definition as read, once in a query."""
    note = getattr(context.environment, "note_read", None)
    if note is not None:
        note(collection, key)


def count_scan(context: "Context", collection: str) -> None:
    """Count the definitions of a collection as listed, once in a query."""
    note = getattr(context.environment, "note_read", None)
    if note is not None:
        note(collection, None, PARTITIONS)


def _field(context: "Context", value: Definition, name: str) -> Value | None:
    if name == ("id" if isinstance(value.key, ID) else "name"):
        return value.key
    count_read(context, value.collection, value.key)
    return value.fields.get(name)


for _owner in OWNERS.values():
    STDLIB.table(_owner).dynamic = _field
GUARDS[MissingDefinition] = lambda context, value, span: value.null()
