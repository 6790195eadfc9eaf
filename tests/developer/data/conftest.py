"""A database in an emulator of this process, as the developer's tools see it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.developer.data.database import Database
from app.emulators.fauna import FaunaConfig, create_app
from app.fauna.client import FaunaClient

ENDPOINT, ROOT = "http://fauna.test", "root-secret"
SCHEMA = """
collection Thing {
  history_days 3
  title: String
  n: Int?
  owner: Ref<Thing>?
  *: Any
  compute loud: String = (thing => thing.title + "!")
  index byTitle {
    terms [.title]
    values [desc(.n)]
  }
  unique [.title]
  check positive (thing => thing.n == null || thing.n > 0)
}

collection Empty {
}
"""


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    transport = httpx.ASGITransport(create_app(FaunaConfig(root_secret=ROOT)))
    made = Database(ENDPOINT, f"{ROOT}:app:admin", transport)
    async with FaunaClient(ENDPOINT, transport) as client:
        await client.query('Database.create({ name: "app" })', secret=ROOT)
        await client.push_schema({"main.fsl": SCHEMA}, secret=made.secret)
        yield made
