"""Values to JSON in the three formats."""

import base64
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.api.decorated import decorated
from app.emulators.fauna.fql.text import double_text
from app.emulators.fauna.fql.values import (
    ID,
    INT_MAX,
    INT_MIN,
    Date,
    Function,
    Long,
    Module,
    Null,
    Struct,
    Time,
    TransactionTime,
    Value,
)
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition, document, reference
from app.emulators.fauna.stdlib.documents.reading import all_fields, get
from app.emulators.fauna.stdlib.documents.values import CollectionModule, Document
from app.emulators.fauna.stdlib.java_time import format_date, format_time, from_micros
from app.emulators.fauna.stdlib.sets.results import opened
from app.emulators.fauna.stdlib.sets.values import EventSource, SetCursor, SetValue
from app.emulators.fauna.streams.sources import write_source

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

NODE = 4
Encode = Callable[["Context", Any], Any]


def tagged(context: "Context", value: Value) -> Any:
    """The tagged format: every type told by an `@` key."""
    if type(value) is str:
        context.write(len(value))
        return value
    context.write(NODE)
    return TAGGED[type(value)](context, value)


def simple(context: "Context", value: Value) -> Any:
    """The simple format: plain JSON, types lost."""
    context.write(len(value) if type(value) is str else NODE)
    return (SIMPLE.get(type(value)) or TAGGED[type(value)])(context, value)


ENCODERS: dict[str, Encode] = {"tagged": tagged, "simple": simple, "decorated": decorated}


def _tagged_int(context: "Context", value: int) -> Any:
    return {"@int" if INT_MIN <= value <= INT_MAX else "@long": str(int(value))}


def _tagged_object(context: "Context", value: dict[str, Value]) -> Any:
    encoded: dict[str, Any] = {}
    size, is_marked = 0, False
    for name, field in value.items():
        size += len(name)
        is_marked |= name[:1] == "@"
        encoded[name] = tagged(context, field)
    context.write(size)
    return {"@object": encoded} if is_marked else encoded


def _tagged_transaction_time(context: "Context", value: TransactionTime) -> Any:
    stamp = {"@time": format_time(from_micros(context.transaction_time))}
    context.stamps.append(stamp)
    return stamp


def stamp(context: "Context", now: int) -> None:
    """Write another transaction time into what was encoded in the tagged format."""
    for place in context.stamps:
        place["@time"] = format_time(from_micros(now))


def _simple_transaction_time(context: "Context", value: TransactionTime) -> Any:
    context.is_timed = True
    return format_time(from_micros(context.transaction_time))


def _tagged_missing(context: "Context", value: MissingDefinition) -> Any:
    return {"@ref": tagged(context, {**reference(value), "exists": False, "cause": value.cause})}


def _reference(context: "Context", value: Document) -> dict[str, Value]:
    return {"id": ID(value.id), "coll": get(context, value, "coll")}


def _tagged_document(context: "Context", value: Document) -> Any:
    if context.open_documents:
        return {"@ref": tagged(context, _reference(context, value))}
    fields = all_fields(context, value)
    if isinstance(fields, Null):
        return {"@ref": tagged(context, {**_reference(context, value), "exists": False, "cause": fields.detail})}
    return {"@doc": _inside(context, fields, tagged)}


def _simple_document(context: "Context", value: Document) -> Any:
    if context.open_documents:
        return simple(context, _reference(context, value))
    fields = all_fields(context, value)
    return None if isinstance(fields, Null) else _inside(context, fields, simple)


def _tagged_definition(context: "Context", value: Definition) -> Any:
    if context.open_documents:
        return {"@ref": tagged(context, reference(value))}
    return {"@doc": _inside(context, document(context, value), tagged)}


def _simple_definition(context: "Context", value: Definition) -> Any:
    fields = reference(value) if context.open_documents else document(context, value)
    return _inside(context, fields, simple)


def _inside(context: "Context", fields: dict[str, Value], encode: Encode) -> Any:
    """The fields of a document: documents in them are references only."""
    context.open_documents += 1
    encoded = encode(context, fields)
    context.open_documents -= 1
    return encoded


def _simple_double(context: "Context", value: float) -> Any:
    return value if abs(value) < float("inf") else double_text(value)


def _tagged_set(context: "Context", value: SetValue) -> Any:
    with opened(context, value) as shown:
        return {"@set": tagged(context, shown)}


def _simple_set(context: "Context", value: SetValue) -> Any:
    with opened(context, value) as shown:
        return simple(context, shown)


TAGGED: dict[type, Encode] = {
    bool: lambda context, value: value,
    int: _tagged_int,
    Long: lambda context, value: {"@long": str(int(value))},
    float: lambda context, value: {"@double": double_text(value)},
    str: lambda context, value: value,
    Null: lambda context, value: None,
    list: lambda context, value: [tagged(context, element) for element in value],
    dict: _tagged_object,
    bytes: lambda context, value: {"@bytes": base64.b64encode(value).decode()},
    uuid.UUID: lambda context, value: {"@uuid": str(value)},
    ID: lambda context, value: str(value.value),
    Time: lambda context, value: {"@time": format_time(value)},
    Date: lambda context, value: {"@date": format_date(value)},
    TransactionTime: _tagged_transaction_time,
    Module: lambda context, value: {"@mod": value.name},
    Function: lambda context, value: value.display,
    Struct: lambda context, value: _tagged_object(context, dict(value.fields)),
    Definition: _tagged_definition,
    MissingDefinition: _tagged_missing,
    Document: _tagged_document,
    CollectionModule: lambda context, value: {"@mod": value.name},
    SetValue: _tagged_set,
    SetCursor: lambda context, value: value.text,
    EventSource: lambda context, value: {"@stream": write_source(context, value)},
}
SIMPLE: dict[type, Encode] = {
    int: lambda context, value: int(value),
    Long: lambda context, value: int(value),
    float: _simple_double,
    list: lambda context, value: [simple(context, element) for element in value],
    dict: lambda context, value: {name: simple(context, field) for name, field in value.items()},
    bytes: lambda context, value: base64.b64encode(value).decode(),
    uuid.UUID: lambda context, value: str(value),
    Time: lambda context, value: format_time(value),
    Date: lambda context, value: format_date(value),
    TransactionTime: _simple_transaction_time,
    Module: lambda context, value: value.name,
    Struct: lambda context, value: {name: simple(context, field) for name, field in value.fields.items()},
    Definition: _simple_definition,
    MissingDefinition: lambda context, value: None,
    Document: _simple_document,
    CollectionModule: lambda context, value: value.name,
    SetValue: _simple_set,
    EventSource: write_source,
}
