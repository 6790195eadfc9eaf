"""Java's regular expressions, run by `regex` within a query's time."""

import functools
import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex

from app.emulators.fauna.stdlib.java_classes import RegexError
from app.emulators.fauna.stdlib.java_pattern import Translation

if TYPE_CHECKING:
    from app.emulators.fauna.fql.errors import RuntimeFailure
    from app.emulators.fauna.fql.runtime import Context

BASIC_PLANE = 0xFFFF


@functools.lru_cache(maxsize=512)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """The pattern ready to run; raises `RegexError`."""
    translated = Translation(pattern).run()
    try:
        return regex.compile(translated, regex.VERSION1)
    except regex.error:
        raise RegexError("Unsupported construct", len(pattern)) from None
    except (RecursionError, OverflowError, MemoryError):
        raise RegexError("Pattern too large", len(pattern)) from None


def parse(context: "Context", pattern: str) -> "regex.Pattern[str]":
    """The pattern ready to run; raises `invalid_regex`."""
    try:
        return compiled(pattern)
    except RegexError as problem:
        message = f"Invalid regular expression. {problem.description} at index {problem.index}"
        raise context.fail("invalid_regex", message) from None


def search(context: "Context", pattern: "regex.Pattern[str]", text: str, start: int = 0) -> "tuple[int, int] | None":
    """Start and end of the first match at or behind `start`, within the query's time."""
    try:
        match = pattern.search(text, start, timeout=_left(context))
    except TimeoutError:
        raise late(context) from None
    return match.span() if match else None


def matches(context: "Context", pattern: "regex.Pattern[str]", text: str) -> "Iterator[tuple[int, str]]":
    """Start and text of every match; behind an empty one the search goes on one UTF-16 unit further."""
    start = 0
    while start <= len(text) and (found := search(context, pattern, text, start)):
        context.tick()
        first, end = found
        yield first, text[first:end]
        start = end
        if first == end:
            if end < len(text) and ord(text[end]) > BASIC_PLANE and _within_pair(pattern, text[end]):
                yield end + 1, ""
            start += 1


def _within_pair(pattern: "regex.Pattern[str]", character: str) -> bool:
    """Whether nothing is also found between the two units of a character beyond the basic plane."""
    low = character.encode("utf-16-be")[2:].decode("utf-16-be", "surrogatepass")
    match = pattern.match(f"x{low}x", 1)
    return match is not None and match.end() == 1


def _left(context: "Context") -> float | None:
    """Seconds as `regex` takes them: to it an infinite number is over at once."""
    return None if context.deadline == math.inf else max(0.001, context.deadline - time.monotonic())


def late(context: "Context") -> "RuntimeFailure":
    """The error of a search that takes longer than the query may."""
    return context.fail("time_out", "Query timeout of aggressive deadline exceeded.", status=440)
