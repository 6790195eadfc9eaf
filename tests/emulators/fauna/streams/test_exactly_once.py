"""Whatever is written, and wherever reading is cut and resumed: every event comes once and in order."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.emulators.fauna.access.session import Session
from app.emulators.fauna.api.event_requests import read_feed_request
from app.emulators.fauna.api.events import EventSources
from app.emulators.fauna.fql.runtime import Limits
from app.emulators.fauna.schema.cache import Schemas
from tests.emulators.fauna.database import TAGGED, TestDatabase
from tests.emulators.fauna.installs import Install, install
from tests.emulators.fauna.streams.streaming import SCHEMA, database

Seen = tuple[str, int, int]
IDS, RANKS = st.integers(1, 4), st.integers(0, 4)
TRANSACTION = st.lists(st.tuples(IDS, st.sampled_from(["write", "write", "delete"]), RANKS), min_size=1, max_size=4)
READS = st.tuples(st.integers(1, 5), st.integers(0, 3))
SOURCES = {
    "all": "Note.all().eventSource()",
    "filtered": "Note.where(.rank > 1).eventSource()",
    "index": "Note.byKind(1).eventSource()",
    "one": "Set.single(Note.byId(1)).eventSource()",
}


@dataclass(slots=True)
class Model:
    """Ranks of the notes that exist, when each was written last, and the events so far; odd ranks are of kind 1."""

    source: str
    ranks: dict[int, int] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)
    events: list[Seen] = field(default_factory=list)
    transactions: int = 0

    def write(self, transaction: list[tuple[int, str, int]]) -> str:
        """The query of a transaction, and what it does to the model."""
        before, lines = dict(self.ranks), []
        for number, action, rank in transaction:
            if action == "delete":
                lines += [f"Note.byId({number})!.delete()"] if number in self.ranks else []
                self.ranks.pop(number, None)
            elif number in self.ranks:
                lines.append(f"Note.byId({number})!.update({{ rank: {rank}, kind: {rank % 2} }})")
                self.ranks[number] = rank
            else:
                lines.append(f"Note.create({{ id: {number}, rank: {rank}, kind: {rank % 2} }})")
                self.ranks[number] = rank
        self.transactions += 1
        touched = {number for number, *_ in transaction}
        for number in sorted(touched, key=lambda number: self._place(number, before)):
            self._tell(number, before.get(number), self.ranks.get(number))
        for number in touched & self.ranks.keys():
            self.written[number] = self.transactions
        return "\n".join(lines) or "null"

    def _place(self, number: int, before: dict[int, int]) -> tuple[int, ...]:
        if self.source == "index":
            old, new = before.get(number), self.ranks.get(number)
            leaves, comes = old is not None and old % 2 == 1, new is not None and new % 2 == 1
            return (
                (0, old, number) if leaves and old is not None else (1, new if comes and new is not None else 0, number)
            )
        return (0, self.written[number], number) if number in before else (1, number)

    def _tell(self, number: int, old: int | None, new: int | None) -> None:
        if self.source == "one" and number != 1:
            return
        was, is_now = self._shows(old), self._shows(new)
        if self.source == "index" and was and is_now and old == new:
            return
        if is_now and new is not None:
            self.events.append(("update" if was else "add", number, new))
        elif was and old is not None:
            self.events.append(("remove", number, old))

    def _shows(self, rank: int | None) -> bool:
        if rank is None:
            return False
        return {"filtered": rank > 1, "index": rank % 2 == 1}.get(self.source, True)


class Feed:
    """A client of a feed that remembers events with their cursors."""

    def __init__(self, db: Install, source: str) -> None:
        self._sources = EventSources(db.store, Schemas(), Limits())
        self._session = Session(db.store.catalog.get("databases", db.number), ("admin",))
        self.token = db.answer(SOURCES[source], headers=TAGGED)["data"]["@stream"]
        self.events: list[dict[str, Any]] = []
        self.cursor: str | None = None

    def read(self, size: int) -> bool:
        """Read a page; returns whether more follows."""
        place = {} if self.cursor is None else {"cursor": self.cursor}
        body = json.dumps({"token": self.token, "page_size": size, **place}).encode()
        page = self._sources.page(self._session, read_feed_request(body), time.monotonic() + 60)
        self.events += page["events"]
        self.cursor = page["cursor"]
        return page["has_next"]

    def forget(self, count: int) -> None:
        """Lose the last events, and resume behind those that are left."""
        if 0 < count < len(self.events):
            del self.events[-count:]
            self.cursor = self.events[-1]["cursor"]

    @property
    def seen(self) -> list[Seen]:
        """Type, id and rank of each event."""
        return [seen(event) for event in self.events]


def seen(event: dict[str, Any]) -> Seen:
    document = event["data"]["@doc"]
    return event["type"], int(document["id"]), int(document["rank"]["@int"])


@pytest.fixture(scope="module")
def notes() -> Iterator[Install]:
    with install() as made:
        TestDatabase(made, SCHEMA)
        yield made


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(TRANSACTION | READS, max_size=12))
def test_a_feed_gives_every_event_once_and_in_order(notes: Install, source: str, steps: list[Any]) -> None:
    notes.data("Note.all().forEach(note => note.delete())")
    model = Model(source)
    if source == "one":
        notes.data(model.write([(1, "write", 0)]))
        model.events.clear()
    feed = Feed(notes, source)
    for step in steps:
        if isinstance(step, list):
            notes.data(model.write(step))
        else:
            size, forgotten = step
            feed.read(size)
            feed.forget(forgotten)
    while feed.read(2):
        pass
    assert feed.seen == model.events
    cursors = [(event["txn_ts"], event["cursor"]) for event in feed.events]
    assert len(set(cursors)) == len(cursors)
    assert sorted(ts for ts, _ in cursors) == [ts for ts, _ in cursors]


@pytest.mark.parametrize("readers", [1, 8])
async def test_streams_cut_again_and_again_under_writes_miss_nothing(readers: int) -> None:
    count = 120
    async with database() as client:
        token = await client.source("Note.all().eventSource()")

        async def write() -> None:
            for number in range(count):
                await client.data(f"Note.create({{ id: {number}, rank: {number} }})")
                if number % 30 == 29:
                    client.app.streams.drop()

        async def read(seed: int) -> list[Seen]:
            chance, events, place = Random(seed), list[dict[str, Any]](), dict[str, str]()
            while len(events) < count:
                async with client.stream(token, **place) as stream:
                    enough = min(count, len(events) + chance.randint(1, 20))
                    while len(events) < enough and (event := await stream.next()) is not None:
                        events += [event] if event["type"] != "status" else []
                        place = {"cursor": event["cursor"]}
            return [seen(event) for event in events]

        _, *read_by = await asyncio.gather(write(), *(read(seed) for seed in range(readers)))
    assert read_by == [[("add", number, number) for number in range(count)]] * readers
