"""Request bodies: read within bounds, as JSON or as a form, with nothing in them that an answer could not carry."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.requests import ClientDisconnect, Request

from app.emulators.clerk.errors import ClerkError, bad_body, bad_encoding, duplicate

MOST_BYTES, MOST_LEVELS, MOST_FIELDS = 1_048_576, 64, 200
BRACKET = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form. Raises `ClerkError` for other bodies and for fields that stand twice."""
    raw = await _read(request, FORM)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise bad_encoding(_undecodable(raw)) from None
    except ValueError as error:
        raise bad_body() from error
    form = dict(pairs)
    if len(form) != len(pairs):
        names = [name for name, _ in pairs]
        raise duplicate(next(name for name in names if names.count(name) > 1))
    return form


async def read_json(request: Request) -> dict[str, Any]:
    """The object in a JSON body; empty without a body. Raises `ClerkError` for anything else."""
    raw = await _read(request, JSON)
    value = parse_json(raw) if raw else {}
    if not isinstance(value, dict):
        raise bad_body()
    return value


def parse_json(raw: bytes | str) -> Any:
    """JSON that can be stored and sent on: no NaN, no half characters, no towers. Raises `ClerkError`."""
    try:
        text = raw if isinstance(raw, str) else raw.decode()
        if _levels(text) > MOST_LEVELS:
            raise bad_body()
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except ValueError as error:
        raise bad_body() from error
    _check(value, "body", 0)
    return value


async def _read(request: Request, expected: str) -> bytes:
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                message = f"The request body should not exceed {MOST_BYTES} bytes."
                raise ClerkError(413, "request_entity_too_large", "Request body too large", message)
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise bad_body() from error
    kind = request.headers.get("content-type", expected).partition(";")[0].strip().lower()
    if size and kind != expected:
        message = f"Content-Type {kind[:100]} is unsupported. You should use {expected} instead."
        raise ClerkError(415, "unsupported_content_type", "Content-Type is unsupported", message)
    return b"".join(chunks)


def _undecodable(raw: bytes) -> str:
    for pair in raw.split(b"&"):
        name, _, value = pair.partition(b"=")
        try:
            unquote_to_bytes(value).decode()
            unquote_to_bytes(name).decode()
        except UnicodeDecodeError:
            return unquote_to_bytes(name).decode("utf-8", "replace")[:100]
    return "body"


def _levels(text: str) -> int:
    """How deep the brackets nest; counted before parsing, which would need a stack as deep."""
    level = deepest = 0
    for match in BRACKET.finditer(text):
        if match[0] in "[{":
            level += 1
            deepest = max(deepest, level)
            if level > MOST_LEVELS:
                break
        elif match[0] in "]}":
            level -= 1
    return deepest


def _check(value: Any, name: str, level: int) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_encoding(name) from None
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check(key, name, level + 1)
            _check(inner, key if level == 0 else name, level + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, name, level + 1)


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is out of range")
    return number
