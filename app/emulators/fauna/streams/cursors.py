"""Where in a stream of events somebody is."""

import base64
import binascii
import struct
from typing import NamedTuple

PLACE = struct.Struct(">qi")
LAST = 2**31 - 1


class Cursor(NamedTuple):
    """An event's transaction time in microseconds and its place among those of the transaction, by default the last.

    Reading goes on behind it.
    """

    ts: int
    ordinal: int = LAST

    @property
    def text(self) -> str:
        """The cursor as clients see it."""
        return base64.b64encode(PLACE.pack(*self)).decode()


def read_cursor(text: str) -> Cursor | None:
    """The cursor of a text, or None if it is no cursor's."""
    try:
        ts, ordinal = PLACE.unpack(base64.b64decode(text, validate=True))
    except (binascii.Error, struct.error, ValueError):
        return None
    return Cursor(ts, ordinal) if ts >= 0 and ordinal >= 0 else None
