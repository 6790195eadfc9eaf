"""Fields, methods and operators of values, found in the table of the standard library."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.fql.ast import Name
from app.emulators.fauna.fql.nulls import NullReceiver, missing_field
from app.emulators.fauna.fql.presence import null_of
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import KINDS, owner_of
from app.emulators.fauna.fql.values import Struct, Value
from app.emulators.fauna.stdlib.registry import STDLIB, Table, bind

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

PATHS: dict[type, Callable[["Context", Any, tuple[Name, ...]], tuple[Value, int] | None]] = {}
"""By class: what the first of several names come to, where that is known without looking at one after the other."""
_BY_CLASS: dict[type, Table] = {}


def table_of(value: Value) -> Table:
    """The table of the value's own members."""
    cls = type(value)
    table = _BY_CLASS.get(cls)
    if table is None:
        table = STDLIB.table(owner_of(value))
        if isinstance(KINDS[cls].owner, str):
            _BY_CLASS[cls] = table
    return table


def get_field(context: "Context", value: Value, name: str, span: Span) -> Value:
    """`value.name`: a field, a bound method or null; raises `NullReceiver` when the value stands for nothing."""
    if type(value) is dict:
        return value[name] if name in value else missing_field(value, name, span)
    table = table_of(value)
    if (member := table.fields.get(name)) is not None:
        context.frames.append(span)
        result = member.body(context, value)
        context.frames.pop()
        return result
    if (member := table.methods.get(name)) is not None:
        return bind(member, value)
    if type(value) is Struct and name in value.fields:
        return value.fields[name]
    if table.dynamic is not None:
        context.frames.append(span)
        result = table.dynamic(context, value, name)
        context.frames.pop()
        if result is not None:
            return result
    absent = null_of(context, value, span)
    if absent is not None:
        raise NullReceiver(absent)
    return missing_field(value, name, span)
