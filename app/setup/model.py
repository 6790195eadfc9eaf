"""What a set-up step is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether a step holds, what shows it, and what to do by hand if it does not.

    It is not `known` when something that the check rests on fails already.
    """

    ok: bool
    evidence: tuple[str, ...] = ()
    fix: str = ""
    values: dict[str, str] = field(default_factory=dict)
    known: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the guide: it checks itself and, where an API allows, applies itself."""

    id: str
    title: str
    check: Callable[[], Awaitable[CheckResult]]
    apply: Callable[[], Awaitable[None]] | None = None
