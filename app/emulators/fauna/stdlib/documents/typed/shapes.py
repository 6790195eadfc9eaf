"""Types of stored values, resolved: names of collections have become their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.source import NULL_SPAN
from app.emulators.fauna.fql.types import KINDS, type_display
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.schema.shown import shown
from app.emulators.fauna.schema.types import (
    AnyType,
    GenericType,
    LiteralType,
    NamedType,
    ObjectType,
    TupleType,
    Type,
    TypeField,
    UnionType,
)
from app.emulators.fauna.stdlib.documents.typed.hash_order import map_order
from app.emulators.fauna.stdlib.documents.values import Document

if TYPE_CHECKING:
    from app.emulators.fauna.fql.compiler import Code


@dataclass(frozen=True, slots=True)
class Scalar:
    """`Int`, `String`, `Null`, `Any`: a type known by its name alone."""

    name: str


@dataclass(frozen=True, slots=True)
class Singleton:
    """A type of one value."""

    value: bool | int | str


@dataclass(frozen=True, slots=True)
class DocumentOf:
    """References into a collection, be there a document or not; `name` is how the type calls it."""

    collection: int
    name: str


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """Any number of elements of one type."""

    element: "Shape"


@dataclass(frozen=True, slots=True)
class TupleOf:
    """As many elements as there are types."""

    elements: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field's type, and the code of its default."""

    type: "Shape"
    default: "Code | None" = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object; `wildcard` is the type of all other fields, None when there may be none."""

    fields: Mapping[str, FieldShape]
    wildcard: "Shape | None" = None

    def field(self, name: str) -> FieldShape | None:
        """What is known of a field."""
        found = self.fields.get(name)
        return found or (None if self.wildcard is None else FieldShape(self.wildcard))


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union."""

    members: tuple["Shape", ...]


Shape = Scalar | Singleton | DocumentOf | ArrayOf | TupleOf | Record | OneOf
ANY, NULL = Scalar("Any"), Scalar("Null")
ANYTHING = Record({}, ANY)
WIDER = {"Long": ("Int", "Long"), "Number": ("Int", "Long", "Double")}


def is_of(shape: Shape, value: Value) -> bool:
    """Whether a value is of a type."""
    match shape:
        case Scalar(name=name):
            return name == "Any" or scalar_name(value) in WIDER.get(name, (name,))
        case Singleton(value=only):
            return type(value) is type(only) and value == only
        case DocumentOf(collection=collection):
            return isinstance(value, Document) and value.collection == collection
        case ArrayOf(element=element):
            return isinstance(value, list) and all(is_of(element, each) for each in value)
        case TupleOf(elements=elements):
            fits = isinstance(value, list) and len(value) == len(elements)
            return fits and all(is_of(*pair) for pair in zip(elements, value, strict=True))
        case Record():
            return isinstance(value, dict) and _is_record(shape, value)
        case OneOf(members=members):
            return any(is_of(member, value) for member in members)


def _is_record(record: Record, value: dict[str, Value]) -> bool:
    for name, each in value.items():
        field = record.field(name)
        if field is None or not is_of(field.type, each):
            return False
    return all(takes_null(field.type) for name, field in record.fields.items() if name not in value)


def takes_null(shape: Shape) -> bool:
    """Whether a field of the type may be absent."""
    return is_of(shape, Null())


def scalar_name(value: Value) -> str:
    """The name of a value's type; objects and arrays have none."""
    kind = KINDS[type(value)].name
    if kind == "TransactionTime":
        return "Time"
    return "" if kind in ("Object", "Array") else type_display(value)


def shape_of(value: Value) -> Shape:
    """A value's own type; documents are just documents."""
    match value:
        case dict():
            return Record(map_order({name: FieldShape(shape_of(each)) for name, each in value.items()}))
        case list():
            return TupleOf(tuple(shape_of(each) for each in value))
        case Document():
            return DocumentOf(value.collection, "Document")
    return Scalar(scalar_name(value))


def shape_text(shape: Shape) -> str:
    """The type as errors show it."""
    return shown(_written(shape))


def _written(shape: Shape) -> Type:
    match shape:
        case Scalar(name="Any"):
            return AnyType(NULL_SPAN)
        case Scalar(name=name) | DocumentOf(name=name):
            return NamedType(NULL_SPAN, name)
        case Singleton(value=value):
            return LiteralType(NULL_SPAN, value)
        case ArrayOf(element=element):
            return GenericType(NULL_SPAN, "Array", (_written(element),), NULL_SPAN)
        case TupleOf(elements=elements):
            return TupleType(NULL_SPAN, tuple(map(_written, elements)))
        case Record(fields=fields, wildcard=wildcard):
            written = tuple(TypeField(Name(name, NULL_SPAN), _written(each.type)) for name, each in fields.items())
            return ObjectType(NULL_SPAN, written, None if wildcard is None else _written(wildcard))
        case OneOf(members=members):
            return UnionType(NULL_SPAN, tuple(map(_written, members)))
