"""Checking what is written to a definition: fields known, of the right type, there when they must be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.emulators.fauna.fql.errors import ConstraintFailure, RuntimeFailure
from app.emulators.fauna.fql.types import REFUSED, as_id, type_display
from app.emulators.fauna.fql.values import ID, Null, Time, Value
from app.emulators.fauna.stdlib.ids import new_id

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FOREIGN = ("coll", "ts", "id")
RESERVED = "Is a reserved field and cannot be used"
TYPES: dict[type, str] = {str: "String", bool: "Boolean", int: "Int", dict: "{ *: Any }", Time: "Time"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a definition: the class of its value (None: anything), whether it must be there, may be written."""

    kind: type | None
    required: bool = False
    readonly: bool = False

    def failure(self, value: Value) -> str | None:
        """What is wrong with a value, or None."""
        if self.readonly:
            return "Failed to update field because it is readonly"
        if self.kind is None or isinstance(value, Null):
            return None
        if isinstance(value, self.kind) and not (self.kind is int and isinstance(value, bool)):
            return None
        wanted = TYPES[self.kind] if self.required else f"{TYPES[self.kind]} | Null"
        return f"Expected {wanted}, provided {_shown(value)}"


def check(
    context: "Context",
    collection: str,
    verb: str,
    fields: Mapping[str, Field],
    data: Mapping[str, Value],
    *,
    whole: bool,
    key: str | ID | None = None,
) -> None:
    """Refuse data that does not fit; `whole` when it is all of the definition, `key` of the one that is changed.

    Raises `constraint_failure`.
    """
    refuse_reserved(context, collection, verb, data, key)
    failures = []
    for name, value in data.items():
        field = fields.get(name)
        message = "Unexpected field provided" if field is None else field.failure(value)
        if message is not None:
            failures.append(failure(name, message))
    for name, field in fields.items():
        absent = isinstance(data[name], Null) if name in data else whole
        if field.required and absent:
            failures.append(failure(name, f"Missing required field of type {TYPES[field.kind or str]}"))
    if failures:
        raise refused(context, collection, verb, *failures, key=key)


def refuse_reserved(
    context: "Context", collection: str, verb: str, data: Mapping[str, Value], key: str | ID | None = None
) -> None:
    """Refuse fields that Fauna alone gives. Raises `constraint_failure`."""
    failures = [failure(name, RESERVED) for name in data if name in FOREIGN]
    if failures:
        raise refused(context, collection, verb, *failures, key=key)


def without_id(context: "Context", collection: str, data: dict[str, Value]) -> dict[str, Value]:
    """The data of a new definition that is known by its name: of an id it makes no use, collections take none."""
    if "id" not in data:
        return data
    given = data["id"]
    if isinstance(given, Null):
        raise refused(context, collection, "create", failure("id", "Missing required field of type ID | String | Long"))
    if collection == "Collection":
        shown = given.value if isinstance(given, ID) else given
        message = f"Create in collection Collection failed due to invalid document id {shown}"
        raise context.fail("invalid_document_id", message)
    return {name: value for name, value in data.items() if name != "id"}


def identified(
    context: "Context", collection: str, data: Mapping[str, Value], is_taken: Callable[[int], bool]
) -> tuple[int, dict[str, Value]]:
    """The id that a new definition asks for, or else a fresh one, and its other fields."""
    fields = {name: value for name, value in data.items() if name != "id"}
    if "id" not in data:
        return new_id().value, fields
    given, wanted = data["id"], "ID | String | Long"
    number = as_id(given)
    message = None
    if isinstance(given, Null):
        message = f"Missing required field of type {wanted}"
    elif number is REFUSED:
        message = f"Expected {wanted}, provided {_shown(given)}"
    elif number.value < 0:
        message = "id must be nonnegative"
    if message is not None:
        raise refused(context, collection, "create", failure("id", message))
    if is_taken(number.value):
        message = f"Collection `{collection}` already contains document with id {number.value}."
        raise context.fail("document_id_exists", message)
    return number.value, fields


def failure(name: str, message: str) -> ConstraintFailure:
    """A failure of one field."""
    return ConstraintFailure(((name,),), message, name)


def refused(
    context: "Context", collection: str, verb: str, *failures: ConstraintFailure, key: str | ID | None = None
) -> RuntimeFailure:
    """The error of a definition that is not taken; `key` of one that is there."""
    which = "" if key is None else f" with id {key.value}" if isinstance(key, ID) else f" `{key}`"
    message = f"Failed to {verb} {collection}{which}."
    return context.fail("constraint_failure", message, constraint_failures=failures)


def not_unique(context: "Context", name: str) -> RuntimeFailure:
    """The error of a second definition with the same unique field."""
    failures = (failure(name, "Failed unique constraint"),)
    return context.fail("constraint_failure", "Failed unique constraint.", constraint_failures=failures)


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_shown(element) for element in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name}: {_shown(item)}" for name, item in value.items()) + " }" if value else "{}"
    return type_display(value)
