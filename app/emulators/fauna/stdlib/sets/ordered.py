"""Sets that have to be read as a whole first: reverse, distinct, order."""

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.natural import natural
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.stdlib.elements import Ordering, distinct, in_order
from app.emulators.fauna.stdlib.sets.frames import within
from app.emulators.fauna.stdlib.sets.literal import ArraySource
from app.emulators.fauna.stdlib.sets.source import Cursor, Page, Source, Token, materialize, unwatchable

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


@dataclass(frozen=True, slots=True)
class ReverseSource(Source):
    """Another from last to first, when it cannot be read backwards itself."""

    inner: Source

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Cursors are the index of the last element seen."""
        elements = materialize(context, self.inner)[::-1]
        first = 0 if cursor is None else cursor[0] + 1
        end = first + max(0, count)
        after = Token(self, (end - 1,)) if first < end < len(elements) else None
        return Page(elements[first:end], lambda index: Token(self, (first + index,)), after)

    def reverse(self) -> Source:
        """The inner one."""
        return self.inner

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """Events come in the order in which things happen."""
        raise unwatchable(context, method, "streaming is not supported on sets that have been reversed.")


@dataclass(frozen=True, slots=True)
class DistinctSource(Source):
    """Another's elements, each once and in order of value."""

    inner: Source

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """A page of the array of them."""
        elements = materialize(context, self.inner)
        elements.sort(key=functools.cmp_to_key(lambda a, b: natural(context, a, b)))
        return ArraySource(distinct(context, elements)).page(context, count, cursor)

    def reverse(self) -> Source:
        """The order is by value whichever way the inner one is read."""
        return DistinctSource(self.inner.reverse())

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """Repetitions may come and go."""
        raise unwatchable(context, method, "streaming is not supported on distinct sets.")


@dataclass(frozen=True, slots=True)
class OrderedSource(Source):
    """Another's elements, sorted; `frames` is where `order` was called."""

    inner: Source
    orderings: tuple[Ordering, ...]
    frames: tuple[Span, ...] = ()

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """A page of the array of them."""
        elements = materialize(context, self.inner)
        with within(context, self.frames):
            elements = in_order(context, list(self.orderings), elements)
        return ArraySource(elements).page(context, count, cursor)

    def reverse(self) -> Source:
        """Every ordering turned round."""
        turned = tuple(Ordering(each.key, not each.descending) for each in self.orderings)
        return replace(self, orderings=turned)

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """Events come in the order in which things happen."""
        raise unwatchable(context, method, "streaming is not supported on sets returned from `.order()`.")
