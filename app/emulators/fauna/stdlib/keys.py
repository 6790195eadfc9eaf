"""`Key`: secrets for databases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.emulators.fauna.environment import DatabaseEnvironment, from_json, to_json, written_at
from app.emulators.fauna.fql.values import ID, Null, Time, Value
from app.emulators.fauna.schema.read import BUILT_IN_ROLES
from app.emulators.fauna.stdlib.databases import merged
from app.emulators.fauna.stdlib.definition_access import environment, expose, get, gone, require
from app.emulators.fauna.stdlib.definition_fields import Field, check, failure, identified, refused
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.java_time import from_micros
from app.emulators.fauna.stdlib.registry import apply, method, static
from app.emulators.fauna.store.records import Key, digest, new_secret

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

FIELDS = {
    "role": Field(str, required=True),
    "database": Field(str),
    "ttl": Field(Time),
    "data": Field(dict),
    "secret": Field(str, readonly=True),
}


def _definition(env: DatabaseEnvironment, key: Key, secret: str | None = None) -> Definition:
    fields: dict[str, Value] = {"ts": written_at(env, key.ts)}
    if key.ttl is not None:
        fields["ttl"] = from_micros(key.ttl)
    if key.scope != key.owner:
        fields["database"] = env.transaction.get("databases", key.scope).name
    if secret is not None:
        fields["secret"] = secret
    fields["role"] = key.role
    if key.data:
        fields["data"] = from_json(key.data)
    return Definition("Key", ID(key.id), fields)


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    alive = (key for key in env.transaction.keys(env.session.database.id) if not _expired(env, key))
    return (_definition(env, key) for key in alive)


def _expired(env: DatabaseEnvironment, key: Key) -> bool:
    return key.ttl is not None and key.ttl <= env.transaction.now


expose("Key", _all)


@apply("Key", "(id: ID) => Ref<Key>")
def _call(context: "Context", module: Value, key: ID) -> Value:
    return get(context, "Key", key)


@static(
    "Key",
    "create",
    "(data: { role: String, database: String | Null, ttl: Time | Null, data: { *: Any } | Null }) => Key",
)
def _create(context: "Context", module: Value, data: dict[str, Value]) -> Definition:
    env = require(context, "Key", "create", data)
    number, data = identified(context, "Key", data, lambda key: env.transaction.get("keys", key) is not None)
    check(context, "Key", "create", FIELDS, data, whole=True)
    secret = new_secret()
    owner = env.session.database.id
    empty = Key(number, owner, owner, "", digest(secret), 0, to_json(data.get("data")) or {})
    return _definition(env, _written(context, empty, data, "create"), secret)


@method("Key", "update", "(data: { *: Any }) => Key")
def _update(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Key", "write", receiver, {**receiver.fields, **data})
    check(context, "Key", "update", FIELDS, data, whole=False, key=receiver.key)
    stored = _stored(context, receiver)
    extra = merged({"data": stored.data}, {"data": data["data"]}).get("data", {}) if "data" in data else stored.data
    return _definition(env, _written(context, replace(stored, data=extra), {"role": stored.role, **data}, "update"))


@method("Key", "replace", "(data: { *: Any }) => Key")
def _replace(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Key", "write", receiver, data)
    check(context, "Key", "update", FIELDS, data, whole=True, key=receiver.key)
    stored = replace(_stored(context, receiver), ttl=None, data=to_json(data.get("data")) or {})
    return _definition(env, _written(context, stored, data, "update"))


@method("Key", "delete", "() => NullKey")
def _delete(context: "Context", receiver: Definition) -> MissingDefinition:
    require(context, "Key", "delete", receiver).transaction.remove(_stored(context, receiver))
    return MissingDefinition("Key", receiver.key, "deleted", context.span)


def _written(context: "Context", key: Key, data: dict[str, Value], verb: str) -> Key:
    env = environment(context)
    failures = []
    role, name, ttl = data["role"], data.get("database"), data.get("ttl")
    if role not in BUILT_IN_ROLES and env.drafts.latest("role", role) is None:
        failures.append(failure("role", f"Field refers to an unknown role name `{role}`."))
    scope = key.scope
    if isinstance(name, str):
        child = env.transaction.child(key.owner, name)
        if child is None:
            failures.append(failure("database", f"Field refers to an unknown database name `{name}`."))
        else:
            scope = child.id
    elif isinstance(name, Null):
        scope = key.owner
    if failures:
        raise refused(context, "Key", verb, *failures, key=ID(key.id) if verb == "update" else None)
    if isinstance(ttl, Time):
        key = replace(key, ttl=ttl.seconds * 1_000_000 + ttl.nanos // 1000)
    elif isinstance(ttl, Null):
        key = replace(key, ttl=None)
    changed = replace(key, role=role, scope=scope, ts=env.transaction.now)
    env.transaction.put(changed)
    return changed


def _stored(context: "Context", receiver: Definition) -> Key:
    env = environment(context)
    owned = env.transaction.keys(env.session.database.id)
    found = next((key for key in owned if ID(key.id) == receiver.key), None)
    if found is None:
        raise gone(context, MissingDefinition("Key", receiver.key))
    return found
