"""Turning a syntax tree into Python closures, once per text."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler import blocks, chains, functions, literals, operators, projection  # noqa: F401 - registering
from app.emulators.fauna.fql.compiler.core import Code as Runnable
from app.emulators.fauna.fql.compiler.core import code_of
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.values import Value


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled query: its names of arguments, its slots for variables and its code."""

    names: tuple[str, ...]
    variables: int
    code: Runnable

    def run(self, context: Context, arguments: Mapping[str, Value]) -> Value:
        """The query's value; raises `RuntimeFailure`."""
        slots = [arguments[name] for name in self.names]
        slots += [None] * self.variables
        return self.code(context, slots)


def compile_query(expr: ast.Expr, names: tuple[str, ...] = ()) -> Code:
    """The code of a query whose arguments have these names."""
    scope = Scope(names)
    code = code_of(expr, scope)
    return Code(names, scope.variables, code)
