"""Fauna's tagged values as plain JSON for a browser: numbers are numbers, documents are their fields."""

import math
from typing import Any

SAFE = 2**53
_TEXTS = ("@time", "@date", "@bytes", "@mod", "@uuid")


def plain(value: Any) -> Any:
    """A wire value without tags; an integer that JavaScript would round is a text."""
    match value:
        case list():
            return [plain(item) for item in value]
        case dict() if len(value) == 1 and (tag := next(iter(value))).startswith("@"):
            return _untagged(tag, value[tag])
        case dict():
            return {name: plain(item) for name, item in value.items()}
        case _:
            return value


def _untagged(tag: str, inner: Any) -> Any:
    if tag in ("@int", "@long"):
        number = int(inner)
        return number if abs(number) < SAFE else str(number)
    if tag == "@double":
        number = float(inner)
        return number if math.isfinite(number) else str(inner)
    if tag in _TEXTS:
        return inner
    if tag == "@object":
        return {name: plain(item) for name, item in inner.items()}
    if tag == "@ref" and isinstance(inner, dict):
        return None if inner.get("exists") is False else plain(inner)
    return plain(inner)
