"""What travels to the browser: a page of rows at a time, and never more."""

import json
from typing import Any

import pytest

from app.components.comparing import GAP, Side
from app.developer.asking import PAGE_SIZE, Asked
from app.developer.identities import Me
from app.pages.console import kept
from app.pages.console.kept import Kept, Pane, drop, keep, recall
from app.pages.console.windows import MOST_CHARACTERS, window

ASKED = Asked("x", Me("sess_1"))
SESSION = ("user_1", "sess_1")


def pane(rows: list[Any], after: str = "", *, is_single: bool = False) -> Pane:
    return Pane(ASKED, [Side(row) for row in rows], after, is_single)


def batch(shown: Pane, start: int = 0, view: Any = "table") -> dict[str, Any]:
    return json.loads(window(shown, 7, start, view))


def test_five_thousand_rows_go_out_a_page_at_a_time() -> None:
    shown = pane([{"n": {"@int": str(number)}} for number in range(5_000)])
    first, last = batch(shown), batch(shown, 4_990)
    assert (len(first["rows"]), first["more"], first["run"], first["columns"]) == (PAGE_SIZE, True, 7, ["n"])
    assert first["rows"][1] == {"n": 2, "mark": "", "cells": [["1", "number"]], "changed": []}
    assert (len(last["rows"]), last["more"]) == (10, False)


def test_a_page_whose_rows_are_heavy_is_shorter() -> None:
    shown = pane([["x" * 900] * 10] * PAGE_SIZE)
    first = batch(shown, view="json")
    assert len(json.dumps(first)) < MOST_CHARACTERS + 10_000
    assert 0 < len(first["rows"]) < PAGE_SIZE and first["more"]
    assert batch(shown, len(first["rows"]), "json")["rows"][0]["n"] == len(first["rows"]) + 1


def test_a_cursor_means_more() -> None:
    assert batch(pane([1], "cursor"))["more"] and not batch(pane([1]))["more"]


def test_a_single_object_is_a_table_of_its_fields() -> None:
    first = batch(pane([{"a": {"@int": "1"}, "b": "x"}], is_single=True))
    assert first["columns"] == ["field", "value"]
    assert [row["cells"][0][0] for row in first["rows"]] == ["a", "b"]
    assert batch(pane(["x"], is_single=True))["columns"] == ["value"]


def test_differences_are_marked_and_gaps_are_empty() -> None:
    shown = Pane(ASKED, [Side({"a": 1, "b": 2}, "changed", ("b",)), GAP])
    changed, gap = batch(shown)["rows"]
    assert (changed["mark"], changed["changed"]) == ("changed", ["b"])
    assert gap == {"n": 0, "mark": "gap"}


@pytest.mark.parametrize("start", [5, 5_000])
def test_beyond_the_end_there_is_nothing(start: int) -> None:
    assert batch(pane([1]), start)["rows"] == []


def test_rows_are_for_the_session_that_asked() -> None:
    mine = Kept(SESSION, 1, [pane([1])])
    keep("tab", mine)
    assert recall("tab", SESSION) is mine
    assert recall("tab", ("user_2", "sess_2")) is None
    assert recall("tab", None) is None
    drop("tab")
    assert recall("tab", SESSION) is None


def test_tabs_that_were_left_give_up_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_tabs", type(kept._tabs)())
    monkeypatch.setattr(kept, "MOST_TABS", 2)
    for tab in ("a", "b", "c"):
        keep(tab, Kept(SESSION, 1, [pane([1])]))
    assert [tab for tab in ("a", "b", "c") if recall(tab, SESSION)] == ["b", "c"]
    monkeypatch.setattr(kept, "MOST_ROWS", 3)
    keep("d", Kept(SESSION, 1, [pane([1, 2, 3, 4])]))
    assert recall("d", SESSION) and recall("c", SESSION) is None
