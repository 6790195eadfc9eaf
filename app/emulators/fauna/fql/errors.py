"""Failures of a query, as the wire and the summary show them.

QueryFailure
├── CheckFailure    found before anything ran: `invalid_query`, any number of diagnostics
└── RuntimeFailure  raised while running: a code, a stack of spans, hints
    └── Aborted     `abort(value)`: carries the value
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from app.emulators.fauna.fql.source import NULL_SPAN, Span


@dataclass(frozen=True, slots=True)
class Hint:
    """A secondary remark: `hint` (with a text to write), `trace` for a stack frame, `cause` for another place."""

    message: str
    span: Span
    kind: Literal["hint", "trace", "cause"] = "hint"
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One printed remark: message, place, annotation under the caret, hints below."""

    level: Literal["error", "warning", "info", "performance_hint"]
    message: str
    span: Span
    annotation: str | None = None
    hints: tuple[Hint, ...] = ()


class QueryFailure(Exception):
    """A query that ends in an error; `code` and `message` are the wire's."""

    code: str
    message: str

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the summary prints, first things first."""
        return ()


class CheckFailure(QueryFailure):
    """The query did not parse or check."""

    code = "invalid_query"

    def __init__(self, *diagnostics: Diagnostic) -> None:
        ending = "check" if len(diagnostics) == 1 else "checks"
        self.message = f"The query failed {len(diagnostics)} validation {ending}"
        self._diagnostics = diagnostics
        super().__init__(self.message)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong, in the order of reading."""
        return self._diagnostics


@dataclass(frozen=True, slots=True)
class ConstraintFailure:
    """One violated constraint: paths of field names and indexes, and what is wrong there."""

    paths: tuple[tuple[str | int, ...], ...]
    message: str
    label: str = ""


@dataclass(eq=False)
class RuntimeFailure(QueryFailure):
    """An error while running; `trace` holds the frames, innermost first (filled in by the runtime when empty)."""

    code: str
    message: str
    trace: tuple[Span, ...] = ()
    hints: tuple[Hint, ...] = ()
    constraint_failures: tuple[ConstraintFailure, ...] = ()
    status: int = 400
    abort: Any = field(default=None)

    def __post_init__(self) -> None:
        super().__init__(self.message)

    @property
    def span(self) -> Span:
        """The innermost frame."""
        return self.trace[0] if self.trace else NULL_SPAN

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The error with its stack."""
        text = self.message
        if self.constraint_failures:
            lines = [f"{f.label}: {f.message}" if f.label else f.message for f in self.constraint_failures]
            text += "\nconstraint failures:" + "".join("\n  " + line.replace("\n", "\n      ") for line in lines)
        frames = tuple(Hint("", span, "trace") for span in self.trace[1:])
        return (Diagnostic("error", text, self.span, None, self.hints + frames),)


class Aborted(RuntimeFailure):
    """`abort(value)` was called; `abort` is the value, materialised for the wire by the caller."""
