"""From a commit to the event in each client's hands, beside a server that gives everybody a ready-made line."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.benchmarks.conftest import Record
from tests.benchmarks.floors import broadcast, fauna_emulator
from tests.benchmarks.measuring import Line, Timing

pytestmark = pytest.mark.benchmark
HEADERS = {"Authorization": "Bearer secret", "X-Format": "tagged"}
ROUNDS = {1: 200, 50: 60, 500: 15}
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """Readers of one stream, each over a connection of its own, and how to make something happen."""

    readers: list[asyncio.StreamReader]
    http: httpx.AsyncClient
    path: str
    body: dict[str, Any]

    async def share(self) -> list[float]:
        """Milliseconds from the time that the line tells to its arrival, for each reader."""
        waiting = [asyncio.create_task(arrival(reader)) for reader in self.readers]
        await self.http.post(self.path, json=self.body)
        return await asyncio.gather(*waiting)


async def arrival(reader: asyncio.StreamReader) -> float:
    """How old the next line is when it comes, in milliseconds."""
    while True:
        line = await reader.readline()
        arrived = time.time_ns() / 1000
        if line.startswith(b"{") and (ts := json.loads(line).get("txn_ts")):
            return (arrived - ts) / 1000


@asynccontextmanager
async def crowd(
    address: str, stream: str, body: dict[str, Any], count: int, write: tuple[str, Any]
) -> AsyncIterator[Crowd]:
    """So many readers that have got their first line."""
    url = httpx.URL(address)
    content = json.dumps(body).encode()
    fields = {"Host": url.host, "Content-Length": len(content), "Authorization": "Bearer secret"}
    head = "\r\n".join([f"POST {stream} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "\r\n"])
    writers, readers = [], []
    for _ in range(count):
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(head.encode() + content)
        while not (await reader.readline()).startswith(b"{"):
            pass
        readers.append(reader)
        writers.append(writer)
    async with httpx.AsyncClient(base_url=address, headers=HEADERS, timeout=60) as http:
        yield Crowd(readers, http, *write)
    for writer in writers:
        writer.close()


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with fauna_emulator() as address:
        query(address, "Collection.create({ name: 'Note' })")
        yield address


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with broadcast(tmp_path_factory.mktemp("broadcast")) as address:
        yield address


def query(address: str, text: str) -> Any:
    answer = httpx.post(f"{address}/query/1", json={"query": text}, headers=HEADERS).json()
    assert "data" in answer, answer
    return answer["data"]


@pytest.mark.parametrize("count", ROUNDS)
async def test_commit_to_event(emulator: str, bare: str, record: Record, count: int) -> None:
    source = query(emulator, "Note.where(.text != '').eventSource()")["@stream"]
    write = ("/query/1", {"query": "Note.create({ text: 'something to read', author: 'ann', visibility: 'shared' })"})
    async with (
        crowd(emulator, "/stream/1", {"token": source}, count, write) as ours,
        crowd(bare, "/stream", {}, count, ("/write", {})) as theirs,
    ):
        pairs = [(await ours.share(), await theirs.share()) for _ in range(ROUNDS[count] + WARM_UP)][WARM_UP:]
    own, floor = (Timing.of([each for shared in rounds for each in shared]) for rounds in zip(*pairs, strict=True))
    readers = "1 reader" if count == 1 else f"{count} readers"
    record(Line(f"commit → event, {readers}", own, f"a bare line, {readers}", floor))
    assert len(own.samples) == count * ROUNDS[count]
