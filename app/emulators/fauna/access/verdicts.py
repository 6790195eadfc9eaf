"""What a predicate came to."""

from typing import NamedTuple

from app.emulators.fauna.fql.values import Value


class Verdict(NamedTuple):
    """`true`, `false` or `error`, which counts as false; `error` says what went wrong."""

    outcome: str
    error: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the predicate lets through."""
        return self.outcome == "true"


TRUE, FALSE = Verdict("true"), Verdict("false")
NOT_BOOLEAN = Verdict("error", "The predicate's value is not a Boolean.")


def verdict_on(value: Value) -> Verdict:
    """The verdict that a predicate's value is; only booleans count."""
    if value is True:
        return TRUE
    return FALSE if value is False else NOT_BOOLEAN


def failed(code: str, message: str) -> Verdict:
    """The verdict of a predicate that failed."""
    return Verdict("error", f"{code}: {message}")
