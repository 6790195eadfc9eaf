"""The JSON bodies of `/stream/1` and `/feed/1`, checked."""

from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.api.parse import UnreadableJSON, parse_json, unrecognized
from app.emulators.fauna.streams.cursors import Cursor, read_cursor
from app.emulators.fauna.streams.sources import InvalidSource, Token, read_token

PAGE_SIZE, LARGEST_PAGE = 16, 16_000


@dataclass(frozen=True, slots=True)
class EventRequest:
    """A source, where to begin if not at its start, and how many events a page of a feed may have."""

    token: Token
    cursor: Cursor | None
    page_size: int = PAGE_SIZE

    @property
    def start(self) -> Cursor:
        """Behind this are the events that are wanted."""
        return self.token.start if self.cursor is None else self.cursor


def read_stream_request(body: bytes) -> EventRequest:
    """The request for a stream. Raises `InvalidRequest`."""
    return _read(body, "")


def read_feed_request(body: bytes) -> EventRequest:
    """The request for a page of a feed. Raises `InvalidRequest`."""
    return _read(body, ".")


def _read(body: bytes, stop: str) -> EventRequest:
    """`stop` is how some sentences end, for a feed."""
    if not body:
        raise InvalidRequest("No request body provided")
    data = _object(body)
    text, start, cursor = _field(data, "token", str), _field(data, "start_ts", int), _field(data, "cursor", str)
    if text is None:
        raise _invalid("Value for key token not found.")
    if start is not None and cursor is not None:
        raise _invalid(f"can not provide both `start_ts` and `cursor`{stop}")
    try:
        token = read_token(text)
    except InvalidSource as error:
        raise _invalid(f"invalid event source provided{stop}") from error
    place = None if start is None else Cursor(start)
    if cursor is not None:
        place = read_cursor(cursor)
        if place is None:
            raise _invalid(f"invalid event cursor provided{stop}")
    size = _field(data, "page_size", int) if stop else None
    if size is not None and size <= 0:
        raise _invalid("page size must be greater than zero.")
    if size is not None and size > LARGEST_PAGE:
        raise _invalid(f"page size can not be greater than {LARGEST_PAGE}.")
    return EventRequest(token, place, PAGE_SIZE if size is None else size)


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = parse_json(body)
    except RecursionError as error:
        raise _invalid("JSON exceeds nesting limit") from error
    except UnreadableJSON as error:
        raise InvalidRequest(f"Invalid request body: {str(error) or unrecognized(body)}".removesuffix(": ")) from error
    if not isinstance(data, dict):
        raise _invalid(_unexpected(data))
    return data


def _field(data: dict[str, Any], name: str, kind: type) -> Any:
    value = data.get(name)
    if value is not None and type(value) is not kind:
        raise _invalid(_unexpected(value))
    return value


def _unexpected(value: Any) -> str:
    match value:
        case bool():
            return f"Unexpected {str(value).lower()} value."
        case int():
            return f"Unexpected integer value {value}."
        case float():
            return f"Unexpected float value {value}."
        case str():
            return f"Unexpected string value '{value}'."
        case list():
            return "Unexpected array value."
        case None:
            return "Unexpected null value."
        case _:
            return "Unexpected object value."


def _invalid(why: str) -> InvalidRequest:
    return InvalidRequest(f"Invalid request body: {why}")
