"""Operators: the language's own (`&&`, `||`, `??`, `isa`), equality and order of anything, and those of types."""

import operator
from collections.abc import Callable

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compare import compare, equal
from app.emulators.fauna.fql.compiler.blocks import mismatch
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.members import table_of
from app.emulators.fauna.fql.membership import is_a
from app.emulators.fauna.fql.nulls import created
from app.emulators.fauna.fql.presence import is_null
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import INT_MAX, INT_MIN, Null, Value
from app.emulators.fauna.stdlib.registry import call

ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FAST: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@compiles(ast.Operator)
def _operator(node: ast.Operator, scope: Scope) -> Code:
    op, left = node.op.text, code_of(node.left, scope)
    if node.right is None:
        return _unary(left, node)
    right = code_of(node.right, scope)
    if op in ("&&", "||"):
        return _boolean(left, right, op == "||", node.left.span, node.right.span)
    if op == "??":
        return _or_else(left, right, node.left.span)
    if op in ("==", "!="):
        return _equality(left, right, op == "==")
    if op in ORDERS:
        return _order(left, right, ORDERS[op])
    return _typed(left, right, node)


def _boolean(left: Code, right: Code, short: bool, left_span: Span, right_span: Span) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        value = left(context, slots)
        if value is short:
            return value
        if not isinstance(value, bool):
            raise mismatch(context, "Boolean", value, left_span)
        value = right(context, slots)
        if not isinstance(value, bool):
            raise mismatch(context, "Boolean", value, right_span)
        return value

    return run


def _or_else(left: Code, right: Code, span: Span) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        value = left(context, slots)
        return right(context, slots) if is_null(context, value, span) else value

    return run


@compiles(ast.IsA)
def _isa(node: ast.IsA, scope: Scope) -> Code:
    left, right, span = code_of(node.value, scope), code_of(node.type, scope), node.type.span

    def run(context: Context, slots: list[Value]) -> Value:
        value, module = left(context, slots), right(context, slots)
        result = is_a(value, module)
        if result is None:
            message = "invalid argument `type_object`: expected a module object"
            raise context.fail_at(span, "invalid_argument", message)
        return result

    return run


def _equality(left: Code, right: Code, wanted: bool) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        a, b = left(context, slots), right(context, slots)
        context.steps += 1
        return equal(context, a, b) is wanted

    return run


def _order(left: Code, right: Code, holds: Callable[[int, int], bool]) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        a, b = left(context, slots), right(context, slots)
        context.steps += 1
        if type(a) is int and type(b) is int:
            return holds(a, b)
        order = compare(context, a, b)
        return order is not None and holds(order, 0)

    return run


def _unary(operand: Code, node: ast.Operator) -> Code:
    name, span = node.op, node.argument_span

    def run(context: Context, slots: list[Value]) -> Value:
        value = operand(context, slots)
        member = table_of(value).operators.get(name.text)
        if member is None:
            raise _missing(context, value, name)
        context.frames.append(span)
        result = call(member, context, value, [])
        context.frames.pop()
        return result

    return run


def _typed(left: Code, right: Code, node: ast.Operator) -> Code:
    name, op, span = node.op, node.op.text, node.argument_span
    fast = FAST.get(op)

    def run(context: Context, slots: list[Value]) -> Value:
        value = left(context, slots)
        if fast is not None and type(value) is int:
            other = right(context, slots)
            if type(other) is int:
                result = fast(value, other)
                if INT_MIN <= result <= INT_MAX:
                    context.steps += 1
                    return result
            member = table_of(value).operators[op]
        else:
            member = table_of(value).operators.get(op)
            if member is None:
                raise _missing(context, value, name)
            other = right(context, slots)
        context.frames.append(span)
        result = call(member, context, value, [other])
        context.frames.pop()
        return result

    return run


def _missing(context: Context, value: Value, op: ast.Name) -> Exception:
    """The error of an operator that the value's type does not have."""
    hints = created(value) if isinstance(value, Null) else ()
    message = f"The function `{op.text}` does not exist on `{type_display(value)}`"
    return context.fail_at(op.span, "invalid_function_invocation", message, hints=hints)
