"""A Fauna emulator in memory, asked through its ASGI face."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig
from app.emulators.fauna.fql.runtime import Limits

SECRET = "secret"


@contextlib.asynccontextmanager
async def serving(limits: Limits | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an emulator with these limits."""
    app = FaunaApp(FaunaConfig(SECRET, limits=limits or Limits()))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    headers = {"Authorization": f"Bearer {SECRET}", "X-Format": "tagged"}
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://fauna", headers=headers) as client:
            yield client
    finally:
        app.threads.shutdown(wait=True)
        app.close()


async def ask(client: httpx.AsyncClient, query: Any, *, arguments: Any = None, **headers: str) -> dict[str, Any]:
    """The answer to a query; its status goes into `status`."""
    body: Mapping[str, Any] = {"query": query} if arguments is None else {"query": query, "arguments": arguments}
    response = await client.post("/query/1", json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return {**response.json(), "status": response.status_code}
