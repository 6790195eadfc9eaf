"""What one query costs another: a long computation beside a short one, and refusals of what is too much."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any

import httpx
import pytest

from tests.benchmarks.conftest import Record
from tests.benchmarks.floors import fauna_emulator
from tests.benchmarks.measuring import Line, Timing

pytestmark = pytest.mark.benchmark
HEADERS = {"Authorization": "Bearer secret", "X-Format": "tagged"}
HELLO = "'Hello World!'"
BUSY = "Set.sequence(0, 2000000000).map(x => x * 2).reduce((sum, x) => sum + x)"
BUSY_SECONDS = 5
EXTRA_MS = 50
REFUSED_MS = 100
REFUSED = {
    "a literal of 1 MB": ("invalid_query", '"' + "x" * 1_048_576 + '"'),
    "10,000 nested brackets": ("invalid_query", "[" * 10_000 + "]" * 10_000),
    "an endless recursion": ("stack_overflow", "let f = (f, x) => f(f, x + 1)\nf(f, 0)"),
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with fauna_emulator() as address:
        yield address


@pytest.fixture
async def client(emulator: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=emulator, headers=HEADERS, timeout=30) as opened:
        for _ in range(20):
            await _ask(opened, HELLO)
        yield opened


async def test_a_query_of_five_seconds_hardly_delays_its_neighbour(client: httpx.AsyncClient, record: Record):
    alone, beside = [], []
    for _ in range(2):
        alone += await _hellos_during(client, asyncio.sleep(BUSY_SECONDS))
        beside += await _hellos_during(client, _busy(client))
    own, floor = Timing.of(beside), Timing.of(alone)
    record(Line(f"Hello World beside a query of {BUSY_SECONDS} s", own, "Hello World alone", floor))
    assert own.p99 - floor.p99 <= EXTRA_MS


@pytest.mark.parametrize("name", REFUSED)
async def test_too_much_is_refused_at_once(name: str, client: httpx.AsyncClient, record: Record):
    code, query = REFUSED[name]
    assert (await client.post("/query/1", json={"query": query})).json()["error"]["code"] == code
    refused = Timing.of([await _ask(client, query) for _ in range(20)])
    alone = Timing.of([await _ask(client, HELLO) for _ in range(20)])
    record(Line(f"{name}, refused", refused, "Hello World", alone))
    assert refused.p50 <= REFUSED_MS


async def _hellos_during(client: httpx.AsyncClient, other: Coroutine[Any, Any, None]) -> list[float]:
    task = asyncio.create_task(other)
    await asyncio.sleep(0.2)
    samples = []
    while not task.done():
        samples.append(await _ask(client, HELLO))
        await asyncio.sleep(0.01)
    await task
    return samples[:-1]


async def _busy(client: httpx.AsyncClient) -> None:
    timeout = {"X-Query-Timeout-Ms": str(BUSY_SECONDS * 1000)}
    answer = await client.post("/query/1", json={"query": BUSY}, headers=timeout)
    assert answer.json()["error"]["code"] == "time_out"


async def _ask(client: httpx.AsyncClient, query: str) -> float:
    started = time.perf_counter()
    await client.post("/query/1", json={"query": query})
    return (time.perf_counter() - started) * 1000
