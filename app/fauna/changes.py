"""What a page hears of a watched query: numbered changes, so that a browser can tell when one is missing."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.fauna.events import Event, Row
from app.fauna.health import CATCHING_UP, Health
from app.fauna.hub import News

CHUNK_ROWS = 500
MOST_LOGGED = 200


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to put and keys to remove; `seq` counts from 0 in each `run`.

    With `is_reset` the rows replace all others, and with `goes_on` more of them follow in the next change; a blank
    one says that nothing is known yet. `events` are those behind it, each with the milliseconds from its transaction
    to here. `owner` tells whose view it is: rows of another one are to be forgotten.
    """

    run: int
    seq: int
    health: Health = CATCHING_UP
    put: Sequence[Row] = ()
    removed: Sequence[str] = ()
    events: Sequence[tuple[Event, float]] = ()
    is_reset: bool = False
    goes_on: bool = False
    is_blank: bool = False
    owner: str = ""

    def wire(self) -> dict[str, Any]:
        """The change as JSON for the feed component."""
        health: dict[str, Any] = {"state": self.health.state, "reason": self.health.reason}
        if self.health.retry_at:
            health["retry_in"] = round(max(0.0, self.health.retry_at - time.time()), 2)
        return {
            "run": self.run,
            "seq": self.seq,
            "owner": self.owner,
            "health": health,
            "put": [[row.key, row.data, row.ts] for row in self.put],
            "removed": list(self.removed),
            "log": [_logged(event, lag) for event, lag in self.events[-MOST_LOGGED:]],
            "reset": self.is_reset,
            "more": self.goes_on,
            "blank": self.is_blank,
        }


class Numbering:
    """Turns news into the numbered changes of one run."""

    def __init__(self, run: int) -> None:
        self._run, self._seq, self._owner = run, 0, ""

    def belong_to(self, session_id: str) -> None:
        """From now on they are a session's, or nobody's if it is empty; nothing can be told of the session by it."""
        self._owner = hashlib.sha256(session_id.encode()).hexdigest()[:16] if session_id else ""

    def nothing(self, health: Health) -> Change:
        """No rows at all: nobody may see any, or it is not known yet which."""
        return self._number(health=health, is_reset=True, is_blank=health == CATCHING_UP)

    def of(self, news: News) -> Iterator[Change]:
        """The changes that tell some news; a whole view comes in chunks."""
        if not news.is_whole:
            yield self._of_events(news)
            return
        rows = tuple(news.view.rows.values())
        for start in range(0, max(1, len(rows)), CHUNK_ROWS):
            chunk = rows[start : start + CHUNK_ROWS]
            goes_on = start + CHUNK_ROWS < len(rows)
            yield self._number(health=news.health, put=chunk, is_reset=start == 0, goes_on=goes_on)

    def _of_events(self, news: News) -> Change:
        put: dict[str, Row] = {}
        removed: dict[str, None] = {}
        for event in news.events:
            assert event.row is not None  # noqa: S101 - a status is no news
            if event.kind == "remove":
                put.pop(event.row.key, None)
                removed[event.row.key] = None
            else:
                removed.pop(event.row.key, None)
                put[event.row.key] = event.row
        now = time.time()
        events = [(event, max(0.0, (now - event.txn_ts / 1e6) * 1000)) for event in news.events]
        return self._number(health=news.health, put=tuple(put.values()), removed=tuple(removed), events=events)

    def _number(self, **fields: Any) -> Change:
        change = Change(self._run, self._seq, owner=self._owner, **fields)
        self._seq += 1
        return change


def _logged(event: Event, lag: float) -> list[Any]:
    return [event.kind, event.row.key if event.row else "", event.txn_ts, round(lag, 1)]
