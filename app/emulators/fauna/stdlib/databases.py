"""`Database`: child databases of the one that the query runs in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.emulators.fauna.environment import DatabaseEnvironment, from_json, to_json, written_at
from app.emulators.fauna.fql.values import Null, Value
from app.emulators.fauna.stdlib.definition_access import environment, expose, gone, require
from app.emulators.fauna.stdlib.definition_fields import Field, check, failure, not_unique, refused, without_id
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.registry import method, static
from app.emulators.fauna.store.records import Database, new_global_id

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
FIELDS = {
    "name": Field(str, required=True),
    "typechecked": Field(bool),
    "protected": Field(bool),
    "priority": Field(int),
    "data": Field(dict),
    "global_id": Field(str, readonly=True),
}


def _definition(env: DatabaseEnvironment, database: Database) -> Definition:
    fields: dict[str, Value] = {"ts": written_at(env, database.ts), "global_id": database.global_id}
    fields |= {name: from_json(value) for name, value in database.options.items()}
    return Definition("Database", database.name, fields)


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    return (_definition(env, child) for child in env.transaction.children(env.session.database.id))


expose("Database", _all)


@static(
    "Database",
    "create",
    "(data: { name: String, priority: Number | Null, typechecked: Boolean | Null, protected: Boolean | Null,"
    " data: { *: Any } | Null }) => DatabaseDef",
)
def _create(context: "Context", module: Value, data: dict[str, Value]) -> Definition:
    env = require(context, "Database", "create", data)
    data = without_id(context, "Database", data)
    check(context, "Database", "create", FIELDS, data, whole=True)
    parent = env.session.database.id
    _check_name(context, env, parent, data["name"], "create")
    options = to_json({name: value for name, value in data.items() if name != "name"})
    transaction = env.transaction
    made = Database(transaction.next_id(), parent, data["name"], new_global_id(), transaction.now, options)
    transaction.put(made)
    return _definition(env, made)


@method("DatabaseDef", "update", "(data: { *: Any }) => DatabaseDef")
def _update(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    require(context, "Database", "write", receiver, {"name": receiver.key, **receiver.fields, **data})
    check(context, "Database", "update", FIELDS, data, whole=False, key=receiver.key)
    stored = _stored(context, receiver)
    return _write(context, stored, data.get("name", stored.name), merged(stored.options, data))


@method("DatabaseDef", "replace", "(data: { *: Any }) => DatabaseDef")
def _replace(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    require(context, "Database", "write", receiver, data)
    check(context, "Database", "update", FIELDS, data, whole=True, key=receiver.key)
    return _write(context, _stored(context, receiver), data["name"], to_json(data))


@method("DatabaseDef", "delete", "() => NullDatabaseDef")
def _delete(context: "Context", receiver: Definition) -> MissingDefinition:
    require(context, "Database", "delete", receiver).transaction.remove_database(_stored(context, receiver))
    return MissingDefinition("Database", receiver.key, "deleted", context.span)


def merged(options: dict[str, Any], data: dict[str, Value]) -> dict[str, Any]:
    """The fields after an update: null removes one, `data` is merged a level deeper."""
    result = dict(options)
    for name, value in data.items():
        result.pop(name, None)
        if name == "data" and isinstance(value, dict):
            result[name] = merged(options.get(name, {}), value)
        elif not isinstance(value, Null):
            result[name] = to_json(value)
    return result


def _write(context: "Context", stored: Database, name: str, options: dict[str, Any]) -> Definition:
    env = environment(context)
    if name != stored.name:
        _check_name(context, env, env.session.database.id, name, "update")
    options = {key: value for key, value in options.items() if key != "name"}
    changed = replace(stored, name=name, options=options, ts=env.transaction.now)
    env.transaction.put(changed)
    return _definition(env, changed)


def _check_name(context: "Context", env: DatabaseEnvironment, parent: int, name: str, verb: str) -> None:
    if not NAME.fullmatch(name):
        raise refused(context, "Database", verb, failure("name", "Invalid identifier."))
    if env.transaction.child(parent, name) is not None:
        raise not_unique(context, "name")


def _stored(context: "Context", receiver: Definition) -> Database:
    env = environment(context)
    found = env.transaction.child(env.session.database.id, str(receiver.key))
    if found is None:
        raise gone(context, MissingDefinition("Database", receiver.key))
    return found
