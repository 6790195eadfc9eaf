"""Events as clients get them."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.emulators.fauna.streams.cursors import Cursor

encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NO_STATS = {"read_ops": 0, "storage_bytes_read": 0, "compute_ops": 0, "processing_time_ms": 0, "rate_limits_hit": []}


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `body` is what its type adds; without a cursor nothing can be resumed behind it."""

    type: str
    body: dict[str, Any]
    cursor: Cursor | None = None
    stats: dict[str, Any] = field(default_factory=lambda: NO_STATS)

    @property
    def is_error(self) -> bool:
        """Whether a stream ends with it."""
        return self.type == "error"

    def as_json(self) -> dict[str, Any]:
        """The event on the wire; an error tells no cursor."""
        place: dict[str, Any] = {}
        if self.cursor is not None and not self.is_error:
            place = {"txn_ts": self.cursor.ts, "cursor": self.cursor.text}
        return {"type": self.type, **self.body, **place, "stats": self.stats}

    def line(self) -> bytes:
        """The event as a line of a stream."""
        return (encode_json(self.as_json()) + "\r\n").encode("utf-8", "surrogatepass")


def status(cursor: Cursor, stats: dict[str, Any] = NO_STATS) -> Event:
    """That everything up to the cursor has been told."""
    return Event("status", {}, cursor, stats)


def failure(code: str, message: str) -> Event:
    """An error that no document caused."""
    return Event("error", {"error": {"code": code, "message": message}})


def total(events: list[Event]) -> dict[str, Any]:
    """The stats of several events together."""
    sums = {name: sum(event.stats[name] for event in events) for name in NO_STATS if name != "rate_limits_hit"}
    return {**sums, "rate_limits_hit": []}


PERMISSION_LOSS = failure("permission_loss", "Stream authentication is no longer valid.")
TOO_MANY = failure("stream_replay_volume_exceeded", "Too many events to replay. Recreate the stream and try again.")
INTERNAL_ERROR = failure("internal_error", "The emulator failed on this stream; its log says where.")
