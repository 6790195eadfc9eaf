"""What the types of defined fields must be: known, with the right number of parameters, and storable."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.emulators.fauna.fql.ast import Bool, Expr, Float, Int, Null, Str
from app.emulators.fauna.fql.errors import Diagnostic, Hint
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import INT_MAX, INT_MIN
from app.emulators.fauna.schema.convert.fields import parts_of
from app.emulators.fauna.schema.items import Collection, Field, Schema
from app.emulators.fauna.schema.types import (
    AnyType,
    GenericType,
    IntersectionType,
    LiteralType,
    NamedType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    UnionType,
    display,
)

STORABLE = (
    "Boolean", "Bytes", "Date", "Double", "Float", "Int", "Long", "Null", "Number", "String", "Time", "UUID",
)  # fmt: skip
GENERIC = ("Array", "EmptyNamedRef", "EmptyRef", "EventSource", "NamedRef", "Ref", "Set", "Stream", "UserFunction")
MODULES = (
    "Array", "Boolean", "Bytes", "Date", "Doc", "Double", "EventSource", "FQL", "Float", "ID", "Int", "Long", "Math",
    "Null", "Number", "Object", "Query", "Set", "SetCursor", "String", "Struct", "Time", "TransactionTime", "UUID",
)  # fmt: skip
SYSTEM = {
    "AccessProvider": "AccessProvider", "Collection": "CollectionDef", "Credential": "Credential",
    "Database": "DatabaseDef", "Function": "FunctionDef", "Key": "Key", "Role": "Role", "Token": "Token",
}  # fmt: skip
"""The types of definitions, by collection."""
NUMBERS = {"Int": "Int Long Number", "Long": "Long Number", "Double": "Double Float Number"}


@dataclass(frozen=True, slots=True)
class Names:
    """The types of a schema: documents and missing ones by name with their collection, all others."""

    documents: dict[str, str]
    missing: dict[str, str]
    others: frozenset[str]

    @staticmethod
    def of(schema: Schema) -> "Names":
        """Those of the language and those of the schema's collections and their aliases."""
        named = {name: name for name in schema.collections}
        named |= {each.alias: each.alias for each in schema.collections.values() if each.alias is not None}
        documents = {type_: name for name, type_ in SYSTEM.items()} | named
        others = {*STORABLE, "ID", "SetCursor", "TransactionTime"}
        others |= {f"{name}Module" for name in MODULES} | {f"{name}Collection" for name in (*SYSTEM, *named)}
        return Names(documents, {f"Null{type_}": name for type_, name in documents.items()}, frozenset(others))

    def __contains__(self, name: str) -> bool:
        return name in self.documents or name in self.missing or name in self.others


def type_errors(schema: Schema) -> Iterator[Diagnostic]:
    """What is wrong with the types of collections."""
    names = Names.of(schema)
    for collection in schema.collections.values():
        for field in collection.fields:
            yield from _field_errors(collection, field, names)
        wildcard = collection.wildcard_tree
        if wildcard is not None and not isinstance(wildcard, AnyType):
            yield Diagnostic("error", "Top-level wildcard must have type `Any`", wildcard.span)


def _field_errors(collection: Collection, field: Field, names: Names) -> Iterator[Diagnostic]:
    if field.tree is None:
        return
    unknown = list(_unknown(field.tree, names))
    if unknown:
        yield from unknown
        return
    causes = tuple(_unstorable(field.tree, names))
    if causes:
        message = f"Field `{field.name}` in collection {collection.name} is not persistable"
        yield Diagnostic("error", message, field.tree.span, None, causes)
    elif field.default is not None:
        yield from _default_errors(field.tree, field.default.tree)


