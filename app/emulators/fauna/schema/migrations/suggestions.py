"""Hints that say what to write where."""

from app.emulators.fauna.fql.errors import Hint
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.schema.items import Collection


def at_end(span: Span) -> Span:
    """The place right behind."""
    return Span(span.end, span.end, span.source)


def at_start(span: Span) -> Span:
    """The place right before."""
    return Span(span.start, span.start, span.source)


def before_end(span: Span) -> Span:
    """The place before the closing brace."""
    return Span(span.end - 1, span.end - 1, span.source)


def suggest(collection: Collection, place: Span | None, message: str, *lines: str) -> Hint:
    """Migrations to add to the collection's block, or to a block of their own at `place`, by default the last line."""
    text = "\n    ".join(lines)
    if collection.migrations_span is not NULL_SPAN:
        return Hint(message, before_end(collection.migrations_span), suggestion=f"  {text}\n")
    where = before_end(collection.span) if place is None else place
    return Hint(message, where, suggestion=f"migrations {{\n    {text}\n  }}\n")
