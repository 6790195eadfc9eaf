"""The document store beside bare SQLite doing the least that could be called the same, on the same disk."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

from app.emulators.fauna.fql.values import ID
from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.keys import above, encode, prefix
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.values import decode
from app.emulators.fauna.store.values import encode as stored
from tests.benchmarks.conftest import Record
from tests.benchmarks.measuring import Line, Timing, by_turns, milliseconds

pytestmark = pytest.mark.benchmark
ROUNDS, PAGE, MANY, FEW = 1000, 16, 100_000, 1000
MOST_MORE_MIB = 32
DOCS, ALL, BY_GROUP = 1, 1, 2
FIELDS = {"name": "Ada Lovelace", "group": 7, "note": "x" * 120, "tags": ["a", "b"]}


class Bare:
    """One table, one connection, the same settings."""

    def __init__(self, path: Path) -> None:
        self.sql = sqlite3.connect(path, isolation_level=None)
        self.sql.executescript("pragma journal_mode=wal; pragma synchronous=full;")
        self.sql.execute("create table docs (id integer primary key, grp integer, data blob)")
        self.sql.execute("create index docs_by_group on docs (grp, id)")
        self.numbers = count(1)

    def create(self) -> None:
        number = next(self.numbers)
        self.sql.execute("insert into docs values (?, ?, ?)", (number, number % 100, stored(FIELDS)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "fauna.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    opened = Bare(tmp_path / "bare.sqlite")
    yield opened
    opened.sql.close()


def write(store: Store, numbers: range) -> None:
    transaction = store.begin(ROOT)
    for number in numbers:
        entries = [(ALL, b""), (BY_GROUP, encode([number % 100, ID(number)]))]
        transaction.documents.write(DOCS, number, Version(None, stored(FIELDS)), entries)
    transaction.commit()


def fill(store: Store, bare: Bare, amount: int) -> None:
    for first in range(0, amount, 5000):
        write(store, range(first, min(first + 5000, amount)))
    bare.sql.execute("begin")
    for _ in range(amount):
        bare.create()
    bare.sql.execute("commit")


def page(store: Store) -> list[object]:
    documents = store.begin(ROOT).documents
    low = prefix([50])
    entries = documents.scan(Range(BY_GROUP, Entry(low, 0, 0), Entry(above(low), 0, 0)))
    found = [documents.read(entry.collection, entry.id) for entry, _ in zip(entries, range(PAGE), strict=False)]
    return [decode(version.data) for version in found if version is not None and version.data is not None]


def bare_page(bare: Bare) -> list[object]:
    rows = bare.sql.execute("select data from docs where grp = 50 order by id limit ?", (PAGE,)).fetchall()
    return [decode(data) for (data,) in rows]


def test_reading_a_document(store: Store, bare: Bare, record: Record):
    fill(store, bare, FEW)

    def read() -> object:
        version = store.begin(ROOT).documents.read(DOCS, 500)
        assert version is not None and version.data is not None
        return decode(version.data)

    def select() -> object:
        return decode(bare.sql.execute("select data from docs where id = ?", (500,)).fetchone()[0])

    own, floor = by_turns(ROUNDS, read, select)
    record(Line("store: read a document", own, "SQLite: select by key", floor))


def test_reading_a_page(store: Store, bare: Bare, record: Record):
    fill(store, bare, FEW * 2)
    assert len(page(store)) == len(bare_page(bare)) == PAGE
    own, floor = by_turns(ROUNDS, lambda: page(store), lambda: bare_page(bare))
    record(Line("store: page of 16", own, "SQLite: the same select", floor))


def test_creating_a_document(store: Store, bare: Bare, record: Record):
    numbers = count(10**6)

    def create() -> None:
        number = next(numbers)
        write(store, range(number, number + 1))

    own, floor = by_turns(ROUNDS, create, bare.create)
    line = record(Line("store: durable create", own, "SQLite: durable insert", floor, 3))
    assert line.ratio <= 3


def test_creating_with_eight_threads(store: Store, bare: Bare, record: Record):
    numbers = count(10**6)

    def writer() -> None:
        for _ in range(50):
            number = next(numbers)
            write(store, range(number, number + 1))

    def together() -> None:
        threads = [threading.Thread(target=writer) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def alone() -> None:
        for _ in range(400):
            bare.create()

    own, floor = by_turns(5, together, alone)
    record(Line("store: 400 creates by 8 threads", own, "SQLite: 400 inserts, one by one", floor))


def test_a_page_of_many_documents(store: Store, bare: Bare, record: Record, tmp_path: Path):
    small = Store(tmp_path / "small.sqlite")
    write(small, range(2 * FEW))
    fill(store, bare, MANY)
    own, floor = by_turns(ROUNDS, lambda: page(store), lambda: page(small))
    small.close()
    line = record(Line("store: page of 16 of 100,000", own, "of 2,000", floor, 1.3))
    assert line.ratio <= 1.3


def test_opening_and_scanning_many_documents(store: Store, bare: Bare, record: Record, tmp_path: Path):
    fill(store, bare, MANY)
    store.close()
    before = psutil.Process().memory_info().rss / 2**20
    started = time.perf_counter()
    again = Store(tmp_path / "fauna.sqlite")
    opening = (time.perf_counter() - started) * 1000
    floor = milliseconds(lambda: Bare(tmp_path / "other.sqlite"))
    record(Line("store: open 100,000 documents", Timing.of([opening]), "SQLite: make a file", Timing.of([floor])))
    assert opening < 500
    assert sum(1 for _ in again.begin(ROOT).documents.scan(Range(ALL))) == MANY
    after = psutil.Process().memory_info().rss / 2**20
    again.close()
    record(Line("store: memory, all scanned", Timing.of([after]), "before", Timing.of([before]), None, "MiB"))
    assert after - before < MOST_MORE_MIB
