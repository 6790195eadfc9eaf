"""Running the functions of lazy sets later, as if where they were given."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.runtime import Effect, EffectLimit
from app.emulators.fauna.fql.source import Span

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

SET_FUNCTIONS = EffectLimit(Effect.READ, "set functions")


@contextmanager
def within(context: "Context", frames: tuple[Span, ...]) -> Iterator[None]:
    """Adds the frames of the place that made a set to those of the place that reads it; nothing may be written."""
    depth = len(context.frames)
    context.frames.extend(frames)
    with context.limited(SET_FUNCTIONS):
        yield
    del context.frames[depth:]


@contextmanager
def at_time(context: "Context", valid_time: int | None) -> Iterator[None]:
    """Reads documents as of the time at which the set was made."""
    before, context.valid_time = context.valid_time, valid_time
    try:
        yield
    finally:
        context.valid_time = before
