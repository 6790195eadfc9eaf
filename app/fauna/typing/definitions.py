"""What a database says of its collections and functions: `Collection.all()` and `Function.all()`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.fauna.client import FaunaClient
from app.fauna.typing.signature import ANY, Function, Named, Object, Tuple, Type, Union, read_type, union

DEFINITIONS = "[Collection.all().toArray(), Function.all().toArray()]"
PARAMETERS = re.compile(r"\s*(?:\(([^()]*)\)|(\w+'*))\s*=>")
STEP = re.compile(r"\.?\[\"((?:\\.|[^\"\\])*)\"\]|\.?(\w+'*)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field; a computed one is read only, one with a default or nullable one need not be given."""

    name: str
    type: Type
    has_default: bool = False
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index with the types of its terms, by their paths."""

    name: str
    terms: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection; `wildcard` is the type of fields beyond those defined, None where there are none."""

    name: str
    fields: tuple[Field, ...]
    wildcard: Type | None
    indexes: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """All collections and functions by name; a function's type is `Function`."""

    collections: tuple[Collection, ...]
    functions: tuple[tuple[str, Function], ...]


async def read_schema(client: FaunaClient, *, secret: str) -> Schema:
    """The schema of the secret's database. Raises `FaunaError`, and `SignatureError` for a type it cannot read."""
    collections, functions = (await client.query(DEFINITIONS, secret=secret)).data
    return Schema(
        tuple(collection(item.name, item) for item in sorted(collections, key=lambda item: item.name)),
        tuple((item.name, function(item)) for item in sorted(functions, key=lambda item: item.name)),
    )


def collection(name: str, definition: Mapping[str, Any]) -> Collection:
    """A collection from its definition's data."""
    defined = [
        Field(field, read_type(about["signature"]), about.get("default") is not None)
        for field, about in (definition.get("fields") or {}).items()
    ]
    computed = [
        Field(field, read_type(about["signature"]) if about.get("signature") else ANY, computed=True)
        for field, about in (definition.get("computed_fields") or {}).items()
    ]
    wildcard = definition.get("wildcard")
    fields = tuple(sorted(defined + computed, key=lambda field: field.name))
    known = Object(tuple((field.name, field.type) for field in fields), ANY)
    indexes = [
        Index(index, tuple(_term(known, term) for term in about.get("terms") or []))
        for index, about in sorted((definition.get("indexes") or {}).items())
    ]
    return Collection(
        name,
        fields,
        read_type(wildcard) if wildcard else (None if defined else ANY),
        tuple(indexes),
    )


def function(definition: Mapping[str, Any]) -> Function:
    """A function's type; one without a signature takes and gives anything."""
    if definition.get("signature"):
        found = read_type(definition["signature"])
        if isinstance(found, Function):
            return found
    names = PARAMETERS.match(definition.get("body", ""))
    listed = (names[1] if names[1] is not None else names[2]) if names else ""
    parameters = [part.strip() for part in listed.split(",") if part.strip()]
    variadic = bool(parameters) and parameters[-1].startswith("...")
    return Function(tuple((part.removeprefix("..."), ANY) for part in parameters), ANY, variadic)


def _term(known: Type, term: Mapping[str, Any]) -> tuple[str, Type]:
    return term["field"], _at(known, term["field"], bool(term.get("mva")))


def _at(found: Type, path: str, members: bool) -> Type:
    """The type of what an index's term looks up: at the path, without null, of an array its members."""
    for step in STEP.finditer(path):
        found = _field(found, step[1] if step[1] is not None else step[2])
    found = _without_null(found)
    if members and isinstance(found, Named) and found.name == "Array" and found.arguments:
        return found.arguments[0]
    return union(list(found.members)) if members and isinstance(found, Tuple) and found.members else found


def _field(found: Type, name: str) -> Type:
    found = _without_null(found)
    if isinstance(found, Object):
        return dict(found.fields).get(name) or found.wildcard or ANY
    return ANY


def _without_null(found: Type) -> Type:
    if isinstance(found, Union):
        return union([member for member in found.members if member != Named("Null")] or [ANY])
    return found
