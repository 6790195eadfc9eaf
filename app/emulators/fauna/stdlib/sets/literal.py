"""Sets that stand for themselves: arrays, sequences of numbers, single values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.sets.source import Cursor, Page, Source, Token, unwatchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.emulators.fauna.fql.runtime import Context


@dataclass(frozen=True, slots=True)
class ArraySource(Source):
    """The elements of an array."""

    array: list[Value]

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Cursors are indexes."""
        return _slice(self, self.array, count, cursor)

    def reverse(self) -> Source:
        """The array reversed."""
        return ArraySource(self.array[::-1])

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> Never:
        """Arrays do not change."""
        raise unwatchable(context, method, "streaming is not supported on array sets.")


@dataclass(frozen=True, slots=True)
class SequenceSource(Source):
    """The whole numbers from `start` up to, but without, `until`."""

    start: int
    until: int
    reversed: bool = False

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Cursors are indexes."""
        numbers = range(self.start, self.until)
        return _slice(self, numbers[::-1] if self.reversed else numbers, count, cursor)

    def reverse(self) -> Source:
        """The same numbers downwards."""
        return SequenceSource(self.start, self.until, not self.reversed)

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> Never:
        """Numbers do not change."""
        raise unwatchable(context, method, "streaming is not supported on sets created from `Set.sequence()`.")


def _slice(source: Source, elements: "Sequence[Value]", count: int, cursor: Cursor) -> Page:
    first = 0 if cursor is None else cursor[0]
    end = first + max(0, count)
    after = Token(source, (end,)) if end < len(elements) and count >= 0 else None
    return Page(list(elements[first:end]), lambda index: Token(source, (first + index,)), after)


@dataclass(frozen=True, slots=True)
class SingleSource(Source):
    """One value."""

    value: Value

    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """The value; nothing comes after it."""
        return Page([self.value] if cursor is None else [], lambda index: Token(self, ()))

    def reverse(self) -> Source:
        """One value has no direction."""
        return self

    def page_size(self, context: "Context") -> int:
        """The default."""
        return context.limits.page_size

    def event_source(self, context: "Context", method: str) -> Never:
        """Plain values do not change."""
        reason = "streaming on `Set.single()` is only supported if its element is a document."
        raise unwatchable(context, method, reason)
