"""Which queries are answered without a thread of their own."""

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import httpx
import pytest

from app.emulators.fauna.api import brief
from app.emulators.fauna.api.body import QueryBody
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

    async def ask(self, query: str, **values: int) -> dict[str, Any]:
        """The answer; a `${name}` in the query stands for a value, as drivers send it."""
        parts = re.split(r"\$\{(\w+)\}", query)
        fql = [{"value": {"@int": str(values[part])}} if place % 2 else part for place, part in enumerate(parts)]
        transport = httpx.ASGITransport(self)  # pyright: ignore[reportArgumentType]
        headers = {"Authorization": "Bearer secret", "X-Format": "simple"}
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator", headers=headers) as client:
            return json.loads((await client.post("/query/1", json={"query": {"fql": fql}})).content)


HURRIED = "app.emulators.fauna.api.query.HURRIED_SECONDS"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """An emulator to which everything is brief, however busy the machine is."""
    monkeypatch.setattr(brief, "BRIEF_SECONDS", 60)
    monkeypatch.setattr(HURRIED, 60)
    made = Counted()
    yield made
    made.threads.shutdown()
    made.close()


async def test_a_query_that_calls_nothing_needs_a_thread_only_once(app: Counted):
    answers = [(await app.ask("{ hello: 'Hello World!', sum: 1 + 2 }"))["data"] for _ in range(3)]
    assert answers == [{"hello": "Hello World!", "sum": 3}] * 3
    assert app.handed == 1


async def test_what_was_over_at_once_needs_no_thread_the_next_time_whatever_its_values(app: Counted):
    answers = [(await app.ask("[1, ${n}].map(x => x + 1)", n=number))["data"] for number in range(3)]
    assert answers == [[2, 1], [2, 2], [2, 3]]
    assert app.handed == 1


async def test_beside_another_request_only_what_calls_nothing_does_without(app: Counted):
    for query in ("1", "[1].map(x => x)"):
        await app.ask(query)
    with app.turns.busy():
        await app.ask("1")
        assert app.handed == 2
        await app.ask("[1].map(x => x)")
        assert app.handed == 3


@pytest.mark.parametrize("query", ["1 / 0", "'unfinished", "'" + "x" * 2000 + "'"])
async def test_what_fails_or_is_long_always_gets_a_thread(query: str, app: Counted):
    for _ in range(3):
        await app.ask(query)
    assert app.handed == 3


async def test_nobody_stands_back_for_a_query_that_is_only_still_to_be_refused(app: Counted):
    refusing, seen = asyncio.create_task(app.ask("1 +")), set[tuple[int, int]]()
    while not refusing.done():
        await asyncio.sleep(0)
        seen.add((app.turns.open, app.turns.short))
    assert (1, 0) in seen


async def test_what_took_its_time_gets_a_thread(app: Counted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(brief, "BRIEF_SECONDS", 0)
    for _ in range(3):
        await app.ask("[1, 2].map(x => x)")
    assert app.handed == 3


async def test_what_changes_a_collection_gets_a_thread_since_indexes_may_have_to_be_built(app: Counted):
    await app.ask("Collection.create({ name: 'T' })")
    for days in (1, 2, 3):
        assert "data" in await app.ask("Collection.byName('T')!.update({ history_days: ${days} })", days=days)
    assert app.handed == 4


async def test_what_takes_longer_than_before_is_begun_anew_in_a_thread_and_done_once(
    app: Counted, monkeypatch: pytest.MonkeyPatch
):
    await app.ask("Collection.create({ name: 'T' })")
    query = "Set.sequence(0, ${n}).forEach(i => T.create({ i: i }))"
    await app.ask(query, n=1)
    monkeypatch.setattr(HURRIED, 0)
    assert "data" in await app.ask(query, n=400)
    assert app.handed == 3
    assert (await app.ask("T.all().count()"))["data"] == 401


async def test_a_recursion_that_has_become_endless_overflows_the_query_s_own_stack(app: Counted):
    query = "let f = (g, n) => if (n == 0) 0 else [n].map(x => g(g, n - 1)).length\nf(f, ${n})"
    assert (await app.ask(query, n=1))["data"] == 1
    assert (await app.ask(query, n=100_000))["error"]["code"] == "stack_overflow"
    assert app.handed == 1


async def test_only_so_many_are_remembered(app: Counted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(brief, "KEPT", 2)
    for query in ("1", "2", "3", "1"):
        assert (await app.ask(query))["data"] == int(query)
    assert app.handed == 4


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"query": 5}', b'{"query": {"fql": 5}}', b"[" * 900])
def test_what_is_no_query_has_no_text(body: bytes):
    assert QueryBody(body).text == ""
