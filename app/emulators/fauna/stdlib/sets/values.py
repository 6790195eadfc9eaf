"""What queries hold of sets: the set, the cursor into one, its source of events."""

from collections.abc import Hashable
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.natural import distinct_key
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.text import DEBUG, DISPLAY, escape
from app.emulators.fauna.fql.types import KINDS, define

if TYPE_CHECKING:
    from app.emulators.fauna.stdlib.sets.source import Source


@dataclass(frozen=True, slots=True, eq=False)
class SetValue:
    """A set: its elements are read when somebody wants them. Sets made in the same way are equal."""

    source: "Source"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SetValue) and identity(self.source) == identity(other.source)

    def __hash__(self) -> int:
        return hash(identity(self.source))


@dataclass(frozen=True, slots=True)
class SetCursor:
    """Where the next page of a set begins: a text that also says which set."""

    text: str


@dataclass(frozen=True, slots=True)
class EventSource:
    """The events of a set; `watched` names the fields whose changes count, none for all."""

    source: "Source"
    watched: tuple[tuple[str | int, ...], ...] = ()

    def __hash__(self) -> int:
        return hash((identity(self.source), self.watched))


def identity(part: Any) -> Hashable:
    """What makes a source, or a part of it, the one it is: all but where in the text it was made."""
    if type(part) in KINDS:
        return distinct_key(part)
    if isinstance(part, tuple):
        return tuple(identity(each) for each in part if not isinstance(each, Span))
    if is_dataclass(part):
        return (type(part).__name__, *(identity(getattr(part, field.name)) for field in fields(part)))
    return part


define(SetValue, "Set", "Set<Any>")
define(SetCursor, "SetCursor")
define(EventSource, "EventSource", "EventSource<Any>")
DISPLAY[SetCursor] = lambda context, value: value.text
DEBUG.update(
    {
        SetValue: lambda context, value: "[set]",
        SetCursor: lambda context, value: escape(value.text),
        EventSource: lambda context, value: "[event source]",
    }
)
