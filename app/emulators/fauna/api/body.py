"""The JSON body of a query: read once, and checked."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.api.decode import Decoder, Undecodable, plain
from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.api.parse import UnreadableJSON, parse_json
from app.emulators.fauna.fql.template import MalformedTemplateError, Query, read_query, unexpected
from app.emulators.fauna.fql.values import Value

NESTING = 1000
UNREAD = object()


class QueryBody:
    """The body as it came; its JSON is read when somebody asks for it, and only once."""

    __slots__ = ("_data", "_text", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._data: Any = UNREAD
        self._text: str | None = None

    @property
    def data(self) -> Any:
        """What its JSON says. Raises `UnreadableJSON` and `RecursionError`."""
        if self._data is UNREAD:
            self._data = parse_json(self.raw)
        return self._data

    @property
    def text(self) -> str:
        """The text of the query without the values in it; empty for what is none."""
        if self._text is None:
            try:
                query = self.data["query"]
                parts = query if isinstance(query, str) else query["fql"]
                whole = isinstance(parts, str)
                self._text = parts if whole else "\0".join([part if isinstance(part, str) else "" for part in parts])
            except (ValueError, TypeError, LookupError, RecursionError):
                self._text = ""
        return self._text


def read_body(body: QueryBody, decoder: Decoder, format_name: str) -> tuple[Query, dict[str, Value]]:
    """The query and its arguments; values in templates are always tagged, arguments follow the format.

    Raises `InvalidRequest`, or `CheckFailure` for template values that cannot be decoded.
    """
    raw = body.raw
    if not raw:
        raise InvalidRequest("No request body provided")
    try:
        data = body.data
    except RecursionError as error:
        raise InvalidRequest("Invalid request body: JSON exceeds nesting limit") from error
    except UnreadableJSON as error:
        raise InvalidRequest(f"Invalid request body: {error}".removesuffix(": ")) from error
    if not isinstance(data, dict):
        raise InvalidRequest(f"Invalid request body: {unexpected(data)}")
    if "query" not in data or not data.keys() <= {"query", "arguments"}:
        raise InvalidRequest("Invalid request body")
    if raw.count(b"[") + raw.count(b"{") > NESTING and _depth(data) > NESTING:
        raise InvalidRequest("Invalid request body: JSON exceeds nesting limit")
    try:
        query = read_query(data["query"], decoder.tagged)
    except MalformedTemplateError as error:
        raise InvalidRequest(f"Invalid request body: {error}") from error
    return query, _arguments(data.get("arguments"), plain if format_name == "simple" else decoder.tagged)


def _arguments(data: Any, decode: Callable[[Any], Value]) -> dict[str, Value]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InvalidRequest(f"Invalid request body: {unexpected(data)} Expected Object.")
    values: dict[str, Value] = {}
    for name, item in data.items():
        try:
            values[name] = decode(item)
        except Undecodable as error:
            raise InvalidRequest(f"Invalid argument '{name}': {error}") from error
    return values


def _depth(data: Any) -> int:
    deepest, level = 0, [data]
    while level:
        deepest += 1
        inner = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list))
        level = [item for items in inner for item in items]
    return deepest
