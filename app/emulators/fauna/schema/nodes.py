"""The shape of FSL before it means anything: keyword, name, value."""

from dataclasses import dataclass

from app.emulators.fauna.fql.ast import Block as Body
from app.emulators.fauna.fql.ast import Expr, Name
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.types import Type

FIELD = "field"
"""The keyword of nodes that stand for fields, which have none of their own."""


@dataclass(frozen=True, slots=True)
class Block:
    """`{ … }`."""

    span: Span
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """`[.a, desc(.b)]`."""

    span: Span
    elements: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What follows a field's name: its type, its default or computed body. `kind` is defined, compute or wildcard."""

    span: Span
    kind: str
    type: Type | None
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function."""

    name: Name
    type: Type | None
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """`(a: Int): Int { … }`; `closing` is the closing parenthesis."""

    span: Span
    arguments: tuple[Argument, ...]
    closing: Span
    returns: Type | None
    body: Body


@dataclass(frozen=True, slots=True)
class MigrationValue:
    """`.a -> .b, .c` or `.a = value` behind a migration's keyword."""

    span: Span
    paths: tuple[Expr, ...]
    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    """Text that cannot be read where a value must stand."""

    span: Span


@dataclass(frozen=True, slots=True)
class Annotation:
    """`@alias(Name)`."""

    keyword: Name
    value: Name
    span: Span


Value = Block | Paths | FieldValue | FunctionValue | MigrationValue | Invalid | Expr


@dataclass(frozen=True, slots=True)
class Node:
    """`keyword name value`; name and value may be missing.

    The span starts at the annotations, or at the comment right before an item, and ends with its semicolons.
    """

    keyword: Name
    name: Name | None
    value: Value | None
    span: Span
    annotations: tuple[Annotation, ...] = ()
    comment: Span | None = None
