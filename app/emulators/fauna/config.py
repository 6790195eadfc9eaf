"""How a Fauna emulator is set up."""

from dataclasses import dataclass, field
from pathlib import Path

from app.emulators.fauna.fql.runtime import Limits


@dataclass(frozen=True, slots=True)
class FaunaConfig:
    """Where data lives (None: in memory), the root database's secret, and the budgets of a query.

    `strict_exp` also refuses access-provider tokens without `exp`, which the real service accepts.
    """

    root_secret: str
    data: Path | None = None
    limits: Limits = field(default_factory=Limits)
    strict_exp: bool = False
    workers: int = 32
