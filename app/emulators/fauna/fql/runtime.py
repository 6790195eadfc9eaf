"""What a running query carries: limits, the stack of frames, logs and the services around it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from app.emulators.fauna.fql.errors import Diagnostic, RuntimeFailure
from app.emulators.fauna.fql.source import NULL_SPAN, Span
from app.emulators.fauna.fql.values import Function, Value


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one query: code points, levels, frames, calls, seconds, elements, characters of result and logs."""

    source_length: int = 1_000_000
    nesting: int = 200
    depth: int = 2048
    steps: int = 100_000_000
    seconds: float = 5.0
    elements: int = 16_000
    page_size: int = 16
    string_length: int = 16 * 1024 * 1024
    result_size: int = 32 * 1024 * 1024


class Effect(IntEnum):
    """What a native function does to the database; a place such as a set function limits it."""

    PURE = 0
    OBSERVATION = 1
    READ = 2
    WRITE = 3

    @property
    def phrase(self) -> str:
        """The effect in an error's words."""
        return ("pure", "an observation", "a read", "a write")[self]


@dataclass(frozen=True, slots=True)
class EffectLimit:
    """The most that may be done somewhere; `place` names it in errors: "set functions"."""

    effect: Effect
    place: str = ""


ANYTHING = EffectLimit(Effect.WRITE)


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

    `frames` holds the spans of the calls under way, innermost last. `now` is the transaction's snapshot, `committed`
    the time of its commit once that is known, `valid_time`, if set by `at`, the time as of which documents are read,
    and `system_time`, if set by a cursor, that at which the set was read first; all in microseconds since the epoch.
    `steps` counts the operations that `compute_ops` is made of, `ticks` the calls and turns of loops;
    `open_sets` how many sets the value being written to the wire stands in, `open_documents` how many documents,
    `written` how much of the answer there is, `stamps` the parts of it that say when the transaction was committed;
    with `is_timed` others do too. `allowed` is the effect that functions may have where the query is. `hinting` says
    that remarks on what is slow are wanted.
    `stand_back` is called now and then for the sake of other queries.
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
    system_time: int | None = None
    open_sets: int = 0
    written: int = 0
    stamps: list[dict[str, str]] = field(default_factory=list)
    is_timed: bool = False
    committed: int | None = None
    stand_back: Callable[[], None] | None = None
    open_documents: int = 0
    allowed: EffectLimit = ANYTHING
    hinting: bool = False

    @property
    def transaction_time(self) -> int:
        """When the transaction is committed, as far as that is known; what the query calls now does not change."""
        return self.now if self.committed is None else self.committed

    @property
    def read_time(self) -> int | None:
        """The time as of which documents are read; None for the snapshot."""
        return self.system_time if self.valid_time is None else self.valid_time

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

    def too_deep(self) -> RuntimeFailure:
        """The error of calls within calls without an end."""
        return self.fail("stack_overflow", f"number of stack frames exceeded limit of {self.limits.depth}")

    def tick(self) -> None:
        """Count one call or one turn of a loop; raises `time_out` or `query_limit` past the budget."""
        self.steps += 1
        self.pace()

    def pace(self) -> None:
        """Count one element looked at, which costs nothing; raises as `tick` does."""
        self.ticks += 1
        if not self.ticks & 0xFF:
            self._look_up()

    def _look_up(self) -> None:
        if time.monotonic() > self.deadline:
            raise self.fail("time_out", "Query timeout of aggressive deadline exceeded.", status=440)
        if self.ticks > self.limits.steps:
            raise self.fail("query_limit", f"The query took more than {self.limits.steps} steps.")
        if self.stand_back is not None:
            self.stand_back()

    def hint(self, message: str, span: Span) -> None:
        """Remark once that something at a place is slow, if such remarks are wanted."""
        log = Log(Diagnostic("performance_hint", message, span), excerpt=True)
        if self.hinting and log not in self.logs:
            self.logs.append(log)

    def require(self, effect: Effect, action: str) -> None:
        """Refuse an effect where it is not allowed; `action` is what has it, as an error names it."""
        if effect > self.allowed.effect:
            message = f"{action} performs {effect.phrase}, which is not allowed in {self.allowed.place}."
            raise self.fail("invalid_effect", message)

    @contextmanager
    def limited(self, limit: EffectLimit) -> Iterator[None]:
        """Allow no more than `limit` for a while."""
        before, self.allowed = self.allowed, limit
        try:
            yield
        finally:
            self.allowed = before

    def write(self, size: int) -> None:
        """Count characters of the answer; raises `value_too_large` past the budget, and as `tick` does."""
        self.ticks += 1
        if not self.ticks & 0xFF:
            self._look_up()
        self.written += size
        if self.written > self.limits.result_size:
            raise self.fail("value_too_large", f"Value too large: result exceeds limit {self.limits.result_size}.")

    def call(self, function: Function, *args: Value) -> Value:
        """Call a function value from native code, under the frame that is current."""
        return function.call(self, list(args))
