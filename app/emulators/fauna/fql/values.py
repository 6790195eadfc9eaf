"""The values a query computes with.

Boolean bool · Int and Long int (a `Long` keeps a small long apart) · Double float · String str · Bytes bytes ·
UUID uuid.UUID · Array list · Object dict (both never changed once made) · and the classes below.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from app.emulators.fauna.fql.source import NULL_SPAN, Span

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Value = Any
INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1


class Long(int):
    """A whole number that stays a `@long` on the wire though it would fit an int."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Null:
    """Null, with the reason that errors about it give.

    `kind` says where it came from; `detail` is the reason's text (the unparsable number, the missing field, …);
    `subject` is the value that lacked the field, or the missing document.
    """

    kind: Literal["literal", "invalid_number", "missing_field", "no_such_element", "document"] = "literal"
    span: Span = NULL_SPAN
    detail: str = ""
    subject: Value = None


NULL = Null()


@dataclass(frozen=True, slots=True, order=True)
class ID:
    """A document id: a signed 64-bit number, written as a string."""

    value: int


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """An instant: whole seconds since the epoch and nanoseconds, in Java's `Instant` range."""

    seconds: int
    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic ISO calendar, counted from 1970-01-01, in Java's `LocalDate` range."""

    days: int


@dataclass(frozen=True, slots=True)
class TransactionTime:
    """The time at which the running transaction will commit."""


@dataclass(frozen=True, slots=True)
class Module:
    """A named module (`Math`) or collection module, `@mod` on the wire; `FQL.Schema` has the parent `FQL`."""

    name: str
    parent: str | None = None

    @property
    def path(self) -> str:
        """The name as FQL writes it: `FQL.Schema`."""
        return f"{self.parent}.{self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Arity:
    """How many arguments a function takes: the allowed counts, or at least `minimum` when variadic."""

    counts: tuple[int, ...]
    variadic: bool = False

    def accepts(self, count: int) -> bool:
        """Whether so many arguments may be passed."""
        return count >= self.counts[0] if self.variadic else count in self.counts


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Anything callable: a lambda, a native function or a method bound to its receiver.

    `call(context, args)` returns the value; the frame of the call is pushed by the caller.
    `display` is its text in results: `[function <lambda>]`, `[function at()]`, …
    `origin` says how to make a lambda again, in another query.
    """

    name: str
    arity: Arity
    call: "Callable[[Context, list[Value]], Value]"
    display: str
    is_lambda: bool = False
    receiver: Value = None
    params: tuple[str | None, ...] = ()
    origin: "Origin | None" = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a lambda was made of: its parameters, its body's syntax tree and the values it captured, by name."""

    names: tuple[str | None, ...]
    variadic: bool
    body: Any
    captured: tuple[str, ...]
    slots: list[Value]

    def captures(self) -> dict[str, Value]:
        """The captured values; the first is the last slot."""
        return {name: self.slots[-index] for index, name in enumerate(self.captured, 1)}


@dataclass(frozen=True, slots=True)
class Struct:
    """A value with a named type and fields, where an Object would be too loose (`EventSource`, cursors, …)."""

    type_name: str
    fields: Mapping[str, Value]
