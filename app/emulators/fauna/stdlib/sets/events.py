"""`Set`: the methods that give a set's source of events."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.emulators.fauna.fql import ast
from app.emulators.fauna.fql.values import Function
from app.emulators.fauna.stdlib.registry import method
from app.emulators.fauna.stdlib.sets.source import FieldPath
from app.emulators.fauna.stdlib.sets.values import EventSource, SetValue

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

THIS = "$this"


def _path(context: "Context", index: int, function: Function) -> FieldPath:
    """The field that a short lambda such as `.a.b` names."""
    body = function.origin.body if function.origin and function.origin.names == (THIS,) else None
    if isinstance(body, ast.Chain) and isinstance(body.head, ast.Id) and body.head.name == THIS:
        steps = [_step(link) for link in body.links]
        path = tuple(step for step in steps if step is not None)
        if len(path) == len(steps):
            return path
    raise context.fail("invalid_argument", f"invalid argument `{index}`: invalid field path given")


def _step(link: ast.Link) -> str | int | None:
    match link:
        case ast.Select(field=name, optional=False):
            return name.text
        case ast.Access(args=(ast.Str(value=key) | ast.Int(value=key),), optional=False):
            return key
        case _:
            return None


def _all_events(name: str) -> None:
    def body(context: "Context", value: SetValue) -> EventSource:
        return value.source.event_source(context, f".{name}()")

    method("Set", name, "<A> () => EventSource<A>")(body)


def _events_on(name: str) -> None:
    def body(context: "Context", value: SetValue, *fields: Function) -> EventSource:
        watched = tuple(_path(context, index, field) for index, field in enumerate(fields))
        source = value.source.event_source(context, f".{name}()")
        value.source.watch(context, watched)
        return replace(source, watched=watched)

    method("Set", name, "<A> (fields: ...A => Any) => EventSource<A>")(body)


for _name in ("toStream", "eventSource"):
    _all_events(_name)
for _name in ("changesOn", "eventsOn"):
    _events_on(_name)
