"""The JSON body of a query, checked."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.api.decode import Decoder, Undecodable, plain
from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.api.parse import UnreadableJSON, parse_json
from app.emulators.fauna.fql.template import MalformedTemplateError, Query, read_query, unexpected
from app.emulators.fauna.fql.values import Value

NESTING = 1000


def read_body(body: bytes, decoder: Decoder, format_name: str) -> tuple[Query, dict[str, Value]]:
    """The query and its arguments; values in templates are always tagged, arguments follow the format.

    Raises `InvalidRequest`, or `CheckFailure` for template values that cannot be decoded.
    """
    if not body:
        raise InvalidRequest("No request body provided")
    try:
        data = parse_json(body)
    except RecursionError as error:
        raise InvalidRequest("Invalid request body: JSON exceeds nesting limit") from error
    except UnreadableJSON as error:
        raise InvalidRequest(f"Invalid request body: {error}".removesuffix(": ")) from error
    if not isinstance(data, dict):
        raise InvalidRequest(f"Invalid request body: {unexpected(data)}")
    if "query" not in data or not data.keys() <= {"query", "arguments"}:
        raise InvalidRequest("Invalid request body")
    if body.count(b"[") + body.count(b"{") > NESTING and _depth(data) > NESTING:
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
