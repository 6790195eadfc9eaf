"""Steps of migrations in words, as differences of schemas tell them."""

from collections.abc import Iterator

from app.emulators.fauna.schema.display import display_expression, display_path
from app.emulators.fauna.schema.migrations.steps import (
    Add,
    AddWildcard,
    Drop,
    Move,
    MoveConflicts,
    MoveWildcard,
    Split,
    Step,
)
from app.emulators.fauna.schema.types import NullableType, Type, display

RED, GREEN, YELLOW = ("31",), ("32",), ("33",)
Line = tuple[str, tuple[str, ...]]
"""A line and the codes of its colour."""


def step_lines(step: Step) -> Iterator[Line]:
    """What a step does; adding a field is silent where no document gets a value."""
    match step:
        case Add(target):
            if target.value is not None:
                value = display_expression(target.value)
                yield f"+ add field `{display_path(target.path)}` with backfill `{value}`", GREEN
        case Drop(path):
            yield f"- drop field `{display_path(path)}`", RED
        case Move(path, to):
            yield f"~ move field `{display_path(path)}` to field `{display_path(to)}`", YELLOW
        case Split():
            yield from _split(step)
        case MoveConflicts(into):
            yield f"~ move values with type conflicts into `{display_path(into)}`", YELLOW
        case MoveWildcard(into, kept):
            listed = ", ".join(display_path((name,)) for name in kept)
            target = display_path(into)
            yield f"~ move all fields into the field `{target}` except fields in the list `[{listed}]`", YELLOW
        case AddWildcard():
            yield "+ add a top-level wildcard", GREEN


def _split(step: Split) -> Iterator[Line]:
    fields = ",".join(f"`{display_path(target.path)}`" for target in step.targets)
    yield f"~ split field `{display_path(step.path)}` into fields {fields}", YELLOW
    for index, target in enumerate(step.targets):
        otherwise = "else " if index else ""
        goes = "stays in" if target.path == step.path else "moves to"
        where = f"the value {goes} field `{display_path(target.path)}`"
        yield f"  - {otherwise}if the value matches type `{_type(target.type)}`, {where}", ()
    for target in step.targets:
        if target.value is not None:
            value = display_expression(target.value)
            yield f"+ backfill field `{display_path(target.path)}` with value `{value}`", YELLOW


def _type(type_: Type) -> str:
    return f"{_type(type_.base)} | Null" if isinstance(type_, NullableType) else display(type_)
