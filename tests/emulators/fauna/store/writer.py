"""A process that commits without end and says what has been acknowledged.

Each transaction writes two documents that belong together, its thread's tally and now and then a definition.
"""

import os
import threading
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from app.emulators.fauna.store.documents import Version
from app.emulators.fauna.store.records import ROOT, CollectionRecord
from app.emulators.fauna.store.store import Store

PAIRS, TWINS, BY_NUMBER, TALLIES, OFFSET = 1001, 1002, 1003, 1004, 1_000_000
THREADS = 3


def write(path: str, first: int, said: Connection) -> None:
    """Commit from several threads until killed; each number is a line to `said` once its commit has returned."""
    store = Store(Path(path))

    def work(thread: int) -> None:
        for number in count(first + (thread - first) % THREADS, THREADS):
            transaction = store.begin(ROOT if number % 10 == 0 else -1)
            for collection in (PAIRS, TWINS):
                entries = [(collection, b""), (BY_NUMBER, b"%08d" % number)]
                transaction.documents.write(collection, number, Version(None, b"%d" % number), entries)
            if number % 10 == 0:
                transaction.put(CollectionRecord(OFFSET + number, number, f"C{number}", transaction.now))
            tally = b"%08d" % number
            transaction.documents.write(TALLIES, thread, Version(None, tally), [(TALLIES, tally)])
            transaction.commit()
            os.write(said.fileno(), b"%d\n" % number)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
