"""Parts of tokens and key sets as JSON, read strictly: one spelling, no member twice, no depth without end."""

import base64
import json
import re
from typing import Any

DEEPEST = 64
SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
BRACKET = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)


def decode(segment: str) -> bytes:
    """The bytes of a base64url segment. Raises `ValueError` for any spelling but the one that encoders write."""
    if not SEGMENT.fullmatch(segment) or len(segment) % 4 == 1:
        raise ValueError("not base64url")
    raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise ValueError("not canonical base64url")
    return raw


def read_json(raw: bytes) -> Any:
    """The JSON in UTF-8 bytes. Raises `ValueError`, also for members that stand twice, NaN and endless nesting."""
    text = raw.decode()
    _check_levels(text)
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)


def _check_levels(text: str) -> None:
    # Before parsing, whose own bound is the interpreter's recursion limit, which queries have raised.
    level = 0
    for match in BRACKET.finditer(text):
        level += (match[0] in "[{") - (match[0] in "]}")
        if level > DEEPEST:
            raise ValueError("it nests too deep")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a member stands twice")
    return value


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
