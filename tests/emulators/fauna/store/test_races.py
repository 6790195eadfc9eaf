"""Several threads at once: what each of them saw fits one order, that of the times of their transactions."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.emulators.fauna.store.documents import Entry, Range, Version
from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.file import StoreFile
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.retry import attempt
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction
from tests.emulators.fauna.store.running import ALPHA, CATS, data, put, saved

WRITERS = 8


@dataclass(slots=True)
class Done:
    """A transaction that is over: when it began and ended on the wall's clock, its time, what it saw and wrote."""

    began: float
    ended: float
    ts: int
    reads: dict[int, bytes | None] = field(default_factory=dict)
    scan: tuple[bytes, list[tuple[bytes, int]]] | None = None
    writes: dict[int, bytes] = field(default_factory=dict)


def together(work: Callable[[int], None]) -> None:
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def check(log: list[Done]) -> None:
    """Replay in the order of times, writers first; also, nobody's time is before that of who had ended already."""
    state: dict[int, bytes] = {}
    log.sort(key=lambda done: (done.ts, not done.writes))
    for done in log:
        assert done.reads == {document: state.get(document) for document in done.reads}
        if done.scan is not None:
            low, found = done.scan
            assert found == sorted((content, document) for document, content in state.items() if content >= low)[:5]
        state |= done.writes
    ends = sorted(log, key=lambda done: done.ended)
    highest, place = 0, 0
    for done in sorted(log, key=lambda item: item.began):
        while place < len(ends) and ends[place].ended < done.began:
            highest = max(highest, ends[place].ts)
            place += 1
        assert done.ts >= highest


def test_what_transactions_see_fits_one_order_and_that_of_real_time(store: Store) -> None:
    log: list[Done] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        for step in range(60):
            began = time.monotonic()
            done = attempt(
                store, ROOT, 50, lambda transaction, tried, step=step: act(transaction, chance, number, step)
            )
            done.began, done.ended = began, time.monotonic()
            log.append(done)

    together(work)
    assert len(log) == WRITERS * 60
    check(log)


def act(transaction: Transaction, chance: random.Random, number: int, step: int) -> Done:
    done = Done(0, 0, 0)
    for document in chance.sample(range(12), 3):
        done.reads[document] = data(transaction, document)
    if chance.random() < 0.5:
        low = b"%d" % chance.randrange(WRITERS)
        entries = transaction.documents.scan(Range(ALPHA, Entry(low, 0, 0)))
        done.scan = low, [(entry.key, entry.id) for entry, _ in zip(entries, range(5), strict=False)]
    if chance.random() < 0.6:
        document = chance.randrange(12)
        done.writes[document] = b"%d-%d-%d" % (number, step, chance.randrange(1000))
        put(transaction, document, done.writes[document])
    transaction.commit()
    done.ts = transaction.now
    return done


def test_transfers_between_accounts_keep_the_sum(store: Store) -> None:
    saved(store, dict.fromkeys(range(8), b"10"))
    sums: list[int] = []

    def transfer(transaction: Transaction, chance: random.Random) -> None:
        balances = {account: int(data(transaction, account) or 0) for account in range(8)}
        sums.append(sum(balances.values()))
        giver, taker = chance.sample(range(8), 2)
        amount = chance.randint(0, balances[giver])
        put(transaction, giver, b"%d" % (balances[giver] - amount))
        put(transaction, taker, b"%d" % (balances[taker] + amount))
        transaction.commit()

    def work(number: int) -> None:
        chance = random.Random(number)
        for _ in range(25):
            attempt(store, ROOT, 7, lambda transaction, tried: transfer(transaction, chance))

    together(work)
    assert set(sums) == {80}
    final = store.begin(ROOT)
    assert sum(int(data(final, account) or 0) for account in range(8)) == 80
    assert sum(int(entry.key) for entry in final.documents.scan(Range(ALPHA))) == 80


def test_a_counter_that_all_increment_loses_nothing(store: Store) -> None:
    saved(store, {1: b"0"})

    def increment(transaction: Transaction, tried: int) -> None:
        put(transaction, 1, b"%d" % (int(data(transaction, 1) or 0) + 1))
        transaction.commit()

    def work(number: int) -> None:
        for _ in range(40):
            attempt(store, ROOT, 7, increment)

    together(work)
    assert data(store.begin(ROOT), 1) == b"%d" % (WRITERS * 40)


