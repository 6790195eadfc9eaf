"""The shapes that definitions must have, and what is said of values that have others."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.emulators.fauna.fql.errors import ConstraintFailure
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import Null, Time
from app.emulators.fauna.schema.items import Path

Kind = Literal["mismatch", "unexpected", "missing", "readonly", "other"]
UNEXPECTED = "Unexpected field provided"
READONLY = "Failed to update field because it is readonly"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a path; `name` is the field that is missing there."""

    path: Path
    message: str
    kind: Kind = "other"
    name: str = ""

    @property
    def failure(self) -> ConstraintFailure:
        """As errors list it."""
        label = ""
        for step in self.path:
            label += f"[{step}]" if isinstance(step, int) else f".{step}" if label else step
        return ConstraintFailure((self.path,) if self.path else (), self.message, label)


Validator = Callable[[Path, Any], list[Complaint]]


class Shape(ABC):
    """What a value may be."""

    text: str

    @abstractmethod
    def check(self, path: Path, value: Any) -> list[Complaint]:
        """What is wrong with the value, nothing if it fits."""

    def mismatch(self, path: Path, value: Any) -> list[Complaint]:
        """The complaint that it is something else."""
        return [Complaint(path, f"Expected {self.text}, provided {shown(value)}", "mismatch")]


def is_null(value: Any) -> bool:
    """Whether the value is null, as FQL or JSON has it."""
    return value is None or isinstance(value, Null)


def shown(value: Any) -> str:
    """A value's type, as precisely as errors tell it."""
    if is_null(value):
        return "Null"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name}: {shown(item)}" for name, item in value.items()) + " }" if value else "{}"
    return type_display(value)


@dataclass(frozen=True)
class Scalar(Shape):
    """A class of values."""

    text: str
    kind: type

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Booleans are no numbers."""
        fits = isinstance(value, self.kind) and (self.kind is bool or not isinstance(value, bool))
        return [] if fits else self.mismatch(path, value)


@dataclass(frozen=True)
class Anything(Shape):
    """Any value."""

    text: str = "Any"

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Everything fits."""
        return []


@dataclass(frozen=True)
class Missing(Shape):
    """Null, or the field not given at all."""

    text: str = "Null"

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Only null fits."""
        return [] if is_null(value) else self.mismatch(path, value)


@dataclass(frozen=True)
class Never(Shape):
    """A name of what this emulator never has, such as queries of an older language."""

    text: str

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Nothing fits."""
        return self.mismatch(path, value)


@dataclass(frozen=True)
class Word(Shape):
    """One string."""

    word: str

    @property
    def text(self) -> str:
        """The string in quotes."""
        return f'"{self.word}"'

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Other strings are told as they are."""
        if value == self.word and isinstance(value, str):
            return []
        provided = f'"{value}"' if isinstance(value, str) else shown(value)
        return [Complaint(path, f"Expected {self.text}, provided {provided}", "mismatch")]


@dataclass(frozen=True)
class ArrayOf(Shape):
    """An array."""

    inner: Shape

    @property
    def text(self) -> str:
        """`Array<T>`."""
        return f"Array<{self.inner.text}>"

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """Every element must fit."""
        if not isinstance(value, list):
            return self.mismatch(path, value)
        return [each for index, item in enumerate(value) for each in self.inner.check((*path, index), item)]


@dataclass(frozen=True)
class Entry:
    """A field of a record: its shape, what else must hold of it, whether it may be written."""

    shape: Shape
    validator: Validator | None = None
    readonly: bool = False


@dataclass(frozen=True)
class Record(Shape):
    """An object with known fields, or with any fields of one shape."""

    fields: Mapping[str, Entry] = field(default_factory=dict)
    wildcard: Shape | None = None

    @property
    def text(self) -> str:
        """`{ a: T, *: U }`."""
        parts = [f"{name}: {entry.shape.text}" for name, entry in self.fields.items() if not entry.readonly]
        parts += [] if self.wildcard is None else [f"*: {self.wildcard.text}"]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """First what is given, in its order, then what is not."""
        if not isinstance(value, dict):
            return self.mismatch(path, value)
        complaints: list[Complaint] = []
        for name, item in value.items():
            here = (*path, name)
            entry = self.fields.get(name)
            if entry is not None:
                complaints += self._entry(here, name, entry, item)
            elif self.wildcard is not None:
                complaints += self.wildcard.check(here, item)
            else:
                complaints.append(Complaint(here, UNEXPECTED, "unexpected"))
        for name in sorted(set(self.fields) - set(value), key=_place):
            complaints += self._entry((*path, name), name, self.fields[name], None)
        return complaints

    def _entry(self, path: Path, name: str, entry: Entry, value: Any) -> list[Complaint]:
        if entry.readonly:
            return [] if is_null(value) else [Complaint(path, READONLY, "readonly")]
        complaints = entry.shape.check(path, value)
        if complaints and is_null(value):
            return [Complaint(path, f"Missing required field of type {entry.shape.text}", "missing", name)]
        if complaints or entry.validator is None or is_null(value):
            return complaints
        return entry.validator(path, value)


def _place(name: str) -> tuple[int, int]:
    """Where a name stands in the service's own hash tables: the order in which it tells what is missing."""
    code = 0
    for character in name:
        code = (31 * code + ord(character)) & 0xFFFFFFFF
    spread = code ^ (code >> 16)
    return spread & 15, spread


