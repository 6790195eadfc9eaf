"""What comes down a stream or stands on a feed's page: one JSON object for each event."""

from dataclasses import dataclass
from typing import Any, Literal

from app.fauna.errors import CursorRefused, FaunaError, FaunaUnavailable, PermissionLost, StreamRefused
from app.fauna.plain import plain

Kind = Literal["status", "add", "update", "remove"]
KINDS = ("status", "add", "update", "remove")
PLACE_LOST = ("invalid_stream_start_time", "stream_overflow", "stream_replay_volume_exceeded")


class Unkeyed(StreamRefused):
    """A value that no later event could be matched with."""

    def __init__(self) -> None:
        super().__init__("no_id", "Events can be told apart by documents, or by objects with an `id`: project one.")


@dataclass(frozen=True, slots=True)
class Row:
    """One member of a set as plain JSON, what it is known by, and the time of its state in microseconds."""

    key: str
    data: dict[str, Any]
    ts: int


@dataclass(frozen=True, slots=True)
class Event:
    """A change in a set, or a status that only moves the cursor; the time is the transaction's, in microseconds."""

    kind: Kind
    txn_ts: int
    cursor: str
    row: Row | None = None


def row_of(raw: Any, ts: int) -> Row:
    """The row of a wire value. Raises `Unkeyed`."""
    data = plain(raw)
    if not isinstance(data, dict) or not isinstance(data.get("id"), str | int):
        raise Unkeyed
    coll = data.get("coll")
    return Row(f"{coll}/{data['id']}" if isinstance(coll, str) else str(data["id"]), data, ts)


def read_event(line: Any) -> Event:
    """An event from the wire. Raises what an error event says: `PermissionLost`, `CursorRefused`, `StreamRefused`."""
    if not isinstance(line, dict):
        raise FaunaUnavailable("Something that is not Fauna's stream comes from there.")
    kind = line.get("type")
    if kind == "error":
        raise _failure(line.get("error"))
    cursor, txn_ts = line.get("cursor"), line.get("txn_ts")
    if kind not in KINDS or not isinstance(cursor, str) or not isinstance(txn_ts, int):
        raise FaunaUnavailable("Something that is not Fauna's stream comes from there.")
    return Event(kind, txn_ts, cursor, None if kind == "status" else row_of(line.get("data"), txn_ts))


def _failure(error: Any) -> FaunaError:
    known = error if isinstance(error, dict) else {}
    code, message = str(known.get("code", "stream_error")), str(known.get("message") or "The stream failed.")
    if code == PermissionLost.code:
        return PermissionLost(message)
    return CursorRefused(message) if code in PLACE_LOST else StreamRefused(code, message)
