"""`Object`: the functions of its module, and `object["field"]`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.compare import fields_of
from app.emulators.fauna.fql.nulls import missing_field, no_such_element
from app.emulators.fauna.fql.presence import null_of
from app.emulators.fauna.fql.text import display
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Module, Null, Struct, Value
from app.emulators.fauna.stdlib.definitions import Definition, reference
from app.emulators.fauna.stdlib.documents.reading import all_fields
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.registry import access, static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

Fields = Mapping[str, Value]


def _fields_of_document(context: "Context", value: Document) -> Fields:
    fields = all_fields(context, value)
    return {} if isinstance(fields, Null) else fields


FIELDS: dict[type, Callable[["Context", Any], Fields]] = {
    dict: lambda context, value: value,
    Struct: lambda context, value: value.fields,
    Document: _fields_of_document,
    Definition: lambda context, value: {**reference(value), **value.fields},
}
"""By class: all fields of an object or document; documents add theirs."""


def _invalid(context: "Context", name: str, reason: str) -> "RuntimeFailure":
    return context.fail("invalid_argument", f"invalid argument `{name}`: {reason}")


def fields_of_object(context: "Context", value: Value, name: str) -> Fields:
    """The fields of the argument `name`, which must be an object or an existing document."""
    null = null_of(context, value, context.span)
    if null is not None:
        absence = null.subject.absence if null.subject is not None else "null value"
        raise _invalid(context, name, absence[:1].lower() + absence[1:])
    fields = FIELDS.get(type(value))
    if fields is None:
        raise _invalid(context, name, "expected either an object or a document")
    return fields(context, value)


def _read(context: "Context", value: Value, key: str) -> Value:
    fields = fields_of(value)
    return fields[key] if key in fields else missing_field(value, key, context.span)


access("Object", "(key: String) => Any")(_read)
access("Struct", "(key: String) => Any")(_read)


@static("Object", "keys", "(object: Any) => Array<String>", object="Object")
def _keys(context: "Context", module: Module, value: Value) -> list[str]:
    return list(fields_of_object(context, value, "object"))


@static("Object", "values", "<A> (object: { *: A }) => Array<A>", object="Object")
def _values(context: "Context", module: Module, value: Value) -> list[Value]:
    return list(fields_of_object(context, value, "object").values())


@static("Object", "entries", "<A> (object: { *: A }) => Array<[String, A]>", object="Object")
def _entries(context: "Context", module: Module, value: Value) -> list[Value]:
    return [[name, field] for name, field in fields_of_object(context, value, "object").items()]


@static("Object", "fromEntries", "<A> (entries: Array<[String, A]>) => { *: A }")
def _from_entries(context: "Context", module: Module, entries: list[Value]) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for index, entry in enumerate(entries):
        if type(entry) is not list:
            seen = f"but saw type {type_display(entry)} at index {index}"
            raise _invalid(context, "entries", f"expected an array for each element of the outer array, {seen}")
        if len(entry) != 2:
            reason = f"expected inner array of length 2 but saw length {len(entry)} at index {index}"
            raise _invalid(context, "entries", reason)
        if type(entry[0]) is not str:
            seen = f"but saw type {type_display(entry[0])} at index {index}"
            raise _invalid(context, "entries", f"expected a string for the first element of each inner array, {seen}")
        result[entry[0]] = entry[1]
    return result


@static(
    "Object",
    "assign",
    "<A, B> (destination: { *: A }, source: { *: B }) => { *: A | B }",
    destination="Object",
    source="Object",
)
def _assign(context: "Context", module: Module, destination: Value, source: Value) -> dict[str, Value]:
    fields = fields_of_object(context, destination, "destination")
    return {**fields, **fields_of_object(context, source, "source")}


@static("Object", "select", "(object: { *: Any }, path: Array<String>) => Any")
def _select(context: "Context", module: Module, value: Value, path: list[Value]) -> Value:
    found = _walk(context, value, path)
    return found[0] if found else no_such_element(context, "no value in object found at path")


@static("Object", "hasPath", "(object: { *: Any }, path: Array<String>) => Boolean")
def _has_path(context: "Context", module: Module, value: Value, path: list[Value]) -> bool:
    return bool(_walk(context, value, path))


def _walk(context: "Context", value: Value, path: list[Value]) -> tuple[Value, ...]:
    """The one value at the path, or nothing."""
    for key in path:
        if type(key) is not str:
            raise _invalid(context, "path", "expected an array of strings")
        if type(value) is not dict and type(value) is not Struct:
            return ()
        fields = fields_of(value)
        if key not in fields:
            return ()
        value = fields[key]
    return (value,)


@static("Object", "toString", "(object: Any) => String")
def _to_string(context: "Context", module: Module, value: Value) -> str:
    return display(context, value)
