"""Reading a database's schema files as one schema, checked."""

import re
from collections.abc import Iterator, Mapping

from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.render import render
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.convert.converter import Converter
from app.emulators.fauna.schema.items import AccessProvider, Collection, Item, Role, Schema, UserFunction
from app.emulators.fauna.schema.parser import FslParser
from app.emulators.fauna.schema.patch import MAIN
from app.emulators.fauna.schema.type_checks import type_errors

FILE_NAME = re.compile(r"[^*?:<>|\"\\]+\.fsl")
MOST_FILES = 1024
"""How many files there may be, the main one among them, which is always there, if only as an empty one."""
BUILT_IN_ROLES = ("admin", "server", "server-readonly", "client")
SYSTEM_COLLECTIONS = (
    "AccessProvider", "Collection", "Credential", "Credentials", "Database", "Function", "Key", "Role", "Token",
)  # fmt: skip
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")


class SchemaFailure(Exception):
    """A schema that cannot be taken; the text is what the endpoint answers."""


def read_schema(files: dict[str, str]) -> Schema:
    """All items of the files. Raises `SchemaFailure`."""
    check_names(files)
    schema = Schema()
    for item in _items(files):
        match item:
            case Collection():
                schema.collections[item.name] = item
            case UserFunction():
                schema.functions[item.name] = item
            case Role():
                schema.roles[item.name] = item
            case AccessProvider():
                schema.providers[item.name] = item
    errors = list(type_errors(schema)) or list(_unknown_names(schema))
    if errors:
        raise SchemaFailure(text_of(errors))
    return schema


def check_names(files: Mapping[str, str]) -> None:
    """Refuse files that are called otherwise than schema files, or too many. Raises `SchemaFailure`."""
    for name in files:
        if not FILE_NAME.fullmatch(name):
            raise SchemaFailure(f"Invalid filename `{name}`")
    if len(files) > MOST_FILES - (MAIN not in files):
        raise SchemaFailure("Too many files")


def _items(files: Mapping[str, str]) -> Iterator[Item]:
    """The items of all files; those files that cannot be read are told together. Raises `SchemaFailure`."""
    failures: list[str] = []
    places: dict[tuple[str, str], str] = {}
    items: list[Item] = []
    for name, body in files.items():
        try:
            found = _file_items(Source(name, body))
        except CheckFailure as failure:
            failures.append(text_of(failure.diagnostics))
            continue
        for item in found:
            kind = _namespace(item)
            first = places.setdefault((kind, item.name), name)
            if first != name:
                failures.append(f"Duplicate {kind} `{item.name}` in {name} (originally seen in {first})")
        items += found
    if failures:
        raise SchemaFailure("\n".join(failures))
    return iter(items)


def _file_items(source: Source) -> list[Item]:
    converter = Converter()
    items = list(converter.items(FslParser(source).file()))
    if converter.errors:
        raise CheckFailure(*converter.errors)
    return items


def _namespace(item: Item) -> str:
    match item:
        case Role():
            return "role"
        case AccessProvider():
            return "access provider"
    return "collection or function"


def text_of(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> str:
    """Errors as schema endpoints answer them."""
    return "\n".join(render(diagnostic) for diagnostic in diagnostics)


def _unknown_names(schema: Schema) -> Iterator[Diagnostic]:
    """What roles and access providers name and is not there."""
    collections = {*SYSTEM_COLLECTIONS, *_callable(schema.collections)}
    resources = {*collections, *_callable(schema.functions)}
    for role in schema.roles.values():
        for membership in role.memberships:
            if membership.name not in collections:
                yield Diagnostic("error", f"Resource `{membership.name}` does not exist", membership.span)
        for privilege in role.privileges:
            if privilege.name not in resources:
                yield Diagnostic("error", f"Resource `{privilege.name}` does not exist", privilege.resource.span)
    for provider in schema.providers.values():
        for given in provider.roles:
            if given.name in BUILT_IN_ROLES:
                yield Diagnostic("error", f"Builtin role `{given.name}` is not allowed", given.span)
            elif given.name not in schema.roles:
                yield Diagnostic("error", f"Role `{given.name}` does not exist", given.span)


def _callable(items: Mapping[str, Collection | UserFunction]) -> set[str]:
    """Names and aliases."""
    return {*items, *(item.alias for item in items.values() if item.alias is not None)}


def is_allowed(uri: str) -> bool:
    """Whether a `jwks_uri` may be used: https, or plain http to a port of this machine."""
    if uri.startswith("https://"):
        return len(uri) > len("https://") and not any(character.isspace() for character in uri)
    return uri.startswith(LOOPBACK)
