"""Schema pushes that break on the way, and pushes while others write."""

import functools
import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.emulators.fauna.store import store as stores
from app.emulators.fauna.store.transaction import Transaction
from app.emulators.fauna.store.view import DocumentsView
from app.emulators.fauna.store.work import Work
from app.emulators.fauna.store.writing import write_work
from tests.emulators.fauna.installs import Install, install

OLD = """
collection Note {
  title: String
  done: Boolean?
  compute size: Number = (note => note.title.length)
  index byTitle { terms [.title] }
}
collection Gone {}
function shout(text) { text.toUpperCase() }
role reader {
  privileges Note { read }
}
"""
NEW = """
collection Note {
  name: String
  author: String = "nobody"
  index byAuthor { terms [.author]; values [.name] }
  unique [.name]
  migrations {
    move .title -> .name
    drop .done
    add .author
    backfill .author = "ann"
  }
}
collection Fresh {}
function whisper(text) { text.toLowerCase() }
role reader {
  privileges Fresh { read }
}
role writer {
  privileges Note { write }
}
"""
SEED = 'Set.sequence(0, 5).forEach(n => Note.create({ title: "t#{n}", done: true })); Gone.create({ a: 1 })'
LOOK = """[
  Note.all().map(.title).toArray(), Note.byTitle("t3").map(.size).toArray(), Gone.all().count(), shout("a"),
  Collection.all().map(.name).toArray(), Function.all().map(.name).toArray(), Role.all().map(.name).toArray()
]"""
STEPS: list[tuple[type, str]] = [
    *((Transaction, name) for name in ("get", "put", "remove", "collections", "schema", "next_id", "commit")),
    *((DocumentsView, name) for name in ("read", "write", "scan")),
]


class Broken(Exception):
    """What the test breaks a step with."""


class Steps:
    """Counts the steps of a push, from a read of a record to a statement on the disk, and breaks one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.last = 0, 0
        for cls, name in STEPS:
            monkeypatch.setattr(cls, name, self._counting(getattr(cls, name)))

        def write(connection: Any, work: Work) -> None:
            counted: Any = Connection(self, connection)
            write_work(counted, work)

        monkeypatch.setattr(stores, "write_work", write)

    def _counting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def counted(*args: Any, **options: Any) -> Any:
            self.step()
            result = method(*args, **options)
            if method.__name__ == "commit":
                self.last = 0  # what follows only words the answer
            return result

        return counted

    def step(self) -> None:
        """One more; the one to break raises `Broken`."""
        self.count += 1
        if self.count == self.last:
            raise Broken

    def break_at(self, step: int) -> None:
        """From now on, count to this; 0 breaks nothing."""
        self.count, self.last = 0, step


class Connection:
    """A connection whose statements are steps."""

    def __init__(self, steps: Steps, connection: Any) -> None:
        self._steps, self._connection = steps, connection

    def execute(self, *args: Any) -> Any:
        """Execute one."""
        self._steps.step()
        return self._connection.execute(*args)

    def executemany(self, *args: Any) -> Any:
        """Execute many."""
        self._steps.step()
        return self._connection.executemany(*args)


@pytest.fixture
def db() -> Iterator[Install]:
    with install(typechecked=False) as made:
        made.push(OLD)
        made.data(SEED)
        yield made


@pytest.mark.parametrize("staged", [False, True])
def test_a_push_that_breaks_at_any_step_leaves_the_old_schema_answering(
    db: Install, monkeypatch: pytest.MonkeyPatch, *, staged: bool
):
    def look() -> Any:
        return db.data(LOOK), db.file(), db.store.begin(db.number).schema(db.number), db.collections()

    def push() -> tuple[int, dict[str, Any]]:
        if staged:
            return db.request("POST", "/commit")
        return db.request("POST", "/update", {"main.fsl": NEW}, force="true")

    if staged:
        db.push(NEW, staged="true", force="true")
    before, steps = look(), Steps(monkeypatch)
    for broken in itertools.count(1):
        steps.break_at(broken)
        try:
            status, _ = push()
        except Broken:
            steps.break_at(0)
            assert look() == before, f"after breaking step {broken}"
        else:
            break
    assert status == 200
    assert broken > 30
    after = db.data('[Note.byAuthor("ann").map(.name).toArray(), whisper("A"), Collection.all().map(.name).toArray()]')
    assert after == [[f"t{n}" for n in range(5)], "a", ["Note", "Fresh"]]


ADD = 'add .tag; backfill .tag = "old"'
PUSHES = [
    ["k: Int", "index byK { terms [.k] }"],
    ["k: Int", 'tag: String = "x"', "index byK { terms [.k] }", f"migrations {{ {ADD} }}"],
    ["k: Int", 'tag: String = "x"', "unique [.k]", "index byTag { terms [.tag] }", f"migrations {{ {ADD} }}"],
    [
        *(
            "k: Int",
            'label: String = "x"',
            "unique [.k]",
            "index byK { terms [.k] }",
            "index byLabel { terms [.label] }",
        ),
        f"migrations {{ {ADD}; move .tag -> .label }}",
    ],
]
WRITERS = 8


def test_pushes_while_eight_write_lose_none_of_their_writes():
    with install(typechecked=False) as db:
        db.push("collection Note {\n  k: Int\n}")
        acknowledged: list[list[int]] = [[] for _ in range(WRITERS)]
        over = threading.Event()

        def write(number: int) -> None:
            for k in itertools.count(number, WRITERS):
                if over.is_set():
                    return
                answer = db.answer(f"Note.create({{ k: {k} }}).k")
                if "data" in answer:
                    acknowledged[number].append(k)
                else:
                    assert answer["error"]["code"] == "contended_transaction"

        threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            for lines in PUSHES:
                seen = sum(map(len, acknowledged))
                while sum(map(len, acknowledged)) < seen + 2 * WRITERS:
                    assert any(thread.is_alive() for thread in threads)
                    over.wait(0.005)
                db.push("collection Note {\n" + "\n".join(lines) + "\n}", force="true")
        finally:
            over.set()
            for thread in threads:
                thread.join()
        written = sorted(k for ks in acknowledged for k in ks)
        assert len(written) > len(PUSHES) * WRITERS
        assert db.data("Note.all().map(.k).toArray().order()") == written
        assert db.data('Note.all().toArray().every(note => note.label == "old" || note.label == "x")') is True
        for k in (written[0], written[-1]):
            assert db.data(f"Note.byK({k}).count()") == 1
        assert db.data('Note.byLabel("old").count() + Note.byLabel("x").count()') == len(written)