@dataclass(frozen=True)
class Union(Shape):
    """One of several shapes."""

    members: tuple[Shape, ...]
    name: str = ""

    @property
    def text(self) -> str:
        """`A | B`."""
        return self.name or " | ".join(member.text for member in self.members)

    def check(self, path: Path, value: Any) -> list[Complaint]:
        """The complaints of the member that was most likely meant."""
        checks = [member.check(path, value) for member in self.members]
        if not all(checks):
            return []
        readonly = [check for check in checks if any(each.kind == "readonly" for each in check)]
        return readonly[0] if readonly else self._narrowed(path, checks) or self._mismatch(path, value, checks)

    def _narrowed(self, path: Path, checks: list[list[Complaint]]) -> list[Complaint]:
        inside = [check for check in checks if all(each.path != path for each in check)]
        unexpected: dict[Path, list[Complaint]] = {}
        for check in inside:
            for each in check:
                if each.kind == "unexpected":
                    unexpected.setdefault(each.path, []).append(each)
        common = [found[0] for found in unexpected.values() if len(found) == len(self.members)]
        missing = [tuple(each for each in check if each.kind == "missing") for check in inside]
        missing = list(dict.fromkeys(missing))
        told = list(common)
        if missing and all(missing):
            told += [missing[0][0]] if len(missing) == 1 and len(missing[0]) == 1 else [_requires(path, missing)]
        if told:
            return told
        if len(inside) == 1:
            return inside[0]
        fitting = [check for check in inside if not any(each.kind in ("unexpected", "missing") for each in check)]
        return fitting[0] if len(fitting) == 1 else []

    def _mismatch(self, path: Path, value: Any, checks: list[list[Complaint]]) -> list[Complaint]:
        first = checks[0][0]
        if first.kind == "mismatch" and first.path == path:
            provided = first.message.rpartition(", provided ")[2]
            return [Complaint(path, f"Expected {self.text}, provided {provided}", "mismatch")]
        return self.mismatch(path, value)


def _requires(path: Path, missing: list[tuple[Complaint, ...]]) -> Complaint:
    sets = [f"[{', '.join(each.name for each in group)}]" for group in missing]
    text = " or ".join(sets) if len(sets) < 3 else f"{', '.join(sets[:-1])}, or {sets[-1]}"
    return Complaint(path, f"Union requires fields {text}")


def optional(shape: Shape) -> Union:
    """The shape, or nothing."""
    members = shape.members if isinstance(shape, Union) else (shape,)
    name = f"{shape.name} | Null" if isinstance(shape, Union) and shape.name else ""
    return Union((*members, Missing()), name)


def several(shape: Shape) -> Union:
    """Nothing, one or an array of them."""
    return Union((shape, ArrayOf(shape), Missing()))


STRING = Scalar("String", str)
BOOLEAN = Scalar("Boolean", bool)
LONG = Scalar("Long", int)
TIME = Scalar("Time", Time)
OBJECT = Record(wildcard=Anything())
