"""What the links of a chain have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.values import Value

Link = Callable[[Context, list[Value], Value], Value]
Arguments = Callable[[Context, list[Value]], list[Value]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The null at which an optional chain stopped."""

    value: Value
