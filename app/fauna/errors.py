"""What can go wrong with Fauna.

FaunaError
├── FaunaUnavailable  no answer
├── AnswerTooDeep     an answer nested more deeply than can be read
├── Unauthorized      the secret or token is refused
├── QueryRefused      the query failed: code, message and the printed summary
├── SchemaRefused     the schema was not taken
├── PermissionLost    a stream's token has expired or may not read any more
├── CursorRefused     a stream cannot go on from this place
└── StreamRefused     a stream ended with an error of its query
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


class FaunaError(Exception):
    """A failure, its code and summary, and in its text what happened.

    `trace` is the decision trace where one was asked for; `stats` is what the failed query cost.
    """

    code = "fauna_error"
    side = "Fauna"
    summary = ""
    trace: Any = None
    stats: Mapping[str, Any] = MappingProxyType({})


class FaunaUnavailable(FaunaError):
    """Fauna did not answer."""

    code = "fauna_unavailable"


class AnswerTooDeep(FaunaError):
    """The answer is nested too deeply to be read."""

    code = "answer_too_deep"

    def __init__(self) -> None:
        super().__init__("The answer is nested too deeply to be read. Project the fields that you need.")


class Unauthorized(FaunaError):
    """The secret or token does not count."""

    code = "unauthorized"


@dataclass(frozen=True, slots=True)
class ConstraintFailure:
    """A value that may not be stored: where in the document (names and positions; the document itself if empty)."""

    path: tuple[str | int, ...]
    message: str


class QueryRefused(FaunaError):
    """The query ended in an error; `failures` are those of constraints.

    `abort` is the value that it gave up with, in the wire's format.
    """

    failures: tuple[ConstraintFailure, ...] = ()
    abort: Any = None

    def __init__(self, code: str, message: str, summary: str = "", status: int = 400) -> None:
        self.code = code
        self.summary = summary
        self.status = status
        super().__init__(message)


class SchemaRefused(FaunaError):
    """The schema has a mistake."""

    code = "invalid_schema"


class PermissionLost(FaunaError):
    """The stream's token has expired, or what it may read has changed; both look alike."""

    code = "permission_loss"


class CursorRefused(FaunaError):
    """The cursor or start time is not one that the stream can go on from."""

    code = "invalid_cursor"


class StreamRefused(FaunaError):
    """The stream's own query failed."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class SchemaMoved(SchemaRefused):
    """The schema is no longer the one that a change was made against."""

    code = "schema_moved"
