"""References to definitions in documents: kept by collection and name, and looked up when they are read."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.fql.values import ID, Value
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.store import keys, values
from app.emulators.fauna.store.words import pack_text, unpack_text

Find = Callable[[str, str | ID], Definition | None]
TAG = "definition"
MARK = f'"@{TAG}"'.encode()
BEFORE_DOCUMENTS, BY_NAME, BY_NUMBER = b"\x00", b"\x00", b"\x01"
"""How keys of references to definitions begin; those of documents begin with more."""


def bare(value: Definition | MissingDefinition) -> Definition:
    """The reference alone."""
    return Definition(value.collection, value.key, {})


def found(value: Value, find: Find) -> Value:
    """The value with references to definitions looked up."""
    if isinstance(value, Definition | MissingDefinition):
        return find(value.collection, value.key) or MissingDefinition(value.collection, value.key)
    if isinstance(value, list):
        return [found(each, find) for each in value]
    if isinstance(value, dict):
        return {name: found(each, find) for name, each in value.items()}
    return value


def _write(value: Any) -> list[Any]:
    return [value.collection, [value.key.value] if isinstance(value.key, ID) else value.key]


def _read(raw: list[Any]) -> Value:
    collection, key = raw
    return Definition(collection, ID(key[0]) if isinstance(key, list) else key, {})


def _pack(value: Any, types: Any) -> bytes:
    by_number = isinstance(value.key, ID)
    key = f"{value.key.value:020}" if by_number else value.key
    return BEFORE_DOCUMENTS + pack_text(value.collection) + (BY_NUMBER if by_number else BY_NAME) + pack_text(key)


def _unpack_reference(buffer: bytes, place: int) -> tuple[Value, int]:
    collection, place = unpack_text(buffer, place)
    by_number = buffer[place : place + 1] == BY_NUMBER
    key, place = unpack_text(buffer, place + 1)
    return Definition(collection, ID(int(key)) if by_number else key, {}), place


_tag = keys.PACKERS[Document][0]
for _cls in (Definition, MissingDefinition):
    values.register(_cls, TAG, _write, _read)
    keys.PACKERS[_cls] = (_tag, _pack)
_document = keys.UNPACKERS[_tag[0]]


def _unpack(buffer: bytes, place: int, types: Any) -> tuple[Value, int]:
    if buffer[place : place + 1] == BEFORE_DOCUMENTS:
        return _unpack_reference(buffer, place + 1)
    return _document(buffer, place, types)


keys.UNPACKERS[_tag[0]] = _unpack
