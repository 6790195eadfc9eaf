"""Names, blocks and what decides which expression runs."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.globals import lookup
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Span
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Null, Time, TransactionTime, Value


@compiles(ast.Id)
def _id(node: ast.Id, scope: Scope) -> Code:
    name, span = node.name, node.span
    slot = scope.resolve(name)
    if slot is not None:
        return lambda context, slots: slots[slot]

    def run(context: Context, slots: list[Value]) -> Value:
        value = lookup(context, name)
        if value is None:
            raise context.fail_at(span, "unbound_variable", f"Unbound variable `{name}`")
        return value

    return run


@compiles(ast.Block)
def _block(node: ast.Block, scope: Scope) -> Code:
    with scope.block():
        steps = tuple(_statement(statement, scope) for statement in node.statements)
    if len(steps) == 1:
        return steps[0]
    *before, last = steps

    def run(context: Context, slots: list[Value]) -> Value:
        for step in before:
            step(context, slots)
        return last(context, slots)

    return run


def _statement(node: ast.Let | ast.Expr, scope: Scope) -> Code:
    if not isinstance(node, ast.Let):
        return code_of(node, scope)
    value = code_of(node.value, scope)
    slot = scope.declare(node.name.text)

    def run(context: Context, slots: list[Value]) -> Value:
        slots[slot] = value(context, slots)

    return run


@compiles(ast.If)
def _if(node: ast.If, scope: Scope) -> Code:
    test, span = code_of(node.test, scope), node.test.span
    then = code_of(node.then, scope)
    null = Null("literal", node.span)
    otherwise = code_of(node.otherwise, scope) if node.otherwise else lambda context, slots: null

    def run(context: Context, slots: list[Value]) -> Value:
        value = test(context, slots)
        if value is True:
            return then(context, slots)
        if value is False:
            return otherwise(context, slots)
        raise mismatch(context, "Boolean", value, span)

    return run


def mismatch(context: Context, expected: str, value: Value, span: Span) -> Exception:
    """The error of a value of the wrong type where the language itself wants another."""
    message = f"expected type: {expected}, received {type_display(value)}"
    return context.fail_at(span, "type_mismatch", message)


@compiles(ast.At)
def _at(node: ast.At, scope: Scope) -> Code:
    time, span, body = code_of(node.time, scope), node.time.span, code_of(node.body, scope)

    def run(context: Context, slots: list[Value]) -> Value:
        value = time(context, slots)
        if isinstance(value, TransactionTime):
            micros = context.now
        elif isinstance(value, Time):
            micros = value.seconds * 1_000_000 + value.nanos // 1000
        else:
            raise mismatch(context, "Time", value, span)
        if micros > context.now:
            message = "invalid argument `at_time`: cannot evaluate `at` in the future"
            raise context.fail_at(span, "invalid_argument", message)
        before, context.valid_time = context.valid_time, None if micros == context.now else micros
        try:
            return body(context, slots)
        finally:
            context.valid_time = before

    return run


@compiles(ast.Match)
def _match(node: ast.Match, scope: Scope) -> Code:
    return _unsupported("match expr not supported", node.span)


@compiles(ast.ProjectAll)
def _project_all(node: ast.ProjectAll, scope: Scope) -> Code:
    return _unsupported("project expr not supported", node.span)


def _unsupported(message: str, span: Span) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        raise CheckFailure(Diagnostic("error", message, span))

    return run
