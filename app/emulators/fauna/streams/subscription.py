"""One client of a stream: what it is still to be sent."""

import asyncio
import time
from collections import deque

from app.emulators.fauna.streams.authority import Authority
from app.emulators.fauna.streams.cursors import Cursor
from app.emulators.fauna.streams.events import PERMISSION_LOSS, Event

BUFFERED_EVENTS, BUFFERED_BYTES = 4096, 16 * 1024 * 1024


class Subscription:
    """Lines for one client, to be used in the event loop only.

    `position` is the cursor up to which it was given events. While it replays older ones, newer ones are held back.
    Who takes too little of them is cut off, and may resume behind the last that arrived.
    """

    def __init__(self, position: Cursor, authority: Authority) -> None:
        self.position = position
        self.authority = authority
        self.has_ended = False
        self.cut = asyncio.Event()
        self._held: list[tuple[Event, bytes]] | None = []
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._news = asyncio.Event()
        self._taken = asyncio.Event()

    def hear(self, events: list[tuple[Event, bytes]]) -> None:
        """Add what has just happened."""
        expires = self.authority.expires
        if expires is not None and expires <= time.time():
            self.lose()
        elif self._held is None:
            self.give(events)
        elif len(self._held) + len(events) > BUFFERED_EVENTS:
            self.cut_off()
        else:
            self._held += events

    def release(self) -> None:
        """Add what was held back: everything before it has been given."""
        held, self._held = self._held or [], None
        self.give(held)

    def give(self, events: list[tuple[Event, bytes]]) -> None:
        """Add events that are new, as long as there is room for them."""
        for event, line in events:
            if not self._is_new(event):
                continue
            if len(self._lines) >= BUFFERED_EVENTS or (self._lines and self._size + len(line) > BUFFERED_BYTES):
                self.cut_off()
                return
            self._add(event, line)

    async def replay(self, events: list[tuple[Event, bytes]], position: Cursor) -> None:
        """Add older events up to a cursor, and wait until they are taken: nobody is cut off for what it asked for."""
        for event, line in events:
            if self._is_new(event):
                self._add(event, line)
        self.position = max(self.position, position)
        while self._lines and not self.has_ended:
            self._taken.clear()
            await self._taken.wait()

    def _is_new(self, event: Event) -> bool:
        """Whether it may be added: not after the last, and each only once."""
        if self.has_ended:
            return False
        return event.cursor is None or event.type == "status" or event.cursor > self.position

    def _add(self, event: Event, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        self._news.set()
        if event.cursor is not None:
            self.position = max(self.position, event.cursor)
        if event.is_error:
            self.end()

    def fail(self, error: Event) -> None:
        """End with an error."""
        if not self.has_ended:
            self._add(error, error.line())

    def lose(self) -> None:
        """End since the client may no longer read."""
        self.fail(PERMISSION_LOSS)

    def end(self) -> None:
        """Add nothing more."""
        self.has_ended = True
        self._news.set()
        self._taken.set()

    def cut_off(self) -> None:
        """End at once, whatever is buffered."""
        self.end()
        self.cut.set()

    async def take(self) -> bytes | None:
        """All buffered lines as soon as there are some, or None at the end."""
        while not self._lines:
            if self.has_ended:
                return None
            self._news.clear()
            await self._news.wait()
        taken = b"".join(self._lines)
        self._lines.clear()
        self._size = 0
        self._taken.set()
        return taken
