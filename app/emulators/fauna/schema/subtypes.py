"""Which types of values are part of which others."""

from app.emulators.fauna.fql.source import NULL_SPAN
from app.emulators.fauna.schema.shown import is_value_of
from app.emulators.fauna.schema.types import (
    AnyType,
    GenericType,
    IntersectionType,
    LiteralType,
    NamedType,
    NeverType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    UnionType,
    display,
)

NULL = NamedType(NULL_SPAN, "Null")
WIDER = {
    ("Int", "Number"),
    ("Long", "Number"),
    ("Double", "Number"),
    ("Int", "Long"),
    ("Double", "Float"),
    ("Float", "Double"),
}


def is_subtype(a: Type, b: Type) -> bool:
    """Whether every value of `a` is one of `b`; `Any` goes with everything."""
    a, b = plain(a), plain(b)
    match a, b:
        case UnionType(members=members), _:
            return all(is_subtype(member, b) for member in members)
        case _, IntersectionType(members=members):
            return all(is_subtype(a, member) for member in members)
        case IntersectionType(members=members), _:
            return any(is_subtype(member, b) for member in members)
        case _, UnionType(members=members):
            return any(is_subtype(a, member) for member in members)
        case (AnyType() | NeverType(), _) | (_, AnyType()):
            return True
        case NamedType(name=name), NamedType(name=other):
            return name == other or (name, other) in WIDER
        case LiteralType(value=value), NamedType(name=name):
            return is_value_of(value, name)
        case GenericType(name=name, arguments=parts), GenericType(name=other, arguments=others):
            return name == other and _all(parts, others)
        case TupleType(elements=parts), TupleType(elements=others):
            return _all(parts, others)
        case TupleType(elements=parts), GenericType(name="Array", arguments=(element,)):
            return all(is_subtype(part, element) for part in parts)
        case ObjectType(open=False), ObjectType(open=False):
            return _is_narrower(a, b)
    return display(a) == display(b)


def is_schema_subtype(a: Type, b: Type) -> bool:
    """The same, but `Any` is more than anything else, as it is for what is stored."""
    a, b = plain(a), plain(b)
    match a, b:
        case UnionType(members=members), _:
            return all(is_schema_subtype(member, b) for member in members)
        case _, UnionType(members=members):
            return any(is_schema_subtype(a, member) for member in members)
        case _, AnyType():
            return True
        case AnyType(), _:
            return False
    return is_subtype(a, b)


def plain(type_: Type) -> Type:
    """`A?` and `Ref<C>` as the unions that they are, `NullC` as the reference to nothing that it is."""
    match type_:
        case NullableType(base=base):
            return UnionType(type_.span, (base, NULL))
        case GenericType(name="Ref", arguments=(document,)):
            nothing = GenericType(type_.span, "EmptyRef", (document,), type_.name_span)
            return UnionType(type_.span, (document, nothing))
        case NamedType(name=name) if name.startswith("Null") and name != "Null":
            return GenericType(type_.span, "EmptyRef", (NamedType(type_.span, name.removeprefix("Null")),), type_.span)
    return type_


def _all(parts: tuple[Type, ...], others: tuple[Type, ...]) -> bool:
    return len(parts) == len(others) and all(is_subtype(*pair) for pair in zip(parts, others, strict=True))


def _is_narrower(a: ObjectType, b: ObjectType) -> bool:
    """Every field of `a` is allowed, none of `b` is missing; a field by wildcard may be absent."""
    fields, others = ({field.name.text: field.type for field in each.fields} for each in (a, b))
    for name, type_ in fields.items():
        other = others.get(name, b.wildcard)
        if other is None or not is_subtype(type_, other):
            return False
    absent = NULL if a.wildcard is None else UnionType(a.span, (a.wildcard, NULL))
    if not all(is_subtype(absent, other) for name, other in others.items() if name not in fields):
        return False
    return a.wildcard is None or (b.wildcard is not None and is_subtype(a.wildcard, b.wildcard))
