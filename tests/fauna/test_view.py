"""The reducer: whatever comes twice or late, the view is what the set is."""

from hypothesis import given
from hypothesis import strategies as st

from app.fauna.events import Event, Row
from app.fauna.view import View, apply, difference, is_news, snapshot

keys = st.sampled_from("abcd")
writes = st.lists(st.tuples(keys, st.none() | st.integers(0, 9)), max_size=30)


def history(wanted: list[tuple[str, int | None]]) -> list[Event]:
    """The events of writes, one transaction each; deleting what is not there is none."""
    rows: dict[str, int] = {}
    events = []
    for ts, (key, value) in enumerate(wanted, 1):
        if value is None and key not in rows:
            continue
        kind = "remove" if value is None else "update" if key in rows else "add"
        told = rows.pop(key) if value is None else value
        if value is not None:
            rows[key] = value
        events.append(Event(kind, ts, f"c{ts}", Row(key, {"id": key, "value": told}, ts)))
    return events


def values(view: View) -> dict[str, int]:
    return {key: row.data["value"] for key, row in view.rows.items()}


def truth(events: list[Event], at: int | None = None) -> dict[str, int]:
    rows: dict[str, int] = {}
    for event in events:
        assert event.row is not None
        if at is None or event.txn_ts <= at:
            rows.pop(event.row.key, None)
            if event.kind != "remove":
                rows[event.row.key] = event.row.data["value"]
    return rows


def seen_at(events: list[Event], at: int) -> View:
    return snapshot([Row(key, {"id": key, "value": value}, at) for key, value in truth(events, at).items()], at)


@given(writes, st.integers(0, 30), st.integers(0, 30))
def test_a_snapshot_and_the_events_from_before_it_on_are_the_set(wanted: list, start: int, at: int):
    events = history(wanted)
    view = seen_at(events, at)
    for event in [event for event in events if event.txn_ts > min(start, at)]:
        view = apply(view, event)
    assert values(view) == truth(events)


@given(writes, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_events_told_again_after_a_break_change_nothing(wanted: list, breaks: list[tuple[int, int]]):
    events = history(wanted)
    view, told = View(), []
    reached = 0
    for back, end in [*breaks, (0, len(events))]:
        for event in events[min(back, reached) : max(end, reached)]:
            if is_news(view, event):
                told.append(event)
            view = apply(view, event)
        reached = max(end, reached)
    assert values(view) == truth(events)
    assert told == events


@given(writes)
def test_a_status_moves_the_time_and_no_row(wanted: list):
    view = View()
    for event in history(wanted):
        view = apply(view, event)
    after = apply(view, Event("status", view.ts + 5, "c"))
    assert (after.rows, after.ts) == (view.rows, view.ts + 5)


@given(writes, st.integers(0, 30), st.integers(0, 30))
def test_the_difference_of_two_views_leads_from_one_to_the_other(wanted: list, first: int, second: int):
    events = history(wanted)
    old, new = seen_at(events, first), seen_at(events, second)
    put, removed = difference(old, new)
    rows = {key: row.data for key, row in old.rows.items() if key not in removed} | {row.key: row.data for row in put}
    assert rows == {key: row.data for key, row in new.rows.items()}


def test_the_reducer_leaves_the_view_before_as_it_was():
    before = snapshot([Row("a", {"id": "a"}, 1)], 1)
    apply(before, Event("remove", 2, "c2", Row("a", {"id": "a"}, 2)))
    assert "a" in before.rows
