"""Tagged JSON from clients to values."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.fql.globals import DEFINITIONS
from app.emulators.fauna.fql.types import parse_id
from app.emulators.fauna.fql.values import (
    ID,
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    NULL,
    Function,
    Long,
    Module,
    Value,
)
from app.emulators.fauna.stdlib.definitions import BY_ID, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import CollectionModule, Document
from app.emulators.fauna.stdlib.java_time import parse_date, parse_time
from app.emulators.fauna.stdlib.scalars import from_base64
from app.emulators.fauna.stdlib.string_numbers import parse_double, parse_integer


class Undecodable(ValueError):
    """A tagged value that is none; the text says what is wrong with it."""


class Decoder:
    """Decodes the tagged format; `find` knows the modules and collections, `definition` what is stored by name."""

    def __init__(
        self, find: Callable[[str], Value | None], definition: Callable[[str, str | ID], Value | None]
    ) -> None:
        self._find = find
        self._definition = definition

    def tagged(self, data: Any) -> Value:
        """The value that tagged JSON stands for. Raises `Undecodable`."""
        if isinstance(data, dict):
            return self._object(data)
        if isinstance(data, bool | str):
            return data
        if isinstance(data, list):
            return [self.tagged(element) for element in data]
        if data is None:
            return NULL
        raise Undecodable("numbers must be tagged")

    def _object(self, data: dict[str, Any]) -> Value:
        if not any(map(_is_tag, data)):
            return {key: self.tagged(value) for key, value in data.items()}
        if len(data) > 1:
            raise Undecodable("too many keys in tagged value")
        tag, content = next(iter(data.items()))
        if tag in SCALARS:
            return SCALARS[tag](_string(tag, content))
        if tag == "@object":
            if not isinstance(content, dict):
                raise Undecodable("@object requires an object value")
            return {key: self.tagged(value) for key, value in content.items()}
        if tag == "@mod":
            return self._module(_string(tag, content))
        if tag in ("@ref", "@doc"):
            return self._text_reference(tag, content) if isinstance(content, str) else self._reference(tag, content)
        raise Undecodable(f"invalid tag '{tag}'")

    def _module(self, name: str) -> Value:
        found = self._find(name)
        if found is None or isinstance(found, Function):
            raise Undecodable(f"no such module '{name}'")
        return found

    def _text_reference(self, tag: str, text: str) -> Value:
        """A reference as `Cat:1`, the older notation."""
        name, _, key = text.partition(":")
        collection = self._find(name)
        label = "name" if isinstance(collection, Module) and collection.name not in BY_ID else "id"
        return self._reference(tag, {"coll": {"@mod": name}, label: key})

    def _reference(self, tag: str, data: Any) -> Value:
        content = self.tagged(data)
        if not isinstance(content, dict):
            raise Undecodable(f"{tag} requires an object value")
        collection = content.get("coll")
        if collection is None:
            raise Undecodable(f"{tag} field 'coll' is required")
        if isinstance(collection, CollectionModule):
            return Document(collection.id, _number(tag, content.get("id")))
        if not isinstance(collection, Module) or collection.name not in DEFINITIONS:
            raise Undecodable(f"{tag} field 'coll' requires a module value")
        label = "id" if collection.name in BY_ID else "name"
        if label == "name":
            key = _key(tag, label, content.get(label))
            found = self._definition(collection.name, key)
            if found is None:
                raise Undecodable(f"no such schema object '{key}'")
            return found
        number = ID(_number(tag, content.get("id")))
        return self._definition(collection.name, number) or MissingDefinition(collection.name, number)


def _is_tag(key: str) -> bool:
    return key[:1] == "@"


def _key(tag: str, label: str, key: Value) -> str:
    if key is None:
        raise Undecodable(f"{tag} field '{label}' is required")
    if not isinstance(key, str):
        raise Undecodable(f"{tag} field '{label}' requires a string value")
    return key


def _number(tag: str, key: Value) -> int:
    number = parse_id(_key(tag, "id", key))
    if number is None:
        raise Undecodable(f"{tag} field 'id' must be an integer")
    return number


def plain(data: Any) -> Value:
    """The value of untagged JSON, as the simple format has it."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(element) for element in data]
    return NULL if data is None else data


def _string(tag: str, data: Any) -> str:
    if not isinstance(data, str):
        raise Undecodable(f"{tag} requires a string value")
    return data


def _whole(name: str, least: int, most: int, make: Callable[[int], Value]) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        value = parse_integer(text, 10)
        if value is None or not least <= value <= most:
            raise Undecodable(f"invalid {name}")
        return make(value)

    return read


def _long(value: int) -> Value:
    return Long(value) if INT_MIN <= value <= INT_MAX else value


def _parsed(name: str, parse: Callable[[str], Value | None]) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        value = parse(text)
        if value is None:
            raise Undecodable(f"invalid {name}")
        return value

    return read


SCALARS: dict[str, Callable[[str], Value]] = {
    "@int": _whole("integer", INT_MIN, INT_MAX, int),
    "@long": _whole("long", LONG_MIN, LONG_MAX, _long),
    "@double": _parsed("double", parse_double),
    "@time": _parsed("time", parse_time),
    "@date": _parsed("date", parse_date),
    "@bytes": _parsed("bytes", from_base64),
}
