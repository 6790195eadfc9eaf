"""Sets whose elements a function chooses or makes: where, map, flatMap."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Function, Null, Value
from app.emulators.fauna.stdlib.sets.frames import at_time, within
from app.emulators.fauna.stdlib.sets.shaped import ConcatSource
from app.emulators.fauna.stdlib.sets.source import IN_THE_PAST, Cursor, Page, Source, Token, unwatchable
from app.emulators.fauna.stdlib.sets.values import SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.sets.values import EventSource

LEAST_FILTERED = 16
"""The fewest elements that a filter looks at."""
GROWTH = 4
"""How much more it looks at each time that too few were left."""


@dataclass(frozen=True, slots=True)
class WhereSource(Source):
    """Those of another's elements for which the predicate is true; null counts as false.

    Here and below: `valid_time` is the time of an `at` around, `frames` is where the method was called.
    """

    inner: Source
    predicate: Function
    valid_time: int | None = None
    frames: tuple[Span, ...] = ()

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Looks at more and more elements until the page is full."""
        size = max(count, LEAST_FILTERED)
        places: list[tuple[Page, int]] = []
        token: Token = Token(self.inner, cursor)
        while True:
            page = token.source.page(context, size, token.cursor)
            if not page.elements and page.after is None:
                return Page([], lambda index: Token(self))
            places += [(page, index) for index, element in enumerate(page.elements) if self._holds(context, element)]
            if len(places) >= count or page.after is None:
                break
            size, token = min(size * GROWTH, context.limits.elements), page.after
        after = page.after
        if len(places) > count:
            after = _token(places[count])
            places = places[:count]
        elements = [page.elements[index] for page, index in places]
        found = Page(elements, lambda index: _token(places[index]), after)
        return found.within(lambda source: replace(self, inner=source))

    def _holds(self, context: "Context", element: Value) -> bool:
        context.tick()
        with within(context, self.frames), at_time(context, self.valid_time):
            result = self.predicate.call(context, [element])
        if type(result) is bool or type(result) is Null:
            return result is True
        raise _mismatch(context, "Boolean", result, self.frames)

    def reverse(self) -> Source:
        """The inner one reversed."""
        return replace(self, inner=self.inner.reverse())

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> "EventSource":
        """The inner one's events, filtered."""
        if self.valid_time is not None:
            raise unwatchable(context, method, IN_THE_PAST)
        events = self.inner.event_source(context, method)
        return replace(events, source=replace(self, inner=events.source))


def _token(place: tuple[Page, int]) -> Token:
    page, index = place
    return page.token(index)


def _mismatch(context: "Context", expected: str, value: Value, frames: tuple[Span, ...]) -> "RuntimeFailure":
    """The error of a callback's result: it belongs to the call that made the set, not to its reader."""
    if frames:
        context.frames[:] = frames
    return context.fail("type_mismatch", f"expected type: {expected}, received {type_display(value)}")


@dataclass(frozen=True, slots=True)
class ProjectedSource(Source):
    """What a function makes of another's elements."""

    inner: Source
    mapper: Function
    valid_time: int | None = None
    frames: tuple[Span, ...] = ()

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """The inner page, mapped."""
        page = self.inner.page(context, count, cursor)
        elements = []
        with within(context, self.frames), at_time(context, self.valid_time):
            for element in page.elements:
                context.tick()
                elements.append(self.mapper.call(context, [element]))
        return replace(page, elements=elements).within(lambda source: replace(self, inner=source))

    def reverse(self) -> Source:
        """The inner one reversed."""
        return replace(self, inner=self.inner.reverse())

    def page_size(self, context: "Context") -> int:
        """The inner one's."""
        return self.inner.page_size(context)

    def event_source(self, context: "Context", method: str) -> "EventSource":
        """The inner one's events, mapped."""
        if self.valid_time is not None:
            raise unwatchable(context, method, IN_THE_PAST)
        events = self.inner.event_source(context, method)
        return replace(events, source=replace(self, inner=events.source))


@dataclass(frozen=True, slots=True)
class FlatMapSource(Source):
    """The sets that a function makes of a spine's elements, from `cursor` on, one after the other."""

    spine: Source
    cursor: Cursor
    mapper: Function
    reversed: bool = False
    valid_time: int | None = None
    frames: tuple[Span, ...] = ()

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """The first set's page; it is continued by the same of the spine's rest."""
        context.tick()
        page = self.spine.page(context, 1, self.cursor)
        if not page.elements:
            return Page([], lambda index: Token(self))
        with within(context, self.frames), at_time(context, self.valid_time):
            leaf = self.mapper.call(context, [page.elements[0]])
        if type(leaf) is not SetValue:
            raise _mismatch(context, "Set<Any>", leaf, self.frames)
        source = leaf.source.reverse() if self.reversed else leaf.source
        if page.after is not None:
            rest = replace(self, spine=page.after.source, cursor=page.after.cursor)
            source = ConcatSource(source, rest)
        return source.page(context, count, None)

    def reverse(self) -> Source:
        """The spine reversed, and each set."""
        return replace(self, spine=self.spine.reverse(), reversed=True)

    def page_size(self, context: "Context") -> int:
        """The spine's."""
        return self.spine.page_size(context)

    def event_source(self, context: "Context", method: str) -> Never:
        """Many sets cannot be watched at once."""
        raise unwatchable(context, method, "streaming is not supported on `.flatMap()` sets.")
