"""Names that every query sees: the modules and functions of the standard library, then the database's own."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Module, Value
from app.emulators.fauna.stdlib.registry import STDLIB, bind

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FQL, SCHEMA = Module("FQL"), Module("Schema", "FQL")
MODULES = {
    name: Module(name)
    for name in (
        "Array", "Boolean", "Bytes", "Date", "Doc", "Double", "EventSource", "Float", "ID", "Int", "Long", "Math",
        "Null", "Number", "Object", "Query", "Set", "SetCursor", "String", "Struct", "Time", "TransactionTime", "UUID",
    )
}  # fmt: skip
MODULES["FQL"] = FQL
DEFINITIONS = {
    name: Module(name)
    for name in ("AccessProvider", "Collection", "Credential", "Database", "Function", "Key", "Role", "Token")
}
DEFINITIONS["Credentials"] = DEFINITIONS["Credential"]
_FUNCTIONS: dict[str, Value] = {}


def lookup(context: "Context", name: str) -> Value | None:
    """The value of a global, or None."""
    found = MODULES.get(name) or DEFINITIONS.get(name) or _FUNCTIONS.get(name)
    if found is not None:
        return found
    member = STDLIB.table("FQLModule").methods.get(name)
    if member is not None:
        function = _FUNCTIONS[name] = bind(member, FQL)
        return function
    return context.environment.lookup(name)
