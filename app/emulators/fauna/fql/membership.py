"""`value isa Module`: which values belong to which module."""

from collections.abc import Callable
from typing import Any

from app.emulators.fauna.fql.types import KINDS, type_display
from app.emulators.fauna.fql.values import Module, Value

KIND_MODULES = {
    name: (name,)
    for name in (
        "Array", "Boolean", "Bytes", "Date", "Doc", "EventSource", "Function", "ID", "Null", "Number", "Set",
        "SetCursor", "String", "Time", "TransactionTime", "UUID",
    )
}  # fmt: skip
KIND_MODULES |= {"Object": ("Object", "Doc", "Module"), "Struct": ("Object",)}
NUMBERS = {"Int": "Int", "Long": "Long", "Double": "Double", "Float": "Double"}


def _in_module(module: Module, value: Value) -> bool:
    kinds = KIND_MODULES.get(module.name)
    if kinds is not None:
        return KINDS[type(value)].name in kinds
    if module.name in NUMBERS:
        return KINDS[type(value)].name == "Number" and type_display(value) == NUMBERS[module.name]
    return value == module


CONTAINS: dict[type, Callable[[Any, Value], bool]] = {Module: _in_module}
"""By class of module: whether a value belongs to it. Collections add theirs."""


def is_a(value: Value, module: Value) -> bool | None:
    """Whether the value belongs to the module; None when that is no module."""
    contains = CONTAINS.get(type(module))
    return None if contains is None else contains(module, value)