def test_a_set_that_all_add_to_has_every_element_once_added(store: Store) -> None:
    def work(number: int) -> None:
        for step in range(40):
            saved(store, {number * 1000 + step: b"%d" % number})
            seen = {entry.id for entry in store.begin(ROOT).documents.scan(Range(ALPHA))}
            assert {number * 1000 + before for before in range(step + 1)} <= seen

    together(work)
    assert len(list(store.begin(ROOT).documents.scan(Range(ALPHA)))) == WRITERS * 40


def test_a_unique_name_has_exactly_one_owner(store: Store) -> None:
    winners: list[tuple[int, int]] = []
    barrier = threading.Barrier(WRITERS)

    def claim(transaction: Transaction, number: int, name: int) -> bool:
        low, high = Entry(b"%d" % name, 0, 0), Entry(b"%d\xff" % name, 0, 0)
        if next(transaction.documents.scan(Range(ALPHA, low, high)), None) is not None:
            return False
        document = name * WRITERS + number
        transaction.documents.write(CATS, document, Version(None, b"x"), [(ALPHA, b"%d" % name)])
        transaction.commit()
        return True

    def work(number: int) -> None:
        for name in range(100, 130):
            barrier.wait()
            if attempt(store, ROOT, 7, lambda transaction, tried, name=name: claim(transaction, number, name)):
                winners.append((name, number))

    together(work)
    assert sorted(name for name, _ in winners) == list(range(100, 130))
    assert len(list(store.begin(ROOT).documents.scan(Range(ALPHA)))) == 30


@dataclass(slots=True)
class Disk:
    """One that writes nothing until it is told to go on."""

    is_asked: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> Disk:
    slow, write = Disk(), store.file.write

    def wait_and_write():
        slow.is_asked.set()
        assert slow.may_go_on.wait(10)
        return write()

    saved(store, {1: b"a"})
    monkeypatch.setattr(store.file, "write", wait_and_write)
    return slow


def test_readers_never_wait_for_the_disk(store: Store, disk: Disk) -> None:
    thread = threading.Thread(target=saved, args=(store, {1: b"b", 2: b"c"}))
    thread.start()
    assert disk.is_asked.wait(10)
    reader = store.begin(ROOT)
    assert (data(reader, 1), data(reader, 2)) == (b"a", None)
    reader.commit()
    doomed = store.begin(ROOT)
    assert data(doomed, 1) == b"a"
    put(doomed, 3, b"z")
    disk.may_go_on.set()
    try:
        doomed.commit()
        raise AssertionError("it had read what the commit on its way to the disk changes")
    except Contended as contended:
        store.wait(contended.ts)
    thread.join()
    after = store.begin(ROOT)
    assert (data(after, 1), data(reader, 1), after.now > reader.now) == (b"b", b"a", True)


def test_readers_have_times_of_their_own_also_while_the_disk_is_slow(store: Store, disk: Disk) -> None:
    before = store.begin(ROOT).now
    saving: list[int] = []
    thread = threading.Thread(target=lambda: saving.append(saved(store, {1: b"b"})))
    thread.start()
    assert disk.is_asked.wait(10)
    times = [store.begin(ROOT).now for _ in range(20)]
    disk.may_go_on.set()
    thread.join()
    assert times == sorted(set(times))
    assert before < times[0] and times[-1] < saving[0] < store.begin(ROOT).now


def test_a_few_rows_are_read_as_committed_and_without_waiting_while_others_are_written(tmp_path: Path) -> None:
    file = StoreFile(tmp_path / "fauna.sqlite")
    is_written, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with file.write() as connection:
            connection.execute("insert into meta values ('a', 1)")
            is_written.set()
            assert may_end.wait(10)

    def rows() -> list[Any]:
        return file.read_little("select value from meta where name = ?", ("a",))

    thread = threading.Thread(target=write)
    thread.start()
    assert is_written.wait(10)
    assert rows() == []
    may_end.set()
    thread.join()
    assert rows() == [(1,)]
    file.close()
    with pytest.raises(sqlite3.Error):
        rows()
