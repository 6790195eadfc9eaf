"""Committing: checked and timed one after the other, written to the disk several at once.

A commit is first checked against the ones before it and takes its time, then goes to the disk with all others that came
meanwhile, and only when it is there may anybody see it. Who only reads never waits.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakSet

from app.emulators.fauna.store.catalog import Catalog
from app.emulators.fauna.store.clock import Clock
from app.emulators.fauna.store.dependencies import Footprint, Reads
from app.emulators.fauna.store.errors import Contended
from app.emulators.fauna.store.work import Work

REMEMBERED = 50_000
"""How many commits are remembered for transactions that began before them; one that is older still is contended."""

FORGOTTEN_AT_ONCE = 64
SPREAD_MICROS = 1000
"""How long before a commit under way the first of those began that cannot see it yet: each has a time of its own."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Moment:
    """What a transaction begins with: it sees everything committed up to `now`, and `catalog`."""

    now: int
    catalog: Catalog


@dataclass(slots=True, eq=False)
class _Commit:
    work: Work
    footprint: Footprint
    after: int
    done: bool = False
    error: BaseException | None = None


class Commits:
    """Gives out moments and takes commits; `write` makes several durable at once, or raises with nothing written.

    `published` is called with what can be seen from now on, in the order of times, by whoever wrote it to the disk.
    """

    def __init__(self, catalog: Catalog, clock: Clock, write: Callable[[list[Work]], None]) -> None:
        self.catalog = catalog
        self._clock = clock
        self._write = write
        self._gate = threading.RLock()
        self._lock = threading.RLock()
        self._order = threading.Condition(self._lock)
        self._disk = threading.Lock()
        self._waiting: deque[_Commit] = deque()
        self._in_flight: dict[int, _Commit] = {}
        self._log: deque[Footprint] = deque()
        self._forgotten = self._told = 0
        self._kept = FORGOTTEN_AT_ONCE
        self._active: WeakSet[Moment] = WeakSet()
        self.published: Callable[[list[Footprint]], None] = lambda footprints: None

    def begin(self) -> Moment:
        """A moment at which everything acknowledged so far can be seen, and whatever is seen stays so."""
        with self._lock:
            moment = Moment(self.horizon(), self.catalog)
            self._active.add(moment)
            return moment

    def horizon(self) -> int:
        """A time up to which everything is committed and can be seen; another one each time, if there is any."""
        with self._lock:
            if not self._in_flight:
                return self._clock.tick()
            first = min(self._in_flight)
            earliest = max(self._told, self._in_flight[first].after, first - SPREAD_MICROS) + 1
            self._told = min(earliest, first - 1)
            return self._told

    def oldest(self) -> int | None:
        """The earliest moment that a transaction under way may still read at."""
        with self._lock:
            return min((moment.now for moment in self._active), default=None)

    def wait(self, until: int) -> None:
        """Wait until every commit up to that time can be seen or has failed."""
        with self._order:
            self._order.wait_for(lambda: all(ts > until for ts in self._in_flight))

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Let nobody else commit within the block: what is begun in it cannot be contended."""
        with self._gate:
            with self._order:
                self._order.wait_for(lambda: not self._in_flight)
            yield

    def commit(self, moment: Moment, reads: Reads, work: Work) -> int:
        """Make the work durable, then visible; returns its time. Raises `Contended`, or what the disk raised."""
        with self._gate:
            commit = self._accept(moment, reads, work)
        with self._disk:
            if not commit.done:
                self._flush()
        if commit.error is not None:
            raise commit.error
        return commit.footprint.ts

    def _accept(self, moment: Moment, reads: Reads, work: Work) -> _Commit:
        if moment.now < self._forgotten:
            raise Contended(self._forgotten)
        for earlier in reversed(self._log):
            if earlier.ts <= moment.now:
                break
            if earlier.touches(reads):
                raise Contended(earlier.ts)
        with self._lock:
            before, ts = self._clock.last, self._clock.tick()
            if reads.expires is not None and reads.expires <= ts:
                raise Contended(ts)
            commit = _Commit(work, Footprint(ts), before)
            self._in_flight[ts] = commit
        try:
            commit.footprint = work.settle(ts)
        except BaseException as error:
            commit.error = error
            self._publish([commit], self.catalog)
            raise
        # Not after it is in the log: who begins while it is on its way sees the time before it.
        if len(self._log) >= min(self._kept, REMEMBERED):
            self._forget()
        self._log.append(commit.footprint)
        self._waiting.append(commit)
        return commit

    def _forget(self) -> None:
        oldest = self.oldest()
        while self._log and (oldest is None or self._log[0].ts <= oldest or len(self._log) >= REMEMBERED):
            self._forgotten = self._log.popleft().ts
        self._kept = len(self._log) + FORGOTTEN_AT_ONCE

    def _flush(self) -> None:
        commits = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not self._written(commits):
            for commit in commits if len(commits) > 1 else ():
                self._written([commit])
        catalog = self.catalog
        for commit in commits:
            if commit.error is None and commit.work.records:
                catalog = catalog.after(commit.work.records)
        self._publish(commits, catalog)

    def _written(self, commits: list[_Commit]) -> bool:
        """Write them together; if they cannot be, they are marked so until written one by one."""
        error: BaseException | None = None
        try:
            self._write([commit.work for commit in commits])
        except Exception as failure:
            error = failure
        for commit in commits:
            commit.error, commit.footprint.void = error, error is not None
        return error is None

    def _publish(self, commits: list[_Commit], catalog: Catalog) -> None:
        with self._order:
            self.catalog = catalog
            for commit in commits:
                del self._in_flight[commit.footprint.ts]
                commit.done = True
            self._order.notify_all()
        visible = [commit.footprint for commit in commits if commit.error is None]
        if visible:
            self.published(visible)
