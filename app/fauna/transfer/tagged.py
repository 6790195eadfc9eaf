"""Values in Fauna's tagged JSON: whether they can be stored, and what of them is stored."""

import base64
import binascii
import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

DEEPEST = 400
INT, LONG = 2**31, 2**63
TIME = re.compile(r"[+-]?\d{4,9}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)")
REFERENCE = ("id", "name", "coll")


class Untagged(ValueError):
    """A value that is not in the tagged format; the text says why."""


def as_stored(value: Any) -> Any:
    """The value with documents made references: what a document holds of others."""
    if isinstance(value, list):
        return [as_stored(element) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((tag, content),) = value.items()
        if tag in ("@doc", "@ref") and isinstance(content, dict):
            return {"@ref": {name: content[name] for name in REFERENCE if name in content}}
    return {name: as_stored(field) for name, field in value.items()}


def check(value: Any, path: str = "data", depth: int = 0) -> None:
    """Refuse what is no tagged value that a document can hold. Raises `Untagged`."""
    if depth > DEEPEST:
        raise Untagged(f"{path} is nested too deeply")
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int | float):
        raise Untagged(f"{path} is a number without its type: write {_suggestion(value)}")
    if isinstance(value, list):
        for index, element in enumerate(value):
            check(element, f"{path}[{index}]", depth + 1)
        return
    if not any(name.startswith("@") for name in value):
        _check_fields(value, path, depth)
        return
    if len(value) > 1:
        raise Untagged(f"{path} has a tag and other names: names with @ belong into an @object")
    ((tag, content),) = value.items()
    if tag == "@object" and isinstance(content, dict):
        _check_fields(content, path, depth)
    elif tag == "@ref" and isinstance(content, dict):
        _check_reference(content, path)
    elif tag not in SCALARS or not isinstance(content, str) or not SCALARS[tag](content):
        known = tag in SCALARS or tag in ("@object", "@ref")
        raise Untagged(f"{path} is no {tag[1:]}" if known else f"{path} has the tag {tag}, which cannot be stored")


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of an object, which may have been escaped for its names with @. Raises `Untagged`."""
    if isinstance(value, dict):
        inner = value.get("@object") if value.keys() == {"@object"} else value
        if isinstance(inner, dict):
            return inner
    raise Untagged("data is no object")


def object_of(fields: dict[str, Any]) -> dict[str, Any]:
    """The object, escaped if its names need it."""
    return {"@object": fields} if any(name.startswith("@") for name in fields) else fields


def is_time(value: Any) -> bool:
    """Whether this is a tagged time."""
    return isinstance(value, dict) and value.keys() == {"@time"} and _is_time(value["@time"])


def _check_fields(fields: dict[str, Any], path: str, depth: int) -> None:
    for name, field in fields.items():
        check(field, f"{path}.{name}", depth + 1)


def _check_reference(content: dict[str, Any], path: str) -> None:
    collection, key = content.get("coll"), content.get("id", content.get("name"))
    module = collection.get("@mod") if isinstance(collection, dict) else None
    if not isinstance(module, str) or not isinstance(key, str):
        raise Untagged(f"{path} is no reference: it needs a coll and an id")


def _suggestion(value: float) -> str:
    if isinstance(value, float):
        return f'{{"@double": "{value}"}}'
    return f'{{"@{"int" if -INT <= value < INT else "long"}": "{value}"}}'


def _whole(limit: int) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(r"[+-]?\d{1,19}", text) is not None and -limit <= int(text) < limit


def _is_double(text: str) -> bool:
    try:
        return text in ("NaN", "Infinity", "-Infinity") or math.isfinite(float(text))
    except ValueError:
        return False


def _is_time(text: Any) -> bool:
    return isinstance(text, str) and TIME.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return re.fullmatch(r"[+-]\d{4,9}-\d\d-\d\d", text) is not None


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_uuid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text) is not None


SCALARS: dict[str, Callable[[str], bool]] = {
    "@int": _whole(INT),
    "@long": _whole(LONG),
    "@double": _is_double,
    "@time": _is_time,
    "@date": _is_date,
    "@bytes": _is_base64,
    "@uuid": _is_uuid,
}
