"""From FQL text to a syntax tree, or a `CheckFailure` that says what stood where something else was expected.

scanner → literals → heredocs → types → lists → terms → expressions → statements: each reads a little more
of the grammar than the one before.
"""

from collections.abc import Mapping

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.parser.statements import Statements
from app.emulators.fauna.fql.source import Source, Span

SOURCE_LENGTH = 500_000
NESTING = 200
NO_INSERTIONS: Mapping[int, int] = {}


def parse(
    source: Source,
    insertions: Mapping[int, int] = NO_INSERTIONS,
    *,
    source_length: int = SOURCE_LENGTH,
    nesting: int = NESTING,
) -> ast.Expr:
    """The tree of a whole query.

    `insertions` maps the offset of each `<value>` placeholder to the index of the value that stands there;
    `source_length` is in code points, `nesting` in levels of brackets and operands.
    """
    parser = _parser(source, insertions, source_length, nesting)
    try:
        return parser.query()
    except RecursionError:
        parser.refuse_nesting()


def parse_expression(source: Source, *, source_length: int = SOURCE_LENGTH, nesting: int = NESTING) -> ast.Expr:
    """The tree of a single expression, a short lambda allowed."""
    return _parser(source, NO_INSERTIONS, source_length, nesting).lone_expression()


def _parser(source: Source, insertions: Mapping[int, int], source_length: int, nesting: int) -> Statements:
    if len(source.body) > source_length:
        start = Source(source.name, source.body[:80])
        message = f"The query is longer than {source_length} characters."
        raise CheckFailure(Diagnostic("error", message, Span(0, 1, start)))
    return Statements(source, insertions, nesting)
