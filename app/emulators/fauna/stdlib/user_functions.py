"""Functions of the database: called by name, passed as values, run with a role of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.lambdas import function_of
from app.emulators.fauna.fql.values import Arity, Function, Module, Value
from app.emulators.fauna.schema.items import Schema, UserFunction
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.registry import STDLIB, arity_failure

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

RECEIVER = Module("Function")
DENIED = "Insufficient privileges to perform the action."


def value_of(item: UserFunction, name: str) -> Function:
    """The function as a value, under its name or its alias."""
    params = tuple(param.text if param else None for param in item.body.tree.params)
    fixed = len(params) - item.body.tree.variadic
    arity = Arity((fixed,), item.body.tree.variadic)

    def call(context: "Context", args: list[Value]) -> Value:
        if not arity.accepts(len(args)):
            raise arity_failure(context, arity, len(args))
        if not documents_of(context).permissions.may_call(context, item, args):
            raise context.fail("permission_denied", DENIED)
        function = function_of(context, f"*udf:{item.name}*", item.body.source)
        with _acting(context, item.role):
            return function.call(context, args)

    return Function(name, arity, call, f"[function {name}()]", False, RECEIVER, params)


class UserFunctions:
    """The functions of one database."""

    def __init__(self, schema: Schema) -> None:
        self._names = dict(schema.functions)
        self._names |= {item.alias: item for item in schema.functions.values() if item.alias}

    def named(self, name: str) -> Function | None:
        """The function of that name or alias, as a value."""
        item = self._names.get(name)
        return None if item is None else value_of(item, name)

    def original(self, name: str) -> str:
        """The name of the function that has that name or alias."""
        return self._names[name].name


@contextmanager
def _acting(context: "Context", role: str | None) -> Iterator[None]:
    documents = documents_of(context)
    if role is None:
        yield
        return
    before, documents.permissions = documents.permissions, documents.permissions.with_role(role)
    try:
        yield
    finally:
        documents.permissions = before


def _definition(context: "Context", function: Function, name: str) -> Value | None:
    if name != "definition" or function.receiver != RECEIVER:
        return None
    from app.emulators.fauna.stdlib.definition_access import get  # noqa: PLC0415 - rests on the environment

    return get(context, "Function", documents_of(context).functions.original(function.name), counted=False)


STDLIB.table("Function").dynamic = _definition
