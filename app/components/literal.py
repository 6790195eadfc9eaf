"""Fauna's tagged values as the short FQL-like text that pages show."""

import json
import re
from typing import Any

_NAME = re.compile(r"[A-Za-z_]\w*")
_NUMBERS = ("@int", "@long", "@double")
_CALLS = {"@time": "Time", "@date": "Date", "@bytes": "Bytes", "@uuid": "UUID", "@stream": "EventSource"}


def literal(value: Any) -> str:
    """One value on one line."""
    match value:
        case dict() if len(value) == 1 and (key := next(iter(value))).startswith("@"):
            return _tagged(key, value[key])
        case dict():
            return _object(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def rows(value: Any) -> list[Any] | None:
    """The members of a set or an array; None for a single value."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(page := value.get("@set"), dict):
        members = page.get("data")
        return members if isinstance(members, list) else None
    return None


def headline(value: Any) -> str:
    """A value as the message after `Message: `: a text as it is, a set by its size, anything else as a literal."""
    if isinstance(value, str):
        return value
    members = rows(value)
    if members is not None:
        return "1 value" if len(members) == 1 else f"{len(members)} values"
    text = literal(value)
    return text if len(text) <= 160 else text[:159] + "…"


def _object(value: dict[str, Any]) -> str:
    inner = ", ".join(f"{_key(name)}: {literal(item)}" for name, item in value.items())
    return f"{{ {inner} }}" if inner else "{}"


def _tagged(tag: str, inner: Any) -> str:
    if tag in _NUMBERS:
        return str(inner)
    if tag in _CALLS:
        return f"{_CALLS[tag]}({json.dumps(inner)})"
    if tag == "@set":
        members = rows({tag: inner})
        return literal(members) if members is not None else f"Set({json.dumps(inner)})"
    if tag == "@mod":
        return str(inner)
    if tag == "@ref" and isinstance(inner, dict):
        document = json.dumps(inner.get("id", inner.get("name")))
        return f"{literal(inner.get('coll'))}({document})"
    return _object(inner) if isinstance(inner, dict) else literal(inner)


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
