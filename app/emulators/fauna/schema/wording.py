"""Schemas with the texts that queries gave to definitions: what fails in them is shown as it was written.

Files have the same in the service's own words, and it is files that pushes are compared with.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.emulators.fauna.schema.items import (
    Collection,
    Computed,
    Field,
    Grant,
    Predicate,
    Privilege,
    Role,
    Schema,
    UserFunction,
)
from app.emulators.fauna.schema.keeping import stamp

Definition = Mapping[str, Any]
Definitions = Mapping[str, Definition]


def as_written(schema: Schema, definitions: Definitions) -> Schema:
    """The schema with the definitions' own texts, where they have any."""
    return Schema(
        {name: _collection(item, _of(definitions, "collection", name)) for name, item in schema.collections.items()},
        {name: _function(item, _of(definitions, "function", name)) for name, item in schema.functions.items()},
        schema.providers,
        {name: _role(item, _of(definitions, "role", name)) for name, item in schema.roles.items()},
    )


def _of(definitions: Definitions, kind: str, name: str) -> Definition:
    return definitions.get(stamp(kind, name), {})


def _collection(item: Collection, definition: Definition) -> Collection:
    computed, fields = definition.get("computed_fields") or {}, definition.get("fields") or {}
    checks = [each["check"] for each in definition.get("constraints") or () if "check" in each]
    bodies = {check["name"]: check["body"] for check in checks}
    return replace(
        item,
        computed=tuple(_computed(each, computed.get(each.name, {})) for each in item.computed),
        fields=tuple(_field(each, fields.get(each.name, {})) for each in item.fields),
        checks=tuple(replace(each, body=_predicate(each.body, bodies.get(each.name))) for each in item.checks),
    )


def _computed(field: Computed, definition: Definition) -> Computed:
    return replace(field, body=_predicate(field.body, definition.get("body")))


def _field(field: Field, definition: Definition) -> Field:
    text = definition.get("default")
    if field.default is None or not isinstance(text, str):
        return field
    return replace(field, default=replace(field.default, written=text))


def _function(item: UserFunction, definition: Definition) -> UserFunction:
    return replace(item, body=_predicate(item.body, definition.get("body")))


def _role(item: Role, definition: Definition) -> Role:
    given = definition.get("privileges") or []
    actions = {each["resource"]: each.get("actions") or {} for each in (given if isinstance(given, list) else [given])}
    return replace(item, privileges=tuple(_privilege(each, actions.get(each.name, {})) for each in item.privileges))


def _privilege(privilege: Privilege, actions: Definition) -> Privilege:
    return replace(privilege, actions=tuple(_grant(each, actions.get(each.name)) for each in privilege.actions))


def _grant(grant: Grant, text: Any) -> Grant:
    return grant if grant.predicate is None else replace(grant, predicate=_predicate(grant.predicate, text))


def _predicate(predicate: Predicate, text: Any) -> Predicate:
    return replace(predicate, written=text) if isinstance(text, str) else predicate
