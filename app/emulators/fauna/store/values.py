"""Values as they are stored: plain JSON where JSON has the type, else a list that begins with a label."""

import json
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from app.emulators.fauna.fql.values import NULL, Date, Long, Null, Time, Value


class Stored(NamedTuple):
    """One kind of value: its class, its parts as JSON, and the value of such parts."""

    cls: type
    write: Callable[[Any], list[Any]]
    read: Callable[..., Value]


KINDS: dict[str, Stored] = {}
LABELS: dict[type, str] = {}


def store_kind(label: str, cls: type, write: Callable[[Any], list[Any]], read: Callable[..., Value]) -> None:
    """Say how values of a class are kept."""
    KINDS[label] = Stored(cls, write, read)
    LABELS[cls] = label


def encode(value: Value) -> bytes:
    """The bytes of a value made of storable ones."""
    return json.dumps(_plain(value), separators=(",", ":")).encode()


def decode(data: bytes) -> Value:
    """The value of such bytes."""
    return _value(json.loads(data))


def _plain(value: Value) -> Any:
    cls = type(value)
    if cls is str or cls is bool or cls is int:
        return value
    if cls is dict:
        return {name: _plain(field) for name, field in value.items()}
    if cls is list:
        return ["a", *(_plain(element) for element in value)]
    if cls is Null:
        return None
    label = LABELS[cls]
    return [label, *KINDS[label].write(value)]


def _value(data: Any) -> Value:
    cls = type(data)
    if cls is dict:
        return {name: _value(field) for name, field in data.items()}
    if cls is list:
        label, *parts = data
        return [_value(part) for part in parts] if label == "a" else KINDS[label].read(*parts)
    return NULL if data is None else data


store_kind("l", Long, lambda value: [int(value)], int)
store_kind("f", float, lambda value: [value.hex()], float.fromhex)
store_kind("b", bytes, lambda value: [value.hex()], bytes.fromhex)
store_kind("u", uuid.UUID, lambda value: [str(value)], uuid.UUID)
store_kind("t", Time, lambda value: [value.seconds, value.nanos], Time)
store_kind("d", Date, lambda value: [value.days], Date)
