"""The parts of a JSON Web Token, read strictly: one spelling per token, no member twice, nothing that is not JSON."""

import base64
import json
import re
from typing import Any

LONGEST = 16_384
DEEPEST = 64
BRACKET = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
SEGMENT = re.compile(r"[A-Za-z0-9_-]+")


class SegmentError(ValueError):
    """The text is no token; the message says why."""


def split(text: str) -> tuple[str, str, str]:
    """Header, payload and signature of a compact JWS, still encoded. Raises `SegmentError`."""
    if len(text) > LONGEST:
        raise SegmentError("it is too long")
    segments = text.split(".")
    if len(segments) != 3 or not all(SEGMENT.fullmatch(segment) for segment in segments):
        raise SegmentError("it is not three base64url segments")
    header, payload, signature = segments
    return header, payload, signature


def read_object(segment: str) -> dict[str, Any]:
    """The JSON object in a segment. Raises `SegmentError`."""
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        text = raw.decode()
        _check_levels(text)
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except ValueError as error:
        raise SegmentError("a segment is not JSON") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise SegmentError("a segment is not canonical base64url")
    if not isinstance(value, dict):
        raise SegmentError("a segment is not an object")
    return value


def _check_levels(text: str) -> None:
    # Before parsing, whose own bound is the interpreter's recursion limit, which others may have raised.
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
