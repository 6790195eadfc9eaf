"""Functions kept as text: computed fields, check constraints, predicates and bodies of user functions."""

from functools import lru_cache

from app.emulators.fauna.fql.compiler import Code, compile_query
from app.emulators.fauna.fql.parser import parse_expression
from app.emulators.fauna.fql.runtime import Context
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.fql.values import Function

KEPT = 4096


@lru_cache(maxsize=KEPT)
def _compiled(name: str, text: str) -> Code:
    return compile_query(parse_expression(Source(name, text)))


def function_of(context: Context, name: str, text: str) -> Function:
    """The function that a text such as `(d) => d.n > 0` stands for; `name` is how errors call the text."""
    function = _compiled(name, text).run(context, {})
    if not isinstance(function, Function):
        raise TypeError(f"{name} is no function")
    return function
