"""From the fields of a schema to the types of stored values."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from app.emulators.fauna.fql.compiler import Code, compile_query
from app.emulators.fauna.fql.parser import NESTING, parse_expression
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.items import Collection, Field, Path
from app.emulators.fauna.schema.type_parser import TypeParser
from app.emulators.fauna.schema.types import (
    AnyType,
    GenericType,
    LiteralType,
    NamedType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    UnionType,
)
from app.emulators.fauna.stdlib.documents.typed.hash_order import map_order
from app.emulators.fauna.stdlib.documents.typed.shapes import (
    ANY,
    NULL,
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

Named = Callable[[str], int | None]
"""The number of the collection that has a name or alias."""
Defaults = Mapping[Path, Code]
SCALARS = ("Null", "Int", "Long", "Double", "Number", "Boolean", "String", "Time", "Date", "Bytes")
KEPT = 4096


def record_of(collection: Collection, named: Named) -> Record:
    """What the documents of a collection look like."""
    fields = {
        field.name: _field(field.tree, _defaults(collection.name, field), (field.name,), named)
        for field in collection.fields
        if field.tree is not None
    }
    wildcard = None if collection.wildcard is None else ANY
    return Record(map_order(fields), wildcard)


def resolve(type_: Type, named: Named) -> Shape | None:
    """The type of stored values, or None when none can be of it."""
    match type_:
        case AnyType():
            return ANY
        case LiteralType(value=value):
            return Singleton(value)
        case NamedType(name="Float"):
            return Scalar("Double")
        case NamedType(name=name) if name in SCALARS:
            return Scalar(name)
        case NamedType(name=name):
            return _document(name, named)
        case NullableType(base=base):
            return _union((base,), named, NULL)
        case UnionType(members=members):
            return _union(members, named)
        case TupleType(elements=elements):
            resolved = [resolve(each, named) for each in elements]
            found = tuple(each for each in resolved if each is not None)
            return TupleOf(found) if len(found) == len(resolved) else None
        case GenericType(name="Array", arguments=(element,)):
            inner = resolve(element, named)
            return None if inner is None else ArrayOf(inner)
        case GenericType(name="Ref", arguments=(NamedType(name=name),)):
            number = named(name)
            return None if number is None else OneOf((DocumentOf(number, name), DocumentOf(number, f"Null{name}")))
        case GenericType(name="EmptyRef", arguments=(NamedType(name=name),)):
            number = named(name)
            return None if number is None else DocumentOf(number, f"Null{name}")
        case ObjectType(open=False):
            return _object(type_, named)
    return None


def _field(type_: Type, defaults: Defaults, path: Path, named: Named) -> FieldShape:
    """A field; objects right within may have defaults. What cannot be stored is taken as null."""
    default = defaults.get(path)
    if not isinstance(type_, ObjectType) or type_.open:
        return FieldShape(resolve(type_, named) or NULL, default)
    inner = {each.name.text: _field(each.type, defaults, (*path, each.name.text), named) for each in type_.fields}
    wildcard = None if type_.wildcard is None else resolve(type_.wildcard, named) or NULL
    return FieldShape(Record(map_order(inner), wildcard), default)


def _object(type_: ObjectType, named: Named) -> Record | None:
    fields: dict[str, FieldShape] = {}
    for field in type_.fields:
        inner = resolve(field.type, named)
        if inner is None:
            return None
        fields[field.name.text] = FieldShape(inner)
    if type_.wildcard is None:
        return Record(map_order(fields))
    wildcard = resolve(type_.wildcard, named)
    return None if wildcard is None else Record(map_order(fields), wildcard)


def _union(members: tuple[Type, ...], named: Named, *more: Shape) -> OneOf | None:
    resolved = [resolve(each, named) for each in members]
    found = [each for each in resolved if each is not None]
    return OneOf((*found, *more)) if len(found) == len(resolved) else None


def _document(name: str, named: Named) -> Shape | None:
    """A collection's name, or `Null` before it."""
    number = named(name)
    if number is not None:
        return DocumentOf(number, name)
    number = named(name.removeprefix("Null")) if name.startswith("Null") else None
    return None if number is None else DocumentOf(number, name)


def _defaults(collection: str, field: Field) -> Defaults:
    found = _inner_defaults(f"*field:{collection}:{field.name}*", field.name, field.type)
    if field.default is None:
        return found
    return {**found, (field.name,): _default(f"*field:{collection}:{field.name}*", field.default.source)}


@lru_cache(maxsize=KEPT)
def _default(source: str, text: str) -> Code:
    return compile_query(parse_expression(Source(source, text)))


@lru_cache(maxsize=KEPT)
def _inner_defaults(source: str, name: str, signature: str) -> Defaults:
    """The defaults within a field's type; their places are in the type's text."""
    found: dict[Path, Code] = {}
    pending: list[tuple[Path, Type]] = [((name,), TypeParser(Source(source, signature), {}, NESTING).type_tree())]
    while pending:
        path, type_ = pending.pop()
        for each in type_.fields if isinstance(type_, ObjectType) else ():
            inner = (*path, each.name.text)
            if each.default is not None:
                found[inner] = compile_query(each.default)
            pending.append((inner, each.type))
    return found
