"""Where a set's elements come from: sources that are read page by page and resumed by tokens."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, cast

from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, Value
from app.emulators.fauna.stdlib.elements import too_large

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context
    from app.emulators.fauna.stdlib.sets.values import EventSource

FieldPath = tuple[str | int, ...]
Cursor = tuple[Value, ...] | None
"""Where in a source to go on; None is its start."""
IN_THE_PAST = "streaming is not supported for sets created within an `at()` expression."


@dataclass(frozen=True, slots=True)
class Token:
    """A source and the place in it from where to read on."""

    source: "Source"
    cursor: Cursor = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some elements, the token of each by its index here, and where the next page begins; None at the end."""

    elements: list[Value]
    token: Callable[[int], Token]
    after: Token | None = None

    def within(self, wrap: "Callable[[Source], Source]") -> "Page":
        """The page as part of a source around this one's."""
        token, after = self.token, self.after
        return Page(self.elements, lambda index: rewrap(token(index), wrap), after and rewrap(after, wrap))


def rewrap(token: Token, wrap: "Callable[[Source], Source]") -> Token:
    """The token with its source wrapped in another."""
    return Token(wrap(token.source), token.cursor)


class Source(ABC):
    """The elements of a set, in order; nothing is read or computed before a page is asked for."""

    __slots__ = ()
    scans: ClassVar[bool] = False
    """Whether it reads an index, which may be long."""

    @abstractmethod
    def page(self, context: "Context", count: int, cursor: Cursor) -> Page:
        """Elements from the cursor on: `count`, or fewer at the end, or what is at hand anyway."""

    @abstractmethod
    def reverse(self) -> "Source":
        """The elements from last to first."""

    @abstractmethod
    def page_size(self, context: "Context") -> int:
        """How many elements a page of a result has when nobody says."""

    @abstractmethod
    def event_source(self, context: "Context", method: str) -> "EventSource":
        """The events of this set; raises `invalid_receiver` when it cannot be watched."""

    def admit(self, context: "Context") -> None:
        """Ask once more, for a cursor's sake, what was asked when the set was made. Raises `permission_denied`."""
        for field in fields(cast("Any", self)):
            part = getattr(self, field.name)
            source = part if isinstance(part, Source) else getattr(part, "source", None)
            if isinstance(source, Source):
                source.admit(context)

    def watch(self, context: "Context", fields: tuple[FieldPath, ...]) -> None:
        """Refuse to watch single fields where they cannot be; only those of the documents at the source can."""
        raise unwatchable(context, ".changesOn()", "it was not called on the source set.")


def unwatchable(context: "Context", method: str, reason: str) -> "RuntimeFailure":
    """The error of `.eventSource()` and the like on a set without events; `reason` is a sentence's end."""
    return context.fail("invalid_receiver", f"can't call `{method}` because {reason}")


def pages(context: "Context", source: Source) -> Iterator[Page]:
    """All pages of a source, as large as they may be."""
    token: Token | None = Token(source)
    while token is not None:
        context.tick()
        page = token.source.page(context, context.limits.elements, token.cursor)
        yield page
        token = page.after


def materialize(context: "Context", source: Source) -> list[Value]:
    """All elements; raises `value_too_large` for more than the limit."""
    limit = context.limits.elements
    elements: list[Value] = []
    token: Token | None = Token(source)
    while token is not None:
        context.tick()
        page = token.source.page(context, min(limit + 1 - len(elements), limit), token.cursor)
        elements += page.elements
        if len(elements) > limit:
            raise too_large(context, f"exceeded maximum number of elements (limit={limit})")
        token = page.after
    return elements


def wrap_int(value: int) -> int:
    """32-bit overflow as in Java."""
    return (value - INT_MIN) % (INT_MAX - INT_MIN + 1) + INT_MIN
