"""Remarks on methods that read a set as a whole."""

from dataclasses import fields
from typing import TYPE_CHECKING

from app.emulators.fauna.stdlib.sets.shaped import TakeSource
from app.emulators.fauna.stdlib.sets.source import Source

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FEW = 100
CODE = "full_set_read"
LINK = "https://docs.fauna.com/performance_hint/"


def hint_full_read(context: "Context", source: Source, method: str) -> None:
    """Remark that a method reads all of an index, unless it is cut short."""
    if context.hinting and _is_long(source):
        message = f"{CODE} - Using {method}() causes the full set to be read. See {LINK}{CODE}."
        context.hint(message, context.span)


def _is_long(source: Source) -> bool:
    if source.scans:
        return True
    if isinstance(source, TakeSource) and source.limit < FEW:
        return False
    inner = (getattr(source, field.name) for field in fields(source))  # type: ignore[arg-type] - all are dataclasses
    return any(_is_long(each) for each in inner if isinstance(each, Source))
