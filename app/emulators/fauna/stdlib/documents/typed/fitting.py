"""What is wrong with a value that should be of a type: every place, in the service's words and order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.emulators.fauna.fql.values import NULL, Null, Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.stdlib.documents.typed import shapes
from app.emulators.fauna.stdlib.documents.typed.hash_order import table_order
from app.emulators.fauna.stdlib.documents.typed.shapes import (
    ArrayOf,
    FieldShape,
    OneOf,
    Record,
    Shape,
    Singleton,
    TupleOf,
    is_of,
    shape_of,
    shape_text,
)

UNDER_DATA = ("id", "ts", "ttl")
"""Fields of these names are told apart from the document's own by `data` in the path."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something wrong at a place; `provided` is the type of what is there instead."""

    path: Path
    message: str
    kind: Literal["type", "arity", "unexpected", "missing", "union"]
    provided: Shape | None = None


def document_misfits(shape: Record, data: dict[str, Value]) -> list[Misfit]:
    """What is wrong with a document's data."""
    return _record(shape, data, lambda name: ("data", name) if name in UNDER_DATA else (name,))


def misfits(shape: Shape, value: Value, path: Path = ()) -> list[Misfit]:
    """What is wrong with a value."""
    if is_of(shape, value):
        return []
    match shape, value:
        case Record(), dict():
            return _record(shape, value, lambda name: (*path, name))
        case ArrayOf(element=element), list():
            return _elements([element] * len(value), value, path)
        case TupleOf(elements=elements), list():
            if len(value) != len(elements):
                return [Misfit(path, "Invalid tuple arity", "arity")]
            return _elements(elements, value, path)
        case OneOf(), _:
            return _union(shape, value, path)
        case (Singleton(value=bool()), bool()) | (Singleton(value=str()), str()):
            return [_wrong_type(path, shape, Singleton(value))]
    return [_wrong_type(path, shape, shape_of(value))]


def _wrong_type(path: Path, expected: Shape, provided: Shape) -> Misfit:
    return Misfit(path, f"Expected {shape_text(expected)}, provided {shape_text(provided)}", "type", provided)


def _elements(expected: Sequence[Shape], values: list[Value], path: Path) -> list[Misfit]:
    pairs = enumerate(zip(expected, values, strict=True))
    return [misfit for index, (shape, value) in pairs for misfit in misfits(shape, value, (*path, index))]


def _record(record: Record, value: dict[str, Value], path_of: Callable[[str], Path]) -> list[Misfit]:
    """The fields that are there, then those that are missing."""
    found: list[Misfit] = []
    for name, each in value.items():
        field = record.field(name)
        if field is None:
            found.append(Misfit(path_of(name), "Unexpected field provided", "unexpected"))
        else:
            found += _field(field, each, path_of(name))
    for name in table_order(record.fields):
        if name not in value:
            found += _field(record.fields[name], NULL, path_of(name))
    return found


def _field(field: FieldShape, value: Value, path: Path) -> list[Misfit]:
    found = misfits(field.type, value, path)
    match found:
        case [Misfit(kind="type", provided=shapes.NULL, path=where)] if isinstance(value, Null) and where == path:
            return [Misfit(path, f"Missing required field of type {shape_text(field.type)}", "missing")]
    return found


def _union(union: OneOf, value: Value, path: Path) -> list[Misfit]:
    """What is wrong within the members that fit from the outside; otherwise, that none does."""
    tried = [misfits(member, value, path) for member in union.members]
    inner = [found for found in tried if all(misfit.path != path for misfit in found)]
    reported = _everywhere(inner, len(tried)) + _lacking(inner, path)
    if reported:
        return reported
    if len(inner) == 1:
        return inner[0]
    complete = [found for found in inner if all(each.kind not in ("unexpected", "missing") for each in found)]
    if len(complete) == 1:
        return complete[0]
    first = tried[0][0]
    provided = first.provided if first.kind == "type" and first.path == path else None
    return [_wrong_type(path, union, provided or shape_of(value))]


def _everywhere(inner: list[list[Misfit]], members: int) -> list[Misfit]:
    """The fields that no member has."""
    unexpected = [misfit for found in inner for misfit in found if misfit.kind == "unexpected"]
    return [each for each in dict.fromkeys(unexpected) if unexpected.count(each) == members]


def _lacking(inner: list[list[Misfit]], path: Path) -> list[Misfit]:
    """What each member lacks, when every one lacks something."""
    lacking = list(dict.fromkeys(tuple(each for each in found if each.kind == "missing") for found in inner))
    if not all(lacking):
        return []
    match lacking:
        case []:
            return []
        case [(only,)]:
            return [only]
    *before, last = (f"[{', '.join(str(misfit.path[-1]) for misfit in found)}]" for found in lacking)
    separator = " or " if len(before) < 2 else ", or "
    message = f"Union requires fields {', '.join(before)}{separator if before else ''}{last}"
    return [Misfit(path, message, "union")]
