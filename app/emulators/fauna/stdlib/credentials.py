"""`Credential`: passwords of documents, to log in with."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from app.emulators.fauna.environment import DatabaseEnvironment, from_json, to_json, written_at
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import ID, Null, Time, Value
from app.emulators.fauna.stdlib import tokens
from app.emulators.fauna.stdlib.databases import merged
from app.emulators.fauna.stdlib.definition_access import environment, expose, get, gone, require
from app.emulators.fauna.stdlib.definition_fields import Field, check, identified, not_unique
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.ids import new_id
from app.emulators.fauna.stdlib.registry import apply, method, static
from app.emulators.fauna.store.records import Credential

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
FIELDS = {"document": Field(Document, required=True), "password": Field(str), "data": Field(dict)}
NOBODY = ID(-1)


def _definition(env: DatabaseEnvironment, credential: Credential) -> Definition:
    fields: dict[str, Value] = {
        "ts": written_at(env, credential.ts),
        "document": Document(credential.collection, credential.document),
    }
    if credential.data:
        fields["data"] = from_json(credential.data)
    return Definition("Credential", ID(credential.id), fields)


def _owned(env: DatabaseEnvironment) -> list[Credential]:
    return [item for item in env.transaction.all("credentials") if item.database == env.session.database.id]


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    return (_definition(env, credential) for credential in _owned(env))


expose("Credential", _all)


@apply("Credential", "(id: ID) => Ref<Credential>")
def _call(context: "Context", module: Value, key: ID) -> Value:
    return get(context, "Credential", key)


@static("Credential", "byDocument", "(document: { *: Any } | Null) => Ref<Credential>")
def _by_document(context: "Context", module: Value, document: Value) -> Value:
    if not isinstance(document, Document):
        message = f"expected value for `document` of type Doc, received {type_display(document)}"
        raise context.fail("invalid_argument", message)
    found = _of(environment(context), document)
    return get(context, "Credential", NOBODY if found is None else ID(found.id))


def _of(env: DatabaseEnvironment, document: Document) -> Credential | None:
    wanted = (document.collection, document.id)
    return next((item for item in _owned(env) if (item.collection, item.document) == wanted), None)


@static(
    "Credential",
    "create",
    "(data: { id: ID | Null, document: Ref<{ *: Any }>, password: String | Null, data: { *: Any } | Null })"
    " => Credential",
)
def _create(context: "Context", module: Value, data: dict[str, Value]) -> Definition:
    env = require(context, "Credential", "create")
    number, data = identified(
        context, "Credential", data, lambda key: env.transaction.get("credentials", key) is not None
    )
    check(context, "Credential", "create", FIELDS, data, whole=True)
    document: Document = data["document"]
    if _of(env, document) is not None:
        raise not_unique(context, "document")
    blank = Credential(number, env.session.database.id, document.collection, document.id, None, 0)
    return _written(env, replace(blank, data=to_json(data.get("data")) or {}), data)


@method("Credential", "update", "(data: { *: Any }) => Credential")
def _update(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Credential", "write")
    check(context, "Credential", "update", FIELDS, data, whole=False, key=receiver.key)
    stored = _stored(context, receiver)
    if "data" in data:
        stored = replace(stored, data=merged({"data": stored.data}, {"data": data["data"]}).get("data", {}))
    return _written(env, stored, data)


@method("Credential", "replace", "(data: { *: Any }) => Credential")
def _replace(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Credential", "write")
    check(context, "Credential", "update", FIELDS, data, whole=True, key=receiver.key)
    stored = replace(_stored(context, receiver), data=to_json(data.get("data")) or {})
    return _written(env, stored, data)


def _written(env: DatabaseEnvironment, credential: Credential, data: dict[str, Value]) -> Definition:
    document, password = data.get("document"), data.get("password")
    if isinstance(document, Document):
        credential = replace(credential, collection=document.collection, document=document.id)
    if isinstance(password, str):
        credential = replace(credential, password=HASHER.hash(password))
    elif isinstance(password, Null):
        credential = replace(credential, password=None)
    changed = replace(credential, ts=env.transaction.now)
    env.transaction.put(changed)
    return _definition(env, changed)


@method("Credential", "delete", "() => NullCredential")
def _delete(context: "Context", receiver: Definition) -> MissingDefinition:
    require(context, "Credential", "delete").transaction.remove(_stored(context, receiver))
    return MissingDefinition("Credential", receiver.key, "deleted", context.span)


@method("Credential", "verify", "(secret: String) => Boolean")
def _verify(context: "Context", receiver: Definition, secret: str) -> bool:
    return _matches(_stored(context, receiver), secret)


@method("Credential", "login", "((secret: String) => Token) & ((secret: String, ttl: Time) => Token)")
def _login(context: "Context", receiver: Definition, secret: str, ttl: Time | None = None) -> Definition:
    env = require(context, "Token", "create")
    stored = _stored(context, receiver)
    if not _matches(stored, secret):
        raise context.fail("invalid_secret", "Provided secret did not match.")
    return tokens.make(env, new_id().value, Document(stored.collection, stored.document), ttl)


def _matches(credential: Credential, secret: str) -> bool:
    try:
        return credential.password is not None and HASHER.verify(credential.password, secret)
    except VerificationError:
        return False


def _stored(context: "Context", receiver: Definition) -> Credential:
    found = next((item for item in _owned(environment(context)) if ID(item.id) == receiver.key), None)
    if found is None:
        raise gone(context, MissingDefinition("Credential", receiver.key))
    return found
