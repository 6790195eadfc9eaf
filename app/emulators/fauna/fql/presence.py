"""Whether a value stands for something: nulls do not, nor do references to missing documents."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.values import Null, Value

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

GUARDS: dict[type, Callable[["Context", Any, Span], Null | None]] = {}
"""By class: the null that a value amounts to when looked at, or None; for documents."""


def null_of(context: "Context", value: Value, span: Span) -> Null | None:
    """The null that the value is or amounts to; None when it stands for something."""
    if isinstance(value, Null):
        return value
    guard = GUARDS.get(type(value))
    return guard(context, value, span) if guard else None


def is_null(context: "Context", value: Value, span: Span) -> bool:
    """Whether `??` takes the other side."""
    return type(value) is Null or (type(value) in GUARDS and null_of(context, value, span) is not None)
