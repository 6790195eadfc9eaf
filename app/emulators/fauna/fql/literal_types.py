"""The static type of a query that ends in literals: all that can be told without inferring types."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.ast import Expr


def literal_type(expr: Expr) -> str | None:
    """The type as the service prints it; None for anything but literals and choices between them."""
    members = _members(expr)
    return None if members is None else " | ".join(dict.fromkeys(members))


def _members(expr: Expr) -> list[str] | None:
    match expr:
        case ast.Null():
            return ["Null"]
        case ast.Bool(value=value):
            return ["true" if value else "false"]
        case ast.Int(value=value):
            return [str(value)]
        case ast.Str(value=value) if value.isascii() and value.isprintable() and not set(value) & set('"\\#'):
            return [f'"{value}"']
        case ast.If(then=then, otherwise=None):
            return None if _members(then) is None else ["Null"]
        case ast.If(then=then, otherwise=Expr() as otherwise):
            either = _members(then), _members(otherwise)
            return None if either[0] is None or either[1] is None else [*either[0], *either[1]]
        case ast.Tuple(elements=(only,)):
            return _members(only)
        case ast.Block(statements=(*_, Expr() as last)):
            return _members(last)
        case _:
            return None
