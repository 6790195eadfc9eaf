"""Results as the server keeps them for each tab, so that the browser gets only what it looks at.

A tab's events all reach the worker that holds its connection, so a table of this process is enough.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from app.components.comparing import Side
from app.developer.asking import Asked

MOST_TABS, MOST_ROWS = 64, 400_000


@dataclass
class Pane:
    """One identity's rows so far; `after` leads to the next page, and `columns` are those of the table shown."""

    asked: Asked
    rows: list[Side]
    after: str = ""
    is_single: bool = False
    columns: list[str] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Kept:
    """The panes of a tab's run and whose session asked."""

    session: tuple[str, str]
    run: int
    panes: list[Pane]


_tabs: OrderedDict[str, Kept] = OrderedDict()


def keep(tab: str, kept: Kept) -> None:
    """Replace what a tab had; tabs that were used least recently lose theirs when it gets too much."""
    _tabs[tab] = kept
    _tabs.move_to_end(tab)
    while len(_tabs) > 1 and (len(_tabs) > MOST_TABS or sum(map(_size, _tabs.values())) > MOST_ROWS):
        _tabs.popitem(last=False)


def recall(tab: str, session: tuple[str, str] | None) -> Kept | None:
    """What a tab has, for the session that asked for it only."""
    kept = _tabs.get(tab)
    if kept is None or kept.session != session:
        return None
    _tabs.move_to_end(tab)
    return kept


def drop(tab: str) -> None:
    """A tab needs its rows no longer."""
    _tabs.pop(tab, None)


def _size(kept: Kept) -> int:
    return sum(len(pane.rows) for pane in kept.panes)
