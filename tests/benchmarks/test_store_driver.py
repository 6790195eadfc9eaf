"""Documents through the official Python driver on a durable store, beside the driver alone and bare SQLite."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

import httpx
import psutil
import pytest
from fauna import fql
from fauna.client import Client
from fauna.encoding import FaunaEncoder
from fauna.query.query_builder import Query

from tests.benchmarks.conftest import Record
from tests.benchmarks.floors import constant_answer
from tests.benchmarks.measuring import Line, Timing, by_turns, milliseconds
from tests.emulators.running import emulators, free_port

pytestmark = pytest.mark.benchmark
ROUNDS, FEW, MANY, BATCH = 600, 1000, 100_000, 2000
FIELDS = '{ name: "Ada Lovelace", group: i % 50, note: "' + "x" * 120 + '", tags: ["a", "b"] }'
HEADERS = {"Authorization": "Bearer secret", "X-Format": "tagged", "X-Typecheck": "false"}
ROOMY = {**HEADERS, "X-Query-Timeout-Ms": "60000"}
INDEX = '{ byGroup: { terms: [{ field: "group" }], values: [{ field: "name" }] } }'
GET, PAGE = fql("Small.byId(500)!"), fql("Small.byGroup(7)")


@dataclass
class Running:
    """An emulator with a file, as it is by default, and a driver at it."""

    address: str
    process: psutil.Process
    folder: Path

    def __post_init__(self) -> None:
        self.driver = Client(endpoint=self.address, secret="secret")

    def answer(self, query: Query) -> httpx.Response:
        body = {"query": FaunaEncoder.encode(query)}
        return httpx.post(f"{self.address}/query/1", json=body, headers=HEADERS).raise_for_status()

    def run(self, text: str) -> Any:
        return httpx.post(f"{self.address}/query/1", json={"query": text}, headers=ROOMY, timeout=60).raise_for_status()

    def fill(self, collection: str, amount: int) -> None:
        self.run(f'Collection.create({{ name: "{collection}", indexes: {INDEX} }})')
        for first in range(0, amount, BATCH):
            last = min(first + BATCH, amount)
            self.run(
                f"Set.sequence({first}, {last}).forEach(i => {collection}.create({{ id: ID(i) }}).update({FIELDS}))"
            )


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Running]:
    port = str(free_port())
    with emulators("--data", str(folder), "--port", port, "--root-secret", "secret") as (process, _):
        yield Running(f"http://127.0.0.1:{port}", psutil.Process(process.pid), folder)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("data")) as started:
        started.fill("Small", FEW)
        yield started


@contextlib.contextmanager
def constant(answer: httpx.Response, folder: Path, by: Literal["granian", "the emulators"]) -> Iterator[Client]:
    folder = folder / by
    folder.mkdir()
    with constant_answer(answer, folder, by) as address:
        yield Client(endpoint=address, secret="secret")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """One table, one connection, the same settings."""
    sql = sqlite3.connect(tmp_path / "bare.sqlite", isolation_level=None)
    sql.executescript(
        "pragma journal_mode=wal; pragma synchronous=full; create table docs (id integer primary key, data)"
    )
    yield sql
    sql.close()


def reading(emulator: Running, query: Query, folder: Path) -> tuple[Timing, Timing]:
    with constant(emulator.answer(query), folder, "granian") as floor:
        return by_turns(ROUNDS, lambda: emulator.driver.query(query), lambda: floor.query(query))


def test_get_by_id_is_at_most_twice_the_driver_alone(emulator: Running, record: Record, tmp_path: Path):
    own, floor = reading(emulator, GET, tmp_path)
    assert record(Line("driver: get by id", own, "the driver, a constant answer", floor, 2)).ratio <= 2


def test_a_page_of_an_index_is_at_most_three_times_the_driver_alone(emulator: Running, record: Record, tmp_path: Path):
    assert len(emulator.driver.query(PAGE).data.data) == 16
    own, floor = reading(emulator, PAGE, tmp_path)
    assert record(Line("driver: index page of 16", own, "the driver, a constant answer", floor, 3)).ratio <= 3


@pytest.mark.parametrize("name", ["create", "update"])
def test_a_durable_write_is_at_most_the_driver_and_three_commits(
    emulator: Running, bare: sqlite3.Connection, record: Record, tmp_path: Path, name: str
):
    numbers = count()
    fields = {"name": "Ada Lovelace", "group": 51, "note": "x" * 120, "tags": ["a", "b"]}
    emulator.run("let d = Small.byId(0)!; d.update({ group: 51 })")

    def write() -> Query:
        if name == "create":
            return fql("Small.create(${fields})", fields=fields)
        return fql("Small.byId(0)!.update({ n: ${n} })", n=next(numbers))

    def commit() -> None:
        bare.execute("insert into docs values (?, ?)", (next(numbers), str(fields)))

    answer = emulator.answer(write())
    with constant(answer, tmp_path, "granian") as floor, constant(answer, tmp_path, "the emulators") as same:
        samples = [
            (
                milliseconds(lambda: emulator.driver.query(write())),
                milliseconds(commit),
                milliseconds(lambda: floor.query(write())),
                milliseconds(lambda: same.query(write())),
            )
            for _ in range(ROUNDS)
        ]
    own, disk, driver, unbeaten = (Timing.of(each) for each in zip(*samples[ROUNDS // 10 :], strict=True))
    least = Timing((unbeaten.p50 + 3 * disk.p50,))
    record(Line(f"driver: durable {name}", own, "the same, the constant answer by the emulators' own server", least))
    allowed = Timing((driver.p50 + 3 * disk.p50,))
    line = Line(f"driver: durable {name}", own, "the driver, and 3 commits of bare SQLite", allowed, 1)
    assert record(line).ratio <= 1


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("full")
    with running(folder) as started:
        started.fill("Small", FEW)
        started.fill("Large", MANY)
    with running(folder) as again:
        yield again


def test_pages_of_many_documents_are_as_quick_as_those_of_few(full: Running, record: Record):
    large = fql("Large.byGroup(7)")
    own, floor = by_turns(ROUNDS, lambda: full.driver.query(large), lambda: full.driver.query(PAGE))
    assert record(Line("driver: page of 16 of 100,000", own, "of 1,000", floor, 1.3)).ratio <= 1.3


def test_many_documents_need_little_memory(full: Running, record: Record):
    before = full.process.memory_info().rss / 2**20
    assert full.run("Large.all().count()").json()["data"] == {"@int": str(MANY)}
    for group in range(50):
        full.run(f"Large.byGroup({group}).paginate(2000)")
    after = full.process.memory_info().rss / 2**20
    line = Line(
        "emulator: memory, 100,000 documents read", Timing.of([after]), "begun", Timing.of([before]), None, "MiB"
    )
    record(line)
    assert after <= 150


def test_an_emulator_with_many_documents_starts_as_quickly_as_an_empty_one(
    full: Running, record: Record, tmp_path: Path
):
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in full.folder.iterdir():
        if file.is_file() and not file.name.endswith(".lock"):
            (folder / file.name).write_bytes(file.read_bytes())

    def start(place: Path) -> float:
        began = time.perf_counter()
        with running(place) as started:
            started.run("1")
            return (time.perf_counter() - began) * 1000

    empty = tmp_path / "empty"
    empty.mkdir()
    pairs = [(start(folder), start(empty)) for _ in range(3)]
    own, floor = (Timing.of(each) for each in zip(*pairs, strict=True))
    record(Line("emulator: start, 100,000 documents", own, "empty", floor))
    assert own.p50 - floor.p50 <= 500
