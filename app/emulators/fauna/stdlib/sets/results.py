"""Sets in results: read to a finite depth, cursors below."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.sets.pages import first_cursor, first_page
from app.emulators.fauna.stdlib.sets.values import SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

DEPTH = 10


@contextmanager
def opened(context: "Context", value: SetValue) -> Iterator[Value]:
    """What a result shows of a set: its first page or, within a document or ten other sets, a cursor to it."""
    if context.open_sets >= DEPTH or context.open_documents:
        yield first_cursor(context, value.source)
        return
    page = first_page(context, value.source)
    context.open_sets += 1
    yield page
    context.open_sets -= 1
