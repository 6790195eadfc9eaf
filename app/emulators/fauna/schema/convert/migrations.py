"""The lines of a `migrations` block."""

from app.emulators.fauna.fql.ast import Expr
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.schema.convert.base import Conversion
from app.emulators.fauna.schema.convert.paths import PathError, path_of
from app.emulators.fauna.schema.items import Expression, Migration, Path
from app.emulators.fauna.schema.nodes import Block, MigrationValue, Node, Value


def migrations_of(conversion: Conversion, node: Node, value: Value) -> tuple[Migration, ...]:
    """The migrations that are well formed."""
    if not isinstance(value, Block):
        conversion.fail("Expected a migration block", value.span)
        return ()
    if not value.nodes:
        conversion.fail("Empty migration blocks are not allowed", node.span)
        return ()
    converted = (_migration(conversion, member) for member in value.nodes)
    return tuple(each for each in converted if each is not None)


def _migration(conversion: Conversion, node: Node) -> Migration | None:
    value = node.value
    if value is None:
        conversion.fail("Expected a migration", node.span)
        return None
    if not isinstance(value, MigrationValue):
        conversion.fail("Only migrations are allowed in migration blocks", value.span)
        return None
    conversion.no_annotations(node)
    paths = [_path(conversion, each, value.span) for each in value.paths]
    kind = node.keyword.text
    if kind == "split":
        if len(paths) < 3:
            conversion.fail("Expected at least two fields to split into", value.span)
            return None
        if len(set(paths[1:])) < len(paths) - 1:
            into = value.paths[1].span.to(value.paths[-1].span)
            conversion.fail("Expected list of fields with no duplicates", into)
            return None
    shown = None if value.value is None else Expression.of(value.value)
    return Migration(kind, tuple(paths), shown, value.span, tuple(each.span for each in value.paths))


def _path(conversion: Conversion, expr: Expr, span: Span) -> Path:
    try:
        path = path_of(expr)
    except PathError as error:
        conversion.errors.append(error.diagnostic)
        return ()
    if not path:
        conversion.fail("Field path cannot be empty", span)
    for element in path:
        if isinstance(element, int):
            conversion.fail("Cannot index into an item in a migration path", expr.span)
    return path
