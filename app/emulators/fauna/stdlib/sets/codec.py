"""Cursors as text: all that is needed to read on, values and functions included."""

import base64
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.compiler.functions import lambda_code
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.globals import lookup
from app.emulators.fauna.fql.members import table_of
from app.emulators.fauna.fql.values import Function, Struct, Value
from app.emulators.fauna.stdlib.documents.naming import collection_name, numbers
from app.emulators.fauna.stdlib.documents.sources import IndexSource
from app.emulators.fauna.stdlib.elements import Ordering
from app.emulators.fauna.stdlib.registry import bind
from app.emulators.fauna.stdlib.sets import computed, literal, ordered, shaped
from app.emulators.fauna.stdlib.sets.scalars import LABELS, SCALARS
from app.emulators.fauna.stdlib.sets.source import Source, Token
from app.emulators.fauna.stdlib.sets.syntax import pack, unpack
from app.emulators.fauna.stdlib.sets.values import SetCursor, SetValue
from app.emulators.fauna.stdlib.user_functions import RECEIVER

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

LEFT_OUT = ("frames", "origin")
"""Fields of sources that say where in the query they were made."""
NAMED = ("collection", "index", "name")
"""Fields of an index's source that stand for names."""
SOURCES: dict[str, type[Source]] = {
    cls.__name__: cls
    for module in (literal, shaped, ordered, computed)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Source) and cls is not Source
}
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


class InvalidCursor(ValueError):
    """A text that is no cursor."""


def encode(context: "Context", token: Token, size: int) -> SetCursor:
    """The cursor to a token's place, with pages of `size` elements."""
    context.is_timed = True
    at = context.transaction_time if context.system_time is None else context.system_time
    parts = [_encode(context, token.source), _encode(context, token.cursor), size, str(at)]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return SetCursor(base64.b64encode(text.encode("utf-8", "surrogatepass")).decode())


def decode(context: "Context", text: str) -> tuple[Token, int, int]:
    """The place and page size that a cursor stands for, and when it was made. Raises `InvalidCursor`, `Missing`."""
    try:
        data = json.loads(base64.b64decode(text, validate=True).decode("utf-8", "surrogatepass"))
        source, cursor, size, at = _decode(context, data[0]), _decode(context, data[1]), data[2], int(data[3])
    except DAMAGED as error:
        raise InvalidCursor(text) from error
    if not isinstance(source, Source) or type(size) is not int or not 0 < size <= context.limits.elements:
        raise InvalidCursor(text)
    return Token(source, cursor), size, min(at, context.now)


def pack_part(context: "Context", part: Any) -> Any:
    """A source, or a value of one, as plain JSON."""
    return _encode(context, part)


def unpack_part(context: "Context", data: Any) -> Any:
    """What the JSON of `pack_part` stands for. Raises `Missing`, and one of `DAMAGED` for other JSON."""
    return _decode(context, data)


def _encode(context: "Context", part: Any) -> Any:
    """Text, booleans and what is absent as they are, all else as a list that begins with a label."""
    context.write(len(part) if type(part) is str else 1)
    if part is None or type(part) in (bool, str):
        return part
    if (kind := LABELS.get(type(part))) is not None:
        return [kind, *SCALARS[kind].write(part)]
    match part:
        case list() | tuple():
            return [type(part).__name__, *(_encode(context, each) for each in part)]
        case dict() | Struct():
            name, items = (part.type_name, part.fields) if isinstance(part, Struct) else (None, part)
            return ["object", name, *([key, _encode(context, each)] for key, each in items.items())]
        case Function():
            return _encode_function(context, part)
        case SetValue():
            return ["set", _encode(context, part.source)]
        case Ordering():
            return ["ordering", _encode(context, part.key), part.descending]
        case IndexSource():
            kept = {name: _encode(context, value) for name, value in _kept(part) if name not in NAMED}
            return ["index", collection_name(context, part.collection), part.name, kept]
        case _:
            return [type(part).__name__, *(_encode(context, value) for _, value in _kept(part))]


def _kept(part: Any) -> list[tuple[str, Any]]:
    return [(item.name, getattr(part, item.name)) for item in fields(part) if item.name not in LEFT_OUT]


def _decode(context: "Context", data: Any) -> Any:
    if not isinstance(data, list):
        return data
    label, *parts = data
    if (kind := SCALARS.get(label)) is not None:
        return kind.read(*parts)
    if label == "object":
        name, *items = parts
        values = {key: _decode(context, each) for key, each in items}
        return values if name is None else Struct(name, values)
    if label == "lambda":
        return _decode_lambda(context, *parts)
    if label == "index":
        return _decode_index(context, *parts)
    values = [_decode(context, part) for part in parts]
    match label:
        case "list":
            return values
        case "tuple":
            return tuple(values)
        case "function":
            return lookup(context, values[0])
        case "native":
            receiver, name = values
            return bind(table_of(receiver).methods[name], receiver)
        case "set":
            return SetValue(*values)
        case "ordering":
            return Ordering(*values)
        case _:
            return SOURCES[label](*values)


def _decode_index(context: "Context", collection: str, name: str, kept: dict[str, Any]) -> IndexSource:
    values = {key: _decode(context, each) for key, each in kept.items()}
    return IndexSource(*numbers(context, collection, name, len(values["terms"])), **values, name=name)


def _encode_function(context: "Context", function: Function) -> Any:
    if function.receiver == RECEIVER:
        return ["function", function.name]
    if function.origin is None:
        return ["native", _encode(context, function.receiver), function.name]
    origin = function.origin
    captures = origin.captures()

    def inserted(index: int) -> str:
        name = f"<{index}>"
        captures[name] = context.inserted[index]
        return name

    body = pack(origin.body, inserted)
    values = {name: _encode(context, value) for name, value in captures.items()}
    return ["lambda", list(origin.names), origin.variadic, body, values]


def _decode_lambda(context: "Context", names: Any, variadic: Any, body: Any, values: Any) -> Value:
    captures = {name: _decode(context, value) for name, value in values.items()}
    code = lambda_code(tuple(names), bool(variadic), unpack(body), Scope(captures))
    return code(context, list(captures.values()))
