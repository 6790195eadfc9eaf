"""Fauna's tagged values as the FQL text that pages show; nothing in them stays invisible or turns the line around."""

import json
import re
from typing import Any

WIDTH = 76
LONGEST_HEADLINE = 160
LONGEST_TEXT = 300
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_UNSEEN = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NUMBERS = ("@int", "@long", "@double")
_CALLS = {"@time": "Time", "@date": "Date", "@bytes": "Bytes", "@uuid": "UUID", "@stream": "EventSource"}
_Parts = tuple[str, list[tuple[str, Any]], str]


def literal(value: Any) -> str:
    """One value on one line."""
    parts = _parts(value)
    if parts is None:
        return _scalar(value)
    start, members, end = parts
    space = " " if start == "{" and members else ""
    return start + space + ", ".join(name + literal(member) for name, member in members) + space + end


def pretty(value: Any, indent: int = 0) -> str:
    """One value over several lines where it is long."""
    flat = literal(value)
    parts = _parts(value)
    if parts is None or len(flat) + indent <= WIDTH or not parts[1]:
        return flat
    start, members, end = parts
    inner = " " * (indent + 2)
    lines = [inner + name + pretty(member, indent + 2) for name, member in members]
    return start + "\n" + ",\n".join(lines) + "\n" + " " * indent + end


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
        return cut(seen(value), LONGEST_TEXT)
    members = rows(value)
    if members is not None:
        return "1 value" if len(members) == 1 else f"{len(members)} values"
    return cut(literal(value), LONGEST_HEADLINE)


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def seen(text: str) -> str:
    """A text whose invisible and direction-changing characters are written out."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _parts(value: Any) -> _Parts | None:
    """What stands around and between a collection's members; None for a value that has none."""
    match value:
        case list():
            return "[", [("", item) for item in value], "]"
        case dict() if len(value) == 1 and (tag := next(iter(value))).startswith("@"):
            inner = value[tag]
            if tag == "@set":
                members = rows(value)
                return None if members is None else _parts(members)
            if tag in (*_NUMBERS, *_CALLS, "@mod", "@ref"):
                return None
            return _parts(inner) if isinstance(inner, list) else _object(inner)
        case _:
            return _object(value)


def _object(value: Any) -> _Parts | None:
    if not isinstance(value, dict):
        return None
    return "{", [(_key(name) + ": ", item) for name, item in value.items()], "}"


def _scalar(value: Any) -> str:
    match value:
        case dict() if len(value) == 1:
            tag, inner = next(iter(value.items()))
            return _tagged(tag, inner)
        case str():
            return _quoted(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _tagged(tag: str, inner: Any) -> str:
    if tag in (*_NUMBERS, "@mod"):
        return seen(str(inner))
    if tag in _CALLS:
        return f"{_CALLS[tag]}({_argument(inner)})"
    if tag == "@set":
        return f"Set({_argument(inner)})"
    if tag == "@ref" and isinstance(inner, dict):
        return f"{literal(inner.get('coll'))}({_argument(inner.get('id', inner.get('name')))})"
    return literal(inner)


def _argument(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else seen(json.dumps(value, ensure_ascii=False))


def _quoted(text: str) -> str:
    return seen(json.dumps(text, ensure_ascii=False)).replace("#{", "\\#{")


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else _quoted(name)
