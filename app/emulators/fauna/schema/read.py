"""Reading a database's schema files as one schema, checked."""

import re

from app.emulators.fauna.fql.errors import CheckFailure, Diagnostic
from app.emulators.fauna.fql.render import render
from app.emulators.fauna.fql.source import Source
from app.emulators.fauna.schema.convert.converter import Converter
from app.emulators.fauna.schema.items import AccessProvider, Collection, Role, Schema, UserFunction
from app.emulators.fauna.schema.nodes import Node
from app.emulators.fauna.schema.parser import FslParser

FILE_NAME = re.compile(r"[^*?:<>|\"\\]+\.fsl")
BUILT_IN_ROLES = ("admin", "server", "server-readonly", "client")
SYSTEM_COLLECTIONS = (
    "AccessProvider", "Collection", "Credential", "Credentials", "Database", "Function", "Key", "Role", "Token",
)  # fmt: skip
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")


class SchemaFailure(Exception):
    """A schema that cannot be taken; the text is what the endpoint answers."""


def read_schema(files: dict[str, str]) -> Schema:
    """All items of the files. Raises `SchemaFailure`."""
    schema = Schema()
    converter = Converter()
    nodes: list[Node] = []
    for name, body in files.items():
        if not FILE_NAME.fullmatch(name):
            raise SchemaFailure(f"Invalid filename `{name}`")
        try:
            nodes.extend(FslParser(Source(name, body)).file())
        except CheckFailure as failure:
            raise SchemaFailure(text_of(failure.diagnostics)) from failure
    for item in converter.items(tuple(nodes)):
        match item:
            case Collection():
                schema.collections[item.name] = item
            case UserFunction():
                schema.functions[item.name] = item
            case Role():
                schema.roles[item.name] = item
            case AccessProvider():
                schema.providers[item.name] = item
    errors = converter.errors or [*_unknown_resources(schema), *_unknown_roles(schema)]
    if errors:
        raise SchemaFailure(text_of(errors))
    return schema


def text_of(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> str:
    """Errors as schema endpoints answer them."""
    return "\n".join(render(diagnostic) for diagnostic in diagnostics)


def _unknown_resources(schema: Schema) -> list[Diagnostic]:
    wanted = [
        (name, span)
        for role in schema.roles.values()
        for name, span in (
            *((privilege.name, privilege.resource.span) for privilege in role.privileges),
            *((membership.name, membership.span) for membership in role.memberships),
        )
    ]
    known = {*SYSTEM_COLLECTIONS, *schema.collections, *schema.functions}
    return [
        Diagnostic("error", f"Resource `{name}` does not exist", span) for name, span in wanted if name not in known
    ]


def _unknown_roles(schema: Schema) -> list[Diagnostic]:
    return [
        Diagnostic("error", f"Role `{role.name}` does not exist", role.span)
        for provider in schema.providers.values()
        for role in provider.roles
        if role.name not in schema.roles
    ]


def is_allowed(uri: str) -> bool:
    """Whether a `jwks_uri` may be used: https, or plain http to a port of this machine."""
    if uri.startswith("https://"):
        return len(uri) > len("https://") and not any(character.isspace() for character in uri)
    return uri.startswith(LOOPBACK)
