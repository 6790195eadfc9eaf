"""Live lists on pages: rows that travel as numbered changes and never stand in a Reflex var.

`feed("notes", …)` on a page shows what handlers `yield show("notes", change)`. The rows live in the browser; when a
change is missing there, the page's `on_load` handlers run again and bring a snapshot.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx
from reflex_base.event import Event
from reflex_base.vars import Var
from reflex_base.vars.function import ArgsFunctionOperation

from app.fauna.changes import Change
from app.scripts import script

VIRTUAL = "@tanstack/react-virtual@3.14.26"


for part in ("feed_store.js", "feed_hooks.js"):
    script(__name__, part)
LIBRARY = script(__name__, "feed.jsx")


class Feed(rx.Component):
    """The list; `render_row` draws one row's data."""

    library = LIBRARY
    tag = "Feed"
    lib_dependencies: list[str] = [VIRTUAL]
    name: rx.Var[str]
    order: rx.Var[str]
    label: rx.Var[str]
    empty: rx.Var[str]
    render_row: rx.Var[Any]


class FeedHealth(rx.Component):
    """Whether a feed is live: a word, or how long until the next try."""

    library = LIBRARY
    tag = "FeedHealth"
    lib_dependencies: list[str] = [VIRTUAL]
    name: rx.Var[str]


class FeedLog(rx.Component):
    """The events of a feed, newest first; unfolds."""

    library = LIBRARY
    tag = "FeedLog"
    lib_dependencies: list[str] = [VIRTUAL]
    name: rx.Var[str]


def feed(
    name: str,
    row: Callable[[rx.vars.ObjectVar[dict[str, Any]]], rx.Component],
    *,
    label: str,
    order: str = "-id",
    empty: str = "Nothing is there yet.",
) -> rx.Component:
    """A live list; `row` draws one from its fields, `order` is a field's name, with a minus for the largest first."""
    data = Var("row", _var_type=dict[str, Any]).guess_type()
    draw = ArgsFunctionOperation.create(args_names=("row",), return_expr=Var.create(row(data)))
    return Feed.create(name=name, order=order, label=label, empty=empty, render_row=draw)


def show(name: str, change: Change) -> Event:
    """Hand a change to a feed."""
    return _hand("change", name, change.wire())


def settle(name: str, op: str, row: tuple[str, Mapping[str, Any] | None, int] | None = None) -> Event:
    """Say that what the user did is done, and what became of the row: key, fields or None, microseconds."""
    return _hand("settle", name, {"op": op, "row": row})


def reject(name: str, op: str, reason: str) -> Event:
    """Say that what the user did is not done, and why; the browser takes it back."""
    return _hand("reject", name, {"op": op, "reason": reason})


def _hand(kind: str, name: str, value: Any) -> Event:
    """JSON travels as a text, so that nothing in it can be taken for code.

    This is what `rx.call_script` makes, without the search for vars in what may be a long text.
    """
    told = json.dumps([kind, name, json.dumps(value)])
    return Event(name="_call_script", payload={"javascript_code": f"(window.appFeeds ??= []).push({told})"})
