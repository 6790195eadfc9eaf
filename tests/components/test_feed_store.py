"""The browser's reducer, run by bun: fed by numbered changes it holds what the server's view holds."""

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.fauna.changes import Numbering
from app.fauna.health import LIVE
from app.fauna.hub import News
from app.fauna.view import View, apply
from tests.fauna.test_view import history, values, writes

STORE = Path(__file__).resolve().parents[2] / "app/components/feed_store.js"
PLAY = """
import * as store from %s;
const feeds = JSON.parse(await Bun.stdin.text()).map((steps) =>
    steps.reduce((feed, [name, value]) => store[name](feed, value), store.EMPTY));
console.log(JSON.stringify(feeds.map((feed) => ({
    rows: Object.fromEntries([...feed.rows].map(([key, { data }]) => [key, data])),
    shown: store.shown(feed, "-id").map(({ key, data, op }) =>
        [key, data.text ?? null, op?.reason ?? op?.kind ?? null]),
    isLost: feed.isLost, isFilled: feed.isFilled, state: feed.health.state, log: feed.log.length,
}))));
"""
BUN = Path(sysconfig.get_path("scripts")) / "bun"


def play(scripts: list[list[tuple[str, Any]]]) -> list[dict[str, Any]]:
    """What the store holds after each script of calls; one process for all."""
    code = PLAY % json.dumps(str(STORE))
    done = subprocess.run([BUN, "-e", code], input=json.dumps(scripts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def batch(seq: int, *put: tuple[str, str, int], run: int = 1, **fields: Any) -> tuple[str, dict[str, Any]]:
    rows = [[key, {"id": key, "text": text, "who": "me"}, ts] for key, text, ts in put]
    usual = {"removed": [], "log": [], "reset": seq == 0, "more": False, "blank": False}
    health = {"state": "live", "reason": ""}
    return "step", {"run": run, "seq": seq, "owner": "me", "health": health, "put": rows, **usual, **fields}


def one(*steps: tuple[str, Any]) -> dict[str, Any]:
    (found,) = play([list(steps)])
    return found


ADD = ("begin", {"op": "op-1", "kind": "add", "key": None, "fields": {"text": "new", "who": "me"}})


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(writes, st.lists(st.integers(1, 5), max_size=10)), min_size=20, max_size=40))
def test_it_holds_what_the_servers_view_holds(cases: list):
    scripts, views = [], []
    for wanted, sizes in cases:
        numbering, view, events = Numbering(1), View(), history(wanted)
        steps = [("step", change.wire()) for change in numbering.of(News(view, LIVE, is_whole=True))]
        while events:
            size = sizes.pop() if sizes else 1
            now, events = events[:size], events[size:]
            for event in now:
                view = apply(view, event)
            steps += [("step", change.wire()) for change in numbering.of(News(view, LIVE, tuple(now)))]
        scripts.append(steps)
        views.append(values(view))
    held = play(scripts)
    assert [{key: row["value"] for key, row in feed["rows"].items()} for feed in held] == views
    assert not any(feed["isLost"] for feed in held)


def test_a_missing_change_is_noticed_and_nothing_taken_until_a_new_run_brings_a_snapshot():
    lost = [batch(0, ("1", "a", 1)), batch(2, ("2", "b", 2)), batch(3, ("3", "c", 3))]
    assert one(*lost)["isLost"] and one(*lost)["rows"].keys() == {"1"}
    found = one(*lost, batch(0, ("1", "a", 1), ("2", "b", 2), run=2), batch(1, ("4", "d", 4), run=2))
    assert not found["isLost"] and found["rows"].keys() == {"1", "2", "4"}


def test_what_an_older_run_still_sends_is_left_aside():
    found = one(batch(0, ("1", "a", 1), run=2), batch(5, ("9", "old", 9), run=1))
    assert found["rows"].keys() == {"1"} and not found["isLost"]


