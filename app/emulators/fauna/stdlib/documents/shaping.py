"""From what a query gives to what is stored: what can be kept, what is merged, what is left out."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.types import KINDS, type_display
from app.emulators.fauna.fql.values import Function, Long, Null, Value
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.named import bare
from app.emulators.fauna.stdlib.documents.values import Document

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

KEPT = ("Null", "Boolean", "Number", "String", "Bytes", "UUID", "Time", "TransactionTime", "Date")


def storable(context: "Context", data: Value, path: str = "") -> Value:
    """The value with functions, sets, modules and the like refused. Raises `invalid_type`."""
    kind = KINDS[type(data)].name
    if kind in KEPT:
        return int(data) if isinstance(data, Long) else data
    if kind == "Array":
        return [storable(context, element, f"{path}[{index}]") for index, element in enumerate(data)]
    if kind == "Object":
        fields = data if isinstance(data, dict) else data.fields
        return {name: storable(context, value, f"{path}.{name}" if path else name) for name, value in fields.items()}
    if isinstance(data, Document):
        return Document(data.collection, data.id)
    if isinstance(data, Definition | MissingDefinition):
        return bare(data)
    if isinstance(data, Function) and data.is_lambda:
        raise context.fail("invalid_type", "Anonymous functions cannot be stored. Use a string of FQL instead.")
    raise context.fail("invalid_type", f"Value at `{path}` has type {type_display(data)}, which cannot be persisted.")


def without_nulls(data: dict[str, Value]) -> dict[str, Value]:
    """An object without its null fields, at any depth; arrays keep theirs."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value
        for name, value in data.items()
        if not isinstance(value, Null)
    }


def merged(before: dict[str, Value], change: dict[str, Value]) -> dict[str, Value]:
    """What an update makes: objects are merged, nulls remove, in arrays too."""
    result = dict(before)
    for name, value in change.items():
        if isinstance(value, Null):
            result.pop(name, None)
        elif isinstance(value, dict):
            old = result.get(name)
            result[name] = merged(old if isinstance(old, dict) else {}, value)
        else:
            result[name] = _without_null_elements(value)
    return result


def _without_null_elements(value: Value) -> Value:
    if isinstance(value, list):
        return [_without_null_elements(element) for element in value if not isinstance(element, Null)]
    return value
