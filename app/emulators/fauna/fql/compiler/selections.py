"""`.field`, `[key]` and `!`."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.links import Arguments, Link, Skipped
from app.emulators.fauna.fql.members import PATHS, get_field, table_of
from app.emulators.fauna.fql.nulls import NullReceiver, invalid_access, null_value
from app.emulators.fauna.fql.presence import GUARDS, null_of
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.stdlib.registry import arity_failure, convert


def select_link(field: ast.Name, optional: bool, receiver: Span) -> Link:
    """`.field` and `?.field`."""
    name, span = field.text, field.span

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        if type(value) is dict:
            return value[name] if name in value else Null("missing_field", span, name, value)
        return select(context, value, field, receiver, optional)

    return run


def path_link(names: tuple[ast.Name, ...], links: tuple[Link, ...]) -> Link:
    """`.a.b.c`: of some values what is within a field is known without the field."""

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        known = PATHS.get(type(value))
        found = None if known is None else known(context, value, names)
        rest = links
        if found is not None:
            value, rest = found[0], links[found[1] :]
        for link in rest:
            value = link(context, slots, value)
        return value

    return run


def select(context: Context, value: Value, field: ast.Name, receiver: Span, optional: bool) -> Value:
    """A field of any value; on null an error or, if optional, the end of the chain."""
    try:
        return get_field(context, value, field.text, field.span)
    except NullReceiver as signal:
        if optional:
            return Skipped(signal.null)
        raise invalid_access(context, field.text, signal.null, field.span, receiver) from None


def bang_link(span: Span) -> Link:
    """`!`: the value, unless it is null."""

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        if type(value) is Null or type(value) in GUARDS:
            null = null_of(context, value, span)
            if null is not None:
                raise null_value(context, null, span)
        return value

    return run


def access_link(arguments: Arguments, span: Span, optional: bool, receiver: Span) -> Link:
    """`[key]` and `?.[key]`."""

    def run(context: Context, slots: list[Value], value: Value) -> Value:
        member = table_of(value).access
        if member is None:
            message = f"The function `[]` does not exist on `{type_display(value)}`"
            raise context.fail_at(span, "invalid_function_invocation", message)
        args = arguments(context, slots)
        context.frames.append(span)
        if len(args) != 1:
            raise arity_failure(context, member.arity, len(args))
        try:
            result = member.body(context, value, *convert(member, context, args))
        except NullReceiver as signal:
            context.frames.pop()
            if optional:
                return Skipped(signal.null)
            raise invalid_access(context, "[]", signal.null, span, receiver) from None
        context.frames.pop()
        return result

    return run
