"""`Token`: secrets that stand for a document."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.emulators.fauna.environment import DatabaseEnvironment, from_json, to_json, written_at
from app.emulators.fauna.fql.types import type_display
from app.emulators.fauna.fql.values import ID, Null, Time, Value
from app.emulators.fauna.stdlib.databases import merged
from app.emulators.fauna.stdlib.definition_access import environment, expose, get, gone, require
from app.emulators.fauna.stdlib.definition_fields import TYPES, Field, check, identified
from app.emulators.fauna.stdlib.definitions import Definition, MissingDefinition
from app.emulators.fauna.stdlib.documents.values import Document
from app.emulators.fauna.stdlib.java_time import from_micros, to_micros
from app.emulators.fauna.stdlib.registry import apply, method, static
from app.emulators.fauna.stdlib.sets.literal import ArraySource
from app.emulators.fauna.stdlib.sets.values import SetValue
from app.emulators.fauna.store.records import TOKEN_PREFIX, Token, digest, new_secret

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context

TYPES[Document] = "{ *: Any }"
FIELDS = {
    "document": Field(Document, required=True),
    "ttl": Field(Time),
    "data": Field(dict),
    "secret": Field(str, readonly=True),
}


def definition_of(env: DatabaseEnvironment, token: Token, secret: str | None = None) -> Definition:
    """The token as a document; its secret is only known when it is made."""
    fields: dict[str, Value] = {"ts": written_at(env, token.ts)}
    if token.ttl is not None:
        fields["ttl"] = from_micros(token.ttl)
    fields["document"] = Document(token.collection, token.document)
    if secret is not None:
        fields["secret"] = secret
    if token.data:
        fields["data"] = from_json(token.data)
    return Definition("Token", ID(token.id), fields)


def _all(env: DatabaseEnvironment) -> Iterator[Definition]:
    now = env.transaction.now
    return (definition_of(env, token) for token in _owned(env) if token.ttl is None or token.ttl > now)


def _owned(env: DatabaseEnvironment) -> list[Token]:
    return [token for token in env.transaction.all("tokens") if token.database == env.session.database.id]


expose("Token", _all)


@apply("Token", "(id: ID) => Ref<Token>")
def _call(context: "Context", module: Value, key: ID) -> Value:
    return get(context, "Token", key)


@static("Token", "byDocument", "(document: { *: Any }) => Set<Token>", document="Any")
def _by_document(context: "Context", module: Value, document: Value) -> SetValue:
    if not isinstance(document, Document):
        message = f"expected value for `document` of type Doc, received {type_display(document)}"
        raise context.fail("invalid_argument", message)
    env = environment(context)
    found = [token for token in _owned(env) if (token.collection, token.document) == (document.collection, document.id)]
    return SetValue(ArraySource([value for token in found if (value := _visible(context, token)) is not None]))


def _visible(context: "Context", token: Token) -> Definition | None:
    found = get(context, "Token", ID(token.id))
    return found if isinstance(found, Definition) else None


@static(
    "Token",
    "create",
    "(data: { id: ID | Null, document: { *: Any } | Null, ttl: Time | Null, data: { *: Any } | Null }) => Token",
)
def _create(context: "Context", module: Value, data: dict[str, Value]) -> Definition:
    env = require(context, "Token", "create")
    number, data = identified(context, "Token", data, lambda key: env.transaction.get("tokens", key) is not None)
    check(context, "Token", "create", FIELDS, data, whole=True)
    return make(env, number, data["document"], data.get("ttl"), data.get("data"))


def make(
    env: DatabaseEnvironment, number: int, document: Document, ttl: Value = None, data: Value = None
) -> Definition:
    """A new token for a document, with its secret; `number` is its id."""
    secret = new_secret(TOKEN_PREFIX)
    token = Token(
        number,
        env.session.database.id,
        document.collection,
        document.id,
        digest(secret),
        env.transaction.now,
        to_json(data) or {},
        to_micros(ttl) if isinstance(ttl, Time) else None,
    )
    env.transaction.put(token)
    return definition_of(env, token, secret)


@method("Token", "update", "(data: { *: Any }) => Token")
def _update(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Token", "write")
    check(context, "Token", "update", FIELDS, data, whole=False, key=receiver.key)
    stored = _stored(context, receiver)
    if "data" in data:
        extra = merged({"data": stored.data}, {"data": data["data"]}).get("data", {})
        stored = replace(stored, data=extra)
    return _written(env, stored, data)


@method("Token", "replace", "(data: { *: Any }) => Token")
def _replace(context: "Context", receiver: Definition, data: dict[str, Value]) -> Definition:
    env = require(context, "Token", "write")
    check(context, "Token", "update", FIELDS, data, whole=True, key=receiver.key)
    return _written(env, replace(_stored(context, receiver), ttl=None, data=to_json(data.get("data")) or {}), data)


def _written(env: DatabaseEnvironment, token: Token, data: dict[str, Value]) -> Definition:
    document, ttl = data.get("document"), data.get("ttl")
    if isinstance(document, Document):
        token = replace(token, collection=document.collection, document=document.id)
    if isinstance(ttl, Time):
        token = replace(token, ttl=to_micros(ttl))
    elif isinstance(ttl, Null):
        token = replace(token, ttl=None)
    changed = replace(token, ts=env.transaction.now)
    env.transaction.put(changed)
    return definition_of(env, changed)


@method("Token", "delete", "() => NullToken")
def _delete(context: "Context", receiver: Definition) -> MissingDefinition:
    stored = _stored(context, receiver)
    env = environment(context)
    if env.session.identity != (stored.collection, stored.document):
        require(context, "Token", "delete")
    env.transaction.remove(stored)
    return MissingDefinition("Token", receiver.key, "deleted", context.span)


def _stored(context: "Context", receiver: Definition) -> Token:
    found = next((token for token in _owned(environment(context)) if ID(token.id) == receiver.key), None)
    if found is None:
        raise gone(context, MissingDefinition("Token", receiver.key))
    return found