def _unknown(type_: Type, names: Names) -> Iterator[Diagnostic]:
    """Types that are not there, or with a wrong number of parameters."""
    match type_:
        case NamedType(name=name) if name in GENERIC:
            yield _arity(name, 0, type_.span)
        case NamedType(name=name) if name not in names:
            yield Diagnostic("error", f"Unknown type `{name}`", type_.span)
        case GenericType(name=name, arguments=arguments):
            for argument in arguments:
                yield from _unknown(argument, names)
            if name in GENERIC and len(arguments) != 1:
                yield _arity(name, len(arguments), type_.name_span)
            elif name in names:
                yield Diagnostic("error", f"Type `{name}` does not accept any parameters.", type_.name_span)
            elif name not in GENERIC:
                yield Diagnostic("error", f"Unknown type `{name}`", type_.name_span)
            elif name == "Ref" and not (isinstance(arguments[0], NamedType) and arguments[0].name in names.documents):
                yield Diagnostic("error", "Reference type must refer to a doc type", type_.span)
        case _:
            for part in parts_of(type_):
                yield from _unknown(part, names)


def _arity(name: str, given: int, span: Span) -> Diagnostic:
    return Diagnostic("error", f"Type constructor `{name}<>` accepts 1 parameters, received {given}", span)


def _unstorable(type_: Type, names: Names) -> Iterator[Hint]:
    """Why values of the type cannot be stored; nothing if they can."""
    match type_:
        case AnyType() | LiteralType():
            return
        case NamedType(name=name) if name in STORABLE:
            return
        case NamedType(name=name) if name in names.documents or name in names.missing:
            yield from _use_reference(type_, (names.documents | names.missing)[name])
        case GenericType(name="Ref"):
            return
        case GenericType(name="Array") | ObjectType(open=False) | TupleType():
            for part in parts_of(type_):
                yield from _unstorable(part, names)
        case IntersectionType(members=members):
            found = [list(_unstorable(member, names)) for member in members]
            if all(found):
                yield from (cause for causes in found for cause in causes)
        case UnionType() | NullableType():
            yield from _unstorable_members(tuple(_members(type_)), names)
        case _:
            yield _cause(type_)


def _members(type_: Type) -> Iterator[Type]:
    match type_:
        case UnionType(members=members):
            for member in members:
                yield from _members(member)
        case NullableType(base=base):
            yield from _members(base)
        case _:
            yield type_


def _unstorable_members(members: tuple[Type, ...], names: Names) -> Iterator[Hint]:
    """A document together with its absence can be stored, either of them alone cannot."""
    present: dict[str, Type] = {}
    absent: dict[str, Type] = {}
    for member in members:
        match member:
            case NamedType(name=name) if name in names.documents:
                present[names.documents[name]] = member
            case NamedType(name=name) if name in names.missing:
                absent[names.missing[name]] = member
            case GenericType(name="EmptyRef", arguments=(NamedType(name=name),)) if name in names.documents:
                absent[names.documents[name]] = member
            case _:
                yield from _unstorable(member, names)
    for some, others in ((present, absent), (absent, present)):
        for collection, member in some.items():
            if collection not in others:
                yield from _use_reference(member, collection)


def _cause(type_: Type) -> Hint:
    return Hint(f"Type {display(type_)} is not persistable", type_.span, "cause")


def _use_reference(type_: Type, collection: str) -> Iterator[Hint]:
    yield _cause(type_)
    reference = f"Ref<{collection}>"
    message = f"Use {reference} as the type of a reference to a {collection} document"
    yield Hint(message, type_.span, suggestion=reference)


def _default_errors(type_: Type, default: Expr) -> Iterator[Diagnostic]:
    """A literal that is plainly of another type than a plain type asks for."""
    given = _literal_type(default)
    if given is None or not isinstance(type_, NamedType) or type_.name not in STORABLE:
        return
    if type_.name != given and type_.name not in NUMBERS.get(given, "").split():
        yield Diagnostic("error", f"Type `{given}` is not a subtype of `{type_.name}`", default.span)


def _literal_type(tree: Expr) -> str | None:
    match tree:
        case Str():
            return "String"
        case Bool():
            return "Boolean"
        case Null():
            return "Null"
        case Float():
            return "Double"
        case Int(value=value):
            return "Int" if INT_MIN <= value <= INT_MAX else "Long"
    return None
