"""What has to be done to documents, in order: migrations with their types and values, as the schema gives them."""

from dataclasses import dataclass

from app.emulators.fauna.fql.ast import Expr
from app.emulators.fauna.schema.items import Path
from app.emulators.fauna.schema.types import Type


@dataclass(frozen=True, slots=True)
class Target:
    """A field that gets values of a type; `value` is for documents that have none."""

    path: Path
    type: Type
    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """A field comes to be."""

    target: Target


@dataclass(frozen=True, slots=True)
class Drop:
    """A field goes with its values."""

    path: Path


@dataclass(frozen=True, slots=True)
class Move:
    """A field gets another name."""

    path: Path
    to: Path


@dataclass(frozen=True, slots=True)
class Split:
    """A field's values go to the first of the targets whose type they are of."""

    path: Path
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class MoveConflicts:
    """What stood where fields were added, and is not of their types, goes into an object."""

    into: Path


@dataclass(frozen=True, slots=True)
class MoveWildcard:
    """All fields but those kept go into an object."""

    into: Path
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddWildcard:
    """Any fields are allowed from now on."""


Step = Add | Drop | Move | Split | MoveConflicts | MoveWildcard | AddWildcard
