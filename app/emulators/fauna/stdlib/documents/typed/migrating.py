"""Changing a document's data as migrations say: pure, from data to data."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.stdlib.documents.typed.shapes import Shape, is_of

Data = dict[str, Value]


@dataclass(frozen=True, slots=True)
class AddField:
    """Give documents without the field a value; one of another type makes room for it, as a conflict."""

    path: Path
    type: Shape
    value: Value


@dataclass(frozen=True, slots=True)
class DropField:
    """Remove the field."""

    path: Path


@dataclass(frozen=True, slots=True)
class MoveField:
    """Put the field elsewhere, unless something is there."""

    path: Path
    to: Path


@dataclass(frozen=True, slots=True)
class SplitField:
    """Move values that are not of the type to `to`, unless something is there; a field without value gets its own."""

    path: Path
    to: Path
    type: Shape
    value: Value
    to_value: Value


@dataclass(frozen=True, slots=True)
class MoveConflicts:
    """Put what fields made room for into an object."""

    into: Path


@dataclass(frozen=True, slots=True)
class MoveWildcard:
    """Put all fields but those kept into an object."""

    into: Path
    kept: tuple[str, ...]


Change = AddField | DropField | MoveField | SplitField | MoveConflicts | MoveWildcard


def migrate(data: Data, changes: Iterable[Change]) -> Data:
    """The data after the changes; what is given stays as it was."""
    conflicts: Data = {}
    for change in changes:
        match change:
            case AddField():
                data, conflicts = _add(data, conflicts, change)
            case DropField(path=path):
                data = without(data, path)
            case MoveField(path=path, to=to):
                value = at(data, path)
                free = value is not None and at(data, to) is None
                data = put(without(data, path), to, value) if free else data
            case SplitField():
                data = _split(data, change)
            case MoveConflicts(into=into):
                data, conflicts = _gather(data, into, conflicts), {}
            case MoveWildcard():
                data = _move_wildcard(data, change)
    return data


def at(data: Data, path: Path) -> Value | None:
    """The value at a path, None when there is none."""
    found: Value = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
        if found is None:
            return None
    return found


def put(data: Data, path: Path, value: Value) -> Data:
    """The data with a value at a path, in objects made for it where there are none."""
    (head, *rest), name = path, str(path[0])
    if rest:
        inner = data.get(name)
        value = put(inner if isinstance(inner, dict) else {}, tuple(rest), value)
    return {**data, str(head): value}


def without(data: Data, path: Path) -> Data:
    """The data without the field at a path; an object around it stays."""
    (head, *rest), inner = path, data.get(str(path[0]))
    if not rest:
        return {name: value for name, value in data.items() if name != head}
    return {**data, str(head): without(inner, tuple(rest))} if isinstance(inner, dict) else data


def _add(data: Data, conflicts: Data, change: AddField) -> tuple[Data, Data]:
    path = change.path
    for length in range(1, len(path)):
        if at(data, path[:length]) is None:
            data = put(data, path[:length], {})
    before = at(data, path)
    if before is not None:
        if is_of(change.type, before):
            return data, conflicts
        data, conflicts = without(data, path), put(conflicts, path, before)
    return _filled(data, path, change.value), conflicts


def _split(data: Data, change: SplitField) -> Data:
    if at(data, change.to) is not None:
        return data
    before = at(data, change.path)
    if before is None:
        return _filled(_filled(data, change.path, change.value), change.to, change.to_value)
    if is_of(change.type, before):
        return _filled(data, change.to, change.to_value)
    return put(_filled(without(data, change.path), change.path, change.value), change.to, before)


def _filled(data: Data, path: Path, value: Value) -> Data:
    return data if isinstance(value, Null) else put(data, path, value)


def _gather(data: Data, into: Path, found: Data) -> Data:
    """The fields found, in an object; a name that is taken gets underscores."""
    for name, value in found.items():
        inner = at(data, into)
        taken = inner if isinstance(inner, dict) else {}
        free = name
        while free in taken:
            free = f"_{free}"
        data = put(data, (*into, free), value)
    return data


def _move_wildcard(data: Data, change: MoveWildcard) -> Data:
    moved = {name: value for name, value in data.items() if name not in change.kept}
    if not moved:
        return data
    inner = at(data, change.into)
    taken: set[str] = set(inner) if isinstance(inner, dict) else set()
    names: dict[str, str] = {}
    for name in sorted(moved, key=_underscores):
        free = name
        while free in taken:
            free = f"_{free}"
        taken.add(free)
        names[name] = free
    for name, value in moved.items():
        data = put(without(data, (name,)), (*change.into, names[name]), value)
    return data


def _underscores(name: str) -> int:
    """How many underscores a name begins with; names of nothing else come first."""
    rest = name.lstrip("_")
    return len(name) - len(rest) if rest else -1
