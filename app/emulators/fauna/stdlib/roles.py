"""`Role`: what those who act with it may do."""

from collections.abc import Iterator

from app.emulators.fauna.environment import DatabaseEnvironment
from app.emulators.fauna.fql.values import Value
from app.emulators.fauna.schema.items import Privilege, Role
from app.emulators.fauna.stdlib.definition_access import expose
from app.emulators.fauna.stdlib.definitions import Definition
from app.emulators.fauna.stdlib.schema_items import changed_at, delete_item


def _privilege(privilege: Privilege) -> dict[str, Value]:
    shown: dict[str, Value] = {"resource": privilege.name}
    if privilege.actions:
        shown["actions"] = {
            action.name: True if action.predicate is None else action.predicate.text for action in privilege.actions
        }
    return shown


def _definition(env: DatabaseEnvironment, role: Role) -> Definition:
    fields: dict[str, Value] = {"ts": changed_at(env, "role", role.name)}
    if role.privileges:
        fields["privileges"] = [_privilege(privilege) for privilege in role.privileges]
    if role.memberships:
        fields["membership"] = [
            {"resource": item.name} | ({} if item.predicate is None else {"predicate": item.predicate.text})
            for item in role.memberships
        ]
    return Definition("Role", role.name, fields)


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    return (_definition(env, role) for role in env.schema.roles.values())


expose("Role", _all)
delete_item("Role", "role")
