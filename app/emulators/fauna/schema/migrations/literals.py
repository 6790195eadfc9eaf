"""Types of literals in migrations: what needs no evaluation to be told from the field's type."""

from app.emulators.fauna.fql.ast import Bool, Expr, Float, Int, Null, Operator, Str
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.shown import shown
from app.emulators.fauna.schema.subtypes import NULL, is_subtype
from app.emulators.fauna.schema.types import LiteralType, NamedType, Type

STRING = NamedType(NULL_SPAN, "String")


def mistyped(expr: Expr, expected: Type) -> tuple[Span, str, str] | None:
    """Where a literal, or one that a string is joined with, is of another type, and the types."""
    if isinstance(expr, Operator) and isinstance(expr.left, Str) and expr.op.text == "+" and expr.right is not None:
        return mistyped(expr.right, STRING) or mistyped(expr.left, expected)
    found = _literal_type(expr)
    if found is None or is_subtype(found[0], expected):
        return None
    return expr.span, found[1], shown(expected)


def _literal_type(expr: Expr) -> tuple[Type, str] | None:
    """The type of a literal, and the name of the type that it is a value of."""
    match expr:
        case Str(value=text):
            return LiteralType(expr.span, text), "String"
        case Int(value=number):
            name = "Int" if -(2**31) <= number < 2**31 else "Long"
            return LiteralType(expr.span, number), name
        case Float():
            return NamedType(expr.span, "Double"), "Double"
        case Bool(value=truth):
            return LiteralType(expr.span, truth), "Boolean"
        case Null():
            return NULL, "Null"
    return None
