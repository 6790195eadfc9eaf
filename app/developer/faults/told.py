"""What is told while a fault is watched."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["fault", "seen", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: the fault itself, something seen, or the verdict (`good` or `bad`)."""

    kind: Kind
    text: str
    sign_out: bool = False
