"""What somebody typed as a term or bound, as the value that the index holds: its field's type decides."""

import re
from typing import Any

from app.components.typed_json import JsonMistake, read

_REFERENCE = re.compile(r"(?:Ref<)?([A-Z]\w*)>?")
_WORDS = {"String", "ID", "Int", "Long", "Double", "Number", "Boolean", "Time", "Date", "Bytes", "Any", "Null"}


def field_type(field: str, fields: dict[str, str]) -> str:
    """The written type of an index's field such as `.author` or `desc(.ts)`; empty when nothing defines it."""
    name = field.removeprefix("desc(").removesuffix(")").removeprefix(".")
    return {"ts": "Time", "id": "ID", "ttl": "Time"}.get(name) or fields.get(name, "").rstrip("?").strip()


def value_of(text: str, type_name: str) -> Any:
    """The tagged value: a bare word is a string, and what the field's type makes of it. Raises `JsonMistake`."""
    text = text.strip()
    if text[:1] in ('"', "{", "["):
        return read(text)
    match type_name:
        case "String":
            return text
        case "Time":
            return read(f'{{"@time": "{_quotable(text)}"}}')
        case "Date":
            return read(f'{{"@date": "{_quotable(text)}"}}')
        case "Double":
            return read(f'{{"@double": "{_quotable(text)}"}}')
    found = _REFERENCE.fullmatch(type_name)
    if found and found[1] not in _WORDS and text.isdecimal():
        return {"@ref": {"id": text, "coll": {"@mod": found[1]}}}
    try:
        return read(text)
    except JsonMistake:
        return text


def _quotable(text: str) -> str:
    return text.replace("\\", "").replace('"', "")
