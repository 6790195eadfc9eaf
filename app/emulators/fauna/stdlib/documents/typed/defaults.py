"""Filling in what a document lacks: defaults of its fields, and of those in objects."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.compiler import Code, compile_query
from app.emulators.fauna.fql.errors import QueryFailure, RuntimeFailure
from app.emulators.fauna.fql.parser import parse_expression
from app.emulators.fauna.fql.render import summary
from app.emulators.fauna.fql.runtime import Context, Effect, EffectLimit, Environment
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.shaping import storable
from app.emulators.fauna.stdlib.documents.typed.shapes import ArrayOf, Record, Shape

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.documents.session import QueryDocuments

DEFAULT_VALUES = EffectLimit(Effect.OBSERVATION, "default values")


class DefaultFailed(Exception):
    """A default that has no value, or one that cannot be stored; the text is the error's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Default field evaluation failed.\n{reason}")
        self.path = path


@dataclass(frozen=True, slots=True)
class _Nobody:
    """The database as a default sees it: without anybody signed in."""

    database: Environment
    documents: "QueryDocuments"

    def lookup(self, name: str) -> Value | None:
        return self.database.lookup(name)

    def identity(self) -> Value | None:
        return None

    def token(self) -> Value | None:
        return None

    def typechecked(self) -> bool:
        return self.database.typechecked()

    def protected(self) -> bool | None:
        return self.database.protected()


def with_defaults(context: Context, record: Record, data: dict[str, Value], path: Path = ()) -> dict[str, Value]:
    """The fields, then those that were missing. Raises `DefaultFailed`."""
    filled: dict[str, Value] = {}
    for name, value in data.items():
        field = record.field(name)
        filled[name] = value if field is None else _within(context, field.type, value, (*path, name))
    for name, field in record.fields.items():
        if name in data:
            continue
        if field.default is not None:
            filled[name] = _evaluate(context, field.default, (*path, name))
        elif isinstance(field.type, Record):
            filled[name] = with_defaults(context, field.type, {}, (*path, name))
    return filled


def default_fault(context: Context, name: str, text: str) -> str | None:
    """Why a field cannot have this default, None if it can: it is tried when the field is defined.

    Names may be of what comes with the field.
    """
    try:
        _evaluate(context, compile_query(parse_expression(Source(f"*field:{name}*", text))), (name,))
    except DefaultFailed as failed:
        cause = failed.__cause__
        return None if isinstance(cause, QueryFailure) and cause.code == "unbound_variable" else str(failed)
    return None


def _within(context: Context, shape: Shape, value: Value, path: Path) -> Value:
    if isinstance(shape, Record) and isinstance(value, dict):
        return with_defaults(context, shape, value, path)
    if isinstance(shape, ArrayOf) and isinstance(value, list):
        return [_within(context, shape.element, each, (*path, index)) for index, each in enumerate(value)]
    return value


def _evaluate(context: Context, code: Code, path: Path) -> Value:
    """The default's value, computed by nobody and in no place of the query."""
    documents = documents_of(context)
    nobody = _Nobody(context.environment, documents)
    inner = Context(nobody, context.limits, context.now, context.deadline, allowed=DEFAULT_VALUES)
    before, documents.permissions = documents.permissions, documents.permissions.with_role("admin")
    try:
        value = code.run(inner, {})
    except QueryFailure as failure:
        raise DefaultFailed(path, summary(failure.diagnostics)) from failure
    finally:
        documents.permissions = before
        context.steps += inner.steps
        context.ticks += inner.ticks
    try:
        return storable(inner, value)
    except RuntimeFailure as failure:
        raise DefaultFailed(path, f"Value has type {type_display(value)}, which cannot be persisted") from failure
