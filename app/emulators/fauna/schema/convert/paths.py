"""Paths to fields, as indexes, constraints and migrations name them."""

from app.emulators.fauna.fql.ast import Access, Apply, Chain, Expr, Id, Int, Lambda, Select, Str
from app.emulators.fauna.fql.errors import Diagnostic
from app.emulators.fauna.fql.parser.chains import link_span
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.items import IndexValue, Path, Term

ORDERS = "Expected 'asc', 'desc', or 'mva'"
INVALID = "Invalid field path"


class PathError(Exception):
    """An expression that is no path; `diagnostic` says where."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("error", message, span)


def path_of(expr: Expr) -> Path:
    """The path of `.a["b c"][0]`. Raises `PathError`."""
    match expr:
        case Lambda(short=True, body=Chain(links=links)):
            pass
        case _:
            raise PathError(INVALID, expr.span)
    path: list[str | int] = []
    for link in links:
        match link:
            case Select(optional=False):
                path.append(link.field.text)
            case Access(args=(Str() as name,), optional=False):
                path.append(name.value)
            case Access(args=(Int() as index,), optional=False) if index.value >= 0:
                path.append(index.value)
            case _:
                raise PathError(INVALID, link_span(link))
    return tuple(path)


def _call(expr: Expr) -> tuple[Id, Expr] | None:
    match expr:
        case Chain(head=Id() as function, links=(Apply(args=(argument,)),)):
            return function, argument
    return None


def term_of(expr: Expr) -> Term:
    """A term: a path, or `mva(path)`. Raises `PathError`."""
    call = _call(expr)
    if call is not None and call[0].name == "mva":
        return Term(path_of(call[1]), True)
    if isinstance(expr, Chain) and isinstance(expr.head, Id):
        raise PathError("Expected 'mva'", expr.head.span)
    return Term(path_of(expr))


def value_of(expr: Expr) -> IndexValue:
    """A value: a path, with `asc`, `desc` and `mva` around it in any order. Raises `PathError`."""
    outer = _call(expr)
    if outer is None:
        return IndexValue(path_of(expr))
    inner = _call(outer[1])
    if inner is None:
        name, path = outer
        if name.name not in ("asc", "desc", "mva"):
            raise PathError(ORDERS, name.span)
        return IndexValue(path_of(path), name.name == "desc", name.name == "mva")
    order, mva = sorted((outer[0], inner[0]), key=lambda each: each.name)
    if order.name not in ("asc", "desc"):
        raise PathError(ORDERS, order.span)
    if mva.name != "mva":
        raise PathError(ORDERS, mva.span)
    return IndexValue(path_of(inner[1]), order.name == "desc", True)
