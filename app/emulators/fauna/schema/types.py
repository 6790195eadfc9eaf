"""Types as schema files write them: a tree with spans, and its canonical text."""

from dataclasses import dataclass, field
from functools import singledispatch

from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.parser.scanner import WORD
from app.emulators.fauna.fql.printer import print_expression, quoted
from app.emulators.fauna.fql.source import Span


@dataclass(frozen=True, slots=True)
class Type:
    """Any type; where it stands does not make it another one."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    """`Any`."""


@dataclass(frozen=True, slots=True)
class NeverType(Type):
    """`Never`."""


@dataclass(frozen=True, slots=True)
class LiteralType(Type):
    """A type of one value: a boolean, a whole number or a string."""

    value: bool | int | str


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """`Int`, `Null`, the name of a collection."""

    name: str


@dataclass(frozen=True, slots=True)
class GenericType(Type):
    """`Array<T>`, `Ref<Cat>`; `name_span` is where `Array` stands."""

    name: str
    arguments: tuple[Type, ...]
    name_span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class TypeField:
    """A field of an object type; only those of defined fields may have defaults."""

    name: Name
    type: Type
    default: Expr | None = None

    @property
    def text(self) -> str:
        """The field as the service prints it."""
        default = "" if self.default is None else f" = {print_expression(self.default)}"
        return f"{key(self.name.text)}: {display(self.type)}{default}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TypeField) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class ObjectType(Type):
    """`{ a: Int, *: Any }`; an open one, `{ a: Int, ... }`, is an interface."""

    fields: tuple[TypeField, ...]
    wildcard: Type | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class TupleType(Type):
    """`[Int, String]`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """`(Int, ...String) => Boolean`; parameters may have names."""

    parameters: tuple[tuple[str | None, Type], ...]
    variadic: tuple[str | None, Type] | None
    returns: Type


@dataclass(frozen=True, slots=True)
class UnionType(Type):
    """`A | B`."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class IntersectionType(Type):
    """`A & B`."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class NullableType(Type):
    """`A?`; `mark` is where the question mark stands."""

    base: Type
    mark: Span = field(compare=False)


def display(type_: Type, level: int = 0) -> str:
    """The type's canonical text; in parentheses where it must bind at least at `level`."""
    text, own = _text(type_)
    return f"({text})" if own < level else text


def key(name: str) -> str:
    """A field name as types write it."""
    return name if WORD.fullmatch(name) else f'"{name}"'


CLOSED = 100


@singledispatch
def _text(type_: Type) -> tuple[str, int]:
    raise TypeError(f"no text for {type(type_).__name__}")


@_text.register
def _any(type_: AnyType) -> tuple[str, int]:
    return "Any", CLOSED


@_text.register
def _never(type_: NeverType) -> tuple[str, int]:
    return "Never", CLOSED


@_text.register
def _literal(type_: LiteralType) -> tuple[str, int]:
    value = type_.value
    if isinstance(value, str):
        return quoted(value), CLOSED
    return (str(value).lower() if isinstance(value, bool) else str(value)), CLOSED


@_text.register
def _named(type_: NamedType) -> tuple[str, int]:
    return type_.name, CLOSED


@_text.register
def _generic(type_: GenericType) -> tuple[str, int]:
    return f"{type_.name}<{', '.join(map(display, type_.arguments))}>", CLOSED


@_text.register
def _object(type_: ObjectType) -> tuple[str, int]:
    parts = [each.text for each in type_.fields]
    parts += [] if type_.wildcard is None else [f"*: {display(type_.wildcard)}"]
    parts += ["..."] if type_.open and parts else []
    return (f"{{ {', '.join(parts)} }}" if parts else "{}"), CLOSED


@_text.register
def _tuple(type_: TupleType) -> tuple[str, int]:
    return f"[{', '.join(map(display, type_.elements))}]", CLOSED


@_text.register
def _function(type_: FunctionType) -> tuple[str, int]:
    if len(type_.parameters) == 1 and type_.variadic is None:
        name, only = type_.parameters[0]
        shown = display(only, 11) if name is None else f"({name}: {display(only, 11)})"
        return f"{shown} => {display(type_.returns, 10)}", 10
    parts = [f"{'' if name is None else f'{name}: '}{display(each, 10)}" for name, each in type_.parameters]
    if type_.variadic is not None:
        name, rest = type_.variadic
        parts.append(f"{'' if name is None else f'{name}: '}...{display(rest, 10)}")
    return f"({', '.join(parts)}) => {display(type_.returns, 10)}", 10


@_text.register
def _union(type_: UnionType) -> tuple[str, int]:
    return " | ".join(display(member, 20) for member in type_.members), 20


@_text.register
def _intersection(type_: IntersectionType) -> tuple[str, int]:
    return " & ".join(display(member, 30) for member in type_.members), 30


@_text.register
def _nullable(type_: NullableType) -> tuple[str, int]:
    return f"{display(type_.base, 50)}?", CLOSED
