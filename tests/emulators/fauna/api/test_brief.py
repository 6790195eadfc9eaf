"""Which queries are answered without a thread of their own."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import httpx
import pytest

from app.emulators.fauna.app import FaunaApp
from app.emulators.fauna.config import FaunaConfig


class Counted(FaunaApp):
    """Counts what it hands to threads."""

    def __init__(self) -> None:
        super().__init__(FaunaConfig("secret", workers=1))
        self.handed = 0
        submit = self.threads.submit

        def counting(*args: Any) -> Future[Any]:
            self.handed += 1
            return submit(*args)

        self.threads.submit = counting  # pyright: ignore[reportAttributeAccessIssue]

    async def ask(self, query: str) -> dict[str, Any]:
        transport = httpx.ASGITransport(self)  # pyright: ignore[reportArgumentType]
        headers = {"Authorization": "Bearer secret", "X-Format": "simple"}
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator", headers=headers) as client:
            return json.loads((await client.post("/query/1", json={"query": query})).content)


@pytest.fixture
def app() -> Iterator[Counted]:
    made = Counted()
    yield made
    made.threads.shutdown()
    made.store.close()


async def test_a_query_that_calls_nothing_needs_a_thread_only_once(app: Counted):
    answers = [(await app.ask("{ hello: 'Hello World!', sum: 1 + 2 }"))["data"] for _ in range(3)]
    assert answers == [{"hello": "Hello World!", "sum": 3}] * 3
    assert app.handed == 1


@pytest.mark.parametrize(
    "query",
    ["[1, 2].map(x => x)", "'a'.repeat(3)", "let f = () => 1\nf()", "1 / 0", "'unfinished", "'" + "x" * 2000 + "'"],
)
async def test_what_calls_fails_or_is_long_always_gets_a_thread(query: str, app: Counted):
    for _ in range(3):
        await app.ask(query)
    assert app.handed == 3


async def test_only_so_many_are_remembered(app: Counted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.emulators.fauna.api.query.BRIEF_KEPT", 2)
    for query in ("1", "2", "3", "1"):
        assert (await app.ask(query))["data"] == int(query)
    assert app.handed == 4
