"""Numbered changes: added up, they are the view."""

import time
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.fauna.changes import CHUNK_ROWS, Numbering
from app.fauna.events import Event, Row
from app.fauna.health import LIVE, Health
from app.fauna.hub import News
from app.fauna.view import View, apply, snapshot
from tests.fauna.test_view import history, values, writes


def add_up(batches: list[dict[str, Any]]) -> dict[str, Any]:
    """What a browser holds after these."""
    rows: dict[str, Any] = {}
    for number, batch in enumerate(batches):
        assert batch["seq"] == number
        rows = {} if batch["reset"] else rows
        rows = {key: row for key, row in rows.items() if key not in batch["removed"]} | {
            key: data for key, data, _ in batch["put"]
        }
    return rows


@given(writes, st.lists(st.integers(1, 5)))
def test_changes_added_up_are_the_view(wanted: list, sizes: list[int]):
    numbering, view, events = Numbering(1), View(), history(wanted)
    batches = [change.wire() for change in numbering.of(News(view, LIVE, is_whole=True))]
    while events:
        size = sizes.pop() if sizes else 1
        now, events = events[:size], events[size:]
        for event in now:
            view = apply(view, event)
        batches += [change.wire() for change in numbering.of(News(view, LIVE, tuple(now)))]
    assert {key: row["value"] for key, row in add_up(batches).items()} == values(view)
    assert sum(len(batch["log"]) for batch in batches) == len(history(wanted))


def test_a_large_view_comes_in_chunks_of_which_all_but_the_last_say_that_more_follow():
    rows = [Row(str(number), {"id": str(number)}, 1) for number in range(2 * CHUNK_ROWS + 1)]
    batches = [change.wire() for change in Numbering(7).of(News(snapshot(rows, 1), LIVE, is_whole=True))]
    assert [(batch["reset"], batch["more"], len(batch["put"])) for batch in batches] == [
        (True, True, CHUNK_ROWS),
        (False, True, CHUNK_ROWS),
        (False, False, 1),
    ]
    assert {batch["run"] for batch in batches} == {7}
    assert len(add_up(batches)) == len(rows)


def test_an_empty_view_is_a_change_of_its_own():
    (change,) = Numbering(1).of(News(View(), LIVE, is_whole=True))
    assert (change.is_reset, change.put, change.goes_on) == (True, (), False)


def test_the_log_tells_kind_document_time_and_lag():
    ts = int(time.time() * 1e6) - 20_000
    event = Event("add", ts, "c1", Row("Note/1", {"id": "1"}, ts))
    view = View(MappingProxyType({"Note/1": Row("Note/1", {"id": "1"}, ts)}), ts)
    (change,) = Numbering(1).of(News(view, LIVE, (event,)))
    ((kind, key, txn_ts, lag),) = change.wire()["log"]
    assert (kind, key, txn_ts) == ("add", "Note/1", ts)
    assert 20 <= lag < 1000


def test_health_comes_with_its_reason_and_the_seconds_to_the_next_try():
    health = Health("retrying", "Fauna does not answer.", time.time() + 3)
    (change,) = Numbering(1).of(News(View(), health))
    told = change.wire()["health"]
    assert (told["state"], told["reason"]) == ("retrying", "Fauna does not answer.")
    assert 2.9 <= told["retry_in"] <= 3
