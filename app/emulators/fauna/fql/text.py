"""Values as text: `display` for `toString`, `+` and `#{…}`, `debug` for `dbg` and what is nested in arrays."""

import base64
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.doubles import double_text
from app.emulators.fauna.fql.values import ID, Function, Long, Module, Null, Struct, TransactionTime, Value

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

Text = Callable[["Context", Any], str]
ESCAPES = str.maketrans(
    {
        "\\": "\\\\", "\0": "\\0", "'": "\\'", '"': '\\"', "`": "\\`", "\n": "\\n", "\r": "\\r", "\v": "\\v",
        "\t": "\\t", "\b": "\\b", "\f": "\\f", "#": "\\#",
    }
)  # fmt: skip
BASIC_PLANE = 0xFFFF
DEBUG: dict[type, Text] = {}
DISPLAY: dict[type, Text] = {}
"""Texts by class; where a class has no display, its debug text serves. Later kinds add themselves."""


def display(context: "Context", value: Value) -> str:
    """The value as `toString` gives it."""
    text = DISPLAY.get(type(value)) or DEBUG[type(value)]
    return text(context, value)


def debug(context: "Context", value: Value) -> str:
    """The value as FQL would write it."""
    return DEBUG[type(value)](context, value)


def escape(text: str) -> str:
    """A string between quotes, with escapes."""
    return f'"{text.translate(ESCAPES)}"'


def is_identifier(text: str) -> bool:
    """Whether a field name needs no quotes."""
    return text[:1].isalpha() and all(map(_is_part, text))


def _is_part(character: str) -> bool:
    return character == "_" or ((character.isalpha() or character.isdecimal()) and ord(character) <= BASIC_PLANE)


def _display_double(context: "Context", value: float) -> str:
    if value % 1 == 0:
        return f"{Decimal(double_text(value)):f}".removesuffix(".0")
    return double_text(value)


def _debug_array(context: "Context", value: list[Value]) -> str:
    context.pace()
    return "[" + ", ".join(debug(context, element) for element in value) + "]"


def _debug_object(context: "Context", value: dict[str, Value]) -> str:
    context.pace()
    if not value:
        return "{}"
    fields = (
        f"{name if is_identifier(name) else escape(name)}: {debug(context, field)}" for name, field in value.items()
    )
    return "{ " + ", ".join(fields) + " }"


def quoted(name: str) -> Text:
    """The debug text of a kind that is written as a call: `Time("…")`."""
    return lambda context, value: f'{name}("{display(context, value)}")'


DISPLAY.update(
    {
        float: _display_double,
        str: lambda context, value: value,
        ID: lambda context, value: str(value.value),
        bytes: lambda context, value: base64.b64encode(value).decode(),
        uuid.UUID: lambda context, value: str(value),
        TransactionTime: lambda context, value: "[transaction time]",
    }
)
DEBUG.update(
    {
        bool: lambda context, value: "true" if value else "false",
        int: lambda context, value: int.__repr__(value),
        Long: lambda context, value: int.__repr__(value),
        float: lambda context, value: double_text(value),
        str: lambda context, value: escape(value),
        ID: quoted("ID"),
        bytes: quoted("Bytes"),
        uuid.UUID: quoted("UUID"),
        Null: lambda context, value: "null",
        list: _debug_array,
        dict: _debug_object,
        Struct: lambda context, value: _debug_object(context, dict(value.fields)),
        Module: lambda context, value: value.path,
        TransactionTime: lambda context, value: "TransactionTime()",
        Function: lambda context, value: value.display,
    }
)
