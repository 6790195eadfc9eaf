"""What a running query carries: limits, the stack of frames, logs and the services around it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.emulators.fauna.fql.errors import Diagnostic, RuntimeFailure
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.fql.values import Function, Value


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one query: code points, levels, frames, calls, seconds, elements."""

    source_length: int = 1_000_000
    nesting: int = 200
    depth: int = 2048
    steps: int = 100_000_000
    seconds: float = 5.0
    elements: int = 16_000
    page_size: int = 16
    string_length: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Log:
    """One remark of `log` or, with the source shown, of `dbg`."""

    diagnostic: Diagnostic
    excerpt: bool


class Environment(Protocol):
    """The database around a query: globals beyond the stdlib, identity and documents."""

    def lookup(self, name: str) -> Value | None:
        """A global such as a collection or user function; None when unbound."""
        ...

    def identity(self) -> Value | None:
        """`Query.identity()`: the document that the secret stands for, or None."""
        ...

    def token(self) -> Value | None:
        """`Query.token()`: the token document or a JWT's claims, or None."""
        ...

    def typechecked(self) -> bool:
        """`Query.isEnvTypechecked()`."""
        ...

    def protected(self) -> bool | None:
        """`Query.isEnvProtected()`; None when the secret may not ask."""
        ...


@dataclass(slots=True)
class Context:
    """One evaluation: passed to every native function.

    `frames` holds the spans of the calls under way, innermost last. `now` is the transaction's snapshot and
    `valid_time`, if set by `at`, the time as of which documents are read; both in microseconds since the epoch.
    `steps` counts the operations that `compute_ops` is made of, `ticks` the calls and turns of loops;
    `open_sets` how many sets the value being written to the wire stands in. `stand_back` is called now and then for
    the sake of other queries.
    """

    environment: Environment
    limits: Limits
    now: int
    deadline: float
    frames: list[Span] = field(default_factory=list)
    logs: list[Log] = field(default_factory=list)
    steps: int = 0
    ticks: int = 0
    inserted: tuple[Any, ...] = ()
    valid_time: int | None = None
    open_sets: int = 0
    stand_back: Callable[[], None] | None = None

    @property
    def span(self) -> Span:
        """The current frame: where the call under way stands."""
        return self.frames[-1] if self.frames else NULL_SPAN

    def fail(self, code: str, message: str, **extra: Any) -> RuntimeFailure:
        """The error to raise here: its trace is the frames under way, innermost first."""
        return RuntimeFailure(code, message, tuple(reversed(self.frames)), **extra)

    def fail_at(self, span: Span, code: str, message: str, **extra: Any) -> RuntimeFailure:
        """The error to raise for a place inside the current frame."""
        return RuntimeFailure(code, message, (span, *reversed(self.frames)), **extra)

    def tick(self) -> None:
        """Count one call or one turn of a loop; raises `time_out` or `query_limit` past the budget."""
        self.steps += 1
        self.ticks += 1
        if self.ticks & 0xFF:
            return
        if time.monotonic() > self.deadline:
            raise self.fail("time_out", "Query timeout of aggressive deadline exceeded.", status=440)
        if self.ticks > self.limits.steps:
            raise self.fail("query_limit", f"The query took more than {self.limits.steps} steps.")
        if self.stand_back is not None:
            self.stand_back()

    def call(self, function: Function, *args: Value) -> Value:
        """Call a function value from native code, under the frame that is current."""
        return function.call(self, list(args))
