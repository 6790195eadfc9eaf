"""Syntax trees as plain JSON data and back; places in the text are left out."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.source import Source, Span

DECODED = Span(0, 0, Source("*decoded_set*", ""))
"""Where everything of a decoded tree stands; errors leave it out of their trace."""
NODES = {
    cls.__name__: cls
    for cls in vars(ast).values()
    if isinstance(cls, type) and cls.__module__ == ast.__name__ and cls is not ast.Expr
}
PLAIN = (str, int, float, bool)
TUPLE = "()"


def pack(part: Any, inserted: Callable[[int], str]) -> Any:
    """A tree as data; `inserted` gives the name under which an inserted value is kept."""
    if part is None or isinstance(part, PLAIN):
        return part
    if isinstance(part, tuple):
        return [TUPLE, *(pack(each, inserted) for each in part)]
    if isinstance(part, ast.Inserted):
        return [ast.Id.__name__, inserted(part.index)]
    values = (getattr(part, field.name) for field in fields(part) if field.type is not Span)
    return [type(part).__name__, *(pack(value, inserted) for value in values)]


def unpack(data: Any) -> Any:
    """The tree that the data stands for. Raises `ValueError` for data that stands for none."""
    if not isinstance(data, list):
        return data
    label, *parts = data
    if label == TUPLE:
        return tuple(unpack(part) for part in parts)
    cls = NODES.get(label)
    if cls is None:
        raise ValueError(f"no node is called {label}")
    rest = iter(parts)
    values = [DECODED if field.type is Span else _field(field.type, next(rest, None)) for field in fields(cls)]
    if next(rest, None) is not None:
        raise ValueError(f"too many parts for {label}")
    return cls(*values)


def _field(kind: Any, data: Any) -> Any:
    value = unpack(data)
    if kind in PLAIN and type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value
