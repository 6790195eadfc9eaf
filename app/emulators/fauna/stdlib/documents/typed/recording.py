"""Changes of documents as JSON, as the record of a collection keeps them."""

from typing import Any

from app.emulators.fauna.stdlib.documents.typed.migrating import (
    AddField,
    Change,
    DropField,
    MoveConflicts,
    MoveField,
    MoveWildcard,
    SplitField,
)
from app.emulators.fauna.stdlib.documents.typed.shapes import (
    ArrayOf,
    DocumentOf,
    FieldShape,
    OneOf,
    Record,
    Scalar,
    Shape,
    Singleton,
    TupleOf,
)
from app.emulators.fauna.store.values import decode, encode

CODING = ("utf-8", "surrogatepass")


def to_record(change: Change) -> list[Any]:
    """The change as JSON."""
    match change:
        case AddField():
            return ["add", change.path, _shape(change.type), _value(change.value)]
        case DropField():
            return ["drop", change.path]
        case MoveField():
            return ["move", change.path, change.to]
        case SplitField():
            values = (_value(change.value), _value(change.to_value))
            return ["split", change.path, change.to, _shape(change.type), *values]
        case MoveConflicts():
            return ["move_conflicts", change.into]
        case MoveWildcard():
            return ["move_wildcard", change.into, change.kept]


def from_record(record: list[Any]) -> Change:
    """The change of such JSON."""
    match record:
        case ["add", path, type_, value]:
            return AddField(tuple(path), _read_shape(type_), _read_value(value))
        case ["drop", path]:
            return DropField(tuple(path))
        case ["move", path, to]:
            return MoveField(tuple(path), tuple(to))
        case ["split", path, to, type_, value, to_value]:
            values = _read_value(value), _read_value(to_value)
            return SplitField(tuple(path), tuple(to), _read_shape(type_), *values)
        case ["move_conflicts", into]:
            return MoveConflicts(tuple(into))
        case ["move_wildcard", into, kept]:
            return MoveWildcard(tuple(into), tuple(kept))
    raise ValueError(f"no such change: {record[0]}")


def _value(value: Any) -> str:
    return encode(value).decode(*CODING)


def _read_value(text: str) -> Any:
    return decode(text.encode(*CODING))


def _shape(shape: Shape) -> list[Any]:
    match shape:
        case Scalar(name=name):
            return ["scalar", name]
        case Singleton(value=value):
            return ["only", value]
        case DocumentOf(collection=collection, name=name):
            return ["document", collection, name]
        case ArrayOf(element=element):
            return ["array", _shape(element)]
        case TupleOf(elements=elements):
            return ["tuple", *map(_shape, elements)]
        case Record(fields=fields, wildcard=wildcard):
            inner = [[name, _shape(field.type)] for name, field in fields.items()]
            return ["record", inner, None if wildcard is None else _shape(wildcard)]
        case OneOf(members=members):
            return ["one of", *map(_shape, members)]


def _read_shape(record: list[Any]) -> Shape:
    match record:
        case ["scalar", name]:
            return Scalar(name)
        case ["only", value]:
            return Singleton(value)
        case ["document", collection, name]:
            return DocumentOf(collection, name)
        case ["array", element]:
            return ArrayOf(_read_shape(element))
        case ["tuple", *elements]:
            return TupleOf(tuple(map(_read_shape, elements)))
        case ["record", fields, wildcard]:
            inner = {name: FieldShape(_read_shape(each)) for name, each in fields}
            return Record(inner, None if wildcard is None else _read_shape(wildcard))
        case ["one of", *members]:
            return OneOf(tuple(map(_read_shape, members)))
    raise ValueError(f"no such type: {record[0]}")
