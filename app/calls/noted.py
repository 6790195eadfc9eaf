"""One request as noted: what was asked as whom, and how it ended; nothing in it is secret."""

import itertools
from dataclasses import dataclass, field
from typing import Literal

Service = Literal["Clerk", "Fauna"]
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Ops:
    """What Fauna counted: operations of each kind, and its own time in milliseconds."""

    compute: int = 0
    read: int = 0
    write: int = 0
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A request and its end.

    `at` is in Unix seconds; `status` is 0 when no answer came, and `outcome` then says why; `subject` is the query of
    a call that has one. `curl` is the request as a shell command, with variables in place of secrets.
    """

    service: Service
    at: float
    method: str
    path: str
    status: int
    milliseconds: float
    identity: str
    request_id: str
    outcome: str
    subject: str
    curl: str
    ops: Ops | None = None
    number: int = field(default_factory=lambda: next(_numbers))
