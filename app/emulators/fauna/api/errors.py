"""Errors of a request, before any query runs.

RequestError
├── InvalidRequest   400 `invalid_request`: the body or a header is wrong
├── Unauthorized     401 `unauthorized`: no secret, or none that counts
├── InvalidToken     401 `unauthorized`: the same, as streams and feeds say it
├── TimedOut         440 `time_out`: the time that the request names is over
└── ContendedTransaction  409 `contended_transaction`: others changed the same things, too often
"""

OUT_OF_TIME = "Query timeout of aggressive deadline exceeded."


class RequestError(Exception):
    """An answer other than a query's: its status, code and message."""

    status = 400
    code = "invalid_request"

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class InvalidRequest(RequestError):
    """The request cannot be read."""


class Unauthorized(RequestError):
    """The secret is missing or refused; the answer never says why.

    `reason` is for decision traces, and only for admins of `database` (its id) where it says something about one.
    """

    status = 401
    code = "unauthorized"

    def __init__(self, reason: str, database: int | None = None) -> None:
        super().__init__("Access token required")
        self.reason = reason
        self.database = database


class InvalidToken(RequestError):
    """The secret is missing or refused where events were asked for."""

    status = 401
    code = "unauthorized"

    def __init__(self) -> None:
        super().__init__("Invalid token, unable to authenticate request")


class TimedOut(RequestError):
    """The time that the request names is over."""

    status = 440
    code = "time_out"

    def __init__(self) -> None:
        super().__init__(OUT_OF_TIME)


class ContendedTransaction(RequestError):
    """Every attempt met a change by somebody else."""

    status = 409
    code = "contended_transaction"

    def __init__(self) -> None:
        super().__init__("Transaction was aborted due to detection of concurrent modifications to schema.")
