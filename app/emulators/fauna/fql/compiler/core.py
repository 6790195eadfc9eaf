"""How a node becomes code: a function of the running context and of the slots of the function it stands in."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.compiler.scope import Scope
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.values import Value

Code = Callable[[Context, list[Value]], Value]
Compiler = Callable[[Any, Scope], Code]
Decorated = TypeVar("Decorated", bound=Compiler)

COMPILERS: dict[type, Compiler] = {}


def compiles(*nodes: type) -> Callable[[Decorated], Decorated]:
    """Register the compiler of a kind of node."""

    def register(compiler: Decorated) -> Decorated:
        for node in nodes:
            COMPILERS[node] = compiler
        return compiler

    return register


def code_of(node: ast.Expr, scope: Scope) -> Code:
    """The code of any expression."""
    return COMPILERS[type(node)](node, scope)
