"""The functions that every query sees, `FQL` that holds them, and `toString` of what has it."""

from typing import TYPE_CHECKING, Never

from app.emulators.fauna.fql.errors import Aborted, Diagnostic
from app.emulators.fauna.fql.globals import DEFINITIONS, MODULES, SCHEMA
from app.emulators.fauna.fql.runtime import Log
from app.emulators.fauna.fql.text import debug, display
from app.emulators.fauna.fql.values import ID, Function, Module, Null, Value
from app.emulators.fauna.stdlib.ids import new_id
from app.emulators.fauna.stdlib.registry import check_callback, constant, global_function, method

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

PRINTABLE = (
    "Array", "Boolean", "Bytes", "Date", "EventSource", "Function", "ID", "Null", "Number", "Set", "SetCursor",
    "String", "Time", "TransactionTime", "UUID",
)  # fmt: skip


def _to_string(context: "Context", value: Value) -> str:
    return display(context, value)


for _owner in PRINTABLE:
    method(_owner, "toString", "() => String")(_to_string)

for _name, _module in (MODULES | DEFINITIONS).items():
    if _name != "FQL":
        constant("FQL", _name, f"{_module.name}Module", _module)
constant("FQL", "Schema", "FQL.SchemaModule", SCHEMA)


@global_function("log", "(args: ...Any) => Null")
def _log(context: "Context", module: Module, *args: Value) -> Null:
    message = " ".join(display(context, arg) for arg in args)
    context.write(len(message))
    context.logs.append(Log(Diagnostic("info", message, context.span), excerpt=False))
    return Null("literal", context.span)


@global_function("dbg", "<A> (value: A) => A")
def _dbg(context: "Context", module: Module, value: Value) -> Value:
    message = debug(context, value)
    context.write(len(message))
    context.logs.append(Log(Diagnostic("info", message, context.span), excerpt=True))
    return value


@global_function("asc", "<A> (accessor: (A => Any)) => { asc: A => Any }")
def _asc(context: "Context", module: Module, accessor: Function) -> dict[str, Value]:
    check_callback(context, "accessor", accessor, 1)
    return {"asc": accessor}


@global_function("desc", "<A> (accessor: (A => Any)) => { desc: A => Any }")
def _desc(context: "Context", module: Module, accessor: Function) -> dict[str, Value]:
    check_callback(context, "accessor", accessor, 1)
    return {"desc": accessor}


@global_function("newId", "() => ID")
def _new_id(context: "Context", module: Module) -> ID:
    return new_id()


@global_function("abort", "(return: Any) => Never")
def _abort(context: "Context", module: Module, value: Value) -> Never:
    raise Aborted("abort", "Query aborted.", tuple(reversed(context.frames)), abort=value)
