"""A query as the user, and what could be seen of it."""

from dataclasses import dataclass, field

from app.fauna.as_user import Step, run_as_user
from app.settings import Settings

QUERY = "Query.token()!.jti"


@dataclass(frozen=True, slots=True)
class Asked:
    """How one query went; `pulls` counts the tokens that it took."""

    steps: list[Step] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """From the click to the end."""
        return sum(step.milliseconds for step in self.steps)

    @property
    def took(self) -> str:
        """The duration in words."""
        return f"{self.milliseconds:,.0f} ms"

    @property
    def answered(self) -> bool:
        """Whether there was a result."""
        return bool(self.steps) and self.steps[-1].kind == "result"

    @property
    def pulls(self) -> int:
        """How many tokens it took."""
        return sum(step.kind == "token" for step in self.steps)

    @property
    def code(self) -> str:
        """The code of the refusal; empty when there was none."""
        return "" if self.answered or not self.steps else str(self.steps[-1].detail.get("code", ""))

    @property
    def verdict(self) -> str:
        """The end in words."""
        if self.answered:
            return "answered"
        side = self.steps[-1].detail.get("side", "") if self.steps else ""
        return f"refused by {side} ({self.code})"

    @property
    def lines(self) -> list[str]:
        """Its steps in words."""
        return [f"{step.title}, {step.milliseconds:,.0f} ms" for step in self.steps]


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks as a user's session does on the pages."""

    user_id: str
    session_id: str
    settings: Settings

    async def ask(self) -> Asked:
        """One query."""
        steps = run_as_user(QUERY, user_id=self.user_id, session_id=self.session_id, settings=self.settings)
        return Asked([step async for step in steps])
