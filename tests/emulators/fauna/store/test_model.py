"""Any interleaving of transactions, compared with dictionaries that are copied at each commit."""

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from app.emulators.fauna.store.documents import Entry, Range
from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.records import ROOT
from app.emulators.fauna.store.store import Store
from app.emulators.fauna.store.transaction import Transaction
from tests.emulators.fauna.store.running import ALL, ALPHA, CATS, data, delete, put

State = dict[int, bytes]
Bounds = tuple[Entry | None, Entry | None, bool, int]
documents = st.integers(0, 7)
contents = st.sampled_from([b"a", b"b", b"c", b"d", b"e"])
bounds = st.none() | st.builds(Entry, contents, st.just(CATS), documents)


@dataclass(eq=False)
class Running:
    """A transaction under way, what it should see, and what it has read so far with the answers."""

    transaction: Transaction
    state: State
    reads: list[tuple[int, bytes | None]] = field(default_factory=list)
    scans: list[tuple[Bounds, list[Entry]]] = field(default_factory=list)
    writes: dict[int, bytes | None] = field(default_factory=dict)


def scanned(state: State, low: Entry | None, high: Entry | None, reverse: bool, limit: int) -> list[Entry]:
    entries = sorted(Entry(content, CATS, document) for document, content in state.items())
    kept = [entry for entry in entries if (low is None or entry >= low) and (high is None or entry <= high)]
    return (kept[::-1] if reverse else kept)[:limit]


class Transactions(RuleBasedStateMachine):
    """Reads agree with the model at the snapshot; a commit goes through only if they still do at its time."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(None)
        self.history: list[tuple[int, State]] = [(0, {})]

    def teardown(self) -> None:
        self.store.close()

    running = Bundle("running")

    @rule(target=running)
    def begin(self) -> Running:
        return Running(self.store.begin(ROOT), dict(self.history[-1][1]))

    @rule(it=running, document=documents)
    def read(self, it: Running, document: int) -> None:
        assert data(it.transaction, document) == it.state.get(document)
        if document not in it.writes:
            it.reads.append((document, it.state.get(document)))

    @rule(it=running, document=documents, content=contents)
    def write(self, it: Running, document: int, content: bytes) -> None:
        put(it.transaction, document, content)
        self._written(it, document, content)

    @rule(it=running, document=documents)
    def remove(self, it: Running, document: int) -> None:
        delete(it.transaction, document)
        self._written(it, document, None)

    @rule(it=running, low=bounds, high=bounds, reverse=st.booleans(), limit=st.integers(1, 9))
    def scan(self, it: Running, low: Entry | None, high: Entry | None, reverse: bool, limit: int) -> None:
        entries = it.transaction.documents.scan(Range(ALPHA, low, high), reverse=reverse)
        found = [entry for entry, _ in zip(entries, range(limit), strict=False)]
        assert found == scanned(it.state, low, high, reverse, limit)
        if not it.writes:
            it.scans.append(((low, high, reverse, limit), found))

    @rule(it=running)
    def all(self, it: Running) -> None:
        found = [entry.id for entry in it.transaction.documents.scan(Range(ALL))]
        assert found == sorted(it.state)

    @rule(it=running, back=st.integers(0, 5), document=documents)
    def past(self, it: Running, back: int, document: int) -> None:
        ts, state = self.history[max(0, len(self.history) - 1 - back)]
        if ts < it.transaction.now:
            assert data(it.transaction, document, at=ts) == state.get(document)
            found = list(it.transaction.documents.scan(Range(ALPHA), at=ts))
            assert found == scanned(state, None, None, False, 99)

    @rule(it=consumes(running))
    def commit(self, it: Running) -> None:
        now = self.history[-1][1]
        try:
            it.transaction.commit()
        except Contended:
            assert it.writes
            assert any(ts > it.transaction.now for ts, _ in self.history)
            return
        if it.writes:
            assert all(now.get(document) == content for document, content in it.reads)
            assert all(scanned(now, *asked) == found for asked, found in it.scans)
            assert it.transaction.now > self.history[-1][0]
            following = {**now, **{key: value for key, value in it.writes.items() if value is not None}}
            for document in (key for key, value in it.writes.items() if value is None):
                following.pop(document, None)
            self.history.append((it.transaction.now, following))

    @rule(it=consumes(running))
    def abandon(self, it: Running) -> None:
        """What was written is forgotten with it."""

    @rule()
    def keep_up(self) -> None:
        self.store.upkeep.run()

    @invariant()
    def agrees(self) -> None:
        transaction = self.store.begin(ROOT)
        state = self.history[-1][1]
        assert {document: data(transaction, document) for document in range(8) if data(transaction, document)} == state
        assert list(transaction.documents.scan(Range(ALPHA))) == scanned(state, None, None, False, 99)

    def _written(self, it: Running, document: int, content: bytes | None) -> None:
        it.writes[document] = content
        if content is None:
            it.state.pop(document, None)
        else:
            it.state[document] = content


TestTransactions = Transactions.TestCase
TestTransactions.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
