"""The app's database, asked as its administrator and without static types: names are known at run time only."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from app.developer.identities import admin_secret
from app.fauna.client import FaunaClient, QuerySuccess
from app.fauna.options import QueryOptions
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Database:
    """Where it is and the admin key, which stays here."""

    endpoint: str
    secret: str = field(repr=False)
    transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)

    async def ask(self, query: str, *, timeout_ms: int | None = None, **arguments: Any) -> QuerySuccess:
        """Run FQL; arguments are in the wire's tagged format, so that types stay as they are. Raises `FaunaError`."""
        options = QueryOptions(typecheck=False, timeout_ms=timeout_ms)
        async with FaunaClient(self.endpoint, self.transport) as client:
            return await client.query(query, secret=self.secret, tagged=arguments, options=options)


def app_database(settings: Settings) -> Database:
    """The database that set-up made. Raises `Unauthorized` while there is none."""
    return Database(settings.fauna_endpoint, admin_secret(settings))
