"""The set of documents that each tab looks at: its cursor, which can be long, and what its columns are.

A tab's events all reach the worker that holds its connection, so a table of this process is enough; what another
worker does not know is asked for anew.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from app.developer.data.documents import View
from app.pages.data.rows import Column

MOST_TABS = 200


@dataclass(slots=True)
class OpenView:
    """A set that is being read: `number` tells it from those before it, `after` is where its next page starts."""

    number: int
    view: View
    columns: list[Column] = field(default_factory=list)
    after: str = ""
    count: int = 0
    pages: int = 0
    batches: int = 0


_open: OrderedDict[str, OpenView] = OrderedDict()


def open_view(tab: str, view: View, columns: list[Column]) -> OpenView:
    """Start a set for a tab, in place of the one before."""
    before = _open.pop(tab, None)
    made = _open[tab] = OpenView(before.number + 1 if before else 1, view, columns)
    while len(_open) > MOST_TABS:
        _open.popitem(last=False)
    return made


def current_view(tab: str) -> OpenView | None:
    """The set that a tab looks at."""
    return _open.get(tab)
