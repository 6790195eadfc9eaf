"""`(args)` and `.method(args)`."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.blocks import mismatch
from app.emulators.fauna.fql.compiler.links import Arguments, Link, Skipped
from app.emulators.fauna.fql.compiler.selections import select
from app.emulators.fauna.fql.members import table_of
from app.emulators.fauna.fql.nulls import invalid_access
from app.emulators.fauna.fql.presence import GUARDS, null_of
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Function, Null, Value
from app.emulators.fauna.stdlib.registry import call

INVALID = "invalid_function_invocation"


def apply_link(arguments: Arguments, parens: Span, optional: bool, field: ast.Name | None = None) -> Link:
    """`value(args)` and `value?.(args)`; `field` is the field that gave the value.

    Functions and modules that can be called are, all else is the error that fits.
    """

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        if type(value) is Function:
            args = arguments(context, slots)
            context.frames.append(parens)
            result = value.call(context, args)
            context.frames.pop()
            return result
        if type(value) is Null and optional:
            return Skipped(value)
        member = table_of(value).apply
        if member is None:
            raise _not_callable(context, value, parens, field)
        args = arguments(context, slots)
        context.frames.append(parens)
        result = call(member, context, value, args)
        context.frames.pop()
        return result

    return run


def method_link(link: ast.MethodCall, arguments: Arguments, receiver: Span) -> Link:
    """`value.name(args)`: a method of the type, else a function found in a field."""
    name, parens = link.field.text, link.parens
    apply = apply_link(arguments, parens, link.apply_optional, link.field)

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        member = table_of(value).methods.get(name)
        if member is None:
            function = select(context, value, link.field, receiver, link.select_optional)
            return function if type(function) is Skipped else apply(context, slots, function)
        if type(value) in GUARDS and name != "exists":
            absent = null_of(context, value, link.field.span)
            if absent is not None:
                if link.select_optional:
                    return Skipped(absent)
                raise invalid_access(context, name, absent, link.field.span, receiver)
        args = arguments(context, slots)
        context.frames.append(parens)
        result = call(member, context, value, args)
        context.frames.pop()
        return result

    return run


def _not_callable(context: Context, value: Value, parens: Span, field: ast.Name | None) -> Exception:
    if type(value) is Null and value.kind == "missing_field":
        message = f"The function `{value.detail}` does not exist on `{type_display(value.subject)}`"
        return context.fail_at(value.span, INVALID, message)
    if field is None:
        return mismatch(context, "Function", value, parens)
    message = f"`{field.text}`: Expected a function, found `{type_display(value)}`"
    return context.fail_at(field.span, INVALID, message)
