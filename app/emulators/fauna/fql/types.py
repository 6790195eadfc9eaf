"""What kind of value a value is: for dispatch, for argument checks, for ordering and for error texts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.emulators.fauna.fql.values import (
    ID,
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    Date,
    Function,
    Long,
    Module,
    Null,
    Struct,
    Time,
    TransactionTime,
    Value,
)

REFUSED: Any = object()
"""What a cast returns when the value cannot be an argument of that type."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of runtime value: its name, its name in errors, the owner of its members."""

    name: str
    display: "str | Callable[[Any], str]"
    owner: "str | Callable[[Any], str]"


KINDS: dict[type, Kind] = {}
ORDER = (
    "Number", "Bytes", "String", "Array", "Object", "ID", "Doc", "Time", "TransactionTime", "Date", "UUID", "Boolean",
    "Module", "Set", "SetCursor", "Lambda", "Function", "EventSource", "Null",
)  # fmt: skip
POSITIONS = {name: position for position, name in enumerate(ORDER)}


def define(
    cls: type,
    name: str,
    display: "str | Callable[[Any], str] | None" = None,
    owner: "str | Callable[[Any], str] | None" = None,
) -> None:
    """Make a Python class a kind of FQL value, such as `Set`; `display` and `owner` default to the name."""
    KINDS[cls] = Kind(name, display or name, owner or name)


def _number_name(value: int) -> str:
    return "Int" if INT_MIN <= value <= INT_MAX else "Long"


define(bool, "Boolean")
define(int, "Number", _number_name)
define(Long, "Number", "Long")
define(float, "Number", "Double")
define(str, "String")
define(bytes, "Bytes")
define(uuid.UUID, "UUID")
define(list, "Array", "Array<Any>")
define(dict, "Object", "{ *: Any }")
define(Null, "Null")
define(ID, "ID")
define(Time, "Time")
define(Date, "Date")
define(TransactionTime, "TransactionTime")
define(Module, "Module", lambda value: value.name, lambda value: module_owner(value.path))
define(Function, "Function", lambda value: "Lambda" if value.is_lambda else "Function")
define(Struct, "Object", lambda value: value.type_name, lambda value: value.type_name)


def module_owner(name: str) -> str:
    """The owner name of a module's own members: `Math` has those of `MathModule`."""
    return f"{name}Module"


def kind_of(value: Value) -> str:
    """The kind's name, one of `ORDER`; a lambda is a `Function`."""
    return KINDS[type(value)].name


def owner_of(value: Value) -> str:
    """The owner of the value's fields and methods in the stdlib table."""
    owner = KINDS[type(value)].owner
    return owner if isinstance(owner, str) else owner(value)


def type_display(value: Value) -> str:
    """The runtime type as errors print it: `Int`, `Array<Any>`, `{ *: Any }`, `Lambda`, a module's name."""
    display = KINDS[type(value)].display
    return display if isinstance(display, str) else display(value)


type_name = type_display


def position(value: Value) -> int:
    """Where the value's kind stands in the order of unlike values."""
    name = KINDS[type(value)].name
    return POSITIONS["Lambda" if name == "Function" and value.is_lambda else name]


def as_int(value: Value) -> Value:
    """An Int argument: integral doubles and small longs are accepted."""
    kind = type(value)
    if kind is int or kind is Long:
        return int(value) if INT_MIN <= value <= INT_MAX else REFUSED
    if kind is float and INT_MIN <= value <= INT_MAX and value.is_integer():
        return int(value)
    return REFUSED


def as_long(value: Value) -> Value:
    """A Long argument: any whole number; doubles beyond the range are cut to it."""
    kind = type(value)
    if kind is int or kind is Long:
        return int(value)
    if kind is float and value.is_integer():
        return max(LONG_MIN, min(LONG_MAX, int(value)))
    return REFUSED


def as_double(value: Value) -> Value:
    """A Double argument: any number."""
    return float(value) if KINDS[type(value)].name == "Number" else REFUSED


def parse_id(text: str) -> int | None:
    """The id that a string spells, or None: an optional sign and digits of any script that fit a long."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not digits or not all(character.isdecimal() for character in digits):
        return None
    value = int(text)
    return value if LONG_MIN <= value <= LONG_MAX else None


def as_id(value: Value) -> Value:
    """An ID argument: an id, a whole number or a string that spells one."""
    kind = type(value)
    if kind is ID:
        return value
    if kind is int or kind is Long:
        return ID(int(value))
    if kind is str:
        parsed = parse_id(value)
        return REFUSED if parsed is None else ID(parsed)
    return REFUSED


def _of_kind(*names: str) -> Callable[[Value], Value]:
    def cast(value: Value) -> Value:
        return value if KINDS[type(value)].name in names else REFUSED

    return cast


def _struct(value: Value) -> Value:
    return value if type(value) is dict or type(value) is Struct else REFUSED


CASTS: dict[str, Callable[[Value], Value] | None] = {
    "Any": None,
    "Int": as_int,
    "Long": as_long,
    "Double": as_double,
    "ID": as_id,
    "Object": _of_kind("Object", "Doc", "Module"),
    "Struct": _struct,
    **{
        name: _of_kind(name)
        for name in (
            "Number", "Boolean", "String", "Bytes", "Null", "Time", "TransactionTime", "Date", "UUID", "Array", "Set",
            "Function", "Doc", "EventSource", "SetCursor",
        )
    },
}  # fmt: skip
"""Argument types by name: None accepts anything; else a function giving the value to use, or `REFUSED`."""

DISPLAYS = {
    "Array": "Array<Any>",
    "Set": "Set<Any>",
    "EventSource": "EventSource<Any>",
    "Object": "{ *: Any }",
    "Struct": "{ *: Any }",
}


def expected_display(tag: str) -> str:
    """An argument type as errors print it."""
    return DISPLAYS.get(tag, tag)
