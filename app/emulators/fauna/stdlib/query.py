"""`Query`: who asks, and in what kind of database."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.nulls import no_such_element
from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.registry import static

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


@static("Query", "identity", "() => { *: Any } | Null")
def _identity(context: "Context", module: Module) -> Value:
    identity = context.environment.identity()
    return no_such_element(context, "missing identity") if identity is None else identity


@static("Query", "token", "() => { *: Any } | Null")
def _token(context: "Context", module: Module) -> Value:
    token = context.environment.token()
    return no_such_element(context, "no token") if token is None else token


@static("Query", "isEnvTypechecked", "() => Boolean")
def _typechecked(context: "Context", module: Module) -> bool:
    return context.environment.typechecked()


@static("Query", "isEnvProtected", "() => Boolean")
def _protected(context: "Context", module: Module) -> bool:
    protected = context.environment.protected()
    if protected is None:
        raise context.fail("permission_denied", "Insufficient privileges to perform the action.")
    return protected
