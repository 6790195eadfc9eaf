"""What a definition must fulfil: its shape, a free name, parts that do not clash, references that lead somewhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.emulators.fauna.fql.parser import parse_expression
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.convert.paths import path_of
from app.emulators.fauna.schema.definition_shapes import SHAPES, field_path
from app.emulators.fauna.schema.display import display_path
from app.emulators.fauna.schema.identifiers import is_valid_name, reserved
from app.emulators.fauna.schema.read import BUILT_IN_ROLES
from app.emulators.fauna.schema.shapes import Complaint

Definition = dict[str, Any]
Others = Mapping[tuple[str, str], Definition]
"""All other definitions by kind and name."""
MOST_ROLES = 64
"""Roles with a membership in the same collection."""
COLLECTION = {"collection": "Collection", "function": "Function", "role": "Role", "access provider": "AccessProvider"}


def complaints_about(kind: str, fields: Definition, before: Definition | None, others: Others) -> list[Complaint]:
    """What is wrong with a definition; `fields` and `before` have the name in them."""
    found = SHAPES[kind].check((), fields)
    if kind in ("collection", "function"):
        found = [*_names(fields, before or {}, others), *found]
    if found:
        return found
    if kind == "role":
        return list(_crowds(fields, others))
    return list(_clashes(fields)) if kind == "collection" else []


def _names(fields: Definition, before: Definition, others: Others) -> Iterator[Complaint]:
    for field in ("name", "alias"):
        name = fields.get(field)
        if isinstance(name, str) and name != before.get(field):
            message = _taken(name, others)
            if message is not None:
                yield Complaint((field,), message)


def _taken(name: str, others: Others) -> str | None:
    if name in reserved():
        return f"The identifier `{name}` is reserved."
    if not is_valid_name(name):
        return "Invalid identifier."
    for kind in ("collection", "function"):
        if (kind, name) in others:
            return f"A {COLLECTION[kind]} already exists with the name `{name}`"
        if any(other == kind and each.get("alias") == name for (other, _), each in others.items()):
            return f"A {COLLECTION[kind]} already exists with the alias `{name}`"
    return None


def _clashes(fields: Definition) -> Iterator[Complaint]:
    constraints = fields.get("constraints") or []
    for name, count in Counter(each["check"]["name"] for each in constraints if "check" in each).items():
        if count > 1:
            yield Complaint(("constraints",), f"Duplicate check constraint name '{name}'")
    uniques = [_paths(each["unique"]) for each in constraints if "unique" in each]
    if any(not paths for paths in uniques):
        yield Complaint(("constraints",), "Unique constraints must have at least one term")
    for paths, count in Counter(uniques).items():
        if count > 1:
            yield Complaint(("constraints",), f"Duplicate unique constraint on path [{', '.join(paths)}]")
    for name in fields.get("fields") or {}:
        if name in (fields.get("computed_fields") or {}):
            yield Complaint(("computed_fields",), f"Computed field '{name}' collides with a defined field")


def _crowds(fields: Definition, others: Others) -> Iterator[Complaint]:
    roles = [each for (kind, _), each in others.items() if kind == "role"]
    for resource in sorted(_memberships(fields)):
        if sum(resource in _memberships(role) for role in roles) >= MOST_ROLES:
            yield Complaint((), f"The maximum number of roles per resource ({MOST_ROLES}) have been exceeded.")
            return


def _memberships(role: Definition) -> set[str]:
    given = role.get("membership") or []
    return {each["resource"] for each in (given if isinstance(given, list) else [given])}


def _paths(terms: list[Any]) -> tuple[str, ...]:
    texts = (field_path(term if isinstance(term, str) else term["field"]) for term in terms)
    return tuple(display_path(path_of(parse_expression(Source("*path*", text)))) for text in texts)


def doubles(kind: str, fields: Definition, others: Others) -> str | None:
    """The field that must be unique and is not."""
    if kind in ("role", "access provider") and (kind, fields["name"]) in others:
        return "name"
    if kind == "access provider":
        issuers = (each.get("issuer") for (other, _), each in others.items() if other == kind)
        return "issuer" if fields["issuer"] in issuers else None
    return None


def unknown_role(fields: Definition, others: Others) -> Complaint | None:
    """The complaint about a function that runs with a role that is not there."""
    role = fields.get("role")
    if not isinstance(role, str) or role in BUILT_IN_ROLES or ("role", role) in others:
        return None
    return Complaint(("role",), f"Field refers to an unknown role name `{role}`.")


def protected(before: Definition, after: Definition, indexes: set[str], kept: set[str]) -> list[Complaint]:
    """What a database in protected mode refuses; `indexes` are the keys of indexes before, `kept` those after."""
    suffix = "destructive change forbidden because database is in protected mode."
    complaints = []
    if (after.get("history_days") or 0) < (before.get("history_days") or 0):
        complaints.append("Cannot decrease `history_days` field")
    old, new = before.get("ttl_days"), after.get("ttl_days")
    if new is not None and old is None:
        complaints.append("Cannot remove `ttl_days` field")
    elif new is not None and old is not None and new < old:
        complaints.append("Cannot decrease `ttl_days` field")
    if indexes - kept:
        complaints.append("Cannot cause deletion of backing index")
    return [Complaint((), f"{text}: {suffix}") for text in complaints]
