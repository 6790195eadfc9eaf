"""Lambdas: functions of the query, with the values they capture."""

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.core import Code, code_of, compiles
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.values import Arity, Function, Origin, Value
from app.emulators.fauna.stdlib.registry import arity_failure

DISPLAY = "[function <lambda>]"


@compiles(ast.Lambda)
def _lambda(node: ast.Lambda, scope: Scope) -> Code:
    names = tuple(param.text if param else None for param in node.params)
    return lambda_code(names, node.variadic, node.body, scope)


def lambda_code(names: tuple[str | None, ...], variadic: bool, body: ast.Expr, scope: Scope) -> Code:
    """The code that makes a function value of a body; a variadic one's last name takes the rest."""
    inner = Scope(names, scope)
    code = code_of(body, inner)
    captures, captured = tuple(reversed(inner.captures)), tuple(inner.captured)
    blanks = [None] * inner.variables
    fixed = len(names) - variadic
    arity = Arity((fixed,), variadic)
    params = names[:fixed]

    def make(context: Context, slots: list[Value]) -> Function:
        tail = blanks + [slots[capture] for capture in captures]

        def call(context: Context, args: list[Value]) -> Value:
            if variadic:
                if len(args) < fixed:
                    raise arity_failure(context, arity, len(args))
                args = [*args[:fixed], args[fixed:]]
            elif len(args) != fixed:
                raise arity_failure(context, arity, len(args))
            context.tick()
            limit = context.limits.depth
            if len(context.frames) - 1 > limit:
                raise context.fail("stack_overflow", f"number of stack frames exceeded limit of {limit}")
            return code(context, args + tail)

        origin = Origin(names, variadic, body, captured, tail)
        return Function("<lambda>", arity, call, DISPLAY, True, None, params, origin)

    return make
