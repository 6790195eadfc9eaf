"""What can go wrong between a file and a database.

TransferError
└── BrokenLine  a line that cannot be imported
"""

from app.fauna.errors import FaunaError


class TransferError(FaunaError):
    """A file that cannot be read, written or imported."""

    code = "transfer_failed"
    side = "File"


class BrokenLine(TransferError):
    """A line that is no document, or one that the database refuses; lines count from 1."""

    code = "broken_line"

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"Line {number}: {reason}")
        self.number = number
        self.reason = reason