def test_a_snapshot_in_chunks_takes_the_old_rows_place_when_it_is_complete():
    old = [batch(0, ("1", "a", 1))]
    assert one(*old, batch(0, ("2", "b", 2), run=2, more=True))["rows"].keys() == {"1"}
    both = [batch(0, ("2", "b", 2), run=2, more=True), batch(1, ("3", "c", 3), run=2)]
    assert one(*old, *both)["rows"].keys() == {"2", "3"}
    assert one(batch(0, ("2", "b", 2), more=True))["rows"].keys() == {"2"}


def test_what_is_not_known_yet_is_blank_at_once():
    found = one(batch(0, ("1", "a", 1)), batch(1, reset=True, blank=True))
    assert (found["rows"], found["isFilled"]) == ({}, False)


def test_nothing_of_what_one_saw_stays_for_who_comes_next():
    before = [batch(0, ("1", "mine", 1), log=[["add", "1", 1, 1.0]]), ADD]
    found = one(*before, batch(0, run=2, reset=False, owner="somebody else"))
    assert (found["rows"], found["shown"], found["log"], found["isFilled"]) == ({}, [], 0, False)


def test_what_is_being_added_stands_first_and_its_answer_puts_it_in_its_place():
    before = [batch(0, ("7", "old", 1)), ADD]
    assert one(*before)["shown"] == [["op-1", "new", "add"], ["7", "old", None]]
    settled = ("settle", {"op": "op-1", "row": ["8", {"id": "8", "text": "new", "who": "me"}, 5]})
    assert one(*before, settled)["shown"] == [["8", "new", None], ["7", "old", None]]
    again = batch(1, ("8", "new", 5))
    assert one(*before, settled, again)["shown"] == one(*before, again, settled)["shown"]
    assert one(*before, again)["shown"] == [["8", "new", None], ["7", "old", None]]


@pytest.mark.parametrize("kind", ["edit", "remove"])
def test_a_refused_change_is_taken_back_and_says_why_until_it_is_dismissed(kind: str):
    begun = ("begin", {"op": "op-2", "kind": kind, "key": "7", "fields": {"text": "new"} if kind == "edit" else {}})
    before = [batch(0, ("7", "old", 1)), begun]
    assert one(*before)["shown"] == [["7", "new" if kind == "edit" else "old", kind]]
    refused = [*before, ("reject", {"op": "op-2", "reason": "no"})]
    assert one(*refused)["shown"] == [["7", "old", "no"]]
    assert one(*refused, ("dismiss", "op-2"))["shown"] == [["7", "old", None]]


def test_a_deleted_row_does_not_come_back_with_events_from_before():
    gone = [batch(0, ("7", "old", 1)), ("settle", {"op": "op-3", "row": ["7", None, 5]})]
    assert one(*gone, batch(1, ("7", "late", 4)))["rows"] == {}
    assert one(*gone, batch(1, ("7", "new", 6)))["rows"].keys() == {"7"}


def test_ids_are_ordered_as_numbers_and_times_to_the_last_digit():
    assert [key for key, _, _ in one(batch(0, ("9", "a", 1), ("10", "b", 1), ("8", "c", 1)))["shown"]] == [
        "10",
        "9",
        "8",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), min_size=1, max_size=30), st.sampled_from(["-by", "by"])
)
@settings(max_examples=5, deadline=None)
def test_sorting_what_was_sorted_before_is_sorting(changes: list, order: str):
    code = f"""
        import {{ sorted }} from {json.dumps(str(STORE))};
        const rows = new Map();
        let before = [];
        const same = [];
        for (const [id, by] of JSON.parse(await Bun.stdin.text())) {{
            if (rows.has(id) && by === 0) rows.delete(id);
            else rows.set(id, {{ data: {{ id: String(id), by }}, ts: 1 }});
            before = sorted(rows, "{order}", before);
            same.push(JSON.stringify(before) === JSON.stringify(sorted(rows, "{order}")));
        }}
        console.log(JSON.stringify(same));
    """
    done = subprocess.run([BUN, "-e", code], input=json.dumps(changes), capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) == {True}


def test_the_log_keeps_the_newest():
    log = [["add", str(number), number, 1.0] for number in range(150)]
    assert one(batch(0, log=log), batch(1, log=log, reset=False))["log"] == 200
