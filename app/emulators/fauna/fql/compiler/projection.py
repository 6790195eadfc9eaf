"""Projections: `value { a, b: .c }`."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.functions import lambda_code
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.members import table_of
from app.emulators.fauna.fql.presence import null_of
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.types import KINDS
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.stdlib.registry import call


@compiles(ast.Project)
def _project(node: ast.Project, scope: Scope) -> Code:
    span = node.span
    value_code = code_of(node.value, scope)
    mapper = lambda_code(("$this",), False, ast.Object(span, node.bindings), scope)

    def run(context: Context, slots: list[Value]) -> Value:
        value = value_code(context, slots)
        kind = KINDS[type(value)].name
        if kind not in ("Object", "Module", "Doc", "Array", "Set"):
            return value
        absent = null_of(context, value, span)
        if absent is not None:
            return absent
        function = mapper(context, slots)
        context.frames.append(span)
        if kind == "Array":
            result = [function.call(context, [element]) for element in value]
        elif kind == "Set":
            result = call(table_of(value).methods["map"], context, value, [function])
        else:
            result = function.call(context, [value])
        context.frames.pop()
        return result

    return run


@compiles(ast.ProjectAll)
def _project_all(node: ast.ProjectAll, scope: Scope) -> Code:
    def run(context: Context, slots: list[Value]) -> Value:
        raise CheckFailure(Diagnostic("error", "project expr not supported", node.span))

    return run
