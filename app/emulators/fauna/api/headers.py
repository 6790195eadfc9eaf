"""The request headers that drivers send, checked."""

import re
from dataclasses import dataclass
from typing import Literal

from app.emulators.fauna.api.errors import InvalidRequest
from app.emulators.fauna.fql.values import LONG_MAX, LONG_MIN

Format = Literal["tagged", "simple", "decorated"]
FORMATS: dict[str, Format] = {"tagged": "tagged", "simple": "simple", "decorated": "decorated"}
BOOLEANS = {"true": True, "false": False}
SOONEST_MS = 2
TAG = re.compile(r"[A-Za-z0-9_]+")
NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
TIMESTAMP = re.compile(r"[+-]?[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class QueryHeaders:
    """What the headers of a query ask for; None where the default holds. The time-out is in milliseconds."""

    format: Format = "simple"
    typecheck: bool | None = None
    timeout_ms: int | None = None
    tags: tuple[tuple[str, str], ...] = ()
    traceparent: str | None = None
    last_txn_ts: int | None = None
    retries: int = 7
    hints: bool = False

    @property
    def is_hopeless(self) -> bool:
        """Whether no node of the service would be through in the time that is given."""
        return self.timeout_ms is not None and self.timeout_ms < SOONEST_MS


def read_headers(headers: dict[str, str]) -> QueryHeaders:
    """Check the headers of a query; names are lower case. Raises `InvalidRequest` naming the header."""
    format_name = headers.get("x-format")
    if format_name is not None and format_name not in FORMATS:
        raise _invalid("x-format", f"Invalid format {format_name}")
    _boolean(headers, "x-linearized")
    retries = _number(headers, "x-max-contention-retries", 0, 7)
    return QueryHeaders(
        format=FORMATS[format_name] if format_name is not None else "simple",
        typecheck=_boolean(headers, "x-typecheck"),
        timeout_ms=_number(headers, "x-query-timeout-ms", 1, 600_000),
        tags=_tags(headers.get("x-query-tags", "")),
        traceparent=headers.get("traceparent"),
        last_txn_ts=_timestamp(headers),
        hints=_boolean(headers, "x-performance-hints") or False,
        retries=7 if retries is None else retries,
    )


def _invalid(name: str, why: str) -> InvalidRequest:
    return InvalidRequest(f"Invalid header '{name}': {why}")


def _boolean(headers: dict[str, str], name: str) -> bool | None:
    text = headers.get(name)
    if text is None:
        return None
    if text.lower() not in BOOLEANS:
        raise _invalid(name, "Must be a boolean value.")
    return BOOLEANS[text.lower()]


def _number(headers: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise _invalid(name, f"Invalid number '{text}'.")
    if not least <= int(text) <= most:
        raise _invalid(name, f"Must be between {least} and {most}.")
    return int(text)


def _timestamp(headers: dict[str, str]) -> int | None:
    text = headers.get("x-last-txn-ts")
    if text is None:
        return None
    if not TIMESTAMP.fullmatch(text) or not LONG_MIN <= int(text) <= LONG_MAX:
        raise _invalid("x-last-txn-ts", f"Invalid timestamp '{text}'.")
    return int(text)


def _tags(text: str) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    pairs = [tuple(pair.split("=")) for pair in text.split(",")]
    if any(len(pair) != 2 or not TAG.fullmatch(pair[0]) or not TAG.fullmatch(pair[1]) for pair in pairs):
        raise _invalid("x-query-tags", "invalid tags")
    if len(pairs) > 25:
        raise _invalid("x-query-tags", "too many tags")
    for pair in pairs:
        if len(pair[0]) > 40:
            raise _invalid("x-query-tags", "invalid key")
        if len(pair[1]) > 80:
            raise _invalid("x-query-tags", "invalid value")
    return tuple((pair[0], pair[1]) for pair in pairs)
