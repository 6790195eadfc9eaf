"""`AccessProvider`: whose tokens count in this database, and which roles they give."""

from collections.abc import Iterator

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import AccessProvider, Grant
from app.emulators.fauna.stdlib.definition_access import expose
from app.emulators.fauna.stdlib.definitions import Definition
from app.emulators.fauna.stdlib.schema_items import changed_at, delete_item


def _roles(roles: tuple[Grant, ...]) -> Value:
    listed: list[Value] = [
        role.name if role.predicate is None else {"role": role.name, "predicate": role.predicate.text} for role in roles
    ]
    return listed[0] if len(listed) == 1 else listed


def _definition(env: DatabaseEnvironment, provider: AccessProvider) -> Definition:
    fields: dict[str, Value] = {
        "ts": changed_at(env, "access provider", provider.name),
        "issuer": provider.issuer,
        "jwks_uri": provider.jwks_uri,
        "audience": env.session.database.audience,
    }
    if provider.roles:
        fields["roles"] = _roles(provider.roles)
    return Definition("AccessProvider", provider.name, fields)


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    return (_definition(env, provider) for provider in env.schema.providers.values())


expose("AccessProvider", _all)
delete_item("AccessProvider", "access provider")
