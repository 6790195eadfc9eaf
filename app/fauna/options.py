"""What a query may ask of Fauna beside its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """Typechecking (None: as the database is set), Fauna's time-out in milliseconds, tags, performance hints.

    Tags have names and values of letters, digits and `_`; Fauna refuses others.
    """

    typecheck: bool | None = None
    timeout_ms: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    performance_hints: bool = False

    def headers(self) -> dict[str, str]:
        """As Fauna's HTTP interface names them."""
        found: dict[str, str] = {}
        if self.typecheck is not None:
            found["X-Typecheck"] = str(self.typecheck).lower()
        if self.timeout_ms is not None:
            found["X-Query-Timeout-Ms"] = str(self.timeout_ms)
        if self.tags:
            found["X-Query-Tags"] = ",".join(f"{name}={value}" for name, value in self.tags.items())
        if self.performance_hints:
            found["X-Performance-Hints"] = "true"
        return found

    def patience_seconds(self, usual: float) -> float:
        """How long to wait for the answer: a little longer than Fauna itself would."""
        return usual if self.timeout_ms is None else self.timeout_ms / 1000 + GRACE_SECONDS
