"""Fauna's tagged values as JSON that people edit: plain where JSON says the type, tagged where it cannot.

`5` is an Int, `5.0` a Double, and an integer beyond 32 bits a Long; times, dates, bytes and references keep their tags.
`read(written(value))` is `value`, but for small Longs, which Fauna itself stores as Ints.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from typing import Any

from app.components.literal import seen

INT, LONG = 2**31, 2**63
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"\d{1,19}")
_LOOSE = re.compile(r"[\ud800-\udfff]")
_REPEATED = "The name `{}` stands twice in one object."
Path = tuple[str | int, ...]


class JsonMistake(ValueError):
    """The text is not such JSON: where (a path, or a line and column from 1) and why."""

    def __init__(self, message: str, path: Path = (), line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column


def written(value: Any) -> str:
    """A tagged value as text, two spaces deep; invisible characters are written as escapes."""
    return seen(json.dumps(_plain(value), indent=2, ensure_ascii=False))


def read(text: str) -> Any:
    """The tagged value that a text stands for. Raises `JsonMistake`."""
    try:
        return _tagged(json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer), ())
    except json.JSONDecodeError as error:
        raise JsonMistake(f"{error.msg}.", (), error.lineno, error.colno) from error
    except RecursionError as error:
        raise JsonMistake("This is nested too deeply.") from error


def read_object(text: str) -> dict[str, Any]:
    """The same for a document's fields. Raises `JsonMistake`."""
    value = read(text)
    if not isinstance(value, dict) or (len(value) == 1 and next(iter(value)) in _TAGS):
        raise JsonMistake("A document is an object of fields: { … }.", (), 1, 1)
    return value


def _plain(value: Any) -> Any:
    match value:
        case {"@int": text}:
            return int(text)
        case {"@long": text} if not -INT <= int(text) < INT:
            return int(text)
        case {"@double": text} if math.isfinite(float(text)):
            return float(text)
        case {"@doc": inner} if isinstance(inner, dict) and "coll" in inner:
            name = "id" if "id" in inner else "name"
            return {"@ref": {name: inner[name], "coll": inner["coll"]}}
        case {"@ref": inner} if isinstance(inner, dict):
            return {"@ref": {name: inner[name] for name in ("id", "name", "coll") if name in inner}}
        case {"@object": inner} if isinstance(inner, dict):
            return {"@object": {name: _plain(item) for name, item in inner.items()}}
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise JsonMistake(_REPEATED.format(next(name for name in names if names.count(name) > 1)))
    return made


def _constant(name: str) -> Any:
    raise JsonMistake(f'{name} is no JSON; write {{ "@double": "{name}" }}.')


def _integer(digits: str) -> int:
    if len(digits) > 20:
        raise JsonMistake(f"{digits[:20]}… has more digits than a Long holds.")
    return int(digits)


def _tagged(value: Any, path: Path) -> Any:
    match value:
        case bool() | None:
            return value
        case str():
            return _text(value, path)
        case int():
            return _whole(value, path)
        case float():
            if not math.isfinite(value):
                raise JsonMistake("That is more than a Double holds.", path)
            return {"@double": repr(value)}
        case list():
            return [_tagged(item, (*path, place)) for place, item in enumerate(value)]
    (tag, *others) = value or ("",)
    if not others and tag in _TAGS:
        inner = value[tag]
        if tag == "@object" and isinstance(inner, dict):
            return {"@object": _fields(inner, path)}
        if not _TAGS[tag](inner):
            raise JsonMistake(f"That is no value for {tag}: {_EXAMPLES[tag]}.", path)
        return value
    for name in value:
        if name.startswith("@"):
            raise JsonMistake(f'`{name}` is no type here; put the object into {{ "@object": … }}.', (*path, name))
    return _fields(value, path)


def _fields(value: dict[str, Any], path: Path) -> dict[str, Any]:
    return {_text(name, path): _tagged(item, (*path, name)) for name, item in value.items()}


def _text(text: str, path: Path) -> str:
    if _LOOSE.search(text):
        raise JsonMistake("Half a surrogate pair is no character.", path)
    return text


def _whole(value: int, path: Path) -> dict[str, str]:
    if not -LONG <= value < LONG:
        raise JsonMistake("That is more than a Long holds.", path)
    return {"@int" if -INT <= value < INT else "@long": str(value)}


def _is_whole(limit: int) -> Callable[[Any], bool]:
    return lambda text: (
        isinstance(text, str) and re.fullmatch(r"-?\d{1,19}", text) is not None and -limit <= int(text) < limit
    )


def _is_double(text: Any) -> bool:
    try:
        return (isinstance(text, str) and text == text.strip() and not math.isnan(float(text) * 0)) or text in _FAR
    except ValueError:
        return False


def _is_bytes(text: Any) -> bool:
    try:
        return isinstance(text, str) and base64.b64decode(text, validate=True) is not None
    except (binascii.Error, ValueError):
        return False


def _is_module(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_reference(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() not in ({"id", "coll"}, {"name", "coll"}):
        return False
    coll, key = value["coll"], value.get("id", value.get("name"))
    is_named = "name" in value and isinstance(key, str)
    is_module = isinstance(coll, dict) and coll.keys() == {"@mod"} and _is_module(coll["@mod"])
    return is_module and (is_named or (isinstance(key, str) and _ID.fullmatch(key) is not None))


_FAR = ("NaN", "Infinity", "-Infinity")
_TAGS: dict[str, Callable[[Any], bool]] = {
    "@int": _is_whole(INT),
    "@long": _is_whole(LONG),
    "@double": _is_double,
    "@time": lambda text: isinstance(text, str) and _TIME.fullmatch(text) is not None,
    "@date": lambda text: isinstance(text, str) and _DATE.fullmatch(text) is not None,
    "@bytes": _is_bytes,
    "@mod": _is_module,
    "@ref": _is_reference,
    "@object": lambda inner: isinstance(inner, dict),
}
_EXAMPLES = {
    "@int": 'digits as in "5"',
    "@long": 'digits as in "5"',
    "@double": 'a number as in "0.5", or "NaN", "Infinity"',
    "@time": 'a time as in "2026-01-31T12:00:00Z"',
    "@date": 'a day as in "2026-01-31"',
    "@bytes": "base64",
    "@mod": "the name of a collection",
    "@ref": '{ "id": "123", "coll": { "@mod": "Note" } }',
    "@object": "an object",
}
