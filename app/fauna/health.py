"""How a live view is: what the line above it says."""

from dataclasses import dataclass
from typing import Literal

State = Literal["catching_up", "live", "retrying", "signed_out", "not_permitted", "failed"]


@dataclass(frozen=True, slots=True)
class Health:
    """A state, why it is so (Fauna's or Clerk's own words), and when the next try is, in Unix seconds."""

    state: State
    reason: str = ""
    retry_at: float = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing more comes until somebody signs in or the query is corrected."""
        return self.state in ("signed_out", "failed")


CATCHING_UP, LIVE, SIGNED_OUT = Health("catching_up"), Health("live"), Health("signed_out")
