"""Sets of definitions: `Collection.all()` and the like."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Never

from app.emulators.fauna.stdlib.definition_permissions import may_read
from app.emulators.fauna.stdlib.definitions import Definition, count_scan
from app.emulators.fauna.stdlib.sets.codec import SOURCES
from app.emulators.fauna.stdlib.sets.source import Cursor, Page, Source, Token, unwatchable

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Listing = Callable[[Any], Iterable[Definition]]
LISTINGS: dict[str, Listing] = {}
"""By collection: all its definitions in an environment, whoever asks."""


@dataclass(frozen=True, slots=True)
class DefinitionSource(Source):
    """The definitions of a collection in the order of their making; only those that the session may see."""

    collection: str
    reversed: bool = False

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """A cursor is a definition's key and, for when it is gone, how many were before it."""
        env = context.environment
        count_scan(context, self.collection)
        found = [each for each in LISTINGS[self.collection](env) if may_read(context, each)]
        if self.reversed:
            found.reverse()
        first = 0
        if cursor is not None:
            key, passed = cursor
            first = next((index for index, each in enumerate(found) if each.key == key), passed)
        elements = found[first : first + count]
        after = self._token(found, first + count) if first + count < len(found) else None
        return Page(list(elements), lambda index: self._token(found, first + index), after)

    def _token(self, found: list[Definition], index: int) -> Token:
        return Token(self, (found[index].key, index))

    def reverse(self) -> Source:
        """The same, last made first."""
        return replace(self, reversed=not self.reversed)

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> Never:
        """Definitions cannot be watched."""
        raise unwatchable(context, method, "only collections and user defined indexes are streamable.")


SOURCES[DefinitionSource.__name__] = DefinitionSource
