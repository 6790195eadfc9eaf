"""Whose turn it is: a query that has run for a while stands back while others have only begun.

Threads share one interpreter, so a busy query would slow every step of its neighbours. Short ones get it for
themselves; a long one still runs, since it never stands back for longer than `LONGEST_WAIT` at a time.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

SHORT_SECONDS = 0.02
LONGEST_WAIT = 0.005
NAP = 0.0005


class Turns:
    """Knows how many requests are under way, and how many of them are short so far."""

    def __init__(self) -> None:
        self.open = self.short = 0
        self._lock = threading.Lock()

    def take(self) -> "Turn":
        """A request's turn, for a block from its arrival to its answer."""
        return Turn(self)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """A request that nobody stands back for: others only know that they are not alone."""
        self.count(open=1)
        try:
            yield
        finally:
            self.count(open=-1)

    def count(self, *, open: int = 0, short: int = 0) -> None:  # noqa: A002 - as the attributes are called
        """So many more, or less."""
        with self._lock:
            self.open += open
            self.short += short


class Turn:
    """One request's; short until it has run for `SHORT_SECONDS`. With `is_hurried` its query is brief or given up."""

    __slots__ = ("_is_short", "_started", "_turns", "is_hurried")

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.is_hurried = False
        self._is_short = True
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._turns.count(open=1, short=1)
        return self

    def __exit__(self, *failure: object) -> None:
        self._turns.count(open=-1, short=-1 if self._is_short else 0)
        self._is_short = False

    @property
    def is_alone(self) -> bool:
        """Whether no other request is under way."""
        return self._turns.open == 1

    def stand_back(self) -> None:
        """Called by the query itself now and then: wait for those that are short, if this is no longer one."""
        now = time.monotonic()
        if self._is_short:
            if now - self._started < SHORT_SECONDS:
                return
            self.end()
        latest = now + LONGEST_WAIT
        while self._turns.short > 0 and time.monotonic() < latest:
            time.sleep(NAP)

    def end(self) -> None:
        """It is answered, or short no longer."""
        if self._is_short:
            self._is_short = False
            self._turns.count(short=-1)
