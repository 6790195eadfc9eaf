"""What a stream's right to be read rests on, and whether that is still so."""

from typing import Any

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.schema.cache import Schemas
from app.emulators.fauna.schema.items import AccessProvider, Role, Schema
from app.emulators.fauna.store.catalog import Catalog
from app.emulators.fauna.store.records import Key, Token


class Authority:
    """The secret and the roles of a session as they were when its stream was opened.

    `expires` is when the secret does, in seconds since the epoch.
    """

    def __init__(self, session: Session, catalog: Catalog, schemas: Schemas) -> None:
        self._session = session
        self._schemas = schemas
        self._basis = self._find(catalog)
        self.expires = self._expires()

    @property
    def database(self) -> int:
        """The number of the database that is read."""
        return self._session.database.id

    @property
    def identity(self) -> tuple[int, int] | None:
        """The document that the session stands for."""
        return self._session.identity

    def _expires(self) -> float | None:
        token = self._session.token
        if isinstance(token, dict):
            return token.get("exp")
        _, key, record, _, _ = self._basis
        ttls = [each.ttl for each in (key, record) if each is not None and each.ttl is not None]
        return min(ttls) / 1_000_000 if ttls else None

    def holds(self, catalog: Catalog) -> bool:
        """Whether the session would be opened again, with the very same roles."""
        return self._find(catalog) == self._basis

    def _find(self, catalog: Catalog) -> tuple[bool, Key | None, Token | None, AccessProvider | None, dict[str, Role]]:
        session, token = self._session, self._session.token
        database = catalog.get("databases", session.database.id)
        schema = self._schemas.of(catalog.get("schemas", session.database.id))
        key = None if session.key is None else catalog.get("keys", session.key)
        record = catalog.get("tokens", token) if isinstance(token, int) else None
        provider = _provider(schema, token) if isinstance(token, dict) else None
        return database is not None, key, record, provider, self._roles(catalog, schema)

    def _roles(self, catalog: Catalog, schema: Schema) -> dict[str, Role]:
        """The roles that the session holds or, as a document, could."""
        identity = self._session.identity
        collection = None if identity is None else catalog.get("collections", identity[0])
        if collection is None:
            return {name: schema.roles[name] for name in self._session.roles if name in schema.roles}
        return {
            name: role
            for name, role in schema.roles.items()
            if any(member.name == collection.name for member in role.memberships)
        }


def _provider(schema: Schema, payload: dict[str, Any]) -> AccessProvider | None:
    return next((each for each in schema.providers.values() if each.issuer == payload.get("iss")), None)
