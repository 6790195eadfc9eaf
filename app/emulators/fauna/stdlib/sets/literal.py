"""Sets that stand for themselves: arrays, sequences of numbers, single values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.sets.source import IN_THE_PAST, Cursor, FieldPath, Page, Source, Token, unwatchable
from app.emulators.fauna.stdlib.sets.values import EventSource

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

    def event_source(self, context: "Context", method: str) -> EventSource:
        """The events of a document; plain values do not change."""
        if not isinstance(self.value, Document):
            reason = "streaming on `Set.single()` is only supported if its element is a document."
            raise unwatchable(context, method, reason)
        if self.value.read_time is not None:
            raise unwatchable(context, method, IN_THE_PAST)
        documents = documents_of(context)
        collection = documents.collections.get(self.value.collection)
        if collection is None or not documents.permissions.may_read(context, collection, self.value):
            message = "Insufficient privileges to create a stream on the source document."
            raise context.fail("permission_denied", message)
        return EventSource(self)

    def watch(self, context: "Context", fields: tuple[FieldPath, ...]) -> None:
        """Any field of a document may be watched."""
