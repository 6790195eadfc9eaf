"""A process that is killed while it commits: what it acknowledged is there, and nothing is there by half."""

import multiprocessing
import os
import random
import time
from pathlib import Path

import pytest

from app.emulators.fauna.store.documents import Range, Version
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store
from tests.emulators.fauna.store import writer
from tests.emulators.fauna.store.writer import BY_NUMBER, OFFSET, PAIRS, TALLIES, THREADS, TWINS

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([writer.__name__])


MORE = int(os.environ.get("CRASH_ROUNDS", "500"))
"""How often the longer test kills."""


@pytest.mark.parametrize("rounds", [50, pytest.param(MORE, marks=pytest.mark.slow)])
def test_what_was_acknowledged_survives_a_kill_and_nothing_is_there_by_half(tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "fauna.sqlite"
    chance = random.Random(rounds)
    acknowledged: set[int] = set()
    first = 0
    for _ in range(rounds):
        acknowledged |= killed(path, first, chance.uniform(0, 0.05))
        first = check(path, acknowledged) + 1
    assert len(acknowledged) > rounds


def killed(path: Path, first: int, seconds: float) -> set[int]:
    """What a writing process acknowledged until it was killed, so long after its first commit."""
    reading, writing = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=writer.write, args=(str(path), first, writing))
    process.start()
    writing.close()
    with os.fdopen(os.dup(reading.fileno()), "rb") as said:
        lines = [said.readline()]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            lines.append(said.readline())
        process.kill()
        lines += said.readlines()
    process.join()
    reading.close()
    assert lines[0]
    return {int(line) for line in lines if line.endswith(b"\n")}


def check(path: Path, acknowledged: set[int]) -> int:
    """Look at everything in the file; returns the largest number in it."""
    store = Store(path)
    assert store.file.read("pragma integrity_check") == [("ok",)]
    transaction = store.begin(ROOT)
    pairs, twins = ({entry.id for entry in transaction.documents.scan(Range(index))} for index in (PAIRS, TWINS))
    assert acknowledged <= twins
    assert pairs == twins
    assert all(transaction.documents.read(PAIRS, number) is not None for number in pairs)
    entries = [(entry.collection, entry.id) for entry in transaction.documents.scan(Range(BY_NUMBER))]
    assert entries == [(collection, number) for number in sorted(twins) for collection in (PAIRS, TWINS)]
    assert {record.id - OFFSET for record in transaction.all("collections")} == {n for n in twins if n % 10 == 0}
    tallies = {entry.id: int(entry.key) for entry in transaction.documents.scan(Range(TALLIES))}
    assert tallies == {thread: max(n for n in twins if n % THREADS == thread) for thread in tallies}
    assert {thread: data(transaction.documents.read(TALLIES, thread)) for thread in tallies} == tallies
    store.close()
    return max(twins)


def data(version: Version | None) -> int:
    assert version is not None and version.data is not None
    return int(version.data)
