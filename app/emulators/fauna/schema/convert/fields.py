"""Fields of collections: defined, computed, and the wildcard; where defaults may stand."""

from app.emulators.fauna.fql.ast import Lambda, Name, Tuple
from app.emulators.fauna.fql.errors import Hint
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.convert.base import Conversion
from app.emulators.fauna.schema.display import is_identifier
from app.emulators.fauna.schema.items import Computed, Expression, Field, Predicate
from app.emulators.fauna.schema.nodes import FieldValue, Node
from app.emulators.fauna.schema.types import (
    FunctionType,
    GenericType,
    IntersectionType,
    NullableType,
    ObjectType,
    TupleType,
    Type,
    UnionType,
    display,
)

RESERVED = (
    "id", "coll", "ts", "ttl", "data", "delete", "update", "replace", "updateData", "replaceData", "exists",
)  # fmt: skip
"""Names of fields that documents have already."""


class FieldConversion(Conversion):
    """Converts fields."""

    def field_name(self, node: Node) -> Name | None:
        """The name of a field, `*` for the wildcard."""
        name = node.name
        if name is None:
            self.fail("Missing required name", node.span)
        elif name.text in RESERVED:
            self.fail(f"Invalid reserved name `{name.text}`", node.span)
            return None
        elif name.text != "*" and not is_identifier(name.text):
            self.fail(f"Invalid identifier `{name.text}`", name.span)
            return None
        return name

    def field(self, node: Node, name: Name, value: FieldValue) -> Field | Computed | Type | None:
        """The field; the wildcard is given as its type."""
        if value.kind == "compute":
            return self._computed(node, name, value)
        type_ = value.type
        if type_ is None:
            self.fail("Expected a type signature", node.span)
            return None
        if value.kind == "wildcard":
            if value.value is not None:
                self.fail("No default allowed for wildcard field", value.value.span)
            self.refuse_defaults(type_)
            return type_
        default = value.value
        conflict = None if default is None else Hint("Parent has a conflicting default value", default.span)
        self.check_defaults(type_, conflict)
        shown = None if default is None else Expression.of(default)
        return Field(name.text, display(type_), shown, node.span, type_)

    def _computed(self, node: Node, name: Name, value: FieldValue) -> Computed | None:
        match value.value:
            case Lambda() as tree:
                pass
            case Tuple(elements=(Lambda() as tree,)):
                pass
            case None:
                self.fail("Computed fields require a value", node.keyword.span)
                return None
            case other:
                self.fail("Expected lambda", other.span)
                return None
        if value.type is not None:
            self.refuse_defaults(value.type)
        type_ = None if value.type is None else display(value.type)
        return Computed(name.text, type_, Predicate.of(tree), node.span, value.type)

    def check_defaults(self, type_: Type, conflict: Hint | None) -> None:
        """Defaults stand in objects within objects only, and not where a default holds already."""
        if not isinstance(type_, ObjectType) or type_.open:
            self.refuse_defaults(type_, conflict or _reason(type_))
            return
        for field in type_.fields:
            inner = conflict
            if field.default is not None:
                if conflict is not None:
                    self.fail("Default values are not allowed here", field.default.span, conflict)
                inner = conflict or Hint("Parent has a conflicting default value", field.default.span)
            self.check_defaults(field.type, inner)
        if type_.wildcard is not None:
            self.refuse_defaults(type_.wildcard)

    def refuse_defaults(self, type_: Type, reason: Hint | None = None) -> None:
        """No defaults within this type."""
        if isinstance(type_, ObjectType):
            for field in type_.fields:
                if field.default is not None:
                    hints = () if reason is None else (reason,)
                    self.fail("Default values are not allowed here", field.default.span, *hints)
        for part in parts_of(type_):
            self.refuse_defaults(part, reason)


def _reason(type_: Type) -> Hint:
    span: Span = type_.span
    if isinstance(type_, NullableType):
        return Hint("Parent is nullable", type_.mark)
    return Hint("Parent is a union" if isinstance(type_, UnionType) else "Parent is not an object", span)


def parts_of(type_: Type) -> tuple[Type, ...]:
    """The types right within a type."""
    match type_:
        case ObjectType():
            inner = tuple(field.type for field in type_.fields)
            return inner if type_.wildcard is None else (*inner, type_.wildcard)
        case GenericType():
            return type_.arguments
        case TupleType():
            return type_.elements
        case UnionType() | IntersectionType():
            return type_.members
        case NullableType():
            return (type_.base,)
        case FunctionType():
            rest = () if type_.variadic is None else (type_.variadic[1],)
            return (*(each for _, each in type_.parameters), *rest, type_.returns)
    return ()
