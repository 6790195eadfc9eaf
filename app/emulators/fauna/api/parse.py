"""Reading JSON as strictly as the real service, which says where a body stops too early."""

import json
import re
from typing import Any, Never

from app.emulators.fauna.fql.values import LONG_MAX, LONG_MIN

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
WORD = re.compile(rb"\s*([A-Za-z_$][A-Za-z0-9_$]*)")
REDACTED = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {}, column: {}]"
EXPLAINED = 65_536
KINDS = {b"{": "Object", b"[": "Array"}
CLOSING = {b"{": b"}", b"[": b"]"}


class UnreadableJSON(ValueError):
    """The text is no JSON; what the wire says about it, empty when it says nothing more."""


def parse_json(body: bytes) -> Any:
    """The data of a JSON text; whole numbers must fit a long. Raises `UnreadableJSON` and `RecursionError`."""
    try:
        return _decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except ValueError:
        raise UnreadableJSON(_truncated(body)) from None


def unrecognized(body: bytes) -> str:
    """What is said of a body that begins with a word; empty for all others."""
    word = WORD.match(body)
    if word is None or word[1] in (b"null", b"true", b"false"):
        return ""
    wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    place = _place(body, min(word.end() + 1, len(body)))
    return f"Unrecognized token '{word[1].decode()}': was expecting {wanted}\n at {place}"


def _whole(text: str) -> int:
    value = int(text)
    if not LONG_MIN <= value <= LONG_MAX:
        raise ValueError(text)
    return value


def _refuse(text: str) -> Never:
    raise ValueError(text)


_decode = json.JSONDecoder(parse_int=_whole, parse_constant=_refuse).decode


def _truncated(body: bytes) -> str:
    """What is said of a body that ends inside an object or array; empty for all other mistakes."""
    if len(body) > EXPLAINED:
        return ""
    opened: list[tuple[bytes, int]] = []
    last, end = b"", 0
    for match in TOKEN.finditer(body):
        last, end = match[0], match.end()
        if last in KINDS:
            opened.append((last, match.start()))
        elif last in (b"}", b"]") and (not opened or CLOSING[opened.pop()[0]] != last):
            return ""
    if len(opened) == 0 or body[end:].strip() or not _completes(body, last, opened):
        return ""
    kind, start = opened[-1]
    at = f"\n at {_place(body, len(body))}"
    if last in (b":", b","):
        return f"Unexpected end-of-input within/between {KINDS[kind]} entries{at}"
    return (
        f"Unexpected end-of-input: expected close marker for {KINDS[kind]} (start marker at {_place(body, start)}){at}"
    )


def _completes(body: bytes, last: bytes, opened: list[tuple[bytes, int]]) -> bool:
    """Whether the body becomes JSON when what is open is closed."""
    filler = b'"":0' if last == b"," and opened[-1][0] == b"{" else b"0" if last in (b":", b",") else b""
    closing = b"".join(CLOSING[kind] for kind, _ in reversed(opened))
    try:
        json.loads(body + filler + closing)
    except ValueError:
        return False
    return True


def _place(body: bytes, offset: int) -> str:
    line = body.count(b"\n", 0, offset) + 1
    return REDACTED.format(line, offset - body.rfind(b"\n", 0, offset))
