"""Tagged values for the console: as table cells, as JSON, as FQL literals, each short enough to travel."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from app.components.literal import cut, literal, pretty, seen

View = Literal["table", "json", "fql"]
VIEWS: tuple[View, ...] = ("table", "json", "fql")
LONGEST_CELL, LONGEST_STRING, LONGEST_ROW, LONGEST_VALUE = 200, 1_000, 8_000, 100_000
MOST_COLUMNS, DEEPEST = 60, 100
TOO_DEEP = "too deeply nested to be shown"
_NUMBERS = {"@int": int, "@long": int, "@double": float}
_WORDS = ("@time", "@date", "@bytes", "@uuid", "@mod", "@stream")
SINGLE = "value"
_BACK = ("coll", "ts")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and its kind: string, number, boolean, null, time, ref, object or none."""

    text: str
    kind: str


NOTHING = Cell("", "none")


def columns(members: Iterable[Any], known: list[str]) -> list[str]:
    """The fields of objects and documents in order of appearance, after those known; one column for other values.

    A document's collection and time stand behind its own fields.
    """
    found = dict.fromkeys(known)
    for member in members:
        fields = fields_of(member)
        found |= dict.fromkeys([SINGLE] if fields is None else fields)
    # Rows that were sent before keep their places, so later columns only follow.
    ordered = list(found) if known or "id" not in found else sorted(found, key=_BACK.__contains__)
    return ordered[:MOST_COLUMNS]


def cells(member: Any, names: list[str]) -> list[Cell]:
    """A member's row of a table."""
    fields = fields_of(member)
    if fields is None:
        return [cell(member) if name == SINGLE else NOTHING for name in names]
    return [cell(fields[name]) if name in fields else NOTHING for name in names]


def cell(value: Any) -> Cell:
    """One value on one line."""
    if isinstance(value, str):
        return Cell(seen(_abridged(value, LONGEST_CELL)), "string")
    if isinstance(value, dict) and isinstance(text := value.get("@time", value.get("@date")), str) and len(value) == 1:
        return Cell(seen(cut(text, LONGEST_CELL)), "time")
    return Cell(cut(_written(literal, value), LONGEST_CELL), _kind(value))


def text(member: Any, view: View, longest: int = LONGEST_ROW) -> str:
    """A member as FQL or JSON, over several lines where it is long."""
    written = _written(pretty if view == "fql" else _json, member)
    return _abridged(written, longest)


def fields_of(value: Any) -> dict[str, Any] | None:
    """The fields of an object or a document; None for other values."""
    if not isinstance(value, dict):
        return None
    if len(value) == 1 and (tag := next(iter(value))).startswith("@"):
        inner = value[tag]
        return inner if tag in ("@doc", "@object") and isinstance(inner, dict) else None
    return value


def plain(value: Any) -> Any:
    """A tagged value as JSON that people know: numbers, texts, objects; references by id and collection."""
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
    if tag in _NUMBERS:
        try:
            return _NUMBERS[tag](inner)
        except (TypeError, ValueError):
            return str(inner)
    if tag in _WORDS and isinstance(inner, str):
        return inner
    if tag in ("@object", "@doc") and isinstance(inner, dict):
        return {name: plain(item) for name, item in inner.items()}
    return {tag: inner} if isinstance(inner, str) else plain(inner)


def _json(value: Any, _: int = 0) -> str:
    return seen(json.dumps(plain(value), indent=2, ensure_ascii=False))


def _written(write: Any, value: Any) -> str:
    return TOO_DEEP if is_deep(value) else write(shortened(value))


def shortened(value: Any) -> Any:
    """The same value with long texts cut, so that what is cut away is never worked on."""
    match value:
        case str():
            return _abridged(value, LONGEST_STRING)
        case list():
            return [shortened(item) for item in value]
        case dict():
            return {name: shortened(item) for name, item in value.items()}
        case _:
            return value


def _abridged(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{cut(text, longest)} ({len(text):,} characters)"


def is_deep(value: Any) -> bool:
    """Whether a value is nested too deeply to be written out."""
    layer = [value]
    for _ in range(DEEPEST):
        nested = [item for item in layer if isinstance(item, dict | list)]
        if not nested:
            return False
        layer = [child for item in nested for child in (item.values() if isinstance(item, dict) else item)]
    return True


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case dict() if len(value) == 1:
            tag = next(iter(value))
            if tag in _NUMBERS:
                return "number"
            return {"@ref": "ref", "@mod": "ref"}.get(tag, "object")
        case _:
            return "object"
