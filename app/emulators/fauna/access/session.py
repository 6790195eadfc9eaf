"""Who a request speaks for: from the secret in its header to a database and a role."""

import base64
import binascii
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from app.emulators.fauna.access import tokens
from app.emulators.fauna.access.jwks import KeySets
from app.emulators.fauna.access.verdicts import Verdict
from app.emulators.fauna.api.errors import Unauthorized
from app.emulators.fauna.schema.items import AccessProvider, Grant, Schema
from app.emulators.fauna.store.catalog import Catalog
from app.emulators.fauna.store.records import ROOT, Database, Token
from app.emulators.fauna.store.store import Store

Judge = Callable[[Database, str, dict[str, Any]], Awaitable[Verdict]]
BUILT_IN = ("admin", "server", "server-readonly")


@dataclass(frozen=True, slots=True)
class Session:
    """The database that a secret opens and the roles it acts with.

    `token` is an access provider's payload, or the number of the token that is the secret. `identity` is the
    document that such a token stands for, by its collection and id: it has the roles that its membership gives.
    `key` is the number of the key that is the secret.
    """

    database: Database
    roles: tuple[str, ...]
    token: dict[str, Any] | int | None = None
    identity: tuple[int, int] | None = None
    key: int | None = None

    @property
    def is_trusted(self) -> bool:
        """Whether it may see what happens inside the database's functions."""
        return not set(BUILT_IN).isdisjoint(self.roles)

    @property
    def is_admin(self) -> bool:
        """Whether it may change definitions."""
        return "admin" in self.roles


class Sessions:
    """Opens sessions; `judge` decides a provider role's predicate on a payload."""

    def __init__(
        self,
        store: Store,
        root_secret: str,
        schema_of: Callable[[Database], Schema],
        judge: Judge,
        *,
        keys: KeySets,
        strict_exp: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._root_secret = root_secret
        self._schema_of = schema_of
        self.judge = judge
        self.keys = keys
        self.strict_exp = strict_exp
        self.now = now
        self.now_for: Callable[[dict[str, Any]], float] = lambda _: self.now()

    @property
    def catalog(self) -> Catalog:
        """The definitions as they are now."""
        return self._store.catalog

    async def open(self, authorization: str | None) -> Session:
        """The session of an `Authorization` header. Raises `Unauthorized`."""
        secret = secret_of(authorization)
        if secret.count(".") == 2:
            return await self._of_token(secret)
        base, *scope = secret.split(":")
        if base == self._root_secret:
            return self._scoped(self.catalog.get("databases", ROOT), "admin", scope)
        token = self.catalog.token_of(base)
        if token is not None and not scope:
            return self._of_record(token)
        key = self.catalog.key_of(base)
        database = None if key is None else self.catalog.get("databases", key.scope)
        if key is None or database is None:
            raise Unauthorized("no such secret")
        if key.ttl is not None and key.ttl <= self.now() * 1_000_000:
            raise Unauthorized("the key has expired", database.id)
        return replace(self._scoped(database, key.role, scope), key=key.id)

    def _of_record(self, token: Token) -> Session:
        database = self.catalog.get("databases", token.database)
        identity = (token.collection, token.document)
        if database is None:
            raise Unauthorized("no such secret")
        if token.ttl is not None and token.ttl <= self.now() * 1_000_000:
            raise Unauthorized("the token has expired", database.id)
        if not self._exists(*identity):
            raise Unauthorized("the token's document is gone", database.id)
        return Session(database, (), token.id, identity)

    def _exists(self, collection: int, document: int) -> bool:
        return self._store.begin(ROOT).documents.read(collection, document) is not None

    def _scoped(self, database: Database, role: str, scope: list[str]) -> Session:
        if not scope:
            return Session(database, (role,))
        if role != "admin":
            raise Unauthorized("only secrets of admins can be scoped", database.id)
        *path, last = scope
        for name in (part for part in "/".join(path).split("/") if part):
            child = self.catalog.child(database.id, name)
            if child is None:
                raise Unauthorized(f"no such database: {name}", database.id)
            database = child
        if last.startswith("@role/") and last.removeprefix("@role/") not in self._schema_of(database).roles:
            raise Unauthorized(f"no such role: {last.removeprefix('@role/')}", database.id)
        if last.startswith("@doc/"):
            return Session(database, (), None, self._document(database, last))
        return Session(database, (last.removeprefix("@role/"),))

    def _document(self, database: Database, text: str) -> tuple[int, int]:
        """The document that `@doc/User/1` names. Raises `Unauthorized`."""
        _, name, number = (*text.split("/", 2), "", "")[:3]
        records = [item for item in self.catalog.all("collections") if item.database == database.id]
        found = next((item.id for item in records if item.name == name), None)
        if found is None or not number.isdecimal() or not self._exists(found, int(number)):
            raise Unauthorized(f"no such document: {text.removeprefix('@doc/')}", database.id)
        return found, int(number)

    async def _of_token(self, text: str) -> Session:
        database = None
        try:
            claimed = tokens.read(text)
            database = self.catalog.by_global_id(claimed.global_id)
            if database is None or database.id == ROOT:
                raise tokens.Refused("aud: no such database")
            issuer = claimed.payload.get("iss")
            provider = next((item for item in self.providers(database) if item.issuer == issuer), None)
            if provider is None:
                raise tokens.Refused("iss: no such access provider")
            now = self.now_for(claimed.payload)
            await tokens.verify(claimed, provider.jwks_uri, self.keys, strict_exp=self.strict_exp, now=lambda: now)
        except tokens.Refused as refusal:
            raise Unauthorized(str(refusal), database and database.id) from refusal
        roles = [role.name for role in provider.roles if await self._given(database, role, claimed.payload)]
        if not roles:
            raise Unauthorized("no role of the access provider holds", database.id)
        return Session(database, tuple(roles), claimed.payload)

    def providers(self, database: Database) -> Collection[AccessProvider]:
        """The database's access providers."""
        return self._schema_of(database).providers.values()

    async def _given(self, database: Database, role: Grant, payload: dict[str, Any]) -> bool:
        return role.predicate is None or (await self.judge(database, role.predicate.text, payload)).holds


def secret_of(authorization: str | None) -> str:
    """The secret in an `Authorization` header, bearer or basic. Raises `Unauthorized`."""
    scheme, _, rest = (authorization or "").strip().partition(" ")
    rest = rest.strip()
    if scheme.lower() == "basic":
        try:
            rest = base64.b64decode(rest, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Unauthorized("the Authorization header is malformed") from error
    elif scheme.lower() != "bearer":
        raise Unauthorized("the Authorization header is missing or of another scheme")
    if not rest:
        raise Unauthorized("the Authorization header has no secret")
    return rest
