"""Sets cut from, or put together of, others: take, drop, concat, pageSize."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.sets.ordered import ReverseSource
from app.emulators.fauna.stdlib.sets.source import Cursor, Page, Source, Token, rewrap, unwatchable, wrap_int

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.sets.values import EventSource


@dataclass(frozen=True, slots=True)
class TakeSource(Source):
    """The first elements of another; `limit` says how many."""

    inner: Source
    limit: int

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """The rest is a source with a smaller limit."""
        wanted = min(count, self.limit)
        if wanted == 0:
            return Page([], lambda index: Token(self))
        page = self.inner.page(context, wanted, cursor)
        left = self.limit - len(page.elements)

        def token(index: int) -> Token:
            return rewrap(page.token(index), lambda source: TakeSource(source, self.limit - index - 1))

        if left > 0:
            return Page(page.elements, token, page.after and rewrap(page.after, lambda inner: TakeSource(inner, left)))
        return Page(page.elements[: max(0, wanted)], token)

    def reverse(self) -> Source:
        """The taken elements, last to first."""
        return ReverseSource(self)

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """What is among the first may change by others."""
        raise unwatchable(context, method, "streaming is not supported on sets returned from `.take()`.")


@dataclass(frozen=True, slots=True)
class DropSource(Source):
    """Another without its first elements."""

    inner: Source
    amount: int

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Reads over what is dropped; what follows belongs to the inner source."""
        limit, left = context.limits.elements, self.amount
        token: Token = Token(self.inner, cursor)
        elements: list[Value] = []
        tokens: list[Page] = []
        while True:
            context.tick()
            wanted = wrap_int(left + count)
            page = token.source.page(context, min(wanted, limit), token.cursor)
            skipped = max(0, left)
            kept = page.elements[skipped:]
            elements += kept
            tokens.append(page)
            if page.after is None or wanted <= limit:
                return Page(elements, lambda index: _behind(tokens, index + self.amount), page.after)
            left -= len(page.elements)
            token = page.after

    def reverse(self) -> Source:
        """The remaining elements, last to first."""
        return ReverseSource(self)

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """What is among the first may change by others."""
        raise unwatchable(context, method, "streaming is not supported on sets returned from `.drop()`.")


def _behind(pages: list[Page], index: int) -> Token:
    """The token of an element counted through several pages."""
    for page in pages:
        if index < len(page.elements):
            return page.token(max(0, index))
        index -= len(page.elements)
    raise IndexError(index)


@dataclass(frozen=True, slots=True)
class ConcatSource(Source):
    """One source, then another."""

    first: Source
    last: Source

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """When the first is through, the last is all that remains."""
        page = self.first.page(context, count, cursor).within(lambda first: ConcatSource(first, self.last))
        if page.after is not None:
            return page
        left = count - len(page.elements)
        if left <= 0:
            return replace(page, after=Token(self.last))
        rest, size = self.last.page(context, left, None), len(page.elements)

        def token(index: int) -> Token:
            return page.token(index) if index < size else rest.token(index - size)

        return Page(page.elements + rest.elements, token, rest.after)

    def reverse(self) -> Source:
        """Both reversed, and their order."""
        return ConcatSource(self.last.reverse(), self.first.reverse())

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> Never:
        """Only one source can be watched."""
        raise unwatchable(context, method, "streaming is not supported on concatenated sets.")


@dataclass(frozen=True, slots=True)
class PagedSource(Source):
    """Another with a page size of its own."""

    inner: Source
    size: int

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """The inner one's page: cursors carry the size of their page anyway."""
        return self.inner.page(context, count, cursor)

    def reverse(self) -> Source:
        """The inner one reversed."""
        return PagedSource(self.inner.reverse(), self.size)

    def page_size(self, context: "Context") -> int:
        """Its own."""
        return self.size

    def event_source(self, context: "Context", method: str) -> "EventSource":
        """The inner one's events."""
        events = self.inner.event_source(context, method)
        return replace(events, source=PagedSource(events.source, self.size))
